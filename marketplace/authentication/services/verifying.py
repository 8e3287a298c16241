"""Checks of documents that anybody hands in. A worker of the pipeline opens them; nothing is kept of who asked.

There is no row of it: the blob store has document and result under an id that says when it was given, and nobody
guesses. A message that was lost is noticed when whoever handed the document in asks what came of it.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from marketplace.authentication import gateway
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from models.vocabulary.errors import SubmissionError
from pipeline import carried, checking, handed_in, keys

AGAIN = timedelta(seconds=60)
"""Without a result after which a worker is told once more: twice as long as the task may run."""

MOST = 5
"""Times that a worker is told once more. A document that ends every worker is refused before that by the pipeline."""

REFUSED = {"check:empty": "verification:empty", "check:too_large": "verification:too_large"}
"""What the pipeline does not take, as the API says it."""


class State(StrEnum):
    """Where a check stands."""

    WAITING = "waiting"
    CHECKED = "checked"
    GIVEN_UP = "given_up"


@dataclass(frozen=True)
class Check:
    """A check.

    :ivar result: what it gave, as ``pipeline.checking.Checked`` says it; None before that.
    """

    id: str
    state: State
    result: dict[str, Any] | None = None


def hand_in(data: bytes) -> Check:
    """Keep a document, and have a worker check it.

    :raises Problem: it is empty, too large, or begins as no document of ours does.
    """
    if data and not carried.may_carry(data):
        raise Problem("verification:type")
    try:
        check = checking.submit(blobs(), data)
    except SubmissionError as fault:
        raise Problem(REFUSED[fault.code]) from None
    gateway.check_document(check)
    return Check(check, State.WAITING)


def outcome(check: str) -> Check:
    """Return what became of a document. Asked in vain for a while, a worker is told once more.

    :raises Problem: none was handed in under this id, or its time is over.
    """
    came, now = handed_in.came(check), timezone.now()
    if came is None or came < now - handed_in.KEPT:
        raise Problem("verification:unknown")
    if (found := checking.result(blobs(), check)) is not None:
        return Check(check, State.CHECKED, found)
    if blobs().exists(keys.check_document(check)):
        return Check(check, _waited_for(check, now - came))
    if (found := checking.result(blobs(), check)) is not None:  # it was done between the two looks
        return Check(check, State.CHECKED, found)
    raise Problem("verification:unknown")


def _waited_for(check: str, waited: timedelta) -> State:
    """Tell a worker once more where nothing was heard for a while; give up where that was done often enough."""
    told, times = f"verification:{check}:told", f"verification:{check}:times"
    if waited < AGAIN or not cache.add(told, 1, AGAIN.total_seconds()):
        return State.GIVEN_UP if cache.get(times, 0) > MOST else State.WAITING
    cache.add(times, 0, handed_in.KEPT.total_seconds())
    if cache.incr(times) > MOST:
        return State.GIVEN_UP
    gateway.check_document(check)
    return State.WAITING
