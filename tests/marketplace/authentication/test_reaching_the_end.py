"""Every case that was submitted ends, once, whatever is lost: on real workers of pipeline and marketplace."""

import itertools
import time

import pytest
import redis
from django.conf import settings

from marketplace.authentication import gateway
from marketplace.authentication.models import Case, CaseEvent
from marketplace.authentication.services import conclusions, reaping
from marketplace.authentication.states import Action, State
from marketplace.common.stores import blobs
from marketplace.users.models import User
from pipeline import keys
from tests.support.fleet import wait_until
from tests.support.market import market, submitted

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

numbers = itertools.count()


@pytest.fixture
def owner():
    return User.objects.create_user(f"owner-{next(numbers)}@example.org", "a long password")


@pytest.fixture
def running(tmp_path, request):
    request.getfixturevalue("transactional_db")
    with market(tmp_path, "marketplace worker") as fleet:
        wait_until(lambda: len(fleet.app.control.ping(timeout=1.0)) >= 5, 90.0)
        yield fleet


def state(case):
    return Case.objects.get(pk=case.pk).state


def moves(case):
    return list(CaseEvent.objects.filter(case=case, kind="state").values_list("action", flat=True))


@pytest.mark.usefixtures("running")
def test_a_case_that_was_submitted_ends(owner):
    case = submitted(owner, photos=2)
    wait_until(lambda: state(case) == State.INCONCLUSIVE)
    assert moves(case) == [Action.SUBMIT, Action.DISPATCH, Action.FIND_INCONCLUSIVE]
    examination = case.examinations.get()
    assert (examination.outcome, examination.dispatches) == ("inconclusive", 1)
    assert conclusions.conclude(case.pk, 1) is False, "told twice, it changes nothing"


def test_a_fault_of_ours_is_tried_again_and_then_visible(running, owner):
    running.set("raise-score")
    case = submitted(owner)
    wait_until(lambda: state(case) == State.FAILED, 90.0)
    examination = case.examinations.get()
    assert (examination.fault, examination.dispatches) == ("score", conclusions.MAX_DISPATCHES)


def test_the_reaper_sends_a_case_again_that_an_emptied_redis_lost(running, owner):
    assert gateway.redis_lost_everything() in {True, False}
    running.set("hold-preprocess")
    case = submitted(owner, photos=40)  # more than any worker takes up at a time: those that wait are lost
    running.wait_for("holding-preprocess")
    with redis.Redis.from_url(settings.PIPELINE.redis.client(0)) as client:
        client.flushall()
    running.clear("hold-preprocess")
    time.sleep(0.5)
    reaping.reap()
    wait_until(lambda: state(case) == State.INCONCLUSIVE, 60.0)
    assert case.examinations.get().dispatches == 2


def test_the_reaper_takes_over_what_ended_without_a_word(owner, tmp_path):
    with market(tmp_path) as fleet:
        case = submitted(owner)
        wait_until(lambda: blobs().exists(keys.document(case.pk, 1, "report.pdf")), 60.0, fleet.supervisor.tend)
    Case.objects.update(moved_at="2026-01-01T00:00:00Z")
    assert reaping.reap() == 1
    assert state(case) == State.INCONCLUSIVE
    assert reaping.reap() == 0


def test_a_case_that_never_got_to_the_broker_is_sent_by_the_reaper(owner):
    case = submitted(owner)
    with redis.Redis.from_url(settings.PIPELINE.redis.client(0)) as client:
        client.delete("preprocess", "preprocess:6")
    Case.objects.update(moved_at="2026-01-01T00:00:00Z")
    gateway.redis_lost_everything()
    assert reaping.reap() == 1
    assert case.examinations.get().dispatches == 2


def test_what_stands_still_too_often_is_called_failed(owner):
    case = submitted(owner)
    case.examinations.update(dispatches=conclusions.MAX_DISPATCHES)
    gateway.redis_lost_everything()
    with redis.Redis.from_url(settings.PIPELINE.redis.client(0)) as client:
        client.delete("preprocess", "preprocess:6")
    Case.objects.update(moved_at="2026-01-01T00:00:00Z")
    reaping.reap()
    assert state(case) == State.FAILED
    assert case.examinations.get().fault == "stood still"
