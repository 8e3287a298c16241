"""Redis and the product's own workers, as the benchmarks use them."""

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from local import redis
from local.supervisor import Process, Supervisor, supervised
from models.vocabulary.case import CaseFile
from models.vocabulary.views import Lane, Profile
from pipeline import keys, queues, worker
from pipeline.app import make_app
from pipeline.cli import submission
from pipeline.intake import open_case
from pipeline.locations import ROOT
from pipeline.wiring import Workshop, from_environment
from pipeline.workflow import Canvas

GENUINE = ROOT / "examples" / "aldenmoor-tidewatch"


@dataclass(frozen=True)
class Fleet:
    """What a benchmark drives."""

    shop: Workshop
    supervisor: Supervisor

    def groups(self) -> list[int]:
        """Return the process groups of the workers."""
        return list(self.supervisor.pids().values())

    def open(self, folder: Path = GENUINE) -> CaseFile:
        """Store a case from a folder of photos."""
        handed_in = submission.read(folder, claim_file=None, fields={}, profile=Profile.WATCH, max_bytes=25_000_000)
        photos = [(photo.submitted, photo.data) for photo in handed_in.photos]
        return open_case(
            self.shop.store,
            self.shop.clock,
            claim=handed_in.claim,
            profile=Profile.WATCH,
            lane=Lane.STANDARD,
            photos=photos,
        )

    def send(self, case: CaseFile) -> None:
        """Send a case's canvas."""
        Canvas(make_app(self.shop.settings), case, "bench").examination().apply_async()

    def ended(self, case: CaseFile) -> bool:
        """Return whether the case's documents are there."""
        return self.shop.store.exists(keys.document(case.case, case.examination, "report.pdf"))


@contextlib.contextmanager
def fleet(*, module: str = "pipeline.worker", env: Mapping[str, str] | None = None) -> Iterator[Fleet]:
    """Start Redis and workers of every kind.

    :param module: the worker program; a benchmark's own may install other stages.
    """
    with tempfile.TemporaryDirectory() as folder, redis.embedded() as url:
        environment = {**os.environ, "REDIS_URL": url, "ADRIEL_STATE": folder, "ADRIEL_EVENTS": "0", **(env or {})}
        own = [
            Process(each.name, [module if word == "pipeline.worker" else word for word in each.command], each.env)
            for each in worker.processes(queues.KINDS, environment)
        ]
        with (Path(folder) / "log").open("wb") as log, supervised(own, output=log) as supervisor:
            yield Fleet(from_environment(environment), supervisor)


def until(condition: Callable[[], bool], *, longest: float) -> None:
    """Wait for a condition.

    :raises TimeoutError: after ``longest`` seconds.
    """
    end = time.monotonic() + longest
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the cases did not end")
        time.sleep(0.005)
