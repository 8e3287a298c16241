"""Following a case, whatever carries it to the client: in order, without gaps, without repeats.

::

    channel layer ──► Hub ──► Feed (one a case) ──► Watch (one a client) ──► socket or server-sent events
                               ▲
                      database: what the layer lost, and whatever nobody sent

Every process has one subscription to a case, however many watch it there. An event that follows the last one goes to
all of them as it came; where a number is missing, one read of the database serves them all. A feed that hears nothing
looks by itself every few seconds, so that a lost message costs time and nothing else.
"""

import asyncio
import contextlib
import json
import random
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Sequence
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

import structlog
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from marketplace.authentication.live import Message, group
from marketplace.authentication.selectors import events as selectors
from marketplace.authentication.tickets import Watcher
from marketplace.common.problems import PASSING

log = structlog.get_logger("adriel.live")

QUIET = (3.0, 5.0)
"""Seconds, drawn at random between the two, after which a feed that heard nothing looks by itself."""

TRUSTED = 3.0
"""Seconds for which a watcher who may see the case is not asked about again."""

PATIENCE = 2.0
"""Seconds that subscribing may take: a feed without the layer still looks by itself."""

KEPT = 256
"""Events that a feed remembers, for watchers who are behind."""

DIGITS = 10
"""Digits that no event's number has: it is kept in 32 bits."""

P = ParamSpec("P")
T = TypeVar("T")


class Sending(NamedTuple):
    """What a client gets: a message as JSON, and the number of the newest event in it."""

    last: int
    kind: str
    text: str


class AccessLost(Exception):
    """The watcher may not see the case any more."""


def number_in(text: str) -> int | None:
    """Return the event's number that a client names; None where it names none, or says nothing sensible."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < DIGITS else None


async def in_database(read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a selector in a thread of its own: in the one thread that Django shares, each would wait for all others."""
    return cast("T", await database_sync_to_async(read, thread_sensitive=False)(*args, **kwargs))


class Feed:
    """The events of one case, as this process gets them.

    :ivar last: number of the newest: all up to it came, in their order; None before anybody read the case.
    :ivar ready: set once the layer was asked to send them.
    :ivar changed: set, and replaced, whenever some came.
    :ivar watches: how many watch.
    """

    def __init__(self, case: str) -> None:
        self.case = case
        self.last: int | None = None
        self.watches = 0
        self.ready, self.changed, self._behind = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._recent: deque[Message] = deque(maxlen=KEPT)
        self._texts: dict[int, Sending] = {}
        self._trust: dict[Watcher, tuple[float, asyncio.Future[bool]]] = {}

    def begin(self, last: int) -> None:
        """Note the newest event that the database had, where nothing is known yet."""
        if self.last is None:
            self.last = last

    def take(self, events: Sequence[Message]) -> None:
        """Take what came. What was there before is left out; where something is missing it is read instead."""
        new = [event for event in events if self.last is None or event["number"] > self.last]
        if not new:
            return
        if self.last is None or new[0]["number"] > self.last + 1:
            self._behind.set()
            return
        self._recent.extend(new)
        self.last = new[-1]["number"]
        self._texts.clear()
        self.changed.set()
        self.changed = asyncio.Event()

    async def look(self) -> None:
        """Wait until something is missing, or for some seconds; then read what the database has beyond the last."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_pause()):
                await self._behind.wait()
        self._behind.clear()
        if self.last is not None:
            self.take(await in_database(selectors.after, self.case, self.last))

    async def after(self, number: int) -> Sending | None:
        """Return the events after a number, as many as are at hand; None where there are none."""
        if self.last is None or number >= self.last:
            return None
        if number not in self._texts:
            events = [event for event in self._recent if event["number"] > number]
            if not events or events[0]["number"] > number + 1:
                return _events(await in_database(selectors.after, self.case, number))
            self._texts[number] = _events(events)
        return self._texts[number]

    async def allows(self, watcher: Watcher) -> bool:
        """Return whether a watcher may see the case, now or some seconds ago. Where many ask at once, one reads."""
        asked, answer = self._trust.get(watcher, (0.0, None))
        if answer is None or time.monotonic() - asked > TRUSTED:
            answer = asyncio.ensure_future(in_database(selectors.may_watch, watcher))
            self._trust[watcher] = (time.monotonic(), answer)
        return await asyncio.shield(answer)


class Hub:
    """The feeds of this process, and its one channel."""

    def __init__(self) -> None:
        self._feeds: dict[str, Feed] = {}
        self._working: set[asyncio.Task[None]] = set()
        self._channel = ""
        self._lock = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def feed(self, case: str) -> AsyncIterator[Feed]:
        """Yield a case's feed; it runs for as long as anybody watches."""
        feed = self._feeds.get(case)
        if feed is None:
            feed = self._feeds[case] = Feed(case)
            self._start(self._run(feed))
        feed.watches += 1
        try:
            await feed.ready.wait()
            yield feed
        finally:
            feed.watches -= 1
            if not feed.watches:
                del self._feeds[case]

    async def _run(self, feed: Feed) -> None:
        """Keep a feed going until nobody watches."""
        subscribed = False
        while feed.watches:
            subscribed = subscribed or await self._subscribe(feed.case)
            feed.ready.set()
            try:
                await feed.look()
            except PASSING as fault:
                log.warning("case_not_read", case=feed.case, error=type(fault).__name__)
        await self._unsubscribe(feed.case)

    async def _subscribe(self, case: str) -> bool:
        """Have the layer send a case's events; return whether it will. A feed without it looks by itself."""
        layer = get_channel_layer()
        try:
            async with asyncio.timeout(PATIENCE), self._lock:
                if not self._channel:
                    self._channel = await layer.new_channel()
                    self._start(self._receive(self._channel))
                await layer.group_add(group(case), self._channel)
        except (*PASSING, OSError, TimeoutError) as fault:
            log.warning("case_not_subscribed", case=case, error=type(fault).__name__)
            return False
        return True

    async def _unsubscribe(self, case: str) -> None:
        """Have the layer send no more of a case, unless somebody came to watch it meanwhile."""
        with contextlib.suppress(*PASSING, OSError, TimeoutError):
            async with asyncio.timeout(PATIENCE), self._lock:
                if case not in self._feeds:
                    await get_channel_layer().group_discard(group(case), self._channel)

    async def _receive(self, channel: str) -> None:
        layer = get_channel_layer()
        while True:
            message = await layer.receive(channel)
            if feed := self._feeds.get(message["case"]):
                feed.take(message["events"])

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Start what goes on beside whoever asked for it; a task that nobody holds may vanish."""
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


async def follow(watcher: Watcher, after: int | None = None) -> AsyncGenerator[Sending | None, None]:
    """Yield what a client is to get: a snapshot, or the events since those that they have; then all others.

    Yields None every few seconds in which nothing came.

    :param after: number of the last event that the client has; None where they have none.
    :raises AccessLost: the watcher may not see the case, or not any more.
    """
    hub = _hubs.setdefault(asyncio.get_running_loop(), Hub())
    async with hub.feed(watcher.case) as feed:
        await _check(feed, watcher)
        opening = await _snapshot(watcher.case)
        feed.begin(opening.last)
        sent = opening.last if after is None else min(after, opening.last)
        if after is None:
            yield opening
        while True:
            changed = feed.changed
            await _check(feed, watcher)
            if sending := await feed.after(sent):
                sent = sending.last
                yield sending
            elif not await _came(changed):
                yield None


async def _check(feed: Feed, watcher: Watcher) -> None:
    if not await feed.allows(watcher):
        raise AccessLost


async def _came(changed: asyncio.Event) -> bool:
    """Wait until something came, or for some seconds; return whether it did."""
    try:
        async with asyncio.timeout(_pause()):
            await changed.wait()
    except TimeoutError:
        return False
    return True


def _pause() -> float:
    return random.uniform(*QUIET)  # noqa: S311 - spreads the looks, guards nothing


async def _snapshot(case: str) -> Sending:
    found = await in_database(selectors.snapshot, case)
    return Sending(found["last"], "snapshot", json.dumps(found))


def _events(events: Sequence[Message]) -> Sending:
    last = events[-1]["number"]
    return Sending(last, "events", json.dumps({"type": "events", "last": last, "events": events}))
