"""A watch's service book: entries that are signed, chained to the entry before, and in the log.

Whoever keeps the book asks for an entry under a number; the ``certify`` worker signs it, as it signs certificates. An
entry names the digest of the one before: none can be left out, exchanged or put in between, once a later one is seen.
Every step is safe to run again after a kill. How entries are checked, step by step, is ``certificate.book``.
"""

import json
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import Final

from models.vocabulary.photo import Sha256
from models.vocabulary.value import Value
from pipeline import issuing, keys
from pipeline.certificate import canonical, proof
from pipeline.certificate.beside import Beside
from pipeline.certificate.book import Entry, EntryVerification, Work, verify_entries
from pipeline.certificate.proof import timestamp
from pipeline.issuer import Issuer
from pipeline.lifecycle.names import CERTIFICATE, ENVELOPE
from pipeline.ports import BlobMissing, BlobStore
from pipeline.wiring import Workshop

__all__ = ["Asked", "Checked", "Entry", "Fault", "Work", "ask", "check", "write", "written"]

TASK: Final = "pipeline.write_service_book"
ASKED: Final = "asked.json"
"""What is to be signed, beside what was."""


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


_AT_FAULT: dict[str, Fault] = {
    "parse": Fault.UNREADABLE,
    "shape": Fault.UNREADABLE,
    "signature": Fault.ALTERED,
    "issuer": Fault.UNKNOWN_ISSUER,
    "log": Fault.NOT_LOGGED,
    "chain": Fault.NOT_CHAINED,
}
"""By the first step that did not pass: whoever keeps the book lacks nothing."""


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


def check(envelopes: Sequence[bytes], issuer: Issuer) -> tuple[Checked, ...]:
    """Check a book, first entry to last: each by itself, and that each follows the one before (``certificate.book``).

    :param issuer: whose word counts.
    :returns: one result an entry, in their order. No document makes this raise anything.
    """
    known = Beside(trusted=issuer.trusted, log=issuer.log_trust)
    return tuple(_checked(each) for each in verify_entries(envelopes, known))


def _checked(found: EntryVerification) -> Checked:
    if (step := found.open) is None:
        safe = not found.unsafe
        return Checked(number=found.place, valid=safe, unsafe=not safe, fault=None, said=found.said)
    fault = _AT_FAULT[step.name]
    said = SENTENCE[fault] if step.name in {"shape", "chain"} else step.why
    return Checked(number=found.place, valid=False, unsafe=False, fault=fault, said=said)
