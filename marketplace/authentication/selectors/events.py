"""What may be read of a case's events."""

from typing import Literal, TypedDict

from marketplace.authentication.live import Message, as_message
from marketplace.authentication.models import Case, CaseEvent
from marketplace.authentication.selectors.cases import visible_to
from marketplace.authentication.tickets import Watcher
from marketplace.users.models import User

PAGE = 500
"""Events that are read at once; an examination has about thirty."""


class Snapshot(TypedDict):
    """A case as it stands: ``last`` is the newest event's number.

    ``events`` are those of the current examination; with the first comes what was before it.
    """

    type: Literal["snapshot"]
    case: str
    state: str
    examination: int
    last: int
    events: list[Message]


def may_watch(watcher: Watcher) -> bool:
    """Return whether a watcher may see the case now."""
    accounts = User.objects.filter(pk=watcher.account, generation=watcher.generation, is_active=True)
    user = accounts.first()
    return user is not None and visible_to(user).filter(pk=watcher.case).exists()


def snapshot(case: str) -> Snapshot:
    """Return a case as it stands: what is missing in it has a number after ``last``.

    :raises Case.DoesNotExist: there is none.
    """
    state, examination, last = Case.objects.values_list("state", "examination", "last_event").get(pk=case)
    since = examination if examination > 1 else 0
    rows = CaseEvent.objects.filter(case=case, examination__gte=since, number__lte=last)
    events = [as_message(row) for row in rows]
    return Snapshot(type="snapshot", case=case, state=state, examination=examination, last=last, events=events)


def after(case: str, number: int, *, limit: int = PAGE) -> list[Message]:
    """Return a case's events after a number, in their order, as many as are read at once."""
    return [as_message(row) for row in CaseEvent.objects.filter(case=case, number__gt=number)[:limit]]


def last(case: str) -> int:
    """Return the number of a case's newest event; 0 where there is none."""
    return Case.objects.filter(pk=case).values_list("last_event", flat=True).first() or 0
