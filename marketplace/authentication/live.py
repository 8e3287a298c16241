"""Sends events to whoever watches a case.

The channel layer is asynchronous and binds its connections to the loop it was first used in. A loop for each message
(``async_to_sync``) leaves a connection behind each time (channels_redis, issue 332): here every process keeps one loop,
in a thread of its own, and with it one connection.
"""

import asyncio
import os
import threading
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import structlog
from channels.layers import get_channel_layer

from marketplace.authentication.models import CaseEvent

log = structlog.get_logger("adriel.live")

LONGEST = 2.0
"""Seconds that sending may take. Watchers look by themselves for what they were not sent."""


class Message(TypedDict):
    """An event as watchers get it: see ``CaseEvent``."""

    number: int
    kind: str
    at: str
    examination: int
    action: str
    state: str
    stage: str
    part: str
    total: int
    ms: int
    note: str


def group(case: str) -> str:
    """Return the name under which the channel layer knows a case's watchers."""
    return f"case.{case}"


def announce(told: Mapping[str, Sequence[CaseEvent]]) -> None:
    """Send events, by case, to whoever watches. One that is lost is noticed by its number, and read from the database.

    Never raises, and never takes longer than ``LONGEST``.
    """
    send({group(case): _told(case, events) for case, events in told.items()})


def send(messages: Mapping[str, Mapping[str, Any]]) -> None:
    """Send messages, by group, through the channel layer. Never raises, and never takes longer than ``LONGEST``."""
    sending = asyncio.run_coroutine_threadsafe(_send(messages), _sender.loop())
    try:
        sending.result(LONGEST)
    except Exception as fault:  # noqa: BLE001 - whatever the layer or its client raise: nobody may fail for a message
        sending.cancel()
        log.warning("watchers_not_told", groups=len(messages), error=type(fault).__name__)


def as_message(event: CaseEvent) -> Message:
    """Return an event as watchers get it."""
    return {
        "number": event.number,
        "kind": event.kind,
        "at": event.at.isoformat(timespec="milliseconds"),
        "examination": event.examination,
        "action": event.action,
        "state": event.state,
        "stage": event.stage,
        "part": event.part,
        "total": event.total,
        "ms": event.ms,
        "note": event.note,
    }


def _told(case: str, events: Sequence[CaseEvent]) -> dict[str, Any]:
    return {"type": "case.events", "case": case, "events": [as_message(each) for each in events]}


async def _send(messages: Mapping[str, Mapping[str, Any]]) -> None:
    layer = get_channel_layer()
    for name, message in messages.items():
        await layer.group_send(name, message)


class _Sender:
    """Keeps the loop of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def loop(self) -> asyncio.AbstractEventLoop:
        """Return the loop, started when it is first needed."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="watchers", daemon=True).start()
            return self._loop

    def forget(self) -> None:
        """Begin anew in a child: a fork takes the lock and the loop along, and not the thread."""
        self.__init__()  # type: ignore[misc]  # as if just made


_sender = _Sender()
os.register_at_fork(after_in_child=_sender.forget)
