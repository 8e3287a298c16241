"""Organisations: who gets in, who manages, and what strangers see of them: nothing."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from marketplace.users.models import Invitation, Membership, Organisation
from tests.support.accounts import access, code, new, token_in

pytestmark = pytest.mark.django_db


class Store:
    """A store with a manager and somebody on its staff."""

    def __init__(self):
        self.organisation = Organisation.objects.create(kind="store", name="Aldenmoor")
        self.manager, self.staff = new(display_name="Ada"), new(display_name="Ben")
        self.join(self.manager, "manager")
        self.join(self.staff, "staff")
        self.path = f"organisations/{self.organisation.pk}"

    def join(self, user, kind):
        Membership.objects.create(organisation=self.organisation, user=user, kind=kind)

    def kind_of(self, user):
        return Membership.objects.filter(organisation=self.organisation, user=user).values_list("kind", flat=True)


@pytest.fixture
def store():
    return Store()


def test_who_founds_an_organisation_manages_it(api):
    token = access(new())
    made = api.post("organisations", {"kind": "repair_shop", "name": "Ticking Ltd"}, token)
    assert (made.status_code, made.json()["kind"]) == (201, "manager")
    found = api.get("organisations", token).json()["results"]
    assert [(each["organisation"]["name"], each["organisation"]["kind"]) for each in found] == [
        ("Ticking Ltd", "repair_shop")
    ]


@pytest.mark.parametrize("said", [{}, {"kind": "bank", "name": "x"}, {"kind": "store", "name": ""}, [], None, "x"])
def test_what_is_no_organisation_is_refused(api, said):
    assert code(api.post("organisations", said, access(new()))) == "request:invalid"


def test_an_account_founds_ten_and_no_more(api):
    token = access(new())
    answers = [api.post("organisations", {"kind": "store", "name": f"{n}"}, token) for n in range(11)]
    assert [each.status_code for each in answers] == [201] * 10 + [409]
    assert code(answers[-1]) == "organisation:too_many"


ENDPOINTS = [
    ("GET", "", None),
    ("PATCH", "", {"name": "Other"}),
    ("GET", "/members", None),
    ("PATCH", "/members/{staff}", {"kind": "manager"}),
    ("DELETE", "/members/{staff}", None),
    ("GET", "/invitations", None),
    ("POST", "/invitations", {"email": "cyd@example.org"}),
    ("DELETE", "/invitations/{invitation}", None),
    ("POST", "/leave", None),
]
READ_BY_STAFF = {("GET", ""), ("GET", "/members"), ("POST", "/leave")}


@pytest.mark.parametrize(("method", "path", "said"), ENDPOINTS)
def test_strangers_find_nothing_staff_reads_and_managers_manage(api, store, method, path, said):
    invitation = Invitation.objects.create(
        organisation=store.organisation, email="dee@example.org", invited_by=store.manager, expires_at=timezone.now()
    )
    where = store.path + path.format(staff=store.staff.pk, invitation=invitation.pk)
    stranger, other = access(new()), Store()
    assert api(method, where, said).status_code == 401
    assert api(method, where, said, stranger).status_code == 404
    assert api(method, where, said, access(other.manager)).status_code == 404
    staff = api(method, where, said, access(store.staff)).status_code
    assert staff in {200, 204} if (method, path) in READ_BY_STAFF else staff == 403
    if path != "/leave":
        assert api(method, where, said, access(store.manager)).status_code in {200, 201, 204}


def test_members_see_names_and_no_addresses(api, store):
    answer = api.get(f"{store.path}/members", access(store.staff))
    assert {each["display_name"] for each in answer.json()["results"]} == {"Ada", "Ben"}
    assert b"@" not in answer.content


def test_a_name_changes_and_a_kind_does_not(api, store):
    answer = api("PATCH", store.path, {"name": "Other", "kind": "repair_shop"}, access(store.manager)).json()
    assert (answer["organisation"]["name"], answer["organisation"]["kind"]) == ("Other", "store")


def test_the_last_manager_stays_one(api, store):
    token = access(store.manager)
    own = f"{store.path}/members/{store.manager.pk}"
    answers = [
        api("PATCH", own, {"kind": "staff"}, token),
        api("DELETE", own, None, token),
        api.post(f"{store.path}/leave", None, token),
    ]
    assert [(each.status_code, code(each)) for each in answers] == [(409, "organisation:last_manager")] * 3


def test_a_manager_hands_over_and_leaves(api, store):
    token = access(store.manager)
    api("PATCH", f"{store.path}/members/{store.staff.pk}", {"kind": "manager"}, token)
    assert api.post(f"{store.path}/leave", None, token).status_code == 204
    assert api.get(store.path, token).status_code == 404
    assert list(store.kind_of(store.staff)) == ["manager"]


def test_with_its_last_member_an_organisation_goes(api):
    user = new()
    made = api.post("organisations", {"kind": "store", "name": "x"}, access(user)).json()["organisation"]["id"]
    assert api.post(f"organisations/{made}/leave", None, access(user)).status_code == 204
    assert not Organisation.objects.exists()


def test_somebody_who_is_no_member_is_neither_appointed_nor_dismissed(api, store):
    for who in (new().pk, uuid.uuid4(), Store().manager.pk):
        path = f"{store.path}/members/{who}"
        assert api("PATCH", path, {"kind": "manager"}, access(store.manager)).status_code == 404
        assert api("DELETE", path, None, access(store.manager)).status_code == 404


def invite(api, store, email, **more):
    return api.post(f"{store.path}/invitations", {"email": email, **more}, access(store.manager))


def test_who_is_invited_joins_with_what_was_sent(api, store):
    guest = new("cyd@example.org")
    assert invite(api, store, "CYD@example.org", kind="manager").status_code == 201
    assert mail.outbox[0].to == ["cyd@example.org"]
    said = {"token": token_in(mail.outbox[0])}
    assert api.post("invitations/acceptance", said, access(guest)).status_code == 201
    assert list(store.kind_of(guest)) == ["manager"]
    assert code(api.post("invitations/acceptance", said, access(guest))) == "account:token_invalid"
    assert api.messages == [[str(Invitation.objects.get().pk)]]


def test_an_invitation_is_of_no_use_to_another_address(api, store):
    invite(api, store, "cyd@example.org")
    thief = new()
    answer = api.post("invitations/acceptance", {"token": token_in(mail.outbox[0])}, access(thief))
    assert (answer.status_code, code(answer)) == (403, "organisation:other_address")
    assert not store.kind_of(thief)


def test_a_withdrawn_invitation_opens_nothing(api, store):
    guest = new("cyd@example.org")
    made = invite(api, store, "cyd@example.org").json()["id"]
    token = access(store.manager)
    assert api("DELETE", f"{store.path}/invitations/{made}", None, token).status_code == 204
    assert api("DELETE", f"{store.path}/invitations/{made}", None, token).status_code == 404
    assert api.get(f"{store.path}/invitations", token).json()["results"] == []
    answer = api.post("invitations/acceptance", {"token": token_in(mail.outbox[0])}, access(guest))
    assert code(answer) == "account:token_invalid"


def test_an_address_is_invited_once_at_a_time(api, store):
    invite(api, store, "cyd@example.org")
    assert code(invite(api, store, "cyd@example.org")) == "organisation:invited_already"
    assert code(invite(api, store, store.staff.email)) == "organisation:member_already"
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert invite(api, store, "cyd@example.org").status_code == 201


def test_an_invitation_to_a_member_is_used_up_by_nobody(api, store):
    guest = new("cyd@example.org")
    invite(api, store, "cyd@example.org")
    store.join(guest, "staff")
    answer = api.post("invitations/acceptance", {"token": token_in(mail.outbox[0])}, access(guest))
    assert code(answer) == "organisation:member_already"


def test_lists_take_as_many_queries_with_many_rows(api, store, django_assert_max_num_queries):
    token = access(store.manager)
    for _ in range(2):
        for _ in range(5):
            store.join(new(), "staff")
            Store().join(store.manager, "staff")
        for path in (f"{store.path}/members", "organisations"):
            with django_assert_max_num_queries(4):
                assert api.get(path, token).status_code == 200
