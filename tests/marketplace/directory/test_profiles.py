"""Profiles: who changes them, what anybody reads, and how they are found."""

import uuid

import pytest
from rest_framework.test import APIClient

from marketplace.directory.models import Profile, Verification
from marketplace.directory.services import profiles
from marketplace.users.models import Membership
from tests.support.accounts import new
from tests.support.api_case import client_of
from tests.support.races import at_once
from tests.support.shops import manager_of, shop

pytestmark = pytest.mark.django_db

WEEK = {"0": [["13:00", "18:00"], ["09:00", "12:00"]], "5": [["22:00", "02:00"]]}


def change(profile, said, client=None, version=None):
    client = client or client_of(manager_of(profile))
    headers = {"If-Match": f'"{version or profile.version}"'}
    return client.patch(f"/api/v1/organisations/{profile.pk}/profile", said, format="json", headers=headers)


def test_a_founder_fills_in_a_profile_and_shows_it():
    client = client_of(new())
    made = client.post("/api/v1/organisations", {"kind": "store", "name": "Señor Tick"}, format="json")
    where = f"/api/v1/organisations/{made.json()['organisation']['id']}/profile"
    first = client.get(where)
    assert (first.json()["is_shown"], first.headers["ETag"]) == (False, '"1"')
    said = {
        "is_shown": True,
        "city": "Zürich",
        "country": "CH",
        "time_zone": "Europe/Zurich",
        "latitude": 47.37,
        "longitude": 8.54,
        "services": ["Dial refinishing"],
        "week": WEEK,
        "days": {"2026-12-25": []},
        "notes": {"2026-12-25": "Christmas"},
    }
    answer = client.patch(where, said, format="json", headers={"If-Match": first.headers["ETag"]})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"'), answer.json()
    assert answer.json()["week"]["0"] == [["09:00", "12:00"], ["13:00", "18:00"]]
    [found] = APIClient().get("/api/v1/stores?q=senor REFINISHING zurich").json()["results"]
    whole = APIClient().get(f"/api/v1/stores/{found['id']}").json()
    assert (whole["name"], whole["city"], whole["notes"]) == ("Señor Tick", "Zürich", {"2026-12-25": "Christmas"})
    assert whole["rating"] == {"average": None, "count": 0}


@pytest.mark.parametrize(
    "said",
    [
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"country": "ch"},
        {"latitude": 91, "longitude": 0},
        {"latitude": 1},
        {"latitude": None, "longitude": 3},
        {"website": "javascript:alert(1)"},
        {"website": "ftp://a.example/"},
        {"about": "x" * 10_000},
        {"services": ["x"] * 41},
        {"services": [{}]},
        {"week": {"7": []}},
        {"week": {"0": [["09:00"]]}},
        {"week": {"0": [["09:00", "25:00"]]}},
        {"week": {"0": [["09:00+01:00", "12:00"]]}},
        {"week": {"0": [["09:00", "12:00"], ["11:00", "13:00"]]}},
        {"week": {"0": [["09:00", "08:00"], ["10:00", "11:00"]]}},
        {"week": {"0": [["22:00", "02:00"], ["20:00", "23:00"]]}},
        {"week": []},
        {"week": {"0": {"09:00": 1}}},
        {"days": {"2026-13-01": []}},
        {"days": {"0001-01-01": []}},
        {"days": {"25.12.2026": []}},
        {"notes": {"2026-12-25": "x" * 81}},
        {"city": "Z\0"},
        [],
        "text",
    ],
)
def test_what_is_no_profile_is_refused(said):
    answer = change(shop(), said)
    assert (answer.status_code, answer.json()["code"]) == (400, "request:invalid"), answer.json()


@pytest.mark.parametrize("text", ["\u202eגלגל", "a\u200bb", "🕰" * 80, "<script>alert(1)</script>", "=HYPERLINK(1)"])
def test_strange_text_is_kept_as_it_is(text):
    profile = shop()
    assert change(profile, {"about": text, "services": [text]}).status_code == 200
    said = APIClient().get(f"/api/v1/stores/{profile.pk}").json()
    assert (said["about"], said["services"]) == (text, [text])


def test_a_change_names_the_version_that_was_seen():
    profile = shop()
    client = client_of(manager_of(profile))
    where = f"/api/v1/organisations/{profile.pk}/profile"
    assert client.patch(where, {"about": "a"}, format="json").json()["code"] == "profile:version_missing"
    assert change(profile, {"about": "a"}, client).status_code == 200
    late = change(profile, {"about": "b"}, client)
    assert (late.status_code, late.json()["code"]) == (412, "profile:version")
    assert change(profile, {"about": "b"}, client, version="9" * 30).json()["code"] == "profile:version"
    assert Profile.objects.get().about == "a"


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_of_one_version_one_is_made():
    profile = shop()
    who = manager_of(profile)

    def act(text):
        return lambda: profiles.change(by=who, organisation=profile.pk, version=1, changes={"about": text}).about

    assert sorted(at_once(act("a"), act("b")))[1:] == ["profile:version"]
    assert Profile.objects.get().version == 2


def test_a_profile_that_is_shown_says_where_it_is():
    assert change(shop(), {"city": ""}).json()["code"] == "profile:incomplete"


def test_staff_reads_strangers_find_nothing_and_managers_change():
    profile = shop(is_shown=False)
    staff, stranger = new(), new()
    Membership.objects.create(organisation=profile.organisation, user=staff, kind="staff")
    where = f"/api/v1/organisations/{profile.pk}/profile"
    assert [client_of(each).get(where).status_code for each in (staff, stranger)] == [200, 404]
    assert [change(profile, {}, client_of(each)).status_code for each in (staff, stranger)] == [403, 404]
    assert APIClient().get(where).status_code == 401
    assert APIClient().get(f"/api/v1/stores/{profile.pk}").status_code == 404
    assert APIClient().get("/api/v1/stores").json()["results"] == []


def test_a_shop_without_members_and_one_of_another_kind_are_not_shown():
    gone, other = shop(), shop("repair_shop")
    Membership.objects.filter(organisation=gone.pk).delete()
    for each in (gone.pk, other.pk, uuid.uuid4()):
        assert APIClient().get(f"/api/v1/stores/{each}").status_code == 404
        assert APIClient().get(f"/api/v1/stores/{each}/reviews").status_code == 404


def test_managers_decide_who_of_the_staff_is_shown():
    profile = shop(manager=new(display_name="Ada"))
    client, staff = client_of(manager_of(profile)), new(display_name="Ben")
    Membership.objects.create(organisation=profile.organisation, user=staff)
    where = f"/api/v1/organisations/{profile.pk}/profile/staff/{staff.pk}"
    shown = {"display_name": "Ben", "title": "Watchmaker"}
    assert client_of(staff).put(where, {"title": "Owner"}, format="json").status_code == 403
    assert client.put(where, {"title": "Watchmaker"}, format="json").json() == shown
    said = APIClient().get(f"/api/v1/stores/{profile.pk}")
    assert said.json()["staff"] == [shown]
    assert staff.email.encode() not in said.content
    assert client.delete(where).status_code == 204
    assert APIClient().get(f"/api/v1/stores/{profile.pk}").json()["staff"] == []
    assert client.put(where.replace(str(staff.pk), str(new().pk)), {}, format="json").status_code == 404


def test_operations_verify_with_evidence_and_a_move_ends_it():
    profile, operations = shop(), new(role="operations", display_name="Cyd")
    where, seen = f"/api/v1/organisations/{profile.pk}/verification", {"seen": "Trade register."}
    assert client_of(manager_of(profile)).put(where, seen, format="json").status_code == 403
    assert client_of(new(role="operations")).put(where, seen, format="json").status_code == 204
    assert APIClient().get(f"/api/v1/stores/{profile.pk}").json()["verification"]["by"] == "operations"
    for _ in range(2):
        assert client_of(operations).put(where, seen, format="json").status_code == 204
    evidence = APIClient().get(f"/api/v1/stores/{profile.pk}").json()["verification"]
    assert (evidence["by"], evidence["seen"]) == ("Cyd", "Trade register.")
    assert len(APIClient().get("/api/v1/stores?verified=true").json()["results"]) == 1
    assert change(profile, {"about": "We stay."}).status_code == 200
    assert APIClient().get("/api/v1/stores?verified=true").json()["results"]
    assert change(profile, {"address": "Elsewhere 1"}, version=2).status_code == 200
    assert APIClient().get(f"/api/v1/stores/{profile.pk}").json()["verification"] is None
    assert APIClient().get("/api/v1/stores?verified=true").json()["results"] == []
    assert Verification.objects.filter(ended_at=None).count() == 0
    assert Verification.objects.count() == 3


def test_a_new_name_is_found_and_ends_what_was_verified():
    profile = shop(name="Old")
    profiles.verify(by=new(role="operations"), organisation=profile.pk, seen="x")
    client, where = client_of(manager_of(profile)), f"/api/v1/organisations/{profile.pk}"
    assert client.patch(where, {"name": "Newer"}, format="json").status_code == 200
    [found] = APIClient().get("/api/v1/stores?q=newer").json()["results"]
    assert found["verified"] is False
