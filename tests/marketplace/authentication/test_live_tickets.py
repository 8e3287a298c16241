"""Tickets are good once, for one case, for half a minute, and nobody reads them in a log."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import redis
from django.conf import settings
from websockets.asyncio.client import connect

from marketplace.authentication import tickets
from marketplace.authentication.closing import Close
from marketplace.config.environment import CACHE
from tests.support import live

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case():
    return live.running_case(live.owner())


@pytest.fixture
def stored():
    with redis.Redis.from_url(settings.PIPELINE.redis.client(CACHE)) as client:
        yield client


def test_of_many_who_show_a_ticket_at_once_one_gets_in(case):
    ticket = tickets.issue(case.owner, case.pk)
    with ThreadPoolExecutor(16) as threads:
        let_in = list(threads.map(lambda _: tickets.redeem(ticket, case.pk), range(64)))
    assert sum(each is not None for each in let_in) == 1


def test_a_ticket_ends_by_itself_and_only_its_hash_is_kept(case, stored):
    ticket = tickets.issue(case.owner, case.pk)
    (key,) = stored.keys("*ticket*")
    assert ticket.encode() not in key + stored.get(key)
    assert 25_000 < stored.pttl(key) <= 1000 * tickets.LIFETIME
    stored.pexpire(key, 1)
    time.sleep(0.05)
    assert tickets.redeem(ticket, case.pk) is None


def test_a_ticket_of_another_case_is_refused_and_stays_good_for_its_own(case):
    other = live.running_case(live.owner())
    ticket = tickets.issue(case.owner, case.pk)
    assert tickets.redeem(ticket, other.pk) is None
    assert tickets.redeem(ticket, case.pk).case == case.pk


@pytest.mark.slow
def test_no_log_says_a_ticket_however_much_the_server_is_to_say(case, tmp_path):
    other = live.running_case(live.owner())
    shown = [tickets.issue(case.owner, case.pk) for _ in range(4)]
    with live.serving(tmp_path, "tests.support.talkative:application", "--log-level", "debug") as server:
        opened = asyncio.run(first(live.socket_of(server.address, case.pk, shown[0])))
        spent = asyncio.run(first(live.socket_of(server.address, case.pk, shown[0])))
        crossed = asyncio.run(first(live.socket_of(server.address, other.pk, shown[1])))
        page = events(server, case, shown[2])
        again = events(server, case, shown[2])
        cut = httpx.get(f"{server.address}/api/v1/cases/{case.pk}/nothing?ticket={shown[3]}")
        said = server.said()
    assert [opened["type"], spent["code"], crossed["code"]] == ["snapshot", Close.TICKET, Close.TICKET]
    assert (page.status_code, again.status_code, cut.status_code) == (200, 401, 404)
    assert [ticket for ticket in shown if ticket in said + again.text + cut.text] == []


async def first(address):
    async with connect(address) as client:
        return json.loads(await client.recv())


def events(server, case, ticket):
    return httpx.get(f"{server.address}/api/v1/cases/{case.pk}/events?ticket={ticket}")
