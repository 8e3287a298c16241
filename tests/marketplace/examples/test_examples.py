"""Example data: people who can log in, and cases that stand where cases can stand."""

import stat
import time
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from marketplace.authentication.models import Case, Examination
from marketplace.authentication.services import events
from marketplace.authentication.states import Action, State
from marketplace.examples import cases
from marketplace.users.models import Organisation, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_password_from_before():
    Path(settings.PIPELINE.state, "examples-password").unlink(missing_ok=True)


def loaded():
    said = StringIO()
    call_command("load_examples", stdout=said)
    return said.getvalue()


def test_people_of_every_kind_can_log_in_with_what_is_printed():
    begun = time.monotonic()
    said = loaded()
    assert time.monotonic() - begun < 5.0
    lines = [line.split() for line in said.splitlines()]
    assert {User.objects.get(email=email).check_password(password) for email, password, *_ in lines} == {True}
    assert set(User.objects.values_list("role", flat=True)) == set(Role)
    assert set(Organisation.objects.values_list("kind", flat=True)) == set(Organisation.Kind)
    password = Path(settings.PIPELINE.state, "examples-password")
    assert stat.S_IMODE(password.stat().st_mode) == 0o600


def test_cases_stand_where_they_can_stand_without_a_worker():
    loaded()
    assert set(Case.objects.values_list("state", flat=True)) == {
        State.DRAFT,
        State.RUNNING,
        State.FAILED,
        State.WITHDRAWN,
    }


def test_loaded_again_nothing_changes():
    first = loaded()
    before = list(Case.objects.order_by("pk").values("pk", "state", "last_event"))
    assert loaded() == first
    assert list(Case.objects.order_by("pk").values("pk", "state", "last_event")) == before


def test_where_the_password_was_lost_everybody_gets_a_new_one():
    loaded()
    Path(settings.PIPELINE.state, "examples-password").unlink()
    email, password, *_ = loaded().splitlines()[0].split()
    assert User.objects.get(email=email).check_password(password)


def test_one_case_is_appealed_against_once_it_was_examined():
    loaded()
    case = Case.objects.get(owner__email="cleo@example.org")
    assert cases.appeal() is False
    events.move(events.locked(case.pk), Action.FIND_INCONCLUSIVE)
    Examination.objects.filter(case=case).update(outcome="inconclusive")
    assert cases.appeal() is True
    case.refresh_from_db()
    assert (case.state, case.appeals.count()) == (State.IN_REVIEW, 1)
    assert cases.appeal() is True
    assert case.appeals.count() == 1


def test_production_refuses_them(settings):
    settings.PIPELINE = settings.PIPELINE.__class__(**{**vars(settings.PIPELINE), "environment": "production"})
    with pytest.raises(CommandError, match="development"):
        call_command("load_examples")
    assert not User.objects.exists()
