"""The reaper: sees to it that every case that was submitted ends.

The truth is in the database and the blob store. A message, an event or a whole Redis may be lost; a case that stands
still is looked at, taken over where it has ended, and sent again where it has not.
"""

from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from marketplace.authentication import gateway
from marketplace.authentication.models import Case, Examination
from marketplace.authentication.services import conclusions, events
from marketplace.authentication.states import UNDER_WAY, State

log = structlog.get_logger("adriel.reaper")

EVERY = 10.0
"""Seconds between two looks."""

QUIET = timedelta(seconds=20)
"""Without a sign of life after which a case is looked at: longer than a stage between two events usually takes."""

SILENCE = timedelta(seconds=240)
"""Without a sign of life after which a case is sent again whatever the broker holds: longer than any task may run."""


def reap() -> int:
    """Look at what stands still; return how many cases were sent again or taken over.

    :raises redis.RedisError: Redis cannot be reached: nothing can be sent, and the next look will see.
    """
    lost = gateway.redis_lost_everything()
    idle = gateway.broker_is_idle()
    before = timezone.now() - (timedelta(0) if lost else QUIET)
    still = Case.objects.filter(state__in=UNDER_WAY, moved_at__lte=before).order_by("moved_at")
    return sum(_look(case, lost=lost, idle=idle) for case in still.values_list("pk", flat=True)[:1000])


def _look(case_id: str, *, lost: bool, idle: bool) -> bool:
    examination = Examination.objects.filter(case=case_id).order_by("-number").first()
    if examination is None:
        return False
    if gateway.has_ended(examination):
        return conclusions.conclude(case_id, examination.number)
    if gateway.has_failed(examination):
        conclusions.give_up_or_send_again(case_id, examination.number, examination.dispatch)
        return True
    return _send_again(case_id, lost=lost, idle=idle)


def _send_again(case_id: str, *, lost: bool, idle: bool) -> bool:
    """Send a case again that will not go on by itself. Nobody's fault is not counted: an emptied Redis."""
    with transaction.atomic():
        case = events.locked(case_id)
        silent = timezone.now() - case.moved_at
        waits = case.standing is State.SUBMITTED
        if case.standing not in UNDER_WAY or not (lost or waits or idle or silent > SILENCE):
            return False
        examination = case.examinations.get(number=case.examination)
        if not lost and examination.dispatches >= conclusions.MAX_DISPATCHES:
            conclusions.fail(case, examination, "stood still")
        else:
            log.warning("case_sent_again", case=case.pk, redis_lost=lost, broker_idle=idle)
            gateway.dispatch(case)
    return True
