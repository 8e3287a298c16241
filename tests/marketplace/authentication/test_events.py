"""Events are numbered without gaps and never change."""

import pytest
from django.db import DatabaseError, transaction

from marketplace.authentication.models import Case, CaseEvent
from marketplace.authentication.services import events
from marketplace.authentication.states import Action, State
from marketplace.users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    owner = User.objects.create_user("owner@example.org", "a long password")
    return Case.objects.create(owner=owner, profile="watch", claim={"brand": "Aldenmoor"})


def test_a_move_is_an_event(case):
    with transaction.atomic():
        events.move(events.locked(case.pk), Action.SUBMIT, actor=case.owner)
    event = CaseEvent.objects.get(case=case)
    assert (event.number, event.kind, event.state, event.actor) == (1, "state", State.SUBMITTED, case.owner)
    case.refresh_from_db()
    assert (case.state, case.last_event) == (State.SUBMITTED, 1)


@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(note="other"), lambda rows: rows.delete()], ids=["update", "delete"]
)
def test_the_database_refuses_to_change_or_remove_an_event(case, change):
    with transaction.atomic():
        events.move(events.locked(case.pk), Action.SUBMIT)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(CaseEvent.objects.all())
