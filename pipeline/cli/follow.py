"""Sends the canvas and watches the case until it has ended, sending it again where Redis or a worker was lost."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import redis
from celery import Celery

from models.vocabulary.case import CaseFile
from models.vocabulary.errors import PipelineError
from pipeline import broker, keys
from pipeline.cli.runtime import Runtime
from pipeline.ports import Event
from pipeline.workflow import Canvas

MAX_DISPATCHES = 4
"""The first sending and three more: as many as two kills in one stage need, with one to spare."""

SILENCE = 240.0
"""Seconds without an event of the case after which it is sent again: longer than any task may run (180). Where other
people's workers are used it may only be waiting its turn: then it doubles, and is not counted."""

QUIET, QUIET_LOOKS = 5.0, 8
"""Seconds without an event of the case, and looks in a row, a quarter of a second apart, at which the broker held no
message: then the case's own was lost. A worker that has just taken one holds it before the next look."""

MARK_SECONDS = 3600
"""How long the mark outlives a command that was killed; while it is followed the time starts anew."""

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
        self._done = False
        self._patience = SILENCE
        self._idle_looks = 0
        self._client = redis.Redis.from_url(self.runtime.shop.settings.redis.client(2))
        self._broker = redis.Redis.from_url(self.runtime.shop.settings.redis.client(0))

    def follow(self) -> None:
        """Return when the case has ended.

        :raises CaseFailed: where it ended in a fault of ours, or never will end.
        """
        position = self.runtime.shop.progress_reader.position()
        self._send()
        begun, heard, listening = time.monotonic(), time.monotonic(), False
        while not self._done:
            events = self._read(position)
            position = events[-1][0] if events else position
            mine = [event for _, event in events if event.case == self.case.case]
            if mine:
                heard, listening = time.monotonic(), True
            for event in mine:
                self._take(event)
            self.on_event(None)
            if not mine and not self._done:
                self._look()
                heard = self._mend(heard)
            if not listening:
                self._wonder(time.monotonic() - begun)

    def _take(self, event: Event) -> None:
        self.on_event(event)
        if event.stage == "case" and event.state == "finished":
            self._done = True
        if event.state == "failed" and event.dispatch == self.dispatches[-1]:
            raise CaseFailed(f"the stage {event.note.removeprefix('fault:')} failed")

    def _look(self) -> None:
        """Look at the records, which are the truth: an event may have been lost."""
        store, where = self.runtime.shop.store, (self.case.case, self.case.examination)
        self._done = store.exists(keys.document(*where, "report.pdf"))
        if store.exists(failed := keys.failed(*where, self.dispatches[-1])):
            raise CaseFailed(f"the stage {store.get(failed).decode()} failed")

    def _wonder(self, waited: float) -> None:
        """Say once that nobody seems to listen."""
        if waited > NOBODY and not self._wondered:
            self._wondered = True
            self.on_trouble("no worker has taken the case yet; start one with ./adriel worker")

    def _read(self, position: str) -> list[tuple[str, Event]]:
        try:
            return list(self.runtime.shop.progress_reader.read(position, wait=0.25))
        except redis.RedisError as fault:
            raise CaseFailed(f"Redis went away ({type(fault).__name__})") from fault

    def _send(self, *, counted: bool = True) -> None:
        if counted and len(self.dispatches) >= MAX_DISPATCHES:
            raise CaseFailed(f"the case was sent {MAX_DISPATCHES} times and never ended")
        self.dispatches.append(secrets.token_hex(4))
        self._client.set(self._mark, "")
        Canvas(self.app, self.case, self.dispatches[-1]).examination().apply_async()
        self._client.expire(self._mark, MARK_SECONDS)

    @property
    def _mark(self) -> str:
        """A key that only a Redis which lost everything does not hold."""
        return f"adriel:dispatched:{self.case.case}:{self.dispatches[-1]}"

    def _mend(self, heard: float) -> float:
        """Send the case again where something was lost; return since when nothing was heard."""
        own = self.runtime.supervisor
        if own and (ended := own.tend()):
            trouble = f"{', '.join(ended)} ended and is started again"
        elif not self._client.expire(self._mark, MARK_SECONDS):
            trouble = "Redis lost what it held"
        elif self._is_lost(time.monotonic() - heard):
            trouble = "a message was lost"
        elif time.monotonic() - heard > self._patience:
            trouble = f"nothing was heard for {self._patience:.0f} seconds"
            self._patience *= 1 if own else 2
        else:
            return heard
        self.on_trouble(trouble)
        self._send(counted=own is not None)
        return time.monotonic()

    def _is_lost(self, silent: float) -> bool:
        """Return whether nobody has or will get a message of the case, which has not ended."""
        self._idle_looks = self._idle_looks + 1 if broker.is_idle(self._broker) else 0
        return silent > QUIET and self._idle_looks >= QUIET_LOOKS
