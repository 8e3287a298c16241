"""Many watchers: each is told every event of their case once, in order, whatever is killed or emptied meanwhile."""

import asyncio
import itertools

import pytest
import redis
from django.conf import settings

from benchmarks.empty_stages import EmptyStages
from marketplace.authentication.models import Case, CaseEvent
from models.vocabulary.case import CaseFile
from pipeline import keys, steps
from pipeline.adapters.progress import STREAM
from pipeline.messages import Message
from pipeline.ports import Event
from pipeline.wiring import Workshop
from tests.support import live, market
from tests.support.watchers import Client, until, until_joined

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CASES, WATCHERS = 10, 50


@pytest.fixture(scope="module")
def server(tmp_path_factory, django_db_setup):  # noqa: ARG001 - its database is another process's too
    with live.serving(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def reader(tmp_path, transactional_db):  # noqa: ARG001 - as above
    with redis.Redis.from_url(settings.PIPELINE.redis.client(2)) as client:
        client.delete(STREAM)
    with live.reader(tmp_path) as running:
        yield running


def emit(cases, course=slice(None)):
    """Write a part of every case's course, their events mixed, as workers write them."""
    stream = live.stream()
    for event in itertools.chain.from_iterable(zip(*(live.course(case.pk)[course] for case in cases), strict=True)):
        stream.emit(event)
    assert stream._is_ready(), "Redis has them all"


def is_whole(client, last):
    return client.numbers == list(range(1, last + 1))


def test_five_hundred_watchers_are_told_everything_once_and_in_order_though_the_reader_is_killed(server, reader):
    cases = [live.running_case(live.owner()) for _ in range(CASES)]
    told = len(live.course(""))
    clients = [Client(server.address, case) for case in cases for _ in range(WATCHERS)]

    async def watch():
        async with asyncio.TaskGroup() as group:
            for client in clients:
                group.create_task(client.follow(told))
            await until_joined(clients)
            emit(cases, slice(0, 5))
            reader.kill()
            emit(cases, slice(5, 9))
            reader.start()
            emit(cases, slice(9, None))

    asyncio.run(asyncio.wait_for(watch(), 40.0))
    assert all(is_whole(client, told) for client in clients)
    assert {client.joined for client in clients} == {1}, "nobody was cut off"
    assert all(live.steps_of(case.pk) == live.expected(live.course(case.pk)) for case in cases)


def examined(case):
    """Take each step of a case's examination, as workers do: its record is kept, and it is told."""
    shop = Workshop(settings=settings.PIPELINE, stages=EmptyStages(), environment={})
    file = CaseFile.model_validate_json(shop.store.get(keys.case_file(case.pk, 1)))
    dispatch = Case.objects.get(pk=case.pk).examinations.get().dispatch
    message = Message(case=case.pk, examination=1, dispatch=dispatch)
    course = [("preprocess", [photo.label for photo in file.photos], steps.preprocess)]
    course += [("admit", ["all"], steps.admit), ("analyse", file.examiners, steps.analyse)]
    course += [(step.__name__, ["all"], step) for step in (steps.score, steps.certify, steps.publish)]
    for stage, parts, step in course:
        for part in parts:
            where = {"case": case.pk, "examination": 1, "dispatch": dispatch, "stage": stage, "part": part}
            shop.progress.emit(Event(**where, total=len(parts), state="started"))
            note = step(shop, message.model_copy(update={"part": part}))
            shop.progress.emit(Event(**where, total=len(parts), state="finished", ms=5, note=note))
            yield stage, part


def test_what_an_emptied_redis_lost_is_told_from_the_records_in_its_place(server, reader):
    case = market.submitted(live.owner(), photos=2)
    clients = [Client(server.address, case) for _ in range(20)]
    course = examined(case)
    with redis.Redis.from_url(settings.PIPELINE.redis.client(2)) as emptied:
        took = list(itertools.islice(course, 1))
        asyncio.run(watched(clients, lambda: steps_told(case) == took, reader.kill))
        took += itertools.islice(course, 4)
        emptied.flushall()
        reader.start()
        took += course
        asyncio.run(watched(clients, lambda: sorted(steps_told(case)) == sorted(took)))
    assert [stage for stage, _ in steps_told(case)] == [stage for stage, _ in took], "none after a later stage's"
    last = Case.objects.get(pk=case.pk).last_event
    assert all(is_whole(client, last) for client in clients)


async def watched(clients, condition, then=lambda: None):
    """Have clients follow until a condition is true and all were told all that there is; then do something."""

    def over():
        rows = dict(Case.objects.values_list("pk", "last_event"))
        return condition() and all(client.last == rows[client.case.pk] for client in clients)

    following = [asyncio.create_task(client.follow(10**6)) for client in clients]
    await until(over, 20.0)
    then()
    for each in following:
        each.cancel()


def steps_told(case):
    rows = CaseEvent.objects.filter(case=case, kind=CaseEvent.Kind.PROGRESS, state="finished").order_by("number")
    return [(stage, part or "all") for stage, part in rows.values_list("stage", "part")]


def test_clients_of_a_server_that_was_killed_go_on_where_they_stood(server, reader):  # noqa: ARG001 - runs beside
    case = live.running_case(live.owner())
    told = len(live.course(""))
    by_socket, by_stream = ([Client(server.address, case) for _ in range(20)] for _ in range(2))
    clients = by_socket + by_stream

    async def watch():
        async with asyncio.TaskGroup() as group:
            for client in by_socket:
                group.create_task(client.follow(told))
            for client in by_stream:
                group.create_task(client.follow_stream(told))
            await until_joined(clients)
            emit([case], slice(0, 5))
            await until(lambda: all(client.last == 5 for client in clients))
            server.kill()
            emit([case], slice(5, 9))
            server.start()
            await until_joined(clients, 2)
            emit([case], slice(9, None))

    asyncio.run(asyncio.wait_for(watch(), 40.0))
    assert all(is_whole(client, told) for client in clients)
    assert {client.joined for client in clients} == {2}
