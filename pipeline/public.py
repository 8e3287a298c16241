"""What the world reads under the issuer's public address, as it lies in the blob store. No key is needed to serve it.

::

    .well-known/did.json                  the issuer's keys, as others' software reads them
    status/<list>/<purpose>               signed status lists
    life/<certificate, hashed>            signed notices that another certificate has taken a certificate's place
    log/checkpoint                        the log's newest signed state (C2SP tlog-tiles)
    log/tile/<level>/<n>[.p/<width>]      hashes of the log; log/tile/entries/… its entries
    certificates/<id>                     what a certificate says, and what its issuer says of it now (``Page``)
    certificates/<id>/<document>          certificate.json, certificate.envelope.json, certificate.pdf …

Only what was issued is found: a certificate is shown once the log has it, and only where a key of the issuer signed it.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from models.vocabulary.value import Value
from models.vocabulary.views import Component
from pipeline import issuer, keys
from pipeline.adapters import published
from pipeline.adapters.clock import SystemClock
from pipeline.certificate import code, envelope, words
from pipeline.certificate.beside import Beside, Standing
from pipeline.certificate.shapes import Because, Certificate
from pipeline.certificate.verification import NO_POLICY, Facts, Status, Verification
from pipeline.certificate.verify import facts_of, verify_document
from pipeline.lifecycle import names
from pipeline.ports import BlobMissing, BlobStore, Clock
from pipeline.status import lists

JSON, CREDENTIAL, TEXT, BYTES = (
    "application/json",
    "application/vc",
    "text/plain; charset=utf-8",
    "application/octet-stream",
)
"""``application/vc``: W3C Verifiable Credentials Data Model 2.0, appendix C. Types of the log: C2SP tlog-tiles."""

FOR_EVER = timedelta(days=365)
SOON = timedelta(minutes=5)
"""Certificates and keys: long enough to bear a crowd, short enough that what is erased or lost is soon gone."""
AT_ONCE = timedelta(minutes=1)
"""Status lists: whoever fetched one goes on using it for ``lists.TTL``, to which this adds."""
NEWEST = timedelta(seconds=5)
"""The checkpoint: whoever waits for a certificate to be in the log asks again and again."""

_MUST_HOLD = frozenset({"parse", "shape", "signature", "issuer"})
"""Steps by which a certificate is one that this issuer signed, whatever became of it since."""

_TYPES = {
    names.CERTIFICATE: CREDENTIAL,
    names.PROOF: TEXT,
    names.ENVELOPE: JSON,
    "certificate.pdf": "application/pdf",
    "certificate.png": "image/png",
}


class PublicFile(NamedTuple):
    """A file as it is served.

    :ivar etag: strong, with its quotes.
    :ivar max_age: how long whoever has it may go on using it.
    :ivar immutable: what lies at its path never changes.
    """

    data: bytes
    content_type: str
    etag: str
    max_age: timedelta
    immutable: bool


class Page(Value):
    """A certificate's public page.

    :ivar id: of the certificate. :ivar code: twelve letters and figures that are on the paper too.
    :ivar standing: what its issuer says of it now; ``expired`` where its time is over, ``unknown`` where a list is old.
    :ivar facts: what it says; the other fields until ``cautions`` likewise, in words where there are any.
    :ivar cautions: what a reader must know first, the stand-in's and the development key's warnings among them.
    :ivar replaces: the certificate whose place it took, and why.
    :ivar documents: names of those that can be had beside the page.
    :ivar verification: every step that the issuer itself took; whoever relies on it takes them again.
    """

    v: Literal[1] = 1
    id: str
    code: str
    standing: Standing | Literal["expired", "unknown"]
    facts: Facts
    year: int | None
    calibre: str | None
    assurance: str
    basis: str
    summary: str
    seen: tuple[Component, ...]
    unseen: tuple[Component, ...]
    photos: int
    valid_from: str
    valid_until: str
    cautions: tuple[str, ...]
    replaces: str | None
    because: Because | None
    documents: tuple[str, ...]
    verification: Verification


def find(store: BlobStore, path: str, *, clock: Clock | None = None) -> PublicFile | None:
    """Return the file at a path under the public address; None where there is none, and for what is no such path.

    :param path: with or without a slash at its beginning, not percent-encoded.
    """
    for pattern, answer in _ROUTES:
        if found := pattern.fullmatch(path.removeprefix("/")):
            return answer(store, found, (clock or SystemClock()).now())
    return None


def file_of(data: bytes, content_type: str, max_age: timedelta, *, immutable: bool = False) -> PublicFile:
    """Return what is to be read as a file of its own content's ETag."""
    return PublicFile(data, content_type, f'"{hashlib.sha256(data).hexdigest()}"', max_age, immutable)


def _blob(
    store: BlobStore, key: str, content_type: str, max_age: timedelta, *, immutable: bool = False
) -> PublicFile | None:
    try:
        return file_of(store.get(key), content_type, max_age, immutable=immutable)
    except (BlobMissing, ValueError):  # no such blob, or no key that any blob could have
        return None


def _did(store: BlobStore, _path: re.Match[str], _now: datetime) -> PublicFile | None:
    return _blob(store, keys.ISSUER_DID, "application/did+json", SOON)


def _status(store: BlobStore, path: re.Match[str], _now: datetime) -> PublicFile | None:
    return _blob(store, f"status/public/{path['list']}", CREDENTIAL, AT_ONCE)


def _notice(store: BlobStore, path: re.Match[str], _now: datetime) -> PublicFile | None:
    return _blob(store, f"{names.PUBLIC}{path['name']}", CREDENTIAL, SOON)


def _checkpoint(store: BlobStore, _path: re.Match[str], _now: datetime) -> PublicFile | None:
    return _blob(store, "log/public/checkpoint", TEXT, NEWEST)


def _tile(store: BlobStore, path: re.Match[str], _now: datetime) -> PublicFile | None:
    return _blob(store, f"log/public/{path['tile']}", BYTES, FOR_EVER, immutable=True)


def _document(store: BlobStore, path: re.Match[str], now: datetime) -> PublicFile | None:
    if page(store, path["id"], now=now) is None:
        return None
    return _blob(store, names.read(path["id"]).document(path["document"]), _TYPES[path["document"]], SOON)


def _page(store: BlobStore, path: re.Match[str], now: datetime) -> PublicFile | None:
    shown = page(store, path["id"], now=now)
    return None if shown is None else file_of(shown.model_dump_json().encode(), JSON, AT_ONCE)


_TILE_NUMBER = r"(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/[1-9][0-9]{0,2})?"
_CERTIFICATE = r"certificates/(?P<id>urn:adriel:[0-9a-z]{12,40}:[1-9][0-9]{0,5}(?::[1-9][0-9]{0,5})?)"
_Answer = Callable[[BlobStore, "re.Match[str]", datetime], PublicFile | None]
_ROUTES: tuple[tuple[re.Pattern[str], _Answer], ...] = (
    (re.compile(r"\.well-known/did\.json"), _did),
    (re.compile(rf"status/(?P<list>(?:0|[1-9][0-9]{{0,9}})/(?:{'|'.join(lists.Purpose)}))"), _status),
    (re.compile(r"life/(?P<name>[0-9a-f]{64})"), _notice),
    (re.compile(r"log/checkpoint"), _checkpoint),
    (re.compile(rf"log/(?P<tile>tile/(?:entries|[0-9]|[1-5][0-9]|6[0-3])/{_TILE_NUMBER})"), _tile),
    (re.compile(_CERTIFICATE), _page),
    (re.compile(rf"{_CERTIFICATE}/(?P<document>{'|'.join(map(re.escape, _TYPES))})"), _document),
)


def page(store: BlobStore, certificate: str, *, now: datetime) -> Page | None:
    """Return what a certificate says and how it stands; None where none of this id was issued.

    :raises ValueError: the id is none.
    """
    name = names.read(certificate)
    try:
        data = store.get(name.document(names.ENVELOPE))
        read = Certificate.model_validate(envelope.unwrap(json.loads(data)).credential)
    except (BlobMissing, ValueError):
        return None
    verification = _verified(store, data, read, now)
    signed = all(step.status is Status.PASSED for step in verification.steps if step.name in _MUST_HOLD)
    if not signed or read.id != certificate:
        return None
    return _shown(read, verification, [each for each in _TYPES if store.exists(name.document(each))])


def _verified(store: BlobStore, data: bytes, read: Certificate, now: datetime) -> Verification:
    """Check a certificate by what this issuer publishes under the address that the certificate itself names."""
    own = issuer.read(store)
    beside = Beside(
        trusted=own.trusted if own else (),
        log=own.log_trust if own else None,
        fetch=published.kept(lists.base(read.credential_status[0]), store),
    )
    return verify_document(data, now=now, beside=beside).beyond(NO_POLICY)


def _shown(read: Certificate, verification: Verification, documents: list[str]) -> Page:
    subject = read.credential_subject
    return Page(
        id=read.id,
        code=code.short(verification.digest or ""),
        standing=_standing(verification),
        facts=facts_of(read),
        year=subject.claim.year_of_manufacture,
        calibre=subject.claim.calibre,
        assurance=words.ASSURANCE[facts_of(read).assurance],
        basis=subject.score.basis,
        summary=subject.summary,
        seen=subject.seen,
        unseen=subject.unseen,
        photos=len(subject.photos),
        valid_from=read.valid_from,
        valid_until=read.valid_until,
        cautions=subject.cautions,
        replaces=read.replaces.id if read.replaces else None,
        because=read.replaces.because if read.replaces else None,
        documents=tuple(documents),
        verification=verification,
    )


def _standing(verification: Verification) -> Standing | Literal["expired", "unknown"]:
    """Return how a certificate stands: what was withdrawn is said before what merely ended."""
    ended = any(step.name == "dates" and step.status is Status.FAILED for step in verification.steps)
    if ended and verification.standing in {None, Standing.STANDS}:
        return "expired"
    return verification.standing or "unknown"
