"""A watch's service book: entries that are signed, chained to the entry before, and in the log.

Whoever keeps the book asks for an entry under a number; the ``certify`` worker signs it, as it signs certificates. An
entry names the digest of the one before: none can be left out, exchanged or put in between, once a later one is seen.
Every step is safe to run again after a kill. What is checked, by the number of the step:

1. the bytes are one JSON document, the envelope of an entry;  2. it has the shape of one;
3. its proofs hold;  4. one of them is by a key of the issuer that counts;
5. the log has it;  6. it belongs to this book, at this place, and names the entry before.
"""

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, StringConstraints, ValidationError

from models.vocabulary.photo import Sha256
from models.vocabulary.value import Value
from pipeline import issuing, keys
from pipeline.certificate import beside, canonical, envelope, proof, signatures
from pipeline.certificate.beside import StepFailed, StepSkipped
from pipeline.certificate.canonical import Document, Malformed
from pipeline.certificate.envelope import MalformedEnvelope
from pipeline.certificate.proof import TrustedKey, timestamp
from pipeline.certificate.shapes import SERVICE_BOOK_CONTEXT, Moment
from pipeline.certificate.signatures import Counted
from pipeline.issuer import Issuer
from pipeline.lifecycle.names import CERTIFICATE, ENVELOPE
from pipeline.ports import BlobMissing, BlobStore
from pipeline.wiring import Workshop

TASK: Final = "pipeline.write_service_book"
ASKED: Final = "asked.json"
"""What is to be signed, beside what was."""

BookId = Annotated[str, StringConstraints(pattern=r"^[0-9a-z]{8,40}$")]
Text = Annotated[str, Field(max_length=4000)]
Name = Annotated[str, Field(max_length=200)]


class Work(Value):
    """What was done to a watch.

    :ivar shop: who did it. :ivar done_on: the day, ISO 8601. :ivar title: in a line. :ivar parts: what was replaced.
    :ivar certificate: of a part that was examined; None where none was issued.
    """

    shop: Name
    done_on: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    title: Name
    text: Text = ""
    parts: tuple[Name, ...] = ()
    certificate: str | None = None


class Entry(Value):
    """An entry, as it is signed.

    :ivar watch: keyed hash of what identifies the watch: the same through the whole book, and nothing to a stranger.
    :ivar number: from 1. :ivar previous: SHA-256 of the signed entry before; None in the first.
    """

    model_config = ConfigDict(populate_by_name=True)

    context: tuple[Literal["https://adriel.example/contexts/service-book-v1"]] = Field(
        (SERVICE_BOOK_CONTEXT,), alias="@context"
    )
    type: tuple[Literal["AdrielServiceBookEntry"]] = ("AdrielServiceBookEntry",)
    issuer: str
    book: BookId
    watch: Sha256
    number: int = Field(ge=1)
    previous: Sha256 | None
    written: Moment
    work: Work
    proof: Document | tuple[Document, ...] | None = None


class Asked(Value):
    """What the keeper of a book asks to be signed."""

    watch: Sha256
    work: Work


def ask(store: BlobStore, book: str, number: int, asked: Asked) -> None:
    """Keep what is to be signed. Kept once: what was asked first stays. Then comes the task ``TASK``, with both."""
    store.create(keys.service_book(book, number, ASKED), asked.model_dump_json().encode())


def written(store: BlobStore, book: str, number: int) -> bytes | None:
    """Return the envelope of an entry: the entry, signed, with the log's proof; None while it is not there."""
    try:
        return store.get(keys.service_book(book, number, ENVELOPE))
    except BlobMissing:
        return None


def write(shop: Workshop, book: str, number: int) -> None:
    """Sign and log an entry, and those before it of which the message was lost.

    :raises BlobMissing: nobody asked for one of them.
    """
    for each in range(1, number + 1):
        at = partial(keys.service_book, book, each)
        if not shop.store.exists(at(ENVELOPE)):
            _write_one(shop, book, each, at)


def _write_one(shop: Workshop, book: str, number: int, at: Callable[[str], str]) -> None:
    if not shop.store.exists(at(CERTIFICATE)):
        asked = Asked.model_validate_json(shop.store.get(at(ASKED)))
        now = shop.clock.now()
        entry = Entry(
            issuer=shop.signer.controller,
            book=book,
            watch=asked.watch,
            number=number,
            previous=_digest_before(shop.store, book, number),
            written=timestamp(now),
            work=asked.work,
        )
        unsigned = entry.model_dump(mode="json", by_alias=True, exclude={"proof"})
        shop.store.create(at(CERTIFICATE), canonical.pretty(proof.sign(unsigned, shop.signer, created=now)))
    issuing.in_log(shop, at, shop.store.get(at(CERTIFICATE)))


def _digest_before(store: BlobStore, book: str, number: int) -> str | None:
    if number == 1:
        return None
    return canonical.digest(json.loads(store.get(keys.service_book(book, number - 1, CERTIFICATE))))


class Fault(StrEnum):
    """What is wrong with an entry. Each has its sentence in ``SENTENCE``."""

    UNREADABLE = "unreadable"
    ALTERED = "altered"
    UNKNOWN_ISSUER = "unknown_issuer"
    NOT_LOGGED = "not_logged"
    NOT_CHAINED = "not_chained"


SENTENCE: dict[Fault, str] = {
    Fault.UNREADABLE: "This is no entry of a service book, or cannot be read.",
    Fault.ALTERED: "This entry is not what was signed: it was altered, or never signed.",
    Fault.UNKNOWN_ISSUER: "This entry is signed by somebody whose word does not count here.",
    Fault.NOT_LOGGED: "The public log does not bear this entry out.",
    Fault.NOT_CHAINED: "This entry does not follow the one before: one is missing, exchanged, or of another book.",
}


class Checked(Value):
    """What the check of an entry gave.

    :ivar unsafe: signed with a development key: it proves nothing. :ivar fault: None where there is none.
    :ivar said: in words, what holds or what does not.
    """

    number: int
    valid: bool
    unsafe: bool
    fault: Fault | None
    said: str


class _Faulty(Exception):
    def __init__(self, fault: Fault, said: str = "") -> None:
        super().__init__(fault, said)
        self.fault, self.said = fault, said or SENTENCE[fault]


def check(envelopes: Sequence[bytes], issuer: Issuer) -> tuple[Checked, ...]:
    """Check a book, first entry to last: each by itself, and that each follows the one before.

    :param issuer: whose word counts.
    :returns: one result an entry, in their order. No document makes this raise anything.
    """
    results: list[Checked] = []
    before: Document | None = None
    for number, data in enumerate(envelopes, 1):
        document: Document | None = None
        try:
            document, logged = _read(data)
            entry = _shaped(document)
            counted = _signed(document, issuer)
            _logged(document, logged, issuer, counted.key)
            _follows(entry, number, before)
            safe = counted.key.safe
            results.append(Checked(number=number, valid=safe, unsafe=not safe, fault=None, said=counted.said))
        except _Faulty as faulty:
            results.append(Checked(number=number, valid=False, unsafe=False, fault=faulty.fault, said=faulty.said))
        before = document or {}
    return tuple(results)


def _read(data: bytes) -> tuple[Document, bytes | None]:
    document = canonical.parse(data)
    if isinstance(document, Malformed):
        raise _Faulty(Fault.UNREADABLE, document.why)
    try:
        unwrapped = envelope.unwrap(document)
    except MalformedEnvelope as fault:
        raise _Faulty(Fault.UNREADABLE, str(fault)) from None
    return unwrapped.credential, unwrapped.proof


def _shaped(document: Document) -> Entry:
    try:
        return Entry.model_validate_json(canonical.canonical(document))
    except ValidationError:
        raise _Faulty(Fault.UNREADABLE) from None


def _signed(document: Document, issuer: Issuer) -> Counted:
    try:
        held = signatures.check(document, [SERVICE_BOOK_CONTEXT], issuer.trusted)
    except StepFailed as fault:
        raise _Faulty(Fault.ALTERED, str(fault)) from None
    try:
        if document["issuer"] != issuer.did:
            raise _Faulty(Fault.UNKNOWN_ISSUER)
        return signatures.count(held, issuer.did, issuer.trusted)
    except StepFailed as fault:
        raise _Faulty(Fault.UNKNOWN_ISSUER, str(fault)) from None


def _logged(document: Document, logged: bytes | None, issuer: Issuer, key: TrustedKey) -> None:
    try:
        found = beside.logged(document, logged, issuer.log_trust)
    except (StepFailed, StepSkipped) as fault:
        raise _Faulty(Fault.NOT_LOGGED, str(fault)) from None
    if key.lost_at is not None and found.number >= key.lost_at:
        raise _Faulty(Fault.UNKNOWN_ISSUER, "the key was lost before the log had this entry: anyone may have signed it")


def _follows(entry: Entry, number: int, before: Document | None) -> None:
    """Hold an entry against the one before, of which ``before`` is the whole document; None for the first."""
    expected = None if before is None else canonical.digest(before)
    same = before is None or (before.get("book"), before.get("watch")) == (entry.book, entry.watch)
    if entry.number != number or entry.previous != expected or not same:
        raise _Faulty(Fault.NOT_CHAINED)
