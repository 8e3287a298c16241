"""The admin of cases: found, read with their history, and acted on by who may, each deed with its actor."""

import itertools
import json

import pytest
import redis
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.utils import timezone

from marketplace.audit.models import AuditEntry
from marketplace.authentication import gateway
from marketplace.authentication.models import Case, CaseEvent, Examination, ReferenceSet, Review
from marketplace.authentication.services import conclusions, events
from marketplace.authentication.states import CONCLUSIONS, State
from marketplace.common.hashing import keyed
from marketplace.common.stores import blobs
from marketplace.users.models import Role, User
from pipeline.status.decisions import Action, Decisions
from tests.support.market import submitted

pytestmark = pytest.mark.django_db
CASES = "/admin/authentication/case/"
SERIAL = "M204817"
ALL = ("requeue_case", "assign_case", "decide_certificate")
numbers = itertools.count()


def somebody(**fields):
    return User.objects.create_user(f"someone-{next(numbers)}@example.org", confirmed_at=timezone.now(), **fields)


def staff(client, *permissions, role=Role.OPERATIONS):
    user = somebody(is_staff=True, role=role, display_name="Operations")
    seen = [f"view_{name}" for name in ("case", "examination", "photo", "review", "appeal", "referenceset")]
    below = [f"view_{name}" for name in ("caseevent", "referencephoto")]
    user.user_permissions.set(Permission.objects.filter(codename__in=[*seen, *below, *permissions]))
    client.force_login(user, backend="marketplace.users.backends.ConfirmedAccounts")
    return user


def act(client, name, *cases, **answers):
    said = {"action": name, "_selected_action": [case.pk for case in cases], **answers}
    return client.post(CASES, said, follow=True).content.decode()


def failed():
    case = events.locked(submitted(somebody()).pk)
    case.examinations.update(dispatches=conclusions.MAX_DISPATCHES)
    conclusions.fail(case, case.examinations.get(), "score")
    return case


def concluded(outcome="authentic", certificate=""):
    case = events.locked(submitted(somebody()).pk)
    events.move(case, CONCLUSIONS[outcome])
    Examination.objects.filter(case=case).update(outcome=outcome, certificate=certificate)
    return case


def certified():
    """Return a case whose certificate has its place in the lists."""
    certificate = f"urn:adriel:{next(numbers):012}:1"
    Decisions(blobs()).place(certificate, {})
    return concluded(certificate=certificate)


def last_event(case):
    return CaseEvent.objects.filter(case=case).order_by("-number").first()


def sent():
    """Return the names of the tasks that wait, in all queues of the broker."""
    with redis.Redis.from_url(settings.PIPELINE.redis.client(0)) as client:
        lists = [name for name in client.scan_iter() if client.type(name) == b"list"]
        return [json.loads(each)["headers"]["task"] for name in lists for each in client.lrange(name, 0, -1)]


def test_every_page_opens_for_staff_and_for_nobody_else(client):
    case = failed()
    ReferenceSet.objects.create(brand="Omega", reference="311.30", source="a museum", kept_by=case.owner)
    pages = [CASES, f"{CASES}{case.pk}/change/"]
    pages += [f"/admin/authentication/{name}/" for name in ("examination", "photo", "review", "appeal", "referenceset")]
    client.force_login(somebody(), backend="marketplace.users.backends.ConfirmedAccounts")
    assert {client.get(page).status_code for page in pages} == {302}
    staff(client)
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_a_case_is_found_by_its_id_its_certificate_and_its_fault(client):
    staff(client)
    case, other = certified(), failed()
    certificate = case.examinations.get().certificate
    for question in (f"q={case.pk}", f"q={certificate}"):
        said = client.get(f"{CASES}?{question}").content.decode()
        assert (case.pk in said, other.pk in said) == (True, False)
    said = client.get(f"{CASES}?fault=score").content.decode()
    assert (case.pk in said, other.pk in said) == (False, True)


def test_a_case_is_found_by_its_serial_number_which_stands_in_no_address_and_on_no_page(client):
    staff(client)
    case, other = concluded(), concluded()
    Case.objects.filter(pk=case.pk).update(serial=SERIAL, serial_hash=keyed("serial", SERIAL))
    answer = client.post(f"{CASES}find/", {"serial": "m 204-817"})
    assert SERIAL not in answer["Location"]
    said = client.get(answer["Location"]).content.decode()
    assert (case.pk in said, other.pk in said) == (True, False)
    assert SERIAL not in said
    assert SERIAL not in client.get(f"{CASES}{case.pk}/change/").content.decode()
    assert AuditEntry.objects.get().about == "", "that somebody looked is written, and not by what"


def test_operations_find_cases_by_the_owners_address_and_other_staff_does_not(client):
    case = concluded()
    staff(client)
    answer = client.post(f"{CASES}find/", {"email": case.owner.email.upper()})
    assert answer["Location"] == f"{CASES}?owner__id__exact={case.owner_id}"
    assert case.pk in client.get(answer["Location"]).content.decode()
    assert AuditEntry.objects.get().about == str(case.owner_id)
    staff(client, role=Role.MEMBER)
    assert client.post(f"{CASES}find/", {"email": case.owner.email})["Location"] == CASES
    assert "Nothing was found" in client.get(CASES).content.decode()


def test_a_failed_case_is_queued_again_with_as_many_tries_as_a_new_one(client):
    user, case = staff(client, *ALL), failed()
    assert "1 queued again" in act(client, "requeue", case)
    case.refresh_from_db()
    assert case.state == State.RUNNING
    assert (case.examinations.get().dispatches, case.examinations.get().fault) == (1, "")
    moved = CaseEvent.objects.get(case=case, action="requeue")
    assert moved.actor == user
    assert LogEntry.objects.get().object_id == case.pk
    assert "cannot be done" in act(client, "requeue", case)


@pytest.mark.parametrize(
    ("decided", "event"),
    [("suspend", "certificate:suspend"), ("restore", "certificate:restore"), ("revoke", "certificate:revoke")],
)
def test_a_certificate_is_decided_about_with_a_reason(client, decided, event, django_capture_on_commit_callbacks):
    user, case = staff(client, *ALL), certified()
    asked = act(client, decided, case)
    assert "Kept for ever" in asked
    assert last_event(case).note != event
    assert "at least 3 characters" in act(client, decided, case, apply="1", reason="x")
    with django_capture_on_commit_callbacks(execute=True):
        act(client, decided, case, apply="1", reason="sold with another watch")
    assert (last_event(case).note, last_event(case).actor) == (event, user)
    decision = gateway.decided(case.examinations.get().certificate)[-1]
    assert (decision.action, decision.reason) == (Action(decided), "sold with another watch")
    assert user.email not in decision.by
    assert "pipeline.set_status" in sent()
    assert "sold with another watch" in client.get(f"{CASES}{case.pk}/change/").content.decode()


def test_a_case_without_a_certificate_has_none_to_revoke(client):
    staff(client, *ALL)
    case = concluded("inconclusive")
    assert "has earned no certificate" in act(client, "revoke", case, apply="1", reason="a mistake")
    assert "certificate:revoke" not in CaseEvent.objects.values_list("note", flat=True)


def test_a_case_is_assigned_to_an_expert(client):
    user, case = staff(client, *ALL), concluded("inconclusive")
    expert = somebody(role=Role.EXPERT)
    assert str(expert.pk) in act(client, "assign", case)
    assert "1 assigned" in act(client, "assign", case, apply="1", expert=str(expert.pk))
    case.refresh_from_db()
    assert case.state == State.IN_REVIEW
    assert Review.objects.get(case=case).expert == expert
    assert (last_event(case).note, last_event(case).actor) == ("review:assigned", user)
    other = somebody(role=Role.EXPERT)
    assert "as are wanted have this case" in act(client, "assign", case, apply="1", expert=str(other.pk))


def test_nobody_is_assigned_a_case_of_their_own_and_the_case_stays_where_it_was(client):
    staff(client, *ALL)
    case = concluded("inconclusive")
    User.objects.filter(pk=case.owner_id).update(role=Role.EXPERT)
    assert "is reviewed by others" in act(client, "assign", case, apply="1", expert=str(case.owner_id))
    case.refresh_from_db()
    assert case.state == State.INCONCLUSIVE


@pytest.mark.parametrize("action", ["requeue", "assign", "suspend", "restore", "revoke", "delete_selected"])
def test_staff_without_the_permission_can_do_nothing(client, action):
    staff(client)
    case = failed()
    before = CaseEvent.objects.count()
    act(client, action, case, apply="1", reason="a reason", expert=str(case.owner_id))
    assert CaseEvent.objects.count() == before
    assert action not in client.get(f"{CASES}{case.pk}/change/").content.decode().partition("case-actions")[2]


def test_nothing_is_added_changed_or_deleted(client):
    case = failed()
    user = somebody(is_staff=True, is_superuser=True, role=Role.OPERATIONS)
    client.force_login(user, backend="marketplace.users.backends.ConfirmedAccounts")
    assert client.get(f"{CASES}add/").status_code == 403
    assert client.post(f"{CASES}{case.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{CASES}{case.pk}/change/", {"state": "authentic"}).status_code == 403


def test_the_list_asks_the_database_as_often_for_many_as_for_one(client, django_assert_max_num_queries):
    staff(client, *ALL)
    for _ in range(12):
        concluded()
    with django_assert_max_num_queries(16):
        client.get(CASES)
