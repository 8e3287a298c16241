"""``./adriel verify``: checks a report, a certificate, or entries of a service book."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from pydantic import ValidationError

from models.vocabulary.errors import SubmissionError
from pipeline.adapters import published
from pipeline.adapters.signing import FileSigner, existing_dev_method
from pipeline.carried import Carried, opened
from pipeline.certificate import book
from pipeline.certificate.proof import TrustedKey
from pipeline.certificate.verification import NO_POLICY
from pipeline.certificate.verify import Beside, format_verification, verify_document
from pipeline.cli import verify_book
from pipeline.cli.codes import EXAMINED, FAULT
from pipeline.cli.given_photos import GivenPhotos
from pipeline.keyring import did
from pipeline.keyring.ring import KeyRing
from pipeline.keyring.safe import KeySafe
from pipeline.locations import development_key, development_log_key, key_folder, state_folder
from pipeline.ports import BlobStore
from pipeline.settings import public_address
from pipeline.transparency import policy
from pipeline.transparency.notes import NoteKey
from pipeline.transparency.policy import Policy
from pipeline.transparency.proof import LogTrust
from pipeline.wiring import DEVELOPMENT_LOG, issuer_method, open_store

MAX_BYTES = 25_000_000
"""Of a document."""

WITNESSES = f"{NO_POLICY}: --policy says who must have"

EPILOG = """\
examples:
  ./adriel verify adriel-out/<case>/certificate.json
  ./adriel verify certificate.envelope.json --offline
  ./adriel verify certificate.json --proof certificate.tlog-proof --photos my-photos
  ./adriel verify certificate.json --serial M204817 --salt 00112233445566778899aabbccddeeff
  ./adriel verify certificate.envelope.json --policy policy.txt
  ./adriel verify report.json --trust did:key:z6Mk…#z6Mk…
  ./adriel verify certificate.json --did did.json --trust did:web:adriel.example#z6Mk…
  ./adriel verify service-book.json

exit code: 0 it holds, and so does each photo that was given; 1 not, or a photo could not be compared; 2 bad usage

A photo is identical (its very file was examined), re-encoded (the same picture, saved anew, smaller, turned), not the
same, or it cannot be told. A copy that was cut or mirrored is not recognised.

Of a service book, as the API gives it, every entry is checked, and that each follows the one before; an entry alone is
checked by itself.

A key that the document brings along is no proof, and none is ever fetched. Trusted are: the key that --trust spells,
the keys of the issuer's ring that --ring names or that lies in this machine's state folder (./adriel keys), or of its
DID document that --did names, each in its time, the key of ADRIEL_SIGNING_KEY, and the development key of the state
folder, which is said to be UNSAFE.
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adriel verify",
        description="Checks FILE in numbered steps. Fetched are the issuer's status lists, and nothing with --offline.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="report, certificate, envelope or service book (JSON), or PDF or PNG"
    )
    parser.add_argument("--photos", type=Path, metavar="DIR", help="photos that must be the examined ones")
    parser.add_argument("--offline", action="store_true", help="fetch nothing: whether it was withdrawn stays open")
    parser.add_argument("--proof", type=Path, metavar="FILE", help="the log's proof, where it came in its own file")
    parser.add_argument("--serial", metavar="NUMBER", help="serial number to hold against the hidden one; with --salt")
    parser.add_argument("--salt", metavar="HEX", help="that the owner has in owner-secret.json")
    parser.add_argument("--trust", action="append", default=[], metavar="KEY", help="a DID URL that spells a key")
    parser.add_argument("--did", type=Path, metavar="FILE", help="a copy of an issuer's did.json (./adriel keys did)")
    parser.add_argument("--ring", type=Path, metavar="FILE", help="an issuer's key ring (./adriel keys export ring)")
    parser.add_argument("--policy", type=Path, metavar="FILE", help="which witnesses must have confirmed the log")
    parser.add_argument("--json", action="store_true", help="print the steps as JSON")
    return parser


def main(words: Sequence[str]) -> int:
    """Check the file; return the exit code."""
    options = _parser().parse_args(words)
    carried = _opened(options.file)
    beside = _beside(options, os.environ, carried.proof)
    if (given := book.read(carried.document)) is not None:
        return verify_book.run(given, beside, as_json=options.json)
    verification = verify_document(carried.document, now=datetime.now(UTC), beside=beside)
    verification = verification.beyond(carried.around, None if options.policy else WITNESSES)
    if options.json:
        print(json.dumps(verification.model_dump(mode="json"), indent=2))
    else:
        sys.stdout.write(format_verification(verification, tuple(beside.photos)))
    return EXAMINED if verification.valid and all(photo.same for photo in verification.photos) else FAULT


def _opened(path: Path) -> Carried:
    try:
        return opened(_read(path))
    except SubmissionError as fault:
        raise SubmissionError(fault.code, f"{path}: {fault}") from None


def _beside(options: argparse.Namespace, environment: Mapping[str, str], proof: bytes | None) -> Beside:
    if (options.serial is None) != (options.salt is None):
        raise SubmissionError("verify:serial", "--serial and --salt go together: the owner has both")
    ring = _ring(options.ring) if options.ring else None
    return Beside(
        trusted=(*(_did(options.did) if options.did else ()), *_trusted(options.trust, ring, environment)),
        log=_witnessed(_log(ring, environment), _policy(options.policy) if options.policy else None),
        proof=_read(options.proof) if options.proof else proof,
        fetch=None if options.offline else published.fetcher(public_address(environment), _own_store(environment)),
        photos=GivenPhotos(options.photos) if options.photos else {},
        serial=(options.serial, options.salt) if options.serial else None,
    )


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SubmissionError("verify:too_large", f"{path.name}: no document of ours is larger than 25 MB")
        return path.read_bytes()
    except OSError as fault:
        raise SubmissionError("verify:unreadable", f"{path}: cannot be read ({fault.strerror})") from None


def _trusted(named: list[str], ring: KeyRing | None, environment: Mapping[str, str]) -> list[TrustedKey]:
    try:
        trusted = [TrustedKey.from_method(method, safe=True) for method in named]
    except ValueError as fault:
        raise SubmissionError("verify:trust", f"--trust: {fault}") from None
    own = KeySafe(key_folder(environment)).ring()
    trusted += [key for each in (own, ring) if each is not None for key in each.trusted()]
    if method := issuer_method(environment):
        trusted.append(TrustedKey.from_method(method, safe=True))
    if method := existing_dev_method(development_key(state_folder(environment))):
        trusted.append(TrustedKey.from_method(method, safe=False))
    return trusted


def _own_store(environment: Mapping[str, str]) -> BlobStore | None:
    """Return where this machine keeps what it publishes; none is made by looking."""
    named = environment.get("ADRIEL_BLOBS")
    folder = state_folder(environment) / "blobs"
    if named:
        return open_store(named)
    return open_store(f"file://{quote(str(folder))}") if folder.is_dir() else None


def _ring(path: Path) -> KeyRing:
    try:
        return KeyRing.model_validate_json(_read(path))
    except ValidationError:
        remedy = "./adriel keys export ring writes one"
        raise SubmissionError("verify:ring", f"{path}: is no key ring; {remedy}") from None


def _did(path: Path) -> tuple[TrustedKey, ...]:
    try:
        return did.read(_read(path))
    except did.MalformedDid as fault:
        raise SubmissionError("verify:did", f"{path}: {fault}; ./adriel keys did writes one") from None


def _policy(path: Path) -> Policy:
    try:
        return policy.parse(_read(path))
    except policy.MalformedPolicy as fault:
        raise SubmissionError("verify:policy", f"{path}: {fault}") from None


def _witnessed(log: LogTrust | None, asked: Policy | None) -> LogTrust | None:
    """Return the log whose checkpoints witnesses must have confirmed; one that the policy names is believed with it."""
    if asked is None:
        return log
    if asked.logs:
        return LogTrust(origin=asked.logs[0].name, keys=asked.logs, policy=asked)
    return log.model_copy(update={"policy": asked}) if log else None


def _log(ring: KeyRing | None, environment: Mapping[str, str]) -> LogTrust | None:
    """Return the log that is believed: of the ring that was handed over, of this machine's, or its development log."""
    for each in (ring, KeySafe(key_folder(environment)).ring()):
        if each is not None and (keys := each.log_keys()):
            return LogTrust(origin=each.origin, keys=keys)
    path = development_log_key(state_folder(environment))
    if not path.exists():
        return None
    return LogTrust(origin=DEVELOPMENT_LOG, keys=(NoteKey(name=DEVELOPMENT_LOG, public=FileSigner(path).public),))
