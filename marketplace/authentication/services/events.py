"""The events of a case: numbered under the lock of its row, so that none is missing and none is there twice."""

from collections.abc import Sequence

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from marketplace.authentication import live
from marketplace.authentication.models import Case, CaseEvent
from marketplace.authentication.states import Action, after
from marketplace.connections.services import outbox
from marketplace.users.models import User


def locked(case: str) -> Case:
    """Return a case whose row is held until the transaction ends. Everything that writes about a case begins here.

    :raises Case.DoesNotExist: there is none.
    """
    return Case.objects.select_for_update(of=("self",)).get(pk=case)


def append(case: Case, events: Sequence[CaseEvent]) -> None:
    """Number and store events of a locked case, and send them to whoever watches, on commit."""
    number(case, events)
    CaseEvent.objects.bulk_create(events)
    case.save(update_fields=["last_event", "moved_at"])
    transaction.on_commit(lambda: live.announce({case.pk: events}), robust=True)


def number(case: Case, events: Sequence[CaseEvent]) -> None:
    """Give events of a locked case their numbers."""
    for event in events:
        case.last_event += 1
        event.case, event.number = case, case.last_event


def move(case: Case, action: Action, *, actor: AbstractBaseUser | None = None, note: str = "") -> None:
    """Move a locked case, and say so in its events.

    :raises NotAllowed: a case that stands where this one does cannot be moved so.
    """
    case.state = after(case.standing, action)
    case.moved_at = timezone.now()
    case.save(update_fields=["state", "moved_at"])
    event = CaseEvent(
        kind=CaseEvent.Kind.STATE,
        at=case.moved_at,
        examination=case.examination,
        action=action,
        state=case.state,
        note=note,
        actor=actor if isinstance(actor, User) else None,
    )
    append(case, [event])


def note(case: Case, code: str, *, actor: User | None = None) -> None:
    """Say of a locked case that something happened which does not move it."""
    told = CaseEvent(kind=CaseEvent.Kind.NOTE, at=timezone.now(), examination=case.examination, note=code, actor=actor)
    append(case, [told])


def tell(case: Case, kind: str, **more: str) -> None:
    """Tell the software of whoever a locked case belongs to."""
    data = {"case": case.pk, "examination": case.examination, "state": case.state, **more}
    outbox.announce(kind, data, owner=case.owner_id, organisation=case.organisation_id)
