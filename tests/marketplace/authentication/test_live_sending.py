"""Sending to watchers: from any thread, without a connection more, and never in the way of whoever sends."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.conf import settings
from django.utils import timezone
from structlog.testing import capture_logs

from marketplace.authentication.live import LONGEST, announce
from marketplace.authentication.models import Case, CaseEvent
from marketplace.config.environment import CHANNELS

CASE = Case(pk="a" * 20)


@pytest.fixture
def server():
    with redis.Redis.from_url(settings.PIPELINE.redis.client(CHANNELS)) as client:
        yield client


def send(number):
    announce({CASE.pk: [CaseEvent(case=CASE, number=number, kind="note", at=timezone.now(), examination=1)]})


def connections(server):
    return int(server.info("clients")["connected_clients"])


def test_a_thousand_sendings_from_many_threads_open_no_connection_more(server):
    send(0)
    before = connections(server)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(send, range(1000)))
    assert connections(server) <= before


def test_each_child_of_a_process_that_sent_has_a_connection_of_its_own(server):
    send(0)
    with server.pubsub() as heard:
        heard.psubscribe("*")
        heard.get_message(timeout=1.0)
        child = os.fork()
        if child == 0:
            send(1)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert heard.get_message(timeout=2.0)["data"]


def test_a_layer_that_does_not_answer_holds_nobody_up(server):
    server.client_pause(int(1000 * LONGEST) + 500)
    begun = time.monotonic()
    with capture_logs() as said:
        send(0)
    assert time.monotonic() - begun < LONGEST + 5.0
    assert [(each["event"], each["groups"]) for each in said] == [("watchers_not_told", 1)]
