"""Experts' reviews: a case is taken out of the queue, decided or given back, and examined with what was decided.

Where the machine called a watch counterfeit two experts are wanted, and neither learns what the other decided before
both have. A decision is stored first and acted on in a transaction of its own, which may be repeated: what was decided
once is never asked for again.
"""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from marketplace.authentication import gateway
from marketplace.authentication.models import Case, Examination, Review
from marketplace.authentication.selectors import queue
from marketplace.authentication.services import events
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
        return Review.objects.create(case=case, examination=case.examination, expert=expert)


def assign(*, case_id: str, expert: User, actor: User) -> Review:
    """Give a case to an expert whom operations chose; one that was examined goes into the queue first."""
    with transaction.atomic():
        case = events.locked(case_id)
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


def decide(*, case_id: str, expert: User, decisions: Sequence[vocabulary.Decision], summary: str | None) -> Review:
    """Store what an expert decided; the last decision that is wanted sends the case to be examined with all of them.

    :raises Problem: the case is not theirs, was decided otherwise already, or a reason holds what it must not.
    """
    with transaction.atomic():
        case = _in_queue(case_id)
        review = _held(case, expert)
        _check(case, decisions, summary)
        said = [each.model_dump(mode="json") for each in decisions]
        if review.decided_at is None:
            review.decisions, review.summary, review.decided_at = said, summary or "", timezone.now()
            review.save(update_fields=["decisions", "summary", "decided_at"])
            events.note(case, "review:decided", actor=expert)
        elif (review.decisions, review.summary) != (said, summary or ""):
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


def _check(case: Case, decisions: Sequence[vocabulary.Decision], summary: str | None) -> None:
    """Refuse what would be printed and must not be, and places on photos that the case does not have."""
    serial = skeleton(case.serial)
    texts = {"summary": summary or "", **{f"decisions.{k}.reason": each.reason for k, each in enumerate(decisions)}}
    if len(serial) >= _LEAST_SERIAL:
        told = [name for name, text in texts.items() if serial in skeleton_of_all(text)]
        if told:
            raise Problem("request:invalid", errors={name: [_NO_SERIAL] for name in told})
    known = {photo.label for photo in case.photos.filter(removed_at=None)}
    wrong = [k for k, each in enumerate(decisions) if each.photo is not None and each.photo not in known]
    if wrong:
        errors = {f"decisions.{k}.photo": ["the case has no such photo"] for k in wrong}
        raise Problem("request:invalid", errors=errors)


def skeleton_of_all(text: str) -> str:
    """Return the letters and digits of a text of any length, as ``skeleton`` returns those of a number."""
    return "".join(map(skeleton, text.split()))


def _open(case: Case, found: Sequence[Review], wanted: int) -> CaseFile:
    """Open the next examination. One that a transaction opened which was not committed has no row, and is no more."""
    store = blobs()
    store.delete(keys.case_file(case.pk, case.examination + 1))
    last = CaseFile.model_validate_json(store.get(keys.case_file(case.pk, case.examination)))
    told = vocabulary.ReviewSet.model_validate({"reviews": [_told(each) for each in found], "wanted": wanted})
    return open_review(store, SystemClock(), last, reviews=reviews.publish(store, told))


def _told(review: Review) -> vocabulary.Review:
    """Return a review as the pipeline reads it: who decided is a hash."""
    decided = (review.decided_at or review.taken_at).isoformat(timespec="seconds")
    return vocabulary.Review.model_validate(
        {
            "reviewer": keyed("reviewer", str(review.expert_id)),
            "at": decided,
            "decisions": review.decisions,
            "summary": review.summary or None,
        }
    )
