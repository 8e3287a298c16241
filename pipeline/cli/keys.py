"""``./adriel keys``: creates, lists, rotates and retires the issuer's keys."""

import argparse
import json
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from models.vocabulary.errors import SubmissionError
from pipeline import multikey
from pipeline.cli.codes import EXAMINED
from pipeline.keyring import did
from pipeline.keyring.ring import KeyRing, Purpose, RingFault, RingKey
from pipeline.keyring.safe import PASSPHRASE_SETTING, SETTING, KeySafe, read_passphrase, replace
from pipeline.locations import key_folder
from pipeline.transparency.notes import NoteKey

DESCRIPTION = """\
Keeps the issuer's Ed25519 keys: one signs certificates and status lists, another the transparency log.
Private keys are encrypted with a passphrase; the ring of public keys (ring.json) is for everyone who verifies.

  create       begin a ring for an issuer, with a key for each purpose
  list         show every key, its time and its state
  rotate       make a further key, which signs from now on; what the one before it signed still counts
  retire       let a key sign no more, without another
  compromised  declare a key lost: of what it signed, only what the log held by then still counts
  export       print what others need: the ring, the issuer's DID document, or the log's verifier key
  did          write the issuer's DID document, did.json, into a folder, and say at which address others look for it
"""

EPILOG = f"""\
examples:
  head -c 32 /dev/urandom | base64 > passphrase && chmod 600 passphrase
  {PASSPHRASE_SETTING}=passphrase ./adriel keys create --issuer did:web:adriel.example --origin adriel.example/log
  {PASSPHRASE_SETTING}=passphrase ./adriel keys rotate certificates
  ./adriel keys rotate certificates --kms alias/adriel-certificates
  ./adriel keys compromised z6Mk…8fQ --at 120034
  ./adriel keys did public/.well-known

The folder is {SETTING}, or keys in the state folder. Certificates made before a rotation verify for ever.
exit code: 0 done; 2 it cannot be done
"""

_SHORT = 12

DID_FILE = "did.json"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adriel keys",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    create = commands.add_parser("create", help="begin a ring")
    create.add_argument("--issuer", required=True, metavar="DID", help="did:web:… of the domain that shows did.json")
    create.add_argument("--origin", required=True, metavar="NAME", help="of the log: its address without https://")
    for each in Purpose:
        create.add_argument(f"--kms-{each}", metavar="KEY", help=f"a key in AWS KMS for {each}, by id, ARN or alias")
    commands.add_parser("list", help="show every key")
    rotate = commands.add_parser("rotate", help="make a further key")
    rotate.add_argument("purpose", choices=[each.value for each in Purpose])
    rotate.add_argument(
        "--kms", metavar="KEY", help="a key in AWS KMS, by id, ARN or alias; otherwise one is made here"
    )
    retire = commands.add_parser("retire", help="let a key sign no more")
    retire.add_argument("key", help="its name, or enough of it")
    lost = commands.add_parser("compromised", help="declare a key lost")
    lost.add_argument("key", help="its name, or enough of it")
    lost.add_argument("--at", required=True, type=int, metavar="ENTRIES", help="size of the log before the loss")
    export = commands.add_parser("export", help="print what others need")
    export.add_argument("what", choices=("ring", "did", "log"))
    published = commands.add_parser("did", help="write did.json")
    published.add_argument("folder", type=Path, metavar="FOLDER", help="to write it into; made where there is none")
    return parser


def main(words: Sequence[str]) -> int:
    """Do what is asked; return the exit code."""
    options = _parser().parse_args(words)
    keys = _safe(os.environ)
    try:
        _COMMANDS[options.command](keys, options)
    except RingFault as fault:
        raise SubmissionError("keys:fault", str(fault)) from None
    return EXAMINED


def _safe(env: Mapping[str, str]) -> KeySafe:
    named = env.get(PASSPHRASE_SETTING)
    return KeySafe(key_folder(env), read_passphrase(Path(named)) if named else None)


def _create(keys: KeySafe, options: argparse.Namespace) -> None:
    if (ring := keys.ring()) is not None and ring.keys:
        raise RingFault(f"there is a ring already, of {ring.issuer}; rotate makes a further key")
    made = {purpose: _key(keys, getattr(options, f"kms_{purpose}")) for purpose in Purpose}
    try:
        keys.begin(issuer=options.issuer, origin=options.origin)
    except ValueError:
        raise RingFault("an issuer is a DID such as did:web:adriel.example, a log's name has no spaces") from None
    for purpose, key in made.items():
        _add(keys, purpose, key)
    _list(keys, options)


def _rotate(keys: KeySafe, options: argparse.Namespace) -> None:
    _begun(keys.ring())
    _add(keys, Purpose(options.purpose), _key(keys, options.kms))
    _list(keys, options)


def _add(keys: KeySafe, purpose: Purpose, key: str) -> None:
    def add(ring: KeyRing | None) -> KeyRing:
        if key in {each.multikey for each in _begun(ring).keys}:
            raise RingFault("this key is in the ring already")
        return _begun(ring).rotated(purpose, key, now=datetime.now(UTC))

    keys.change(add)


def _key(keys: KeySafe, kms: str | None) -> str:
    """Make a key here, or take one that is in KMS."""
    if kms is None:
        return keys.new_key()
    from pipeline.adapters.kms import KmsSigner

    return keys.keep_remote(KmsSigner(kms).public, kms)


def _retire(keys: KeySafe, options: argparse.Namespace) -> None:
    keys.change(lambda ring: _begun(ring).retired(options.key, now=datetime.now(UTC)))
    _list(keys, options)


def _compromised(keys: KeySafe, options: argparse.Namespace) -> None:
    if options.at < 0:
        raise RingFault("--at is a number of entries: 0 or more")
    now = datetime.now(UTC)
    keys.change(lambda ring: _begun(ring).compromised(options.key, lost_at=options.at, now=now))
    _list(keys, options)


def _list(keys: KeySafe, _options: argparse.Namespace) -> None:
    ring = _begun(keys.ring())
    print(f"issuer {ring.issuer}, log {ring.origin}")
    for key in ring.keys:
        where = ", in KMS" if keys.is_remote(key) else ""
        print(f"  {key.multikey[:_SHORT]}…{key.multikey[-6:]}  {key.purpose:<12}  {_told(key)}{where}")


def _told(key: RingKey) -> str:
    end = "" if key.valid_until is None else f" until {key.valid_until}"
    lost = "" if key.lost_at is None else f", lost at {key.lost_at} entries"
    return f"{key.state:<11}  from {key.valid_from}{end}{lost}"


def _export(keys: KeySafe, options: argparse.Namespace) -> None:
    ring = _begun(keys.ring())
    match options.what:
        case "ring":
            print(ring.model_dump_json(indent=2))
        case "did":
            print(json.dumps(did.document(ring), indent=2))
        case _:
            active = ring.active(Purpose.LOG)
            if active is None:
                raise RingFault("no key signs the log; ./adriel keys rotate log makes one")
            print(NoteKey(name=ring.origin, public=multikey.decode(active.multikey)).vkey)


def _did(keys: KeySafe, options: argparse.Namespace) -> None:
    ring = _begun(keys.ring())
    address = did.location(ring.issuer)
    path = options.folder / DID_FILE
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
        replace(path, json.dumps(did.document(ring), indent=2).encode() + b"\n", mode=0o644)
    except OSError as fault:
        raise RingFault(f"{path} cannot be written ({fault.strerror}); name another folder") from None
    print(f"{path} is written. Others look for it at {address}, or keep a copy: adriel verify --did")


def _begun(ring: KeyRing | None) -> KeyRing:
    if ring is None:
        raise RingFault("there is no key ring here; ./adriel keys create begins one")
    return ring


_COMMANDS: dict[str, Callable[[KeySafe, argparse.Namespace], None]] = {
    "create": _create,
    "list": _list,
    "rotate": _rotate,
    "retire": _retire,
    "compromised": _compromised,
    "export": _export,
    "did": _did,
}
