"""Checks a stranger's document. Whoever has no worker hands it in and reads the result; a worker opens the file.

A document is opened by a process that holds no key, and nothing is fetched: status lists and notices are read from the
store, where this issuer publishes its own. The keys that are believed are the issuer's own (``issuer``), never any that
the document brings along.
"""

import json
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

import structlog

from models.vocabulary.errors import Retriable, SubmissionError
from models.vocabulary.value import Value
from pipeline import carried, handed_in, keys
from pipeline.adapters import published
from pipeline.adapters.clock import SystemClock
from pipeline.certificate import book, code
from pipeline.certificate.book import BookVerification
from pipeline.certificate.proof import timestamp
from pipeline.certificate.verification import NO_POLICY, Status, Verification
from pipeline.certificate.verify import Beside, verify_document
from pipeline.issuer import Issuer
from pipeline.ports import BlobMissing, BlobStore, Clock

log = structlog.get_logger("adriel.checking")

MAX_BYTES = 10_000_000
"""Of a document. A certificate's PDF with twenty photos has about 4 MB."""


class Answer(StrEnum):
    """What a check gave, in a word. Each has its sentence in ``SENTENCE``."""

    VALID = "valid"
    OPEN = "open"
    UNSAFE = "unsafe"
    TRIAL = "trial"
    UNREADABLE = "unreadable"
    ALTERED = "altered"
    UNKNOWN_ISSUER = "unknown_issuer"
    OUT_OF_TIME = "out_of_time"
    NOT_LOGGED = "not_logged"
    WITHDRAWN = "withdrawn"
    CONTRADICTORY = "contradictory"
    INCOMPLETE = "incomplete"


SENTENCE: dict[Answer, str] = {
    Answer.VALID: "This document is genuine and counts.",
    Answer.OPEN: "This document is what was signed. Whether it still counts could not be checked in full.",
    Answer.UNSAFE: "This document is signed with a development key: it proves nothing.",
    Answer.TRIAL: "This document was made for a trial: it proves nothing about the watch.",
    Answer.UNREADABLE: "This file is no report, certificate or service book, or carries none that can be read.",
    Answer.ALTERED: "This document is not what was signed: it was altered, or never signed.",
    Answer.UNKNOWN_ISSUER: "This document is signed by somebody whose word does not count here.",
    Answer.OUT_OF_TIME: "This document does not count today: its time is over, or has not begun.",
    Answer.NOT_LOGGED: "The public log does not bear this document out.",
    Answer.WITHDRAWN: "This certificate does not count any more, or not for now: its issuer says so.",
    Answer.CONTRADICTORY: "This document contradicts itself.",
    Answer.INCOMPLETE: "Entries of this service book are missing, exchanged, or of another one.",
}

_AT_FAULT: dict[str, Answer] = {
    "parse": Answer.UNREADABLE,
    "shape": Answer.UNREADABLE,
    "signature": Answer.ALTERED,
    "issuer": Answer.UNKNOWN_ISSUER,
    "dates": Answer.OUT_OF_TIME,
    "log": Answer.NOT_LOGGED,
    "status": Answer.WITHDRAWN,
    "consistency": Answer.CONTRADICTORY,
    "chain": Answer.INCOMPLETE,
}
"""By the first step that failed. Photos and serial numbers are not handed in with a document."""

_TELLING = frozenset({"log", "status"})
"""Steps of a certificate without which it is not known whether it counts."""

ENDED_ITS_WORKER = "opening it ended the program that opens it"
_FAULT = "it cannot be opened"


class Checked(Value):
    """What a check gave.

    :ivar sentence: the answer's. :ivar refused: why the file could not be opened; None where it could.
    :ivar checked: when, RFC 3339.
    :ivar code: twelve letters and figures by which two copies are compared; None where there is no document.
    :ivar verification: every step, as ``./adriel verify --json`` gives them; None where the file could not be opened.
    :ivar book: the same of a service book or its entry, in the place of ``verification``.
    """

    v: Literal[1] = 1
    verdict: Answer
    sentence: str
    refused: str | None = None
    checked: str
    code: str | None = None
    verification: Verification | None = None
    book: BookVerification | None = None


def submit(store: BlobStore, data: bytes, *, clock: Clock | None = None) -> str:
    """Keep a document that is to be checked, and return its id: the argument of the task ``pipeline.check_document``.

    :raises SubmissionError: it is empty, or larger than any document of ours.
    """
    if not data:
        raise SubmissionError("check:empty", "the file is empty; send the certificate's .json, .pdf or .png file")
    if len(data) > MAX_BYTES:
        raise SubmissionError("check:too_large", f"no document of ours is larger than {MAX_BYTES // 1_000_000} MB")
    check = handed_in.new_id((clock or SystemClock()).now())
    store.create(keys.check_document(check), data)
    return check


def result(store: BlobStore, check: str) -> dict[str, Any] | None:
    """Return what a check gave (``Checked`` as JSON); None while it is under way, and for an id that is none."""
    if not handed_in.is_id(check):
        return None
    try:
        found: dict[str, Any] = json.loads(store.get(keys.check_result(check)))
    except BlobMissing:
        return None
    return found


def sweep(store: BlobStore, before: datetime) -> int:
    """Remove documents and results that came before a moment; return how many blobs that were."""
    return handed_in.sweep(store, keys.CHECKS, before)


def carry_out(store: BlobStore, check: str, *, issuer: Issuer | None, base: str, now: datetime, gives_up: bool) -> None:
    """Check a document that was handed in and keep the result; the document itself goes. Done again, nothing changes.

    :param issuer: whose documents count. :param base: address under which it publishes.
    :param gives_up: opening the document ended its worker too often: it is refused unopened.
    :raises Retriable: the store cannot be reached. No document makes this raise anything.
    """
    kept = keys.check_result(check)
    if store.exists(kept):
        return
    try:
        data = store.get(keys.check_document(check))
    except BlobMissing:
        return  # swept meanwhile, or done by another worker
    found = _refused(ENDED_ITS_WORKER, now) if gives_up else _checked(store, data, issuer, base, now)
    store.create(kept, found.model_dump_json().encode())
    store.delete(keys.check_document(check))


def _checked(store: BlobStore, data: bytes, issuer: Issuer | None, base: str, now: datetime) -> Checked:
    try:
        if (given := book.read(data)) is not None:
            return _book_checked(given, issuer, now)
        verification = verified(store, data, issuer, base, now)
    except SubmissionError as fault:
        return _refused(str(fault), now)
    except Retriable:
        raise
    except Exception as fault:  # noqa: BLE001  (a library's fault over a stranger's bytes is an answer, not ours)
        log.warning("check_fault", error=type(fault).__name__)
        return _refused(_FAULT, now)
    answer = answered(verification)
    return Checked(
        verdict=answer,
        sentence=SENTENCE[answer],
        checked=timestamp(now),
        code=code.short(verification.digest) if verification.digest else None,
        verification=verification,
    )


def _book_checked(given: book.Given, issuer: Issuer | None, now: datetime) -> Checked:
    known = Beside(trusted=issuer.trusted if issuer else (), log=issuer.log_trust if issuer else None)
    found = book.verify_book(given, known)
    answer = _book_answered(found)
    return Checked(verdict=answer, sentence=SENTENCE[answer], checked=timestamp(now), book=found)


def _book_answered(found: BookVerification) -> Answer:
    """Return what the check of a book comes to, in a word: by its first entry that failed, where one did."""
    steps = [step for each in found.entries for step in each.steps]
    failed = next((step for step in steps if step.status is Status.FAILED), None)
    if failed is not None:
        return _AT_FAULT[failed.name]
    if not found.valid:
        return Answer.UNREADABLE
    if found.unsafe:
        return Answer.UNSAFE
    return Answer.OPEN if any(step.status is Status.NOT_CHECKED for step in steps) else Answer.VALID


def verified(store: BlobStore, data: bytes, issuer: Issuer | None, base: str, now: datetime) -> Verification:
    """Take every step that can be taken with what the store has.

    :raises SubmissionError: the file carries no document.
    """
    inside = carried.opened(data)
    beside = Beside(
        trusted=issuer.trusted if issuer else (),
        log=issuer.log_trust if issuer else None,
        proof=inside.proof,
        fetch=published.kept(base, store),
    )
    return verify_document(inside.document, now=now, beside=beside).beyond(inside.around, NO_POLICY)


def answered(verification: Verification) -> Answer:
    """Return what a verification comes to, in a word: by the first step that failed, where one did."""
    failed = next((step for step in verification.steps if step.status is Status.FAILED), None)
    if failed is not None:
        return _AT_FAULT[failed.name]
    if not verification.valid:
        return Answer.UNREADABLE
    if verification.stand_in:
        return Answer.TRIAL
    if verification.unsafe:
        return Answer.UNSAFE
    left = {step.name for step in verification.steps if step.status is Status.NOT_CHECKED}
    return Answer.OPEN if verification.document == "certificate" and left & _TELLING else Answer.VALID


def _refused(why: str, now: datetime) -> Checked:
    answer = Answer.UNREADABLE
    return Checked(verdict=answer, sentence=SENTENCE[answer], refused=why, checked=timestamp(now))
