"""Progress events on one Redis stream."""

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

import redis
from pydantic import ValidationError

from pipeline.ports import Event

STREAM = "adriel:progress"
KEPT = 100_000
"""Events. About 25 a case: 4,000 cases; the reader fills older gaps from the records."""


class RedisProgress:
    """Appends events, best effort: a Redis that is down costs the event and nothing else.

    An event goes out on a connection of its own and its reply is read before the next one goes: nobody waits for it.
    The client's ordinary call spends most of its time on retries and bookkeeping, and a case has 27 events.
    """

    def __init__(self, url: str) -> None:
        self._pool = redis.ConnectionPool.from_url(url, socket_timeout=2.0, socket_connect_timeout=1.0)
        self._connection: redis.Connection | None = None
        self._lock = threading.Lock()

    def emit(self, event: Event) -> None:
        """Append the event; never raises for Redis."""
        text = event.model_dump_json(exclude_defaults=True)
        with self._lock:
            try:
                self._send("XADD", STREAM, "MAXLEN", "~", KEPT, "*", "event", text)
            except (redis.RedisError, OSError):
                self._drop()

    def _send(self, *words: str | int) -> None:
        if not self._is_ready():
            self._drop()
            self._connection = self._pool.get_connection()
        self._connection.send_command(*words)  # type: ignore[union-attr]

    def _is_ready(self) -> bool:
        """Read the last event's reply; return whether the connection still leads to a server.

        One that the far side has closed since, because Redis was started anew, is readable: it has come to its end.
        Writing to it would not fail before the second time.
        """
        if self._connection is None:
            return False
        try:
            self._connection.read_response()
            return not self._connection.can_read(timeout=0)
        except (redis.ConnectionError, redis.ResponseError, OSError):
            return False

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.disconnect()  # type: ignore[no-untyped-call]
            self._pool.release(self._connection)
            self._connection = None


class RedisProgressReader:
    """Reads the stream from a position on."""

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(url, socket_timeout=30.0)

    def position(self) -> str:
        """Return the position after the newest event."""
        newest = cast("list[Any]", self._redis.xrevrange(STREAM, count=1))
        return newest[0][0].decode() if newest else "0-0"

    def read(self, after: str, *, wait: float) -> Sequence[tuple[str, Event]]:
        """Return the events after ``after``, waiting up to ``wait`` seconds for the first.

        Events of another version of this program, which cannot be read, are passed over. A stream that was emptied
        (FLUSHALL) begins again with new positions, which are later by their clock.
        """
        end = time.monotonic() + wait
        while entries := self._entries(after, end - time.monotonic()):
            events = [(position, event) for position, event in entries if event is not None]
            if events:
                return events
            after = entries[-1][0]
        return []

    def _entries(self, after: str, wait: float) -> list[tuple[str, Event | None]]:
        reply = cast("list[Any]", self._redis.xread({STREAM: after}, count=500, block=max(1, int(wait * 1000))))
        return [(position.decode(), _event(fields)) for position, fields in (reply[0][1] if reply else [])]


def _event(fields: Mapping[bytes, bytes]) -> Event | None:
    """Return the event, or None where this version cannot read it."""
    try:
        return Event.model_validate_json(fields.get(b"event", b""))
    except ValidationError:
        return None
