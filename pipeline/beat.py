"""Sends what is to be done by the clock. It holds no key and does nothing itself; sent twice, nothing happens twice.

A schedule that is kept in memory starts anew with its process, and one that is started anew more often than it sends
would never send: so everything is sent at the start as well.
"""

import signal
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from threading import Event

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

from local.supervisor import REFUSED
from pipeline import faults, logs
from pipeline.app import make_app
from pipeline.wiring import workshop

log = structlog.get_logger("adriel.beat")

EVERY: Mapping[str, timedelta] = {
    "pipeline.renew_lists": timedelta(hours=12),
    "pipeline.confirm_log": timedelta(hours=1),
    "pipeline.sweep": timedelta(hours=1),
}
"""A list counts for a week: of fourteen times that it is signed anew in it, thirteen may fail. A witness that was away
is asked again soon enough for whoever looks at the log in the same hour."""

PAUSE = 5.0
"""Seconds before a message that could not be sent is sent again."""


class Beat:
    """A clock that sends.

    :param every: how often each task is sent.
    """

    def __init__(self, app: Celery, *, every: Mapping[str, timedelta] = EVERY) -> None:
        self._app, self._every = app, every
        self._due = dict.fromkeys(every, 0.0)

    def send_due(self, now: float) -> float:
        """Send what is due, and return the seconds until something is due again.

        :param now: seconds on a clock that never goes back.
        """
        for task, due in self._due.items():
            if due <= now:
                self._due[task] = now + self._sent(task)
        return max(0.0, min(self._due.values()) - now)

    def _sent(self, task: str) -> float:
        """Send a task; return the seconds until it is to be sent again."""
        pause = self._every[task].total_seconds()
        try:
            self._app.send_task(task, expires=pause)  # one that waited for so long has a later one behind it
        except OperationalError as fault:
            log.warning("beat_not_sent", task=task, error=type(fault).__name__)
            return PAUSE
        log.info("beat_sent", task=task)
        return pause


def main(_arguments: Sequence[str] | None = None) -> int:
    """Send until told to stop; return ``REFUSED``, having said why, where the settings are wrong."""
    told = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: told.set())
    try:
        settings = workshop().settings
    except Exception as fault:
        if (text := faults.explained(fault)) is None:
            raise
        print(f"adriel: beat: {text}", file=sys.stderr, flush=True)
        return REFUSED
    logs.configure(settings.log_level)
    beat = Beat(make_app(settings))
    while not told.wait(beat.send_due(time.monotonic())):
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
