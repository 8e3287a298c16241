"""The audit log: written with the act or not at all, read by operations, changed by nobody."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from asgiref.sync import async_to_sync
from django.db import ProgrammingError, transaction
from django.test import AsyncClient
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from marketplace.audit.models import AuditEntry
from marketplace.audit.services import record
from marketplace.audit.verbs import Verb
from marketplace.connections.services import keys
from marketplace.directory.services import profiles
from pipeline.locations import ROOT
from tests.support import accounts
from tests.support.api_case import client_of
from tests.support.shops import manager_of, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody():
    return accounts.new(role="operations")


def listed(somebody, query=""):
    answer = client_of(somebody).get(f"/api/v1/audit{query}")
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


def written(somebody, number=3):
    return [record(actor=somebody, verb=Verb.MEASURE_TAKEN, kind="listing", about=f"l{n}") for n in range(number)]


@pytest.mark.parametrize("change", [lambda rows: rows.update(reason="x"), lambda rows: rows.delete()])
def test_nobody_changes_or_removes_an_entry(somebody, change):
    written(somebody, 1)
    with pytest.raises(ProgrammingError, match="the audit log is append-only"), transaction.atomic():
        change(AuditEntry.objects.all())


def test_an_act_that_is_undone_leaves_no_entry(somebody):
    one = shop()
    with transaction.atomic():
        profiles.verify(by=somebody, organisation=one.pk, seen="Trade register.")
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


def test_an_entry_says_who_did_what_in_which_request(somebody):
    one = shop()
    address = f"/api/v1/organisations/{one.pk}/verification"
    answer = client_of(somebody).put(address, {"seen": "Trade register."}, format="json")
    [entry] = listed(somebody)
    assert (entry["actor"], entry["acting"], entry["verb"]) == (str(somebody.pk), "operations", "profile.verified")
    assert (entry["kind"], entry["about"]) == ("profile", str(one.pk))
    assert entry["request"] == answer.headers["X-Request-ID"]


def test_so_it_is_where_requests_are_answered_by_the_server_of_the_product(somebody):
    one, client = shop(), AsyncClient()
    address = f"/api/v1/organisations/{one.pk}/verification"
    headers = {"authorization": f"Bearer {accounts.access(somebody)}"}
    said = {"data": {"seen": "Trade register."}, "content_type": "application/json", "headers": headers}
    answers = [async_to_sync(client.put)(address, **said) for _ in range(2)]
    assert [each.status_code for each in answers] == [204, 204]
    requests = [each["request"] for each in listed(somebody)]
    assert requests == [each.headers["X-Request-ID"] for each in reversed(answers)]
    assert len(set(requests)) == 2


def test_an_act_by_a_key_says_which_and_the_next_request_forgets_it(somebody):
    one, later = shop(), timezone.now() + timedelta(days=1)
    given = {"organisation": one.pk, "name": "Till", "mode": "live", "scopes": ["read"], "expires_at": later}
    key, text = keys.make(by=manager_of(one), **given)
    asking = APIClient()
    asking.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    assert asking.get("/api/v1/cases").status_code == 200
    assert written(somebody, 1)[0].acting == f"key {key.prefix}"
    assert client_of(somebody).get("/api/v1/me").status_code == 200
    assert written(somebody, 1)[0].acting == "operations"


def test_every_verb_is_written_by_something():
    sources = [path.read_text() for path in (ROOT / "marketplace").rglob("*.py") if path.name != "verbs.py"]
    assert not [verb.name for verb in Verb if not any(f"Verb.{verb.name}" in text for text in sources)]


def test_keys_that_are_made_and_revoked_are_written_with_neither_name_nor_secret(somebody):
    one = shop()
    manager, later = manager_of(one), timezone.now() + timedelta(days=1)
    key, text = keys.make(by=manager, organisation=one.pk, name="Till", mode="live", scopes=["read"], expires_at=later)
    keys.revoke(by=manager, organisation=one.pk, key=key.pk)
    found = listed(somebody, "?verb=key.")
    assert [(each["verb"], each["acting"]) for each in found] == [("key.revoked", "manager"), ("key.made", "manager")]
    said = str(found)
    assert not any(secret in said for secret in (text, "Till", manager.email))


def test_it_is_narrowed_by_actor_verb_thing_and_time(somebody):
    other = accounts.new(role="operations")
    written(somebody)
    mine = record(actor=other, verb=Verb.MATTER_TAKEN, kind="matter", about="m1")
    for query in (f"?actor={other.pk}", "?verb=matter.taken", "?verb=matter.", "?kind=matter&about=m1"):
        assert [each["id"] for each in listed(somebody, query)] == [str(mine.pk)], query
    moment = quote(mine.at.isoformat())
    assert len(listed(somebody, f"?until={moment}")) == 3
    assert len(listed(somebody, f"?since={moment}")) == 1


@pytest.mark.parametrize("query", ["?verb=measure.takne", "?actor=me", "?since=yesterday", "?cursor=abc"])
def test_what_it_does_not_know_is_no_clean_log(somebody, query):
    assert client_of(somebody).get(f"/api/v1/audit{query}").status_code == 400


def test_its_pages_stay_where_they_are_while_more_is_written(somebody):
    written(somebody, 5)
    client = client_of(somebody)
    first = client.get("/api/v1/audit?page_size=2").json()
    written(somebody, 3)
    second = client.get(first["next"]).json()
    assert [each["about"] for each in first["results"] + second["results"]] == ["l4", "l3", "l2", "l1"]


def test_nobody_else_reads_it_and_nobody_writes_it_over_http(somebody):
    assert client_of(accounts.new()).get("/api/v1/audit").status_code == 403
    assert client_of(accounts.new(role="expert")).get("/api/v1/audit").status_code == 403
    assert client_of(somebody).post("/api/v1/audit", {}, format="json").status_code == 405


def test_not_even_a_superuser_changes_it_in_the_admin(client, somebody):
    [entry] = written(somebody, 1)
    somebody.is_staff = somebody.is_superuser = True
    somebody.save()
    client.force_login(somebody, backend="marketplace.users.backends.ConfirmedAccounts")
    assert client.get(reverse("admin:audit_auditentry_changelist")).status_code == 200
    assert client.get(reverse("admin:audit_auditentry_add")).status_code == 403
    assert client.post(reverse("admin:audit_auditentry_delete", args=[entry.pk]), {"post": "yes"}).status_code == 403
    assert client.post(reverse("admin:audit_auditentry_change", args=[entry.pk]), {"reason": "x"}).status_code == 403
