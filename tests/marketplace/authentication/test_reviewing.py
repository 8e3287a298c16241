"""Experts: a case is taken once, decided blind, and examined again with what was decided."""

import itertools
import json
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from marketplace.authentication.models import Appeal, Case, CaseEvent, Examination, Review
from marketplace.authentication.services import events, reviewing
from marketplace.authentication.states import CONCLUSIONS, Action, State
from marketplace.common.stores import blobs
from marketplace.users import tokens
from marketplace.users.models import Membership, Organisation, Role, User
from models.vocabulary.case import CaseFile
from pipeline import keys, reviews
from tests.support.market import submitted

pytestmark = pytest.mark.django_db
SERIAL = "M204817"
GENUINE = {"component": "dial", "says": "genuine", "reason": "The print is the maker's."}
FALSE = {"component": "dial", "says": "not_genuine", "reason": "The print is coarse.", "photo": "dial"}
numbers = itertools.count()


def somebody(role=Role.MEMBER):
    return User.objects.create_user(f"somebody-{next(numbers)}@example.org", confirmed_at=timezone.now(), role=role)


@pytest.fixture
def expert():
    return somebody(Role.EXPERT)


@pytest.fixture
def other():
    return somebody(Role.EXPERT)


def as_(user):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue(user).access_token}")
    return client


def in_review(outcome="inconclusive", owner=None, **fields):
    """Bring a case into the queue, with a report such as the pipeline writes."""
    case = submitted(owner or somebody())
    case.photos.create(view="dial", content_type="image/jpeg", examination=1)
    Case.objects.filter(pk=case.pk).update(serial=SERIAL, serial_hash="a" * 64, **fields)
    Examination.objects.filter(case=case).update(outcome=outcome)
    finding = {
        "number": 1,
        "examiner": "dial",
        "component": "dial",
        "criterion": "spacing",
        "bearing": "contradicts",
        "strength": 0.9,
        "sentence": "A marker is off its place.",
        "region": {"photo": "dial", "polygon": [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2]]},
    }
    report = {"outcome": outcome, "findings": [finding]}
    blobs().create(keys.document(case.pk, 1, "report.json"), json.dumps(report).encode())
    held = events.locked(case.pk)
    events.move(held, CONCLUSIONS[outcome])
    events.move(held, Action.REVIEW, actor=case.owner)
    return held


def hold(user, case):
    return as_(user).post(f"/api/v1/expert/cases/{case.pk}/hold")


def decide(user, case, *decisions, **more):
    said = {"decisions": list(decisions)} | more
    return as_(user).post(f"/api/v1/expert/cases/{case.pk}/decision", said, format="json")


def read(user, case):
    return as_(user).get(f"/api/v1/expert/cases/{case.pk}")


def state(case):
    return Case.objects.get(pk=case.pk).state


def test_the_queue_shows_who_waits_longest_first_and_who_holds_them(expert, other):
    first, second = in_review(), in_review("counterfeit")
    hold(other, first)
    found = as_(expert).get("/api/v1/expert/queue").json()["results"]
    assert [(each["id"], each["wanted"]) for each in found] == [(first.pk, 1), (second.pk, 2)]
    assert [(each["is_me"], each["has_decided"]) for each in found[0]["holders"]] == [(False, False)]
    mine = as_(other).get("/api/v1/expert/queue?mine=true").json()["results"]
    assert [each["id"] for each in mine] == [first.pk]


@pytest.mark.parametrize("rows", [1, 12])
def test_the_queue_asks_the_database_as_often_for_many_as_for_one(expert, rows, django_assert_num_queries):
    for _ in range(rows):
        in_review()
    client = as_(expert)
    with django_assert_num_queries(4):
        assert len(client.get("/api/v1/expert/queue").json()["results"]) == rows


def test_an_expert_reads_what_was_found_and_the_serial_only_while_holding_the_case(expert):
    case = in_review()
    Appeal.objects.create(case=case, examination=1, reason="It was relumed in 2019.")
    Case.objects.create(owner=somebody(), profile="watch", claim={"brand": "Aldenmoor"}, serial_hash="a" * 64)
    before = read(expert, case).json()
    assert (before["serial"], before["review"], before["same_serial"]) == ("", None, 1)
    assert before["appeals"] == ["It was relumed in 2019."]
    assert before["findings"][0]["region"]["photo"] == "dial"
    assert before["photos"] == ["dial"]
    hold(expert, case)
    assert read(expert, case).json()["serial"] == SERIAL
    as_(expert).delete(f"/api/v1/expert/cases/{case.pk}/hold")
    assert SERIAL not in read(expert, case).content.decode()


def test_where_one_expert_is_wanted_the_second_comes_too_late(expert, other):
    case = in_review()
    assert hold(expert, case).status_code == 200
    assert hold(expert, case).status_code == 200, "taking it again changes nothing"
    late = hold(other, case)
    assert (late.status_code, late.json()["code"]) == (409, "review:taken")
    assert Review.objects.count() == 1


def test_a_case_that_was_given_back_may_be_taken_by_another(expert, other):
    case = in_review()
    hold(expert, case)
    assert as_(expert).delete(f"/api/v1/expert/cases/{case.pk}/hold").status_code == 204
    assert hold(other, case).status_code == 200
    assert decide(expert, case, GENUINE).json()["code"] == "review:not_held"


def test_what_was_decided_is_pinned_and_examined(expert):
    case = in_review()
    hold(expert, case)
    answer = decide(expert, case, GENUINE, summary="As it left the maker.")
    assert answer.status_code == 200, answer.json()
    assert state(case) == State.RUNNING
    file = CaseFile.model_validate_json(blobs().get(keys.case_file(case.pk, 2)))
    assert file.examiners[-1] == "expert"
    pinned = reviews.read(blobs(), file.knowledge["reviews"])
    assert pinned.wanted == 1
    assert str(expert.pk) not in pinned.model_dump_json()
    examination = Examination.objects.get(case=case, number=2)
    assert (examination.kind, examination.dispatches) == ("review", 1)
    told = list(CaseEvent.objects.filter(case=case).values_list("note", "action"))[-4:]
    assert told == [("review:taken", ""), ("review:decided", ""), ("", "decide"), ("", "dispatch")]


def test_two_experts_decide_about_a_counterfeit_and_neither_sees_what_the_other_said(expert, other):
    case = in_review("counterfeit")
    hold(expert, case)
    hold(other, case)
    assert hold(somebody(Role.EXPERT), case).json()["code"] == "review:taken"
    decide(expert, case, FALSE)
    assert state(case) == State.IN_REVIEW
    assert FALSE["reason"] not in read(other, case).content.decode()
    assert sorted(each["has_decided"] for each in read(other, case).json()["holders"]) == [False, True]
    decide(other, case, GENUINE)
    assert state(case) == State.RUNNING
    file = CaseFile.model_validate_json(blobs().get(keys.case_file(case.pk, 2)))
    assert len(reviews.read(blobs(), file.knowledge["reviews"]).reviews) == 2


def test_a_decision_is_neither_changed_nor_taken_back(expert):
    case = in_review("counterfeit")
    hold(expert, case)
    assert decide(expert, case, FALSE).status_code == 200
    assert decide(expert, case, FALSE).status_code == 200, "a repeat changes nothing"
    assert decide(expert, case, GENUINE).json()["code"] == "review:decided"
    assert as_(expert).delete(f"/api/v1/expert/cases/{case.pk}/hold").json()["code"] == "review:decided"


def test_nobody_reviews_a_case_of_their_own_or_of_their_organisation(expert):
    shop = Organisation.objects.create(kind="repair_shop", name="A shop")
    Membership.objects.create(organisation=shop, user=expert)
    own, ours = in_review(owner=expert), in_review(organisation=shop)
    assert as_(expert).get("/api/v1/expert/queue").json()["results"] == []
    for case in (own, ours):
        assert (hold(expert, case).status_code, hold(expert, case).json()["code"]) == (403, "review:own_case")
        assert read(expert, case).status_code == 404


@pytest.mark.parametrize(
    ("decisions", "field"),
    [
        ([GENUINE | {"reason": "The serial is M 204-817."}], "decisions.0.reason"),
        ([GENUINE | {"reason": "\u202e hidden"}], "decisions.0.reason"),
        ([GENUINE | {"photo": "movement"}], "decisions.0.photo"),
        ([GENUINE | {"region": [[0, 0], [1, 0], [1, 1]]}], "decisions.0"),
        ([GENUINE, FALSE], "decisions"),
        ([GENUINE | {"says": "maybe"}], "decisions"),
        ([], "decisions"),
    ],
    ids=["serial", "invisible", "unknown photo", "region without photo", "twice", "no opinion", "nothing"],
)
def test_a_decision_that_cannot_stand_is_refused_by_field(expert, decisions, field):
    case = in_review()
    hold(expert, case)
    answer = decide(expert, case, *decisions)
    assert (answer.status_code, answer.json()["code"]) == (400, "request:invalid")
    assert field in answer.json()["errors"]
    assert SERIAL not in answer.content.decode()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OPERATIONS])
def test_the_queue_is_for_experts(role):
    case = in_review()
    nobody = somebody(role)
    assert as_(nobody).get("/api/v1/expert/queue").status_code == 403
    assert hold(nobody, case).status_code == 403


def test_a_case_of_which_an_expert_may_not_know_is_not_found(expert):
    case = submitted(somebody())
    assert hold(expert, case).status_code == 404
    assert read(expert, case).status_code == 404
    assert decide(expert, case, GENUINE).status_code == 404


def test_what_is_held_too_long_is_there_for_others_again(expert, other):
    case = in_review()
    hold(expert, case)
    assert reviewing.release_overdue() == 0
    Review.objects.update(taken_at=timezone.now() - reviewing.HELD_FOR - timedelta(minutes=1))
    assert reviewing.release_overdue() == 1
    assert hold(other, case).status_code == 200


def test_a_decision_that_was_stored_and_not_acted_on_is_acted_on_by_the_clock(expert):
    case = in_review()
    hold(expert, case)
    Review.objects.update(decided_at=timezone.now(), decisions=[GENUINE])
    blobs().create(keys.case_file(case.pk, 2), b"what a transaction left that was not committed")
    assert reviewing.release_overdue() == 1
    assert state(case) == State.RUNNING
    assert reviewing.release_overdue() == 0
