"""What operations do with what was reported: somebody looks into it, and dismisses it or acts."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from marketplace.audit.services import record
from marketplace.audit.verbs import Verb
from marketplace.common.problems import Problem
from marketplace.moderation.models import Matter
from marketplace.moderation.services.owning import owned_by
from marketplace.users.models import User

HELD_FOR = timedelta(days=1)
"""For which a matter is whose who took it; afterwards somebody else may take it."""


def take(*, matter: uuid.UUID, by: User) -> Matter:
    """Look into a matter; taken again by the same person, nothing changes.

    :raises Problem: ``request:not_found``, ``moderation:closed``, ``moderation:taken`` or ``moderation:own``.
    """
    with transaction.atomic():
        held = _open(matter)
        check_free(held, by)
        if owned_by(by, held.kind, held.about):
            raise Problem("moderation:own")
        if held.taken_by_id != by.pk:
            held.taken_by, held.taken_at = by, timezone.now()
            held.save(update_fields=["taken_by", "taken_at"])
            record(actor=by, verb=Verb.MATTER_TAKEN, kind="matter", about=held.pk)
    return held


def put_back(*, matter: uuid.UUID, by: User) -> None:
    """Leave a matter to others. Whoever does not have it changes nothing.

    :raises Problem: ``request:not_found`` or ``moderation:closed``.
    """
    with transaction.atomic():
        held = _open(matter)
        if held.taken_by_id == by.pk:
            held.taken_by, held.taken_at = None, None
            held.save(update_fields=["taken_by", "taken_at"])
            record(actor=by, verb=Verb.MATTER_PUT_BACK, kind="matter", about=held.pk)


def dismiss(*, matter: uuid.UUID, by: User, words: str) -> Matter:
    """Let the thing stand.

    :param words: what whoever reported it is told.
    :raises Problem: ``request:not_found``, ``moderation:closed``; ``moderation:not_taken``.
    """
    with transaction.atomic():
        held = _open(matter)
        if held.taken_by_id != by.pk:
            raise Problem("moderation:not_taken")
        close(held, by=by, outcome=Matter.Outcome.DISMISSED, words=words)
        record(actor=by, verb=Verb.MATTER_DISMISSED, kind="matter", about=held.pk)
    return held


def close(held: Matter, *, by: User, outcome: Matter.Outcome, words: str = "") -> None:
    """End a matter whose row is held."""
    held.outcome, held.words, held.closed_by, held.closed_at = outcome, words, by, timezone.now()
    held.save(update_fields=["outcome", "words", "closed_by", "closed_at"])


def open_about(kind: str, about: str) -> Matter | None:
    """Return the open matter of a thing, its row held; None where nobody has reported it."""
    return Matter.objects.select_for_update(of=("self",)).filter(kind=kind, about=about, closed_at=None).first()


def check_free(held: Matter, by: User) -> None:
    """Return if nobody else looks into a matter.

    :raises Problem: ``moderation:taken``.
    """
    is_others = held.taken_by_id not in {None, by.pk}
    if is_others and held.taken_at and held.taken_at > timezone.now() - HELD_FOR:
        raise Problem("moderation:taken")


def _open(matter: uuid.UUID) -> Matter:
    held = Matter.objects.select_for_update(of=("self",)).filter(pk=matter).first()
    if held is None:
        raise Problem("request:not_found")
    if held.closed_at is not None:
        raise Problem("moderation:closed")
    return held
