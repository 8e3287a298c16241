"""Redis and workers for one command: those that the environment names, or our own for as long as it takes."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from local import redis
from local.supervisor import Supervisor, supervised
from pipeline import queues, worker
from pipeline.wiring import Workshop, from_environment

STOP_GRACE = 3.0
"""Seconds that our own workers get to end. Whatever they were doing is in the records or will be done again."""


@dataclass(frozen=True)
class Runtime:
    """What a command works with.

    :ivar supervisor: of our own workers; None where others' workers are used.
    :ivar log: what our own workers say.
    """

    shop: Workshop
    supervisor: Supervisor | None
    log: Path | None


@contextlib.contextmanager
def opened(environment: Mapping[str, str]) -> Iterator[Runtime]:
    """Yield a runtime; end what was started for it."""
    if environment.get("REDIS_URL"):
        yield Runtime(from_environment(environment), None, None)
        return
    with redis.embedded() as url:
        env = {**environment, "REDIS_URL": url, "ADRIEL_EVENTS": "0", "ADRIEL_SOFT_SHUTDOWN": "0"}
        shop = from_environment(env)
        with _log(shop.settings.state) as (path, output):
            processes = worker.processes(queues.KINDS, env)
            with supervised(processes, output=output, grace=STOP_GRACE) as supervisor:
                yield Runtime(shop, supervisor, path)


@contextlib.contextmanager
def _log(state: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """Open a log of its own for this command; remove it where nothing went wrong."""
    folder = state / "logs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"workers-{os.getpid()}.log"
    with path.open("wb") as output:
        yield path, output
    path.unlink(missing_ok=True)
