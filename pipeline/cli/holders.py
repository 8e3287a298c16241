"""The holder's part of ``./adriel certificates``: offer, take over, copy, and what expires."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.vocabulary.errors import SubmissionError
from pipeline import keys
from pipeline.certificate import canonical, envelope
from pipeline.certificate.canonical import Document
from pipeline.certificate.proof import read_timestamp
from pipeline.lifecycle import names
from pipeline.lifecycle.names import CERTIFICATE, ENVELOPE, PROOF
from pipeline.lifecycle.offers import Offers, Refused, Secret
from pipeline.ports import BlobMissing
from pipeline.status.decisions import UnknownCertificate
from pipeline.wiring import Workshop

MAX_BYTES = 4_000_000
WAIT, _LOOK = 60.0, 0.2
"""Seconds that a take-over waits for the ``certify`` worker, and between two looks."""

HANDING_OVER = """\
  offer        offer a certificate to its next holder: prints a one-time code, which is kept nowhere
  withdraw     end an offer
  take-over    take a certificate over with its code: the holder before loses it, and whoever checks theirs reads so
  copy         write the documents of a certificate that was taken over
  expiring     list certificates that end soon: a new examination renews them
"""

Carry = Callable[[Workshop, str], float]
"""Has what was decided of a certificate carried out; returns the seconds that are to be waited for it."""


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    offer = commands.add_parser("offer", help="offer a certificate to its next holder")
    offer.add_argument("file", type=Path, metavar="FILE", help="certificate.json or its envelope")
    offer.add_argument("--secret", type=Path, metavar="FILE", help="owner-secret.json of its holder")
    offer.add_argument("--days", type=int, default=7, help="that the code holds (7)")
    _who(offer)
    withdraw = commands.add_parser("withdraw", help="end an offer")
    withdraw.add_argument("certificate", help="its id: urn:adriel:…")
    take = commands.add_parser("take-over", help="take a certificate over")
    take.add_argument("certificate", help="its id: urn:adriel:…")
    take.add_argument("--code", required=True, help="as its holder told it")
    take.add_argument("--out", required=True, type=Path, metavar="DIR", help="for the certificate and the secret")
    _who(take)
    copy = commands.add_parser("copy", help="write the documents of a certificate")
    copy.add_argument("certificate", help="its id: urn:adriel:…")
    copy.add_argument("--out", required=True, type=Path, metavar="DIR")
    expiring = commands.add_parser("expiring", help="list what ends soon")
    expiring.add_argument("--days", type=int, default=30, help="from now (30)")


def _who(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", default="operations", help="role or account number of whoever asks (operations)")


def run(shop: Workshop, options: argparse.Namespace, carry: Carry) -> None:
    """Do what is asked.

    :raises SubmissionError: it cannot be done.
    """
    try:
        _COMMANDS[options.command](shop, options, carry)
    except (Refused, UnknownCertificate) as fault:
        raise SubmissionError("certificates:refused", str(fault)) from None


def _offers(shop: Workshop) -> Offers:
    return Offers(shop.store, shop.decisions, shop.successions)


def _offer(shop: Workshop, options: argparse.Namespace, _carry: Carry) -> None:
    document = _certificate(options.file)
    secret: Secret | None = _object(options.secret) if options.secret else None
    lasts = timedelta(days=options.days)
    try:
        code, offer = _offers(shop).make(document, secret, by=options.by, now=datetime.now(UTC), lasts=lasts)
    except ValidationError:
        raise SubmissionError("certificates:file", f"{options.file}: is no certificate of ours") from None
    print(f"{offer.certificate} is offered until {offer.until}")
    print(f"code: {code}")
    print("Tell it to the next holder alone. Who tells it first takes the certificate over, and it is then theirs.")


def _withdraw(shop: Workshop, options: argparse.Namespace, _carry: Carry) -> None:
    _offers(shop).withdraw(options.certificate)
    print(f"{options.certificate} is not offered any more")


def _take(shop: Workshop, options: argparse.Namespace, carry: Carry) -> None:
    decided, secret = _offers(shop).take(options.certificate, options.code, by=options.by, now=datetime.now(UTC))
    options.out.mkdir(parents=True, exist_ok=True)
    private = options.out / "owner-secret.json"
    private.touch(mode=0o600)
    private.chmod(0o600)
    private.write_bytes(canonical.pretty(secret))
    print(f"{decided.new} takes the place of {decided.old}; keep {private}: it is what shows that you hold it")
    if not _written(shop, decided.new, options.out, wait=carry(shop, decided.old)):
        later = f"./adriel certificates copy {decided.new} --out {options.out}"
        print(f"adriel: it is not signed yet, and will be when the lists are renewed; then: {later}", file=sys.stderr)


def _copy(shop: Workshop, options: argparse.Namespace, _carry: Carry) -> None:
    options.out.mkdir(parents=True, exist_ok=True)
    if not _written(shop, options.certificate, options.out, wait=0.0):
        raise SubmissionError("certificates:unknown", f"{options.certificate}: its documents are not here")


def _written(shop: Workshop, certificate: str, folder: Path, *, wait: float) -> bool:
    """Copy a certificate's documents, once they are all there; return whether it was signed.

    Pages are drawn where its case is still kept.
    """
    name, end = _named(certificate), time.monotonic() + wait
    is_kept = shop.store.exists(keys.document(name.case, name.examination, "report.json"))
    awaited = names.DOCUMENTS if is_kept else (CERTIFICATE, PROOF, ENVELOPE)
    while missing := [each for each in awaited if not shop.store.exists(name.document(each))]:
        if time.monotonic() >= end:
            break
        time.sleep(_LOOK)
    if ENVELOPE in missing:
        return False
    for each in (each for each in awaited if each not in missing):
        (folder / each).write_bytes(shop.store.get(name.document(each)))
        print(folder / each)
    return True


def _expiring(shop: Workshop, options: argparse.Namespace, _carry: Carry) -> None:
    last = datetime.now(UTC) + timedelta(days=options.days)
    for each in shop.decisions.places():
        withdrawn = any(shop.decisions.state(each).values())
        until = None if withdrawn else _until(shop, each.certificate)
        if until is not None and read_timestamp(until) <= last:
            print(f"{until}  {each.certificate}")


def _until(shop: Workshop, certificate: str) -> str | None:
    """Return when a certificate ends; None where it is not kept here any more."""
    try:
        found: dict[str, Any] = json.loads(shop.store.get(_named(certificate).document(CERTIFICATE)))
    except BlobMissing:
        return None
    return str(found["validUntil"])


def _named(certificate: str) -> names.Name:
    try:
        return names.read(certificate)
    except ValueError as fault:
        raise SubmissionError("certificates:id", f"{certificate}: {fault}") from None


def _certificate(path: Path) -> Document:
    try:
        return envelope.unwrap(_object(path)).credential
    except envelope.MalformedEnvelope as fault:
        raise SubmissionError("certificates:file", f"{path}: {fault}") from None


def _object(path: Path) -> Document:
    try:
        with path.open("rb") as file:
            parsed = canonical.parse(file.read(MAX_BYTES))
    except OSError as fault:
        raise SubmissionError("certificates:file", f"{path}: cannot be read ({fault.strerror})") from None
    if not isinstance(parsed, dict):
        raise SubmissionError("certificates:file", f"{path}: {parsed.why}")
    return parsed


_COMMANDS: dict[str, Callable[[Workshop, argparse.Namespace, Carry], None]] = {
    "offer": _offer,
    "withdraw": _withdraw,
    "take-over": _take,
    "copy": _copy,
    "expiring": _expiring,
}
NAMES = tuple(_COMMANDS)
