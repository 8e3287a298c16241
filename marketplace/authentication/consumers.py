"""The socket on which a case is followed: ``/ws/v1/cases/<id>/?ticket=…``, with ``&after=…`` where it goes on."""

import asyncio
import contextlib
import json
import time
from collections import deque
from typing import Any, Literal
from urllib.parse import parse_qs

from channels.generic.websocket import AsyncWebsocketConsumer
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from marketplace.authentication import tickets, watching
from marketplace.authentication.closing import Close, closed
from marketplace.authentication.tickets import Watcher
from marketplace.common.problems import PASSING

LONGEST = 256
"""Characters of a client's message: many more than any that means something."""

OFTEN, WITHIN = 10, 10.0
"""Messages that a client may send within so many seconds."""


class Resync(BaseModel):
    """The one thing that a client may ask for: the events after a number, once more."""

    model_config = ConfigDict(extra="forbid", strict=True)

    type: Literal["resync"]
    after: int = Field(ge=0, le=2**31)


class CaseConsumer(AsyncWebsocketConsumer):
    """One client's socket. What it gets comes from ``watching``; a ticket opens it.

    It is given no channel of its own: the process has one for all.
    """

    channel_layer_alias = "none"

    def __init__(self) -> None:
        super().__init__()
        self._watcher: Watcher | None = None
        self._sending: asyncio.Task[None] | None = None
        self._heard: deque[float] = deque(maxlen=OFTEN)

    async def connect(self) -> None:
        """Accept, so that the client can be told why it is closed; then let in whom the ticket names."""
        await self.accept()
        try:
            ticket, case = _given(self.scope, "ticket"), self.scope["url_route"]["kwargs"]["case"]
            self._watcher = await watching.in_database(tickets.redeem, ticket, case)
        except PASSING:
            await self._end(Close.UNAVAILABLE)
            return
        if self._watcher is None:
            await self._end(Close.TICKET)
        else:
            await self._send_after(watching.number_in(_given(self.scope, "after")))

    async def disconnect(self, code: int) -> None:  # noqa: ARG002 - Channels' signature
        """Stop sending."""
        await self._stop()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Send again what the client asks for."""
        if not self._may_speak():
            await self._end(Close.TOO_OFTEN)
        elif bytes_data is not None or text_data is None or (asked := _resync(text_data)) is None:
            await self._end(Close.UNREADABLE)
        elif self._watcher is not None:
            await self._send_after(asked.after)

    def _may_speak(self) -> bool:
        now = time.monotonic()
        often = len(self._heard) == OFTEN and now - self._heard[0] < WITHIN
        self._heard.append(now)
        return not often

    async def _send_after(self, after: int | None) -> None:
        """Go on from an event, or from the beginning."""
        await self._stop()
        if self._watcher is not None:
            self._sending = asyncio.create_task(self._send_all(self._watcher, after))

    async def _stop(self) -> None:
        if self._sending is not None and self._sending is not asyncio.current_task():
            self._sending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sending
        self._sending = None

    async def _send_all(self, watcher: Watcher, after: int | None) -> None:
        try:
            async with contextlib.aclosing(watching.follow(watcher, after)) as news:
                async for sending in news:
                    if sending is not None:
                        await self.send(sending.text)
        except watching.AccessLost:
            await self._end(Close.ACCESS)
        except PASSING:
            await self._end(Close.UNAVAILABLE)
        except OSError:
            return  # the client left, or takes nothing: what is received next says so

    async def _end(self, why: Close) -> None:
        """Say why, and close."""
        self._watcher = None
        await self._stop()
        with contextlib.suppress(OSError):
            await self.send(json.dumps(closed(why)))
            await self.close(int(why))


def _given(scope: dict[str, Any], name: str) -> str:
    """Return what a socket's address says under a name; empty where it says nothing."""
    return str(parse_qs(scope["query_string"].decode("latin-1")).get(name, [""])[0])


def _resync(text: str) -> Resync | None:
    try:
        return Resync.model_validate_json(text) if len(text) <= LONGEST else None
    except ValidationError:
        return None
