"""One's own account: read, changed, handed over, removed."""

import json

import pytest
from django.core import mail
from django_otp.plugins.otp_totp.models import TOTPDevice
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from marketplace.authentication.models import Case
from marketplace.authentication.states import State
from marketplace.users.models import Invitation, Membership, Organisation, Role, User
from tests.support.accounts import PASSWORD, access, code, new, token_in

pytestmark = pytest.mark.django_db


def case_of(user, state=State.DRAFT, **fields):
    return Case.objects.create(
        owner=user, profile="watch", claim={"brand": "Aldenmoor"}, serial="K 4711", state=state, **fields
    )


def delete(api, user, **said):
    return api.post("me/deletion", {"password": PASSWORD, **said}, access(user))


def test_a_name_is_changed_and_nothing_else(api):
    user = new()
    said = {"display_name": "Ada", "role": "operations", "email": "x@example.org", "is_staff": True, "id": "7"}
    answer = api("PATCH", "me", said, access(user)).json()
    assert (answer["display_name"], answer["role"], answer["email"]) == ("Ada", "member", user.email)
    user.refresh_from_db()
    assert (user.role, user.is_staff) == (Role.MEMBER, False)


def test_a_stranger_has_no_profile(api):
    answer = api.get("me")
    assert (answer.status_code, code(answer)) == (401, "request:unauthenticated")


def test_reading_a_profile_takes_as_many_queries_with_many_memberships(api, django_assert_num_queries):
    user = new()
    token = access(user)
    for count in (1, 5):
        for n in range(count):
            organisation = Organisation.objects.create(kind="store", name=f"{count}.{n}")
            Membership.objects.create(organisation=organisation, user=user)
        with django_assert_num_queries(4):
            assert api.get("me", token).status_code == 200


def test_everything_that_is_kept_is_handed_over_as_a_file(api):
    user, other = new(display_name="Ada"), new()
    case_of(user)
    case_of(other)
    api.post("organisations", {"kind": "store", "name": "Aldenmoor"}, access(user))
    answer = api.get("me/export", access(user))
    found = answer.json()
    assert answer["Content-Disposition"] == 'attachment; filename="adriel-account.json"'
    assert answer["Cache-Control"] == "no-store"
    assert (found["profile"]["email"], found["profile"]["display_name"]) == (user.email, "Ada")
    assert [each["serial"] for each in found["cases"]] == ["K 4711"]
    assert [each["organisation__name"] for each in found["memberships"]] == ["Aldenmoor"]
    assert other.email not in json.dumps(found)
    assert user.password not in json.dumps(found)


def test_removing_an_account_takes_its_password(api):
    user = new()
    assert code(delete(api, user, password="no")) == "account:password_wrong"
    assert delete(api, user).status_code == 204


def test_removing_an_account_takes_its_second_factor_too(api):
    user = new()
    TOTPDevice.objects.create(user=user, name="app")
    assert code(delete(api, user)) == "account:second_factor_needed"
    assert User.objects.get(pk=user.pk).deleted_at is None


def test_nothing_of_a_person_is_left(api):
    user = new("ada@example.org", display_name="Ada", role=Role.EXPERT, is_staff=True)
    token = access(user)
    store = api.post("organisations", {"kind": "store", "name": "Aldenmoor"}, token).json()["organisation"]["id"]
    api.post(f"organisations/{store}/invitations", {"email": "ben@example.org"}, token)
    api.post("me/address", {"email": "new@example.org", "password": PASSWORD}, token)
    assert delete(api, user).status_code == 204
    left = User.objects.get(pk=user.pk)
    assert (left.display_name, left.pending_email, left.role, left.is_staff, left.is_active) == (
        "",
        "",
        Role.MEMBER,
        False,
        False,
    )
    assert left.email == f"{user.pk.hex}@deleted.invalid"
    assert not left.has_usable_password()
    kept = (TOTPDevice, OutstandingToken, Membership, Invitation, Organisation)
    assert [kind.objects.count() for kind in kept] == [0] * len(kept)
    assert api.get("me", token).status_code == 401


def test_nobody_logs_in_to_what_was_removed_and_the_address_registers_anew(api):
    user = new("ada@example.org")
    api.post("accounts/password/forgotten", {"email": "ada@example.org"})
    old = token_in(mail.outbox[0])
    delete(api, user)
    said = {"email": "ada@example.org", "password": PASSWORD}
    assert code(api.post("sessions", said)) == "account:credentials"
    assert code(api.post("accounts/password", {"token": old, "password": PASSWORD})) == "account:token_invalid"
    mail.outbox.clear()
    api.post("accounts", said)
    api.post("accounts/confirmation", {"token": token_in(mail.outbox[0])})
    again = api.post("sessions", said)
    assert again.status_code == 200
    assert api.get("me", again.json()["access"]).json()["id"] != str(user.pk)


def test_every_case_is_withdrawn_with_its_serial_number_and_what_was_certified_stays(api):
    user = new()
    cases = {state: case_of(user, state) for state in State}
    case = cases[State.AUTHENTIC]
    case.examinations.create(number=1, kind="first", outcome="authentic", certificate="urn:uuid:7")
    delete(api, user)
    left = Case.objects.filter(owner=user)
    assert {each.state for each in left} == {State.WITHDRAWN}
    assert {each.serial for each in left.exclude(pk=cases[State.WITHDRAWN].pk)} == {""}
    assert case.examinations.get().certificate == "urn:uuid:7"
    assert case.events.get().action == "withdraw"


def test_the_last_manager_of_others_hands_over_first(api):
    user, fellow = new(), new()
    store = Organisation.objects.create(kind="store", name="Aldenmoor")
    Membership.objects.create(organisation=store, user=user, kind="manager")
    Membership.objects.create(organisation=store, user=fellow)
    case_of(user)
    assert code(delete(api, user)) == "organisation:last_manager"
    assert Case.objects.get().state == State.DRAFT, "nothing happens halfway"
    Membership.objects.filter(user=fellow).update(kind="manager")
    assert delete(api, user).status_code == 204


def test_an_organisation_with_cases_stays_when_its_last_member_goes(api):
    user = new()
    store = Organisation.objects.create(kind="store", name="Aldenmoor")
    Membership.objects.create(organisation=store, user=user, kind="manager")
    case_of(user, State.AUTHENTIC, organisation=store)
    assert delete(api, user).status_code == 204
    assert Organisation.objects.get().memberships.count() == 0
