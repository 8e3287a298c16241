"""The reader: every step of every case is stored once and in order, whatever is killed, trimmed or emptied."""

import pytest
import redis
from django.conf import settings

from marketplace.authentication.models import Case, CaseEvent
from marketplace.authentication.services import reading
from pipeline.adapters.progress import STREAM
from tests.support import live

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server():
    with redis.Redis.from_url(settings.PIPELINE.redis.client(2)) as client:
        client.delete(STREAM)
        yield client


@pytest.fixture
def case(server):  # noqa: ARG001 - emptied first
    return live.running_case(live.owner())


def write(*told):
    progress = live.stream()
    for event in told:
        progress.emit(event)
    assert progress._is_ready(), "Redis has them all"


def read_all():
    """Read what is in the stream, as the process does."""
    from pipeline.adapters.progress import RedisProgressReader

    stream, place, stored = RedisProgressReader(settings.PIPELINE.redis.client(2)), reading.position(), 0
    while entries := stream.read(place, wait=0.05):
        stored += reading.store(place, entries)
        place = entries[-1][0]
    return stored


def numbers(case):
    return list(CaseEvent.objects.filter(case=case).order_by("number").values_list("number", flat=True))


def test_every_step_is_stored_once_and_numbered_without_gaps(case):
    told = live.course(case.pk)
    write(*told)
    assert read_all() == len(told)
    assert live.steps_of(case.pk) == live.expected(told)
    assert numbers(case) == list(range(1, len(told) + 1))
    case.refresh_from_db()
    assert case.last_event == len(told)


def test_a_second_sending_is_told_only_from_where_it_goes_further(case):
    told = live.course(case.pk)
    write(*told[:9])
    read_all()
    write(*live.course(case.pk, dispatch="d2"))
    read_all()
    assert live.steps_of(case.pk) == live.expected(told)


def test_a_sign_of_life_counts_though_it_tells_nothing_new(case):
    write(*live.course(case.pk)[:2])
    read_all()
    Case.objects.update(moved_at="2026-01-01T00:00:00Z")
    write(*live.course(case.pk)[:2])
    assert read_all() == 0
    case.refresh_from_db()
    assert case.moved_at.year > 2025
    assert (case.moved_at.month, case.moved_at.day) != (1, 1)


def test_cases_of_the_command_line_are_passed_over(case):
    write(*live.course("f" * 20), *live.course(case.pk)[:1])
    assert read_all() == 1
    assert CaseEvent.objects.count() == 1


def test_of_two_readers_one_stores(case):
    write(*live.course(case.pk)[:1])
    place = reading.position()
    assert read_all() == 1
    with pytest.raises(reading.PlaceLost):
        reading.store(place, [("1-1", live.course(case.pk)[0])])
    assert len(numbers(case)) == 1
