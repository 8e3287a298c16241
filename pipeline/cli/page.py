"""``./adriel page``: writes the page on which anyone checks certificates."""

import argparse
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from models.vocabulary.errors import SubmissionError
from pipeline.adapters.signing import FileSigner, existing_dev_method
from pipeline.certificate.page import Pins, build
from pipeline.certificate.proof import TrustedKey
from pipeline.cli.codes import EXAMINED
from pipeline.keyring.ring import KeyRing
from pipeline.keyring.safe import KeySafe
from pipeline.locations import development_key, development_log_key, key_folder, state_folder
from pipeline.settings import NOWHERE, public_address
from pipeline.transparency import policy
from pipeline.transparency.notes import NoteKey
from pipeline.transparency.proof import LogTrust
from pipeline.wiring import DEVELOPMENT_LOG, issuer_method

DESCRIPTION = """\
Writes the page on which anyone checks a report or certificate: one HTML file, into which a person drops the file. It
takes the same ten steps as ./adriel verify, in the browser, and sends nothing anywhere. Publish it, or hand it over.

The keys that count are written into it: those of the issuer's ring, each in its time, or else this machine's one key.
Write it anew after ./adriel keys rotate, retire or compromised: a page knows of no key that came or was lost later.
"""

EPILOG = """\
examples:
  ./adriel page --out verify.html
  ./adriel keys export ring > ring.json; ./adriel page --out verify.html --ring ring.json
  ./adriel page --out verify.html --policy policy.txt
  ADRIEL_PUBLIC=https://adriel.example ./adriel page --out verify.html

Only when the person asks, the page fetches status lists and the log's newest state from ADRIEL_PUBLIC, and from nowhere
else; that address must allow it (Access-Control-Allow-Origin: *). Without ADRIEL_PUBLIC it never asks anyone.
exit code: 0 written; 2 it cannot be written
"""


def main(words: Sequence[str]) -> int:
    """Write the page; return the exit code."""
    options = _parser().parse_args(words)
    pins = _pins(options, os.environ)
    page = build(pins)
    try:
        options.out.write_bytes(page)
    except OSError as fault:
        raise SubmissionError("page:out", f"{options.out}: cannot be written ({fault.strerror})") from None
    print(f"written: {options.out} ({len(page) // 1000} kB, {_told(pins)})")
    if not all(key.safe for key in pins.trusted):
        print("It believes this machine's development key: UNSAFE. ./adriel keys create makes a key of your own.")
    return EXAMINED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adriel page",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where to write it: verify.html")
    parser.add_argument("--ring", type=Path, metavar="FILE", help="an issuer's key ring, instead of this machine's")
    parser.add_argument("--policy", type=Path, metavar="FILE", help="which witnesses must have confirmed the log")
    return parser


def _pins(options: argparse.Namespace, environment: Mapping[str, str]) -> Pins:
    ring = _ring(options.ring) if options.ring else KeySafe(key_folder(environment)).ring()
    address = public_address(environment)
    return Pins(
        trusted=_trusted(ring, environment),
        log=_witnessed(_log(ring, environment), options.policy),
        public=None if address == NOWHERE else address,
    )


def _ring(path: Path) -> KeyRing:
    try:
        return KeyRing.model_validate_json(_read(path))
    except ValidationError:
        raise SubmissionError("page:ring", f"{path}: is no key ring; ./adriel keys export ring writes one") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise SubmissionError("page:unreadable", f"{path}: cannot be read ({fault.strerror})") from None


def _trusted(ring: KeyRing | None, environment: Mapping[str, str]) -> tuple[TrustedKey, ...]:
    """Return the keys of the ring; without one the key that signs here, a development key last of all."""
    if ring is not None and (keys := ring.trusted()):
        return keys
    own = issuer_method(environment)
    method = own or existing_dev_method(development_key(state_folder(environment)))
    if method is None:
        remedy = "./adriel keys create makes one, --ring names an issuer's"
        raise SubmissionError("page:no_key", f"there is no key that the page could believe; {remedy}")
    return (TrustedKey.from_method(method, safe=own is not None),)


def _log(ring: KeyRing | None, environment: Mapping[str, str]) -> LogTrust | None:
    if ring is not None and (keys := ring.log_keys()):
        return LogTrust(origin=ring.origin, keys=keys)
    path = development_log_key(state_folder(environment))
    if ring is not None or not path.exists():
        return None
    return LogTrust(origin=DEVELOPMENT_LOG, keys=(NoteKey(name=DEVELOPMENT_LOG, public=FileSigner(path).public),))


def _witnessed(log: LogTrust | None, path: Path | None) -> LogTrust | None:
    if path is None:
        return log
    try:
        asked = policy.parse(_read(path))
    except policy.MalformedPolicy as fault:
        raise SubmissionError("page:policy", f"{path}: {fault}") from None
    if asked.logs:
        return LogTrust(origin=asked.logs[0].name, keys=asked.logs, policy=asked)
    if log is None:
        raise SubmissionError("page:policy", f"{path}: names no log, and none is known here")
    return log.model_copy(update={"policy": asked})


def _told(pins: Pins) -> str:
    keys = f"{len(pins.trusted)} issuer key{'s' if len(pins.trusted) > 1 else ''}"
    log = "no log" if pins.log is None else f"the log {pins.log.origin}"
    return f"{keys}, {log}, {'asks nobody' if pins.public is None else f'may ask {pins.public}'}"
