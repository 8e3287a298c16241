"""Redis and workers for one command: those that the environment names, or our own for as long as it takes."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from local import redis
from local.supervisor import Refused, Supervisor, supervised
from models.vocabulary.errors import PipelineError
from pipeline import queues, worker
from pipeline.locations import state_folder

HEAD_START = 1.0
"""Seconds that the worker of photos has the cores to itself: importing OpenCV takes it about so long, and nothing else
is needed before the first photo is prepared."""

STOP_GRACE = 3.0
"""Seconds that our own workers get to end. Whatever they were doing is in the records or will be done again."""


if TYPE_CHECKING:
    from pipeline.wiring import Workshop


@dataclass(frozen=True)
class Runtime:
    """What a command works with.

    :ivar supervisor: of our own workers; None where others' workers are used.
    :ivar log: what our own workers say.
    """

    shop: "Workshop"
    supervisor: Supervisor | None
    log: Path | None


@contextlib.contextmanager
def opened(environment: Mapping[str, str]) -> Iterator[Runtime]:
    """Yield a runtime; end what was started for it.

    :raises PipelineError: one of our own workers refused to start; says why.
    """
    if environment.get("REDIS_URL"):
        yield Runtime(_workshop(environment), None, None)
        return
    with redis.embedded() as url, _log(state_folder(environment)) as (path, output), _refusals_told(path):
        env = {**environment, "REDIS_URL": url, "ADRIEL_EVENTS": "0", "ADRIEL_SOFT_SHUTDOWN": "0"}
        processes = worker.processes(queues.KINDS, env, later=HEAD_START)
        with supervised(processes, output=output, grace=STOP_GRACE) as supervisor:
            yield Runtime(_workshop(env), supervisor, path)


@contextlib.contextmanager
def _refusals_told(log: Path) -> Iterator[None]:
    """Let the sentence in which a worker refused to start, which stands in its log, be what the command says."""
    try:
        yield
    except Refused as fault:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        said = [line.removeprefix("adriel: ") for line in lines if line.startswith(f"adriel: {fault.name}: ")]
        raise PipelineError(said[-1] if said else str(fault)) from None


def _workshop(environment: Mapping[str, str]) -> "Workshop":
    """Import what a workshop is made of only now: the workers are starting meanwhile."""
    from pipeline.wiring import from_environment

    return from_environment(environment)


@contextlib.contextmanager
def _log(state: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """Open a log of its own for this command; remove it where nothing went wrong."""
    folder = state / "logs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"workers-{os.getpid()}.log"
    with path.open("wb") as output:
        yield path, output
    path.unlink(missing_ok=True)
