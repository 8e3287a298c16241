"""A holder offers a certificate, and is given a code to tell the next one; whoever tells it takes the certificate over.

A certificate that is sold with another watch is the known fraud: a buyer who takes it over from the seller knows that
the seller held it, and that nobody else can be given it any more.
"""

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from models.vocabulary.errors import AdrielError
from models.vocabulary.photo import Sha256
from models.vocabulary.value import Value
from pipeline.certificate import canonical
from pipeline.certificate.canonical import Document
from pipeline.certificate.proof import read_timestamp, timestamp
from pipeline.certificate.shapes import Because, Certificate
from pipeline.lifecycle import codes, names
from pipeline.lifecycle.codes import Sealed
from pipeline.lifecycle.names import hashed
from pipeline.lifecycle.successions import Succession, Successions
from pipeline.ports import BlobStore
from pipeline.status.decisions import Decisions
from pipeline.transparency.log import holds

ATTEMPTS = 5
"""Codes that are tried on one offer. Whoever spends them for nothing costs the holder another offer, and no more."""
LONGEST = timedelta(days=30)
"""A code that lies about for longer is in more hands than it was told to."""

Secret = dict[str, Any]
"""What a holder has: ``serial`` and ``salt``, and ``holder`` where they took it over."""


class Refused(AdrielError):
    """It is not offered, or not taken over; says why."""


class Offer(Value):
    """An offer.

    :ivar digest: of the certificate. :ivar until: from then on nobody takes it over.
    """

    certificate: str
    digest: Sha256
    by: str = Field(min_length=1, max_length=100)
    at: str
    until: str
    sealed: Sealed


class Offers:
    """All of them."""

    def __init__(self, store: BlobStore, decisions: Decisions, successions: Successions) -> None:
        self._store, self._decisions, self._successions = store, decisions, successions

    def make(
        self, document: Document, secret: Secret | None, *, by: str, now: datetime, lasts: timedelta
    ) -> tuple[str, Offer]:
        """Offer a certificate; return the code, which is kept nowhere, and the offer. An earlier one ends with it.

        :param document: the certificate as its holder has it.
        :param secret: the holder's; None where no serial number is bound, and whoever decides vouches for the holder.
        :raises Refused: it does not stand, is not the one that was issued, or somebody else holds it.
        """
        read = Certificate.model_validate_json(canonical.canonical(document))
        digest = canonical.digest(document)
        self._stands(read, digest, now)
        _is_holder(read, secret, self._successions)
        if not timedelta(0) < lasts <= LONGEST:
            raise Refused(f"an offer stands for at least a day and at most {LONGEST.days}")
        code = codes.new_code()
        sealed = codes.seal(code, json.dumps(secret or {}).encode(), about=read.id)
        until = timestamp(now + lasts)
        offer = Offer(certificate=read.id, digest=digest, by=by, at=timestamp(now), until=until, sealed=sealed)
        self._store.create(offered(read.id), canonical.pretty(document))
        self._number(offer)
        return code, offer

    def withdraw(self, certificate: str) -> None:
        """End the offer.

        :raises Refused: there is none.
        """
        self._store.create(f"{self._last(certificate)}withdrawn", b"")

    def take(self, certificate: str, code: str, *, by: str, now: datetime) -> tuple[Succession, Secret]:
        """Take a certificate over; return what was decided, and what the new holder is to keep.

        The decision is made by creating one blob: of two who tell the same code at once, one takes it over.

        :raises Refused: there is no offer, it ended, the code is another, too many were tried, or it is taken.
        """
        where = self._last(certificate)
        self._counts(certificate)
        offer = Offer.model_validate_json(self._store.get(f"{where}offer.json"))
        if self._store.exists(f"{where}withdrawn") or now >= read_timestamp(offer.until):
            raise Refused("the offer has ended; its holder can make another")
        self._count(where)
        parcel = codes.unseal(code, offer.sealed, about=certificate)
        if parcel is None:
            raise Refused("this is not the code")
        secret: Secret = {**json.loads(parcel), "holder": secrets.token_hex(16)}
        wanted = Succession(
            old=certificate,
            digest=offer.digest,
            new=names.read(certificate).next_holder().id,
            because=Because.TRANSFER,
            holder=hashlib.sha256(bytes.fromhex(secret["holder"])).hexdigest(),
            by=by,
            at=timestamp(now),
        )
        if self._successions.begin(wanted) != wanted:
            raise Refused("another certificate has taken its place already")
        return wanted, secret

    def _stands(self, read: Certificate, digest: str, now: datetime) -> None:
        if not holds(self._store, bytes.fromhex(digest)):
            raise Refused("this is not a certificate that was issued here: the log does not hold it")
        self._counts(read.id)
        if now >= read_timestamp(read.valid_until):
            raise Refused("the certificate has expired; a new examination renews it")

    def _counts(self, certificate: str) -> None:
        if self._successions.of(certificate) is not None:
            raise Refused("another certificate has taken its place already")
        if any(self._decisions.state(self._decisions.placed(certificate)).values()):
            raise Refused("the certificate was withdrawn")

    def _number(self, offer: Offer) -> None:
        data, number = offer.model_dump_json().encode(), len(self._all(offer.certificate))
        while not self._store.create(f"{_offers(offer.certificate)}{number:06d}/offer.json", data):
            number += 1

    def _all(self, certificate: str) -> list[str]:
        return [key for key in self._store.list(_offers(certificate)) if key.endswith("/offer.json")]

    def _last(self, certificate: str) -> str:
        found = self._all(certificate)
        if not found:
            raise Refused("the certificate is not offered")
        return found[-1].removesuffix("offer.json")

    def _count(self, where: str) -> None:
        """Count an attempt before it is made: whoever tries many at once is counted as whoever waits."""
        if not any(self._store.create(f"{where}attempt.{k}", b"") for k in range(ATTEMPTS)):
            raise Refused("too many codes were tried; the holder can make another offer")


def offered(certificate: str) -> str:
    """Return where the certificate lies that is offered."""
    return f"life/offered/{hashed(certificate)}/certificate.json"


def forget(store: BlobStore, certificate: str) -> None:
    """Remove all offers of a certificate, with what was sealed in them."""
    for key in [*store.list(_offers(certificate)), offered(certificate)]:
        store.delete(key)


def _offers(certificate: str) -> str:
    return f"life/offers/{hashed(certificate)}/"


def _is_holder(read: Certificate, secret: Secret | None, successions: Successions) -> None:
    """Return if the secret is the holder's: that of a take-over, else the serial number with its salt."""
    before = successions.of(read.replaces.id) if read.replaces else None
    try:
        if before is not None and before.holder is not None:
            known, told = before.holder, bytes.fromhex((secret or {})["holder"])
        elif read.credential_subject.claim.serial_digest is not None:
            known, own = read.credential_subject.claim.serial_digest, secret or {}
            told = bytes.fromhex(own["salt"]) + own["serial"].encode()
        else:
            return
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Refused("the holder's secret is needed: owner-secret.json") from None
    if not secrets.compare_digest(hashlib.sha256(told).hexdigest(), known):
        raise Refused("this is not the secret of the certificate's holder")
