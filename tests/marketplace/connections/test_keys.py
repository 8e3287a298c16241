"""Keys: shown once, kept as a hash, good for what they name and nothing else."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import get_resolver
from django.utils import timezone

from marketplace.authentication.models import Case
from marketplace.connections.models import ApiKey, ConnectionEvent, Robot
from tests.marketplace.connections.conftest import Shop
from tests.support.accounts import access, code, new

pytestmark = pytest.mark.django_db

WATCH = {"claim": {"brand": "Aldenmoor"}}


def test_a_key_is_shown_once_and_kept_as_a_hash(api, shop):
    made = shop.key("read")
    assert made["key"].startswith("adriel_live_")
    assert made["key"].startswith(made["prefix"])
    listed = api.get(f"{shop.path}/keys", shop.manager)
    assert made["key"].encode() not in listed.content
    assert [each["prefix"] for each in listed.json()["results"]] == [made["prefix"]]
    kept = ApiKey.objects.values().get()
    assert made["key"][len(made["prefix"]) :] not in str(kept)


def test_managers_alone_see_make_and_revoke_keys(api, shop):
    made, other, stranger = shop.key("read"), Shop(api), access(new())
    said = {"name": "x", "mode": "live", "scopes": ["read"]}
    for method, path, body in (
        ("GET", "keys", None),
        ("POST", "keys", said),
        ("DELETE", f"keys/{made['id']}", None),
    ):
        where = f"{shop.path}/{path}"
        who = {
            "nobody": None,
            "stranger": stranger,
            "elsewhere": other.manager,
            "staff": shop.staff,
            "key": made["key"],
        }
        asked = {name: api(method, where, body, token).status_code for name, token in who.items()}
        assert asked == {"nobody": 401, "stranger": 404, "elsewhere": 404, "staff": 403, "key": 403}, path


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"name": "", "mode": "live", "scopes": ["read"]},
        {"name": "x" * 81, "mode": "live", "scopes": ["read"]},
        {"name": "x", "mode": "real", "scopes": ["read"]},
        {"name": "x", "mode": "live", "scopes": []},
        {"name": "x", "mode": "live", "scopes": ["everything"]},
        {"name": "x", "mode": "live", "scopes": ["read"], "expires_in_days": 367},
    ],
)
def test_what_is_no_key_is_refused(api, shop, said):
    answer = api.post(f"{shop.path}/keys", said, shop.manager)
    assert (answer.status_code, code(answer)) == (400, "request:invalid")


def test_a_key_does_what_its_scopes_say(api, shop):
    reads, writes = shop.key("read")["key"], shop.key("cases:write")["key"]
    assert api.get("cases", reads).status_code == 200
    refused = api.post("cases", WATCH, reads)
    assert (refused.status_code, code(refused)) == (403, "request:scope")
    assert api.post("cases", WATCH, writes).status_code == 201
    assert code(api.get("cases", writes)) == "request:scope"


def views():
    """Yield every view of the API with its address."""
    pending = [("", each) for each in get_resolver().url_patterns]
    while pending:
        begin, each = pending.pop()
        where = begin + str(each.pattern)
        if hasattr(each, "url_patterns"):
            pending += [(where, below) for below in each.url_patterns]
        elif where.startswith("api/v1/") and hasattr(each.callback, "view_class"):
            yield where, each.callback.view_class


def test_a_view_that_names_no_scope_takes_no_key(api, shop):
    scopes = {scope for _, view in views() for scope in getattr(view, "key_scopes", {}).values()}
    assert scopes <= {"read", "cases:write", "listings:write"}
    key = shop.key("read", "cases:write", "listings:write")["key"]
    for method, path in (("GET", "me"), ("GET", "organisations"), ("OPTIONS", "cases")):
        assert api(method, path, None, key).status_code in {403, 404}, path
    assert code(api.get("organisations", key)) == "request:scope"


@pytest.mark.parametrize("text", ["adriel_live_", "adriel_live_" + "0" * 48, "adriel_test_é", "adriel_" + "x" * 5000])
def test_what_is_no_key_opens_nothing(api, text):
    answer = api.get("cases", text)
    assert (answer.status_code, code(answer)) == (401, "request:token_invalid")


def test_a_revoked_and_an_expired_key_open_nothing(api, shop):
    revoked, expired, stays = shop.key(), shop.key(), shop.key()
    path = f"{shop.path}/keys/{revoked['id']}"
    assert api("DELETE", path, None, shop.manager).status_code == 204
    assert api("DELETE", path, None, shop.manager).status_code == 404
    assert api("DELETE", f"{shop.path}/keys/{uuid.uuid4()}", None, shop.manager).status_code == 404
    ApiKey.objects.filter(pk=expired["id"]).update(expires_at=timezone.now())
    assert [api.get("cases", each["key"]).status_code for each in (revoked, expired, stays)] == [401, 401, 200]


def test_when_a_key_was_used_is_kept_to_the_hour(api, shop):
    key = shop.key()["key"]
    api.get("cases", key)
    first = ApiKey.objects.get().last_used_at
    assert (first.minute, first.second) == (0, 0)
    ApiKey.objects.update(last_used_at=first - timedelta(days=1))
    api.get("cases", key)
    assert ApiKey.objects.get().last_used_at >= first


def test_live_keys_work_among_the_staff_and_end_with_their_place(api, shop):
    key = shop.key("read", "cases:write")
    mine = api.post("cases", WATCH | {"organisation": str(shop.organisation.pk)}, key["key"])
    assert mine.status_code == 201, mine.content
    assert api.get(f"cases/{mine.json()['id']}", shop.staff).status_code == 200
    robot = Robot.objects.get().user_id
    assert api("DELETE", f"{shop.path}/members/{robot}", None, shop.manager).status_code == 204
    assert api.get("cases", key["key"]).status_code == 401


def test_with_the_last_live_key_the_robot_leaves(api, shop):
    key = shop.key()
    assert shop.organisation.memberships.count() == 3
    api("DELETE", f"{shop.path}/keys/{key['id']}", None, shop.manager)
    assert shop.organisation.memberships.count() == 2


def test_cases_of_test_keys_are_seen_by_test_keys_alone(api, shop):
    live, first, second = shop.key("read"), *(shop.key("read", "cases:write", mode="test") for _ in range(2))
    elsewhere = Shop(api).key("read", mode="test")
    made = api.post("cases", WATCH, first["key"]).json()["id"]
    api.post("cases", WATCH | {"organisation": str(shop.organisation.pk)}, shop.manager)
    asked = {"live": live["key"], "second": second["key"], "elsewhere": elsewhere["key"], "manager": shop.manager}
    seen = {who: api.get(f"cases/{made}", key).status_code for who, key in asked.items()}
    assert seen == {"live": 404, "second": 200, "elsewhere": 404, "manager": 404}
    assert [each["id"] for each in api.get("cases", second["key"]).json()["results"]] == [made]
    assert Case.objects.count() == 2


def test_what_was_done_to_keys_stays_written(api, shop):
    key = shop.key()
    api("DELETE", f"{shop.path}/keys/{key['id']}", None, shop.manager)
    found = ConnectionEvent.objects.order_by("pk").values_list("kind", "about", "actor")
    assert [(kind, str(about), actor) for kind, about, actor in found] == [
        (kind, key["id"], shop.manager_account.pk) for kind in ("key_made", "key_revoked")
    ]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ConnectionEvent.objects.all().delete()
