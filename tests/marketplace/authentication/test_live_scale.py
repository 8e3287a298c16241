"""Many watchers: each is told every event of their case once, in order, whatever is killed or emptied meanwhile."""

import asyncio
import itertools

import pytest
import redis
from asgiref.sync import sync_to_async
from django.conf import settings

from benchmarks.empty_stages import EmptyStages
from marketplace.authentication.models import CaseEvent
from models.vocabulary.case import CaseFile
from pipeline import keys, steps
from pipeline.adapters.progress import STREAM
from pipeline.messages import Message
from pipeline.wiring import Workshop
from tests.support import live, market
from tests.support.watchers import Client, until_joined

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CASES, WATCHERS = 10, 50


@pytest.fixture
def server(tmp_path, transactional_db):  # noqa: ARG001 - its database is another process's too
    with redis.Redis.from_url(settings.PIPELINE.redis.client(2)) as client:
        client.delete(STREAM)
    with live.serving(tmp_path) as running:
        yield running


@pytest.fixture
def reader(tmp_path, server):  # noqa: ARG001 - the stream is emptied first
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
