"""The socket on which anybody follows a listing: ``/ws/v1/listings/<id>/``, with ``?after=…`` where it goes on.

It sends ``{"type": "opened", "last": n}``, then ``{"type": "events", "last": n, "events": […]}``: every event once, in
order. What the channel layer loses is noticed by its number, and by a look at the database every few seconds.
"""

import asyncio
import contextlib
import json
import random
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

from channels.generic.websocket import AsyncWebsocketConsumer

from marketplace.authentication.closing import Close, closed
from marketplace.authentication.watching import QUIET, in_database, number_in
from marketplace.common.problems import PASSING
from marketplace.listings.live import Message, group
from marketplace.listings.selectors import events


class ListingConsumer(AsyncWebsocketConsumer):
    """One open page. It needs no ticket, and hears nothing from the page."""

    def __init__(self) -> None:
        super().__init__()
        self._listing, self._last = "", 0
        self._looking: asyncio.Task[None] | None = None
        self._order = asyncio.Lock()

    async def connect(self) -> None:
        """Accept, so that the page can be told why it is closed; then send what it does not have."""
        await self.accept()
        self._listing = self.scope["url_route"]["kwargs"]["listing"]
        after = parse_qs(self.scope["query_string"].decode("latin-1")).get("after", [""])[0]
        try:
            await self.channel_layer.group_add(group(self._listing), self.channel_name)
            last = await in_database(events.last_of_shown, self._listing)
        except (*PASSING, OSError):
            await self._end(Close.UNAVAILABLE)
            return
        if last is None:
            await self._end(Close.ACCESS)
            return
        self._last = min(number_in(after) or 0, last) if after else last
        await self.send(json.dumps({"type": "opened", "last": self._last}))
        self._looking = asyncio.create_task(self._look())

    async def disconnect(self, code: int) -> None:  # noqa: ARG002 - Channels' signature
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()
        with contextlib.suppress(*PASSING, OSError):
            await self.channel_layer.group_discard(group(self._listing), self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:  # noqa: ARG002 - Channels' signature
        """Close: a page has nothing to say here."""
        await self._end(Close.UNREADABLE)

    async def listing_event(self, message: dict[str, Any]) -> None:
        """Pass on what the channel layer brings; where something is missing before it, that too."""
        event: Message = message["event"]
        if event["number"] == self._last + 1:
            await self._pass_on([event])
        elif event["number"] > self._last:
            await self._catch_up()

    async def _look(self) -> None:
        """Look by itself every few seconds: what was lost on the way costs time and nothing else."""
        while True:
            await self._catch_up()
            await asyncio.sleep(random.uniform(*QUIET))  # noqa: S311 - spreads the looks, guards nothing

    async def _catch_up(self) -> None:
        try:
            last = await in_database(events.last_of_shown, self._listing)
            if last is None:
                await self._end(Close.ACCESS)
            elif last > self._last:
                await self._pass_on(await in_database(events.after, self._listing, self._last))
        except PASSING:
            return  # it is looked again

    async def _pass_on(self, found: Sequence[Message]) -> None:
        async with self._order:
            new = [event for event in found if event["number"] > self._last]
            if new:
                self._last = new[-1]["number"]
                await self.send(json.dumps({"type": "events", "last": self._last, "events": new}))

    async def _end(self, why: Close) -> None:
        """Say why, and close."""
        with contextlib.suppress(OSError):
            await self.send(json.dumps(closed(why)))
            await self.close(int(why))
