"""Progress events on one Redis stream."""

import threading
from collections.abc import Sequence
from typing import Any, cast

import redis

from pipeline.ports import Event

STREAM = "adriel:progress"
KEPT = 100_000
"""Events. About 25 a case: 4,000 cases; the reader fills older gaps from the records."""


class RedisProgress:
    """Appends events, best effort: a Redis that is down costs the event and nothing else.

    An event goes out on a connection of its own and its reply is read before the next one goes: nobody waits for it.
    The client's ordinary call costs 0.25 ms, two thirds of it for retries and bookkeeping; 27 events a case made that
    a third of what the canvas costs.
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
        if self._connection is None:
            self._connection = self._pool.get_connection()
        else:
            self._connection.read_response()
        self._connection.send_command(*words)  # type: ignore[no-untyped-call]

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

        A stream that was emptied (FLUSHALL) begins again with new positions, which are later by their clock.
        """
        reply = cast("list[Any]", self._redis.xread({STREAM: after}, count=500, block=max(1, int(wait * 1000))))
        entries = reply[0][1] if reply else []
        return [(position.decode(), Event.model_validate_json(fields[b"event"])) for position, fields in entries]
