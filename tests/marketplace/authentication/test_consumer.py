"""The socket of a case: a real server in another process, real clients, and what they are told."""

import asyncio
import contextlib
import json

import httpx
import pytest
from asgiref.sync import sync_to_async
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from marketplace.authentication import tickets
from marketplace.authentication.closing import Close
from marketplace.authentication.models import Case
from marketplace.users.models import User
from marketplace.users.tokens import issue
from tests.support import live

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case():
    return live.running_case(live.owner())


@pytest.fixture(scope="module")
def server(tmp_path_factory, django_db_setup):  # noqa: ARG001 - its database is another process's too
    with live.server(tmp_path_factory.mktemp("server")) as address:
        yield address


def bearer(user):
    return {"Authorization": f"Bearer {issue(user).access_token}"}


def test_a_ticket_opens_the_case_once(server, case):
    answer = httpx.post(f"{server}/api/v1/cases/{case.pk}/ticket", headers=bearer(case.owner))
    assert (answer.status_code, answer.json()["expires_in"]) == (201, 30)
    ticket = answer.json()["ticket"]
    assert asyncio.run(first(server, case.pk, ticket))["type"] == "snapshot"
    assert asyncio.run(first(server, case.pk, ticket)) == {
        "type": "closed",
        "code": 4401,
        "title": "The ticket is not valid, or not any more. Ask for a new one.",
    }


async def first(server, case, ticket):
    async with connect(live.socket_of(server, case, ticket)) as client:
        return json.loads(await client.recv())


def test_a_snapshot_comes_first_and_then_every_event_by_its_number(server, case):
    told = live.course(case.pk)
    live.tell(case, told[:3])

    async def watch():
        async with watching(server, case) as client:
            snapshot = json.loads(await client.recv())
            await sync_to_async(live.tell)(case, told[3:7])
            return snapshot, json.loads(await client.recv())

    snapshot, events = asyncio.run(watch())
    assert (snapshot["state"], snapshot["last"], snapshot["examination"]) == ("running", 3, 1)
    assert [each["number"] for each in snapshot["events"]] == [1, 2, 3]
    assert (events["type"], events["last"]) == ("events", 7)
    assert [each["number"] for each in events["events"]] == [4, 5, 6, 7]
    assert events["events"][0]["stage"] == "preprocess"


@contextlib.asynccontextmanager
async def watching(server, case):
    ticket = await sync_to_async(tickets.issue)(case.owner, case.pk)
    async with connect(live.socket_of(server, case.pk, ticket)) as client:
        yield client


def test_a_client_gets_again_what_it_asks_for(server, case):
    live.tell(case, live.course(case.pk)[:5])

    async def watch():
        async with watching(server, case) as client:
            await client.recv()
            await client.send('{"type": "resync", "after": 2}')
            return json.loads(await client.recv())

    assert [each["number"] for each in asyncio.run(watch())["events"]] == [3, 4, 5]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("nonsense", Close.UNREADABLE),
        ('{"type": "resync"}', Close.UNREADABLE),
        ('{"type": "resync", "after": -1}', Close.UNREADABLE),
        ('{"type": "resync", "after": "1"}', Close.UNREADABLE),
        ('{"type": "other", "after": 1}', Close.UNREADABLE),
        ('{"type": "resync", "after": 99999999999999999999}', Close.UNREADABLE),
        ("[" * 5000, Close.UNREADABLE),
        (b"\x00\xff", Close.UNREADABLE),
        ('{"type": "resync", "after": 0}', Close.TOO_OFTEN),
    ],
)
def test_a_client_that_sends_what_it_should_not_is_told_why_and_closed(server, case, sent, code):
    async def watch():
        async with watching(server, case) as client:
            with contextlib.suppress(ConnectionClosed):
                for _ in range(1 if code is Close.UNREADABLE else 20):
                    await client.send(sent)
                    await asyncio.sleep(0.01)
            heard = []
            with contextlib.suppress(ConnectionClosed):
                while True:
                    heard.append(json.loads(await client.recv()))
            return heard, client.close_code

    heard, closed = asyncio.run(watch())
    assert closed == code
    assert heard[-1]["type"] == "closed"


@pytest.mark.parametrize(
    "change",
    [
        lambda case: User.objects.filter(pk=case.owner_id).update(generation=1),
        lambda case: User.objects.filter(pk=case.owner_id).update(is_active=False),
        lambda case: Case.objects.filter(pk=case.pk).update(owner=live.owner()),
    ],
    ids=["logged out everywhere", "deactivated", "no longer theirs"],
)
def test_who_may_not_see_the_case_any_more_is_closed(server, case, change):
    async def watch():
        async with watching(server, case) as client:
            await client.recv()
            await sync_to_async(change)(case)
            last = json.loads(await asyncio.wait_for(client.recv(), 15))
            with contextlib.suppress(ConnectionClosed):
                await client.recv()
            return last, client.close_code

    last, code = asyncio.run(watch())
    assert (last["type"], code) == ("closed", Close.ACCESS)


def test_nobody_gets_in_with_anothers_ticket_or_none(server, case):
    other = live.running_case(live.owner())
    for ticket in (tickets.issue(other.owner, other.pk), "", "x" * 5000):
        assert asyncio.run(first(server, case.pk, ticket))["code"] == Close.TICKET


def test_what_nobody_sent_is_found_by_looking(server, case):
    async def watch():
        async with watching(server, case) as client:
            await client.recv()
            await sync_to_async(live.tell)(case, live.course(case.pk)[:2], announced=False)
            return json.loads(await asyncio.wait_for(client.recv(), 10))

    assert [each["number"] for each in asyncio.run(watch())["events"]] == [1, 2]


def test_where_one_is_missing_all_are_read_in_their_order(server, case):
    told = live.course(case.pk)

    async def watch():
        async with watching(server, case) as client:
            await client.recv()
            await sync_to_async(live.tell)(case, told[:2], announced=False)
            await sync_to_async(live.tell)(case, told[2:4])
            return json.loads(await asyncio.wait_for(client.recv(), 2))

    assert [each["number"] for each in asyncio.run(watch())["events"]] == [1, 2, 3, 4]
