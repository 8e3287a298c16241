"""``./adriel verify``: checks a report or certificate, offline."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from models.vocabulary.errors import SubmissionError
from pipeline.adapters.signing import existing_dev_method
from pipeline.certificate.proof import TrustedKey
from pipeline.certificate.verify import format_verification, verify_document
from pipeline.cli.codes import EXAMINED, FAULT
from pipeline.keyring.ring import KeyRing
from pipeline.keyring.safe import KeySafe
from pipeline.locations import development_key, key_folder, state_folder
from pipeline.wiring import issuer_method

MAX_BYTES = 25_000_000
"""Of a document or of one photo given for comparison."""

EPILOG = """\
examples:
  ./adriel verify adriel-out/<case>/certificate.json
  ./adriel verify certificate.json --photos my-photos
  ./adriel verify report.json --trust did:key:z6Mk…#z6Mk…

exit code: 0 it holds; 1 it does not; 2 bad usage

A key that the document brings along is no proof. Trusted are: the key that --trust names, the keys of the issuer's ring
that --ring names or that lies in this machine's state folder (./adriel keys), each in its time, the key of
ADRIEL_SIGNING_KEY, and the development key of the state folder, which is said to be UNSAFE.
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adriel verify",
        description="Checks FILE in numbered steps; nothing is fetched and nothing is sent.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="report.json or certificate.json")
    parser.add_argument("--photos", type=Path, metavar="DIR", help="photos that must be among the examined ones")
    parser.add_argument("--trust", action="append", default=[], metavar="METHOD", help="a did:key URL to trust")
    parser.add_argument("--ring", type=Path, metavar="FILE", help="an issuer's key ring (./adriel keys export ring)")
    parser.add_argument("--json", action="store_true", help="print the steps as JSON")
    return parser


def main(words: Sequence[str]) -> int:
    """Check the file; return the exit code."""
    options = _parser().parse_args(words)
    verification = verify_document(
        _read(options.file),
        now=datetime.now(UTC),
        trusted=_trusted(options.trust, options.ring, os.environ),
        photos=_photos(options.photos) if options.photos else None,
    )
    if options.json:
        print(json.dumps(verification.model_dump(mode="json"), indent=2))
    else:
        sys.stdout.write(format_verification(verification))
    return EXAMINED if verification.valid else FAULT


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SubmissionError("verify:too_large", f"{path.name}: no document of ours is larger than 25 MB")
        return path.read_bytes()
    except OSError as fault:
        raise SubmissionError("verify:unreadable", f"{path}: cannot be read ({fault.strerror})") from None


def _photos(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise SubmissionError("verify:no_folder", f"{folder}: there is no such folder")
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    photos = {path.name: _read(path) for path in files if path.suffix.lower() not in {".toml", ".json", ".pdf"}}
    if not photos:
        raise SubmissionError("verify:no_photos", f"{folder}: the folder holds no photos")
    return photos


def _trusted(named: list[str], ring: Path | None, environment: Mapping[str, str]) -> list[TrustedKey]:
    try:
        trusted = [TrustedKey.from_method(method, safe=True) for method in named]
    except ValueError as fault:
        raise SubmissionError("verify:trust", f"--trust: {fault}") from None
    trusted += _of_ring(ring, environment)
    if method := issuer_method(environment):
        trusted.append(TrustedKey.from_method(method, safe=True))
    if method := existing_dev_method(development_key(state_folder(environment))):
        trusted.append(TrustedKey.from_method(method, safe=False))
    return trusted


def _of_ring(named: Path | None, environment: Mapping[str, str]) -> tuple[TrustedKey, ...]:
    """Return the keys of a ring that was handed over, and of this machine's own."""
    own = KeySafe(key_folder(environment)).ring()
    rings = [] if own is None else [own]
    if named is not None:
        try:
            rings.append(KeyRing.model_validate_json(_read(named)))
        except ValidationError:
            remedy = "./adriel keys export ring writes one"
            raise SubmissionError("verify:ring", f"{named}: is no key ring; {remedy}") from None
    return tuple(key for ring in rings for key in ring.trusted())
