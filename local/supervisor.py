"""Keeps a few processes running: what ends is started again, more slowly each time, unless it refused to start."""

import contextlib
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from local import children

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds before a process that ended is started again; doubles each time, starts anew after a minute of life."""
LONG_LIFE = 60.0

REFUSED = 78
"""Exit code of a process whose settings are wrong: ``EX_CONFIG`` of ``sysexits.h``. Starting it again mends nothing."""


class Refused(RuntimeError):
    """A process refused to start. It has said why itself.

    :param name: which.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"{self.name} refused to start"


@dataclass(frozen=True)
class Process:
    """Something to keep running.

    :ivar env: the whole environment: a process gets the secrets that it needs and no others.
    :ivar after: seconds that its first start waits, so that others have the cores to themselves.
    """

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str]
    after: float = 0.0


@dataclass
class _Running:
    process: Process
    due: float | None
    child: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause: float = FIRST_PAUSE


class Supervisor:
    """Starts processes and starts them again, whenever it is asked to ``tend`` them. ``stop`` ends them all.

    Made and driven by the main thread alone: see ``children.start``.
    """

    def __init__(self, processes: Sequence[Process], *, output: IO[bytes] | int | None, grace: float) -> None:
        self._output, self._grace = output, grace
        now = time.monotonic()
        self._running = [_Running(each, now + each.after) for each in processes]

    def pids(self) -> dict[str, int]:
        """Return the process ids of those that were started, by name."""
        return {each.process.name: each.child.pid for each in self._running if each.child}

    def tend(self) -> list[str]:
        """Start what is due, notice what has ended; return the names of those that were found ended.

        :raises Refused: one ended with the exit code ``REFUSED``.
        """
        self.start()
        now = time.monotonic()
        return [each.process.name for each in self._running if _has_ended(each, now)]

    def start(self) -> None:
        """Start what is due."""
        now = time.monotonic()
        for running in self._running:
            if running.due is not None and now >= running.due:
                process = running.process
                running.child = children.start(process.command, env=process.env, output=self._output)
                running.started, running.due = now, None

    def stop(self) -> None:
        """Ask all to end; return as soon as they have, and after the grace at the latest."""
        children.stop(*(running.child for running in self._running if running.child), grace=self._grace)


def _has_ended(running: _Running, now: float) -> bool:
    """Return whether the process was found ended just now; if so, say when it is due again."""
    if running.due is not None or running.child is None or running.child.poll() is None:
        return False
    if running.child.returncode == REFUSED:
        raise Refused(running.process.name)
    pause = FIRST_PAUSE if now - running.started > LONG_LIFE else running.pause
    running.due, running.pause = now + pause, min(pause * 2, LONGEST_PAUSE)
    return True


@contextlib.contextmanager
def supervised(
    processes: Sequence[Process], *, output: IO[bytes] | int | None = None, grace: float = 5.0
) -> Iterator[Supervisor]:
    """Keep ``processes`` running for the length of the block, provided ``tend`` is called now and then."""
    supervisor = Supervisor(processes, output=output, grace=grace)
    try:
        supervisor.start()
        yield supervisor
    finally:
        supervisor.stop()
