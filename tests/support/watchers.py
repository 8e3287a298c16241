"""Clients that follow cases as pages do: they come again where they were cut off, and keep all that they are told."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from asgiref.sync import sync_to_async
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from marketplace.authentication import tickets
from marketplace.authentication.models import Case
from tests.support.live import socket_of

PAUSE = 0.2
"""Seconds before a client that was cut off comes again."""


@dataclass
class Client:
    """Follows one case.

    :ivar told: every event, as it came. :ivar came: when each came (``time.perf_counter``).
    :ivar joined: how often the client had to come (again). :ivar close_code: of the last socket.
    """

    address: str
    case: Case
    told: list[dict[str, Any]] = field(default_factory=list)
    came: list[float] = field(default_factory=list)
    joined: int = 0

    @property
    def last(self) -> int:
        """Number of the last event that was told; 0 before the first."""
        return int(self.told[-1]["number"]) if self.told else 0

    @property
    def numbers(self) -> list[int]:
        """Numbers of all that was told, in the order in which it came."""
        return [int(each["number"]) for each in self.told]

    async def follow(self, until: int) -> None:
        """Follow by socket to an event, however often the line breaks."""
        while self.last < until:
            with contextlib.suppress(WebSocketException, OSError, TimeoutError):
                async with self._connected() as client:
                    while self.last < until:
                        self._take(json.loads(await client.recv()))
            if self.last < until:
                await asyncio.sleep(PAUSE)

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[ClientConnection]:
        ticket = await asyncio.to_thread(tickets.issue, self.case.owner, self.case.pk)
        address = socket_of(self.address, self.case.pk, ticket, self.last if self.joined else None)
        async with connect(address, compression=None, max_size=None, open_timeout=30.0) as client:
            self.joined += 1
            yield client

    async def follow_stream(self, until: int) -> None:
        """Follow by server-sent events to an event, as a browser does: it names the last that it has."""
        while self.last < until:
            with contextlib.suppress(httpx.HTTPError):
                await self._read_stream(until)
            if self.last < until:
                await asyncio.sleep(PAUSE)

    async def _read_stream(self, until: int) -> None:
        ticket = await asyncio.to_thread(tickets.issue, self.case.owner, self.case.pk)
        headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": str(self.last)} if self.joined else {})
        url = f"{self.address}/api/v1/cases/{self.case.pk}/events?ticket={ticket}"
        async with httpx.AsyncClient(timeout=30.0) as client, client.stream("GET", url, headers=headers) as answer:
            self.joined += 1
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    self._take(json.loads(line.removeprefix("data: ")))
                if self.last >= until:
                    return

    def _take(self, message: dict[str, Any]) -> None:
        events = message.get("events", [])
        self.told += events
        self.came += [time.perf_counter()] * len(events)


async def until_joined(clients: Sequence[Client], times: int = 1) -> None:
    """Wait until every client was let in so often."""
    await until(lambda: all(each.joined >= times for each in clients))


async def until(condition: Callable[[], bool], longest: float = 60.0) -> None:
    """Wait for a condition while clients go on; it may read the database."""
    async with asyncio.timeout(longest):
        while not await sync_to_async(condition)():  # noqa: ASYNC110 - what it waits for is another process's
            await asyncio.sleep(0.05)
