"""Two who do the same thing at once: one of them wins, and nothing is done by halves."""

import pytest

from marketplace.users.models import Invitation, Membership, Organisation, User
from marketplace.users.services import organisations, registration, sessions
from tests.support.accounts import PASSWORD, new
from tests.support.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_use_a_refresh_token_one_gets_the_next():
    user = new()
    token = sessions.pair(user).refresh
    outcomes = at_once(*[lambda: sessions.refresh(token=token)] * 2)
    assert sorted(type(each).__name__ for each in outcomes) == ["Pair", "str"]
    user.refresh_from_db()
    assert user.generation == 1


def test_the_last_two_managers_do_not_leave_at_once():
    store, managers = Organisation.objects.create(kind="store", name="x"), [new(), new()]
    for each in (*managers, new()):
        Membership.objects.create(organisation=store, user=each, kind="manager" if each in managers else "staff")
    leave = [lambda each=each: organisations.leave(user=each, organisation=store.pk) for each in managers]
    assert sorted(map(str, at_once(*leave))) == ["None", "organisation:last_manager"]
    assert store.memberships.filter(kind="manager").count() == 1


def test_an_address_that_registers_twice_at_once_has_one_account():
    act = [lambda: registration.register(email="ada@example.org", password=PASSWORD)] * 4
    assert at_once(*act) == [None] * 4
    assert User.objects.count() == 1


def test_an_address_that_is_invited_twice_at_once_has_one_invitation():
    founder = new()
    store = organisations.found(user=founder, kind="store", name="x").organisation.pk
    invite = [lambda: organisations.invite(by=founder, organisation=store, email="b@example.org", kind="staff")] * 3
    outcomes = at_once(*invite)
    assert sorted(map(type, outcomes), key=str) == sorted([Invitation, str, str], key=str)
