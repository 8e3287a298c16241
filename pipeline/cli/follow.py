"""Sends the canvas and watches the case until it has ended, sending it again where Redis or a worker was lost."""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import redis
from celery import Celery

from models.vocabulary.case import CaseFile
from models.vocabulary.errors import PipelineError
from pipeline import keys
from pipeline.cli.runtime import Runtime
from pipeline.ports import Event
from pipeline.workflow import Canvas

MAX_DISPATCHES = 4
"""The first sending and three more: as many as two kills in one stage need, with one to spare."""

SILENCE = 400.0
"""Seconds without an event after which the case is sent again: longer than any task may run (Gemini: 300)."""


NOBODY = 10.0
"""Seconds without a first event after which a person is told that no worker seems to listen."""


class CaseFailed(PipelineError):
    """The case ended in a fault of ours, or stood still too often.

    :param why: for the person at the command line.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return self.why


@dataclass
class Follower:
    """Follows one case.

    :ivar on_event: gets every event of the case; None each time nothing came for a moment.
    """

    runtime: Runtime
    app: Celery
    case: CaseFile
    on_event: Callable[[Event | None], None]
    on_trouble: Callable[[str], None]
    dispatches: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Connect to where the events are."""
        self._wondered = False
        self._client = redis.Redis.from_url(self.runtime.shop.settings.redis.client(2))

    def follow(self) -> None:
        """Return when the documents are there.

        :raises CaseFailed: where they never will be.
        """
        shop = self.runtime.shop
        position = shop.progress_reader.position()
        self._send()
        begun = heard = time.monotonic()
        while not self._ended():
            events = self._read(position)
            for _, event in events:
                self._take(event)
            if events:
                position, heard = events[-1][0], time.monotonic()
            self.on_event(None)
            heard = self._mend(heard)
            self._wonder(heard - begun, time.monotonic() - begun)

    def _wonder(self, last_heard: float, waited: float) -> None:
        """Say once that nobody seems to listen."""
        if last_heard == 0 and waited > NOBODY and not self._wondered:
            self._wondered = True
            self.on_trouble("no worker has taken the case yet; start one with ./adriel worker")

    def _take(self, event: Event) -> None:
        if event.case != self.case.case:
            return
        self.on_event(event)
        if event.state == "failed" and event.dispatch == self.dispatches[-1]:
            raise CaseFailed(f"the stage {event.note.removeprefix('fault:')} failed")

    def _read(self, position: str) -> list[tuple[str, Event]]:
        try:
            return list(self.runtime.shop.progress_reader.read(position, wait=0.25))
        except redis.RedisError as fault:
            raise CaseFailed(f"Redis went away ({type(fault).__name__})") from fault

    def _ended(self) -> bool:
        """Return whether the last document is there: the records are the truth, events are hints."""
        return self.runtime.shop.store.exists(keys.document(self.case.case, self.case.examination, "report.pdf"))

    def _send(self) -> None:
        if len(self.dispatches) == MAX_DISPATCHES:
            raise CaseFailed(f"the case was sent {MAX_DISPATCHES} times and never ended")
        self.dispatches.append(secrets.token_hex(4))
        self._client.set(self._mark, "", ex=3600)
        Canvas(self.app, self.case, self.dispatches[-1]).examination().apply_async()

    @property
    def _mark(self) -> str:
        """A key that only a Redis which lost everything does not hold."""
        return f"adriel:dispatched:{self.case.case}:{self.dispatches[-1]}"

    def _mend(self, heard: float) -> float:
        """Send the case again where something was lost; return since when nothing was heard."""
        for trouble in self._troubles(time.monotonic() - heard):
            self.on_trouble(trouble)
            self._send()
            return time.monotonic()
        return heard

    def _troubles(self, silence: float) -> Iterator[str]:
        if self.runtime.supervisor and (ended := self.runtime.supervisor.tend()):
            yield f"{', '.join(ended)} ended and is started again"
        if not self._client.exists(self._mark):
            yield "Redis lost what it held"
        if silence > SILENCE:
            yield f"nothing was heard for {SILENCE:.0f} seconds"
