"""A Redis, workers of every kind, and a case to send: what a test of the canvas stands on."""

import contextlib
import dataclasses
import hashlib
import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from celery import Celery

from benchmarks.empty_stages import EmptyStages
from local import redis
from local.supervisor import Process, Supervisor, supervised
from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.photo import Submitted
from models.vocabulary.views import Lane, Profile, View
from pipeline import keys, queues, worker
from pipeline.app import make_app
from pipeline.cli.follow import Follower
from pipeline.cli.runtime import Runtime
from pipeline.ports import Event
from pipeline.settings import load_settings
from pipeline.wiring import Workshop

VIEWS = (View.DIAL, View.CASEBACK, View.CROWN, View.CLASP, View.MOVEMENT, View.PAPERS)


@dataclasses.dataclass
class Fleet:
    """Everything a test of the canvas needs."""

    shop: Workshop
    app: Celery
    supervisor: Supervisor
    script: Path
    log: Path

    def case(
        self, *, photos: int = 2, examiners: tuple[str, ...] = ("identity", "vision"), lane: Lane = Lane.STANDARD
    ) -> CaseFile:
        """Store photos and a case file."""
        data = [secrets.token_bytes(16) for _ in range(photos)]
        submitted = tuple(
            Submitted(sha256=hashlib.sha256(each).hexdigest(), view=view, size=len(each))
            for each, view in zip(data, VIEWS, strict=False)
        )
        case = CaseFile(
            case=secrets.token_hex(10),
            examination=1,
            profile=Profile.WATCH,
            lane=lane,
            claim=Claim(brand="Aldenmoor"),
            photos=submitted,
            created="2026-01-01T00:00:00+00:00",
            serial_salt="0" * 32,
            examiners=examiners,
        )
        for photo, each in zip(submitted, data, strict=True):
            self.shop.store.create(keys.photo(case.case, photo.sha256), each)
        self.shop.store.create(keys.case_file(case.case, 1), case.model_dump_json().encode())
        return case

    def follow(self, case: CaseFile) -> tuple[list[Event], list[str]]:
        """Send the case and follow it to its end, as the command line does; return events and troubles."""
        events: list[Event] = []
        troubles: list[str] = []
        runtime = Runtime(self.shop, self.supervisor, None)
        Follower(runtime, self.app, case, lambda event: event and events.append(event), troubles.append).follow()
        return events, troubles

    def calls(self) -> list[str]:
        """What the stages really did, in order."""
        path = self.script / "calls"
        return path.read_text().splitlines() if path.exists() else []

    def set(self, name: str) -> None:
        (self.script / name).touch()

    def clear(self, name: str) -> None:
        (self.script / name).unlink(missing_ok=True)

    def kill(self, kind: str) -> None:
        """End a worker and its children as the kernel would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.supervisor.pids()[f"worker {kind}"], signal.SIGKILL)

    def forget(self) -> None:
        """Empty the script between tests."""
        for path in self.script.iterdir():
            path.unlink()

    def wait_for_all(self) -> None:
        """Wait until every worker hears: one that is told to stop while it starts ends as Python does."""
        wait_until(lambda: len(self.app.control.ping(timeout=1.0)) == len(queues.KINDS), 90.0)

    def wait_for(self, name: str, timeout: float = 40.0) -> None:
        """Wait until the script says ``name``; tends the workers meanwhile."""
        wait_until((self.script / name).exists, timeout, self.supervisor.tend)


def wait_until(condition, timeout: float = 40.0, meanwhile=lambda: None) -> None:
    """Wait for a condition, or fail."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        meanwhile()
        time.sleep(0.02)


@contextlib.contextmanager
def fleet(folder: Path, **env: str) -> Iterator[Fleet]:
    """Start Redis and a scripted worker of each kind."""
    with redis.embedded() as url, fleet_on(folder, {**os.environ, "REDIS_URL": url, **env}) as started:
        yield started


@contextlib.contextmanager
def fleet_on(folder: Path, env: Mapping[str, str], more: Sequence[Process] = ()) -> Iterator[Fleet]:
    """Start a scripted worker of each kind, and ``more``, on the Redis that ``env`` names."""
    script = folder / "script"
    script.mkdir()
    environment = {
        "ADRIEL_STATE": str(folder / "state"),
        "ADRIEL_SOFT_SHUTDOWN": "0",
        **env,
        "ADRIEL_TEST_SCRIPT": str(script),
    }
    processes = [
        Process(each.name, [sys.executable, "-m", "tests.support.scripted_worker", *each.command[4:]], each.env)
        for each in worker.processes(queues.KINDS, environment)
    ]
    shop = Workshop(settings=load_settings(environment), stages=EmptyStages(), environment=environment)
    log = folder / "workers.log"
    with log.open("wb") as output, supervised([*processes, *more], output=output, grace=3.0) as supervisor:
        yield Fleet(shop, make_app(shop.settings), supervisor, script, log)
