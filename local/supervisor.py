"""Keeps a few processes running: what ends is started again, more slowly each time."""

import contextlib
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from local import children

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds before a process that ended is started again; doubles each time, starts anew after a minute of life."""
LONG_LIFE = 60.0


@dataclass(frozen=True)
class Process:
    """Something to keep running.

    :ivar env: the whole environment: a process gets the secrets that it needs and no others.
    """

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str]


@dataclass
class _Running:
    process: Process
    child: "subprocess.Popen[bytes]"
    started: float
    pause: float = FIRST_PAUSE
    due: float | None = field(default=None)


class Supervisor:
    """Starts processes and starts them again. Thread-safe; ``stop`` ends them all."""

    def __init__(self, processes: Sequence[Process], *, output: IO[bytes] | int | None, grace: float) -> None:
        self._output, self._grace = output, grace
        self._lock = threading.Lock()
        self._running = [_Running(each, self._start(each), time.monotonic()) for each in processes]
        self.restarts = 0

    def _start(self, process: Process) -> "subprocess.Popen[bytes]":
        return children.start(process.command, env=process.env, output=self._output)

    def pids(self) -> dict[str, int]:
        """Return the process ids, by name."""
        return {each.process.name: each.child.pid for each in self._running}

    def tend(self) -> list[str]:
        """Start again what ended; return the names of those that were found ended."""
        with self._lock:
            return [each.process.name for each in self._running if self._tend(each)]

    def _tend(self, running: _Running) -> bool:
        if running.child.poll() is None:
            return False
        now = time.monotonic()
        if running.due is None:
            lived_long = now - running.started > LONG_LIFE
            running.pause = FIRST_PAUSE if lived_long else min(running.pause * 2, LONGEST_PAUSE)
            running.due = now + running.pause
            return True
        if now >= running.due:
            running.child, running.started, running.due = self._start(running.process), now, None
            self.restarts += 1
        return False

    def stop(self) -> None:
        """Ask all to end at once, then wait for each."""
        with self._lock:
            for running in self._running:
                if running.child.poll() is None:
                    running.child.terminate()
            for running in self._running:
                children.stop(running.child, grace=self._grace)


@contextlib.contextmanager
def supervised(
    processes: Sequence[Process], *, output: IO[bytes] | int | None = None, grace: float = 5.0
) -> Iterator[Supervisor]:
    """Keep ``processes`` running for the length of the block, provided ``tend`` is called now and then."""
    supervisor = Supervisor(processes, output=output, grace=grace)
    try:
        yield supervisor
    finally:
        supervisor.stop()
