"""Experts' reviews: a case is taken out of the queue, decided or given back, and examined with what was decided.

Where the machine called a watch counterfeit two experts are wanted, and neither learns what the other decided before
both have. A decision is stored first and acted on in a transaction of its own, which may be repeated: what was decided
once is never asked for again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from marketplace.audit.services import record
from marketplace.audit.verbs import Verb
from marketplace.authentication import gateway
from marketplace.authentication.models import Case, Examination, Review
from marketplace.authentication.selectors import queue
from marketplace.authentication.services import events, trials
from marketplace.authentication.states import EXAMINED, Action, State
from marketplace.common.hashing import keyed
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from marketplace.users.models import User
from models.catalogue.spelling import skeleton
from models.vocabulary import review as vocabulary
from models.vocabulary.case import CaseFile
from pipeline import keys, reviews
from pipeline.adapters.clock import SystemClock
from pipeline.intake import open_review

log = structlog.get_logger("adriel.reviews")

HELD_FOR = timedelta(hours=48)
"""A case that an expert took and did not decide by then is there for others again."""

_NO_SERIAL = "leave the serial number out: it is printed"
_LEAST_SERIAL = 4
"""Characters of a serial number that is looked for in reasons: fewer occur in ordinary words."""


def take(*, case_id: str, expert: User, actor: User | None = None) -> Review:
    """Give a case to an expert; to one who has it already, again.

    :param actor: who assigned it; None where the expert took it.
    :raises Problem: it is no longer in the queue, the expert's own, or with as many experts as are wanted.
    """
    with transaction.atomic():
        case = _in_queue(case_id)
        if queue.is_partial(case, expert):
            raise Problem("review:own_case")
        reviews_now = queue.standing_reviews(case)
        if mine := next((each for each in reviews_now if each.expert_id == expert.pk), None):
            return mine
        if len(reviews_now) >= queue.wanted(case):
            raise Problem("review:taken")
        events.note(case, "review:assigned" if actor else "review:taken", actor=actor or expert)
        verb = Verb.CASE_ASSIGNED if actor else Verb.CASE_TAKEN
        record(actor=actor or expert, verb=verb, kind="case", about=case.pk)
        return Review.objects.create(case=case, examination=case.examination, expert=expert)


def assign(*, case_id: str, expert: User, actor: User) -> Review:
    """Give a case to an expert whom operations chose; one that was examined goes into the queue first.

    :raises Problem: as ``take``; ``review:trial``: an expert's word could earn it a certificate.
    """
    with transaction.atomic():
        case = events.locked(case_id)
        if trials.is_one(case):
            raise Problem("review:trial")
        if case.standing in EXAMINED:
            events.move(case, Action.REVIEW, actor=actor)
        return take(case_id=case_id, expert=expert, actor=actor)


def release(*, case_id: str, expert: User) -> None:
    """Put a case back that an expert took and has not decided."""
    with transaction.atomic():
        case = _in_queue(case_id)
        review = _held(case, expert)
        if review.decided_at is not None:
            raise Problem("review:decided")
        _release(case, review, "review:released", actor=expert)
        record(actor=expert, verb=Verb.CASE_PUT_BACK, kind="case", about=case.pk)


def decide(*, case_id: str, expert: User, given: Mapping[str, Any]) -> Review:
    """Store what an expert decided; the last decision that is wanted sends the case to be examined with all of them.

    :param given: ``decisions`` and, where there is one, ``summary``, as ``models.vocabulary.review.Review`` has them.
    :raises Problem: the case is not theirs, was decided otherwise already, or something said must not be printed.
    """
    said = _said(expert, given)
    decisions = [each.model_dump(mode="json") for each in said.decisions]
    with transaction.atomic():
        case = _in_queue(case_id)
        review = _held(case, expert)
        _check(case, said)
        if review.decided_at is None:
            review.decisions, review.summary, review.decided_at = decisions, said.summary or "", timezone.now()
            review.save(update_fields=["decisions", "summary", "decided_at"])
            events.note(case, "review:decided", actor=expert)
            record(actor=expert, verb=Verb.CASE_DECIDED, kind="case", about=case.pk)
        elif (review.decisions, review.summary) != (decisions, said.summary or ""):
            raise Problem("review:decided")
    conclude(case_id)
    return review


def conclude(case_id: str) -> bool:
    """Have a case examined with its reviews where all that are wanted are in; return whether this call did."""
    with transaction.atomic():
        case = events.locked(case_id)
        found = [each for each in queue.standing_reviews(case) if each.decided_at is not None]
        wanted = queue.wanted(case)
        if case.standing is not State.IN_REVIEW or len(found) < wanted:
            return False
        file = _open(case, found, wanted)
        case.examination = file.examination
        case.save(update_fields=["examination"])
        Examination.objects.create(
            case=case, number=file.examination, kind=Examination.Kind.REVIEW, without=file.without
        )
        events.move(case, Action.DECIDE, actor=found[-1].expert)
        gateway.dispatch(case)
    return True


def release_overdue() -> int:
    """Put back what was held too long, and go on where a decision was stored and not acted on; return how many."""
    overdue = Review.objects.filter(decided_at=None, released_at=None, taken_at__lt=timezone.now() - HELD_FOR)
    decided = Case.objects.filter(state=State.IN_REVIEW, reviews__decided_at__isnull=False).distinct()
    put_back = sum(map(_release_overdue, list(overdue.values_list("pk", "case_id"))))
    return put_back + sum(map(conclude, list(decided.values_list("pk", flat=True))))


def _release_overdue(found: tuple[int, str]) -> bool:
    with transaction.atomic():
        case = events.locked(found[1])
        review = Review.objects.get(pk=found[0])
        if review.decided_at is not None or review.released_at is not None:
            return False
        _release(case, review, "review:timed_out")
    log.info("review_released", case=case.pk)
    return True


def _release(case: Case, review: Review, code: str, *, actor: User | None = None) -> None:
    review.released_at = timezone.now()
    review.save(update_fields=["released_at"])
    events.note(case, code, actor=actor)


def _in_queue(case_id: str) -> Case:
    case = events.locked(case_id)
    if case.standing is not State.IN_REVIEW:
        raise Problem("case:state")
    return case


def _held(case: Case, expert: User) -> Review:
    review = next((each for each in queue.standing_reviews(case) if each.expert_id == expert.pk), None)
    if review is None:
        raise Problem("review:not_held")
    return review


def _said(expert: User, given: Mapping[str, Any]) -> vocabulary.Review:
    """Return what is decided as the pipeline will read it.

    :raises Problem: naming what is wrong, never what was sent.
    """
    try:
        return vocabulary.Review.model_validate({**_signature(expert.pk, timezone.now()), **given})
    except ValidationError as fault:
        wrong = fault.errors(include_url=False, include_input=False, include_context=False)
        errors = {".".join(map(str, each["loc"])) or "decisions": [each["msg"]] for each in wrong}
        raise Problem("request:invalid", errors=errors) from None


def _check(case: Case, said: vocabulary.Review) -> None:
    """Refuse what would be printed and must not be, and places on photos that the case does not have."""
    texts = {"summary": said.summary or "", **{f"decisions.{k}.reason": d.reason for k, d in enumerate(said.decisions)}}
    errors = {
        name: ["Leave the serial number out: it is printed."] for name, text in texts.items() if _tells(case, text)
    }
    known = {photo.label for photo in case.photos.filter(removed_at=None)}
    wrong = [k for k, each in enumerate(said.decisions) if each.photo is not None and each.photo not in known]
    errors |= {f"decisions.{k}.photo": ["The case has no such photo."] for k in wrong}
    if errors:
        raise Problem("request:invalid", errors=errors)


def _tells(case: Case, text: str) -> bool:
    """Return whether a text holds the case's serial number, however it is spaced."""
    serial = skeleton(case.serial)
    return len(serial) >= _LEAST_SERIAL and serial in "".join(map(skeleton, text.split()))


def _open(case: Case, found: Sequence[Review], wanted: int) -> CaseFile:
    """Open the next examination. One that a transaction opened which was not committed has no row, and is no more."""
    store = blobs()
    store.delete(keys.case_file(case.pk, case.examination + 1))
    last = CaseFile.model_validate_json(store.get(keys.case_file(case.pk, case.examination)))
    told = vocabulary.ReviewSet.model_validate({"reviews": [_told(each) for each in found], "wanted": wanted})
    return open_review(store, SystemClock(), last, reviews=reviews.publish(store, told))


def _told(review: Review) -> vocabulary.Review:
    """Return a review as the pipeline reads it."""
    by = _signature(review.expert_id, review.decided_at or review.taken_at)
    told = {**by, "decisions": review.decisions, "summary": review.summary or None}
    return vocabulary.Review.model_validate(told)


def _signature(expert: UUID, at: datetime) -> dict[str, str]:
    """Return who decided, as a hash that says nothing of them, and when."""
    return {"reviewer": keyed("reviewer", str(expert)), "at": at.isoformat(timespec="seconds")}
