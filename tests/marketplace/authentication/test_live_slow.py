"""Watchers that take nothing of what they are sent: others do not wait for them, and they are cut off."""

import asyncio
import contextlib
import socket
import time

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from marketplace.authentication import tickets
from marketplace.authentication.models import CaseEvent
from tests.support import live
from tests.support.patience import PATIENCE
from tests.support.watchers import Client, until_joined

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

EARLIER = 20_000
"""Events of a case: its snapshot is more than the kernel takes of a message that nobody reads."""

SLOW = 5


@pytest.fixture
def server(tmp_path, transactional_db):  # noqa: ARG001 - its database is another process's too
    with live.serving(tmp_path, "tests.support.impatient:application") as running:
        yield running


@pytest.fixture
def case():
    case = live.running_case(live.owner())
    made = {"case": case, "kind": CaseEvent.Kind.NOTE, "at": timezone.now(), "examination": 1, "note": "x" * 80}
    CaseEvent.objects.bulk_create([CaseEvent(number=k, **made) for k in range(1, EARLIER + 1)], batch_size=5000)
    case.last_event = EARLIER
    case.save()
    return case


def asked(server, path, *headers):
    """Ask to follow, and read nothing but where the snapshot begins."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", int(server.address.rpartition(":")[2])))
    client.sendall("\r\n".join([f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]).encode())
    client.recv(2000, socket.MSG_WAITALL)
    return client


def by_socket(server, case):
    path = f"/ws/v1/cases/{case.pk}/?ticket={tickets.issue(case.owner, case.pk)}"
    key = ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13")
    return asked(server, path, "Upgrade: websocket", "Connection: Upgrade", *key)


def by_stream(server, case):
    path = f"/api/v1/cases/{case.pk}/events?ticket={tickets.issue(case.owner, case.pk)}"
    return asked(server, path, "Accept: text/event-stream")


@pytest.mark.parametrize("connect", [by_socket, by_stream])
def test_who_reads_nothing_holds_nobody_up_and_is_cut_off(server, case, connect):
    told = live.course(case.pk)
    quick = Client(server.address, case)

    async def watch(stack):
        async with asyncio.TaskGroup() as group:
            group.create_task(quick.follow(EARLIER + len(told)))
            await until_joined([quick])
            slow = [stack.enter_context(await sync_to_async(connect)(server, case)) for _ in range(SLOW)]
            for event in told:
                await sync_to_async(live.tell)(case, [event])
        return slow

    with contextlib.ExitStack() as stack:
        slow = asyncio.run(asyncio.wait_for(watch(stack), 60.0))
        assert quick.numbers == list(range(1, EARLIER + len(told) + 1))
        assert max(quick.came) - min(quick.came) < SLOW * PATIENCE, "it did not wait for them, one after the other"
        time.sleep(1.5 * PATIENCE)
        for each in slow:
            assert is_over(each), "what it had been sent, and then the end"


def is_over(client):
    """Read to the end; return whether there is one."""
    client.settimeout(5.0)
    with contextlib.suppress(ConnectionResetError):
        while client.recv(1 << 20):
            pass
    return True
