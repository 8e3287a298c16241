"""Reads the pipeline's progress for the marketplace: one process at a time; a second waits until the first is gone."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.ports import ProgressReader

LOCK = 0x61647269656C
"""Names the lock of the database that the one reader holds: "adriel" in ASCII."""

WAIT = 1.0
"""Seconds between two looks at whether to stop, or whether a fault has passed."""

told = Event()
"""Set when this process is to end."""


def main() -> int:
    """Read until told to stop, whatever is away meanwhile."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.development")
    import django

    django.setup()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: told.set())
    while not told.is_set():
        _read_while_all_is_well()
    return 0


def _read_while_all_is_well() -> None:
    """Read until something is away or somebody else read; then begin anew, from where the database says."""
    import structlog
    from django.db import connection

    from marketplace.authentication.services.reading import PlaceLost
    from marketplace.common.problems import PASSING

    try:
        with _alone() as alone:
            if alone:
                _read()
    except (*PASSING, PlaceLost, OSError) as fault:
        structlog.get_logger("adriel.reader").warning("reading_interrupted", error=type(fault).__name__)
        connection.close()
        told.wait(WAIT)


@contextlib.contextmanager
def _alone() -> Iterator[bool]:
    """Hold the lock for the length of the block; yield whether it was free."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        free = bool(cursor.fetchone()[0])
    try:
        yield free
    finally:
        if free and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    if not free:
        told.wait(WAIT)


def _read() -> None:
    from django.conf import settings

    from marketplace.authentication.services import reading
    from pipeline.adapters.progress import RedisProgressReader

    stream = RedisProgressReader(settings.PIPELINE.redis.client(2))
    place = reading.position()
    while not told.is_set():
        if entries := stream.read(place, wait=WAIT):
            reading.store(place, entries)
            place = entries[-1][0]
        else:
            place = _follow_new_clock(stream, place)


def _follow_new_clock(stream: "ProgressReader", place: str) -> str:
    """Return where to go on when nothing came.

    A Redis that lost everything may count from an earlier time than the one before: its positions are times of its
    clock. What it tells would never come after the position that is stored.
    """
    from marketplace.authentication.services import reading

    newest = stream.position()
    if newest == "0-0" or _order(newest) >= _order(place):
        return place
    reading.go_to(place, "0-0")
    return "0-0"


def _order(place: str) -> tuple[int, ...]:
    return tuple(int(each) for each in place.split("-"))


if __name__ == "__main__":
    sys.exit(main())
