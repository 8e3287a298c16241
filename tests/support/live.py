"""Cases without a pipeline: what tests of the reader and of watchers write to its stream, and their processes."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from local import children
from marketplace.authentication.models import Case, CaseEvent, Examination
from marketplace.authentication.services import events, reading
from marketplace.authentication.states import State
from marketplace.users.models import User
from pipeline.adapters.progress import RedisProgress
from pipeline.ports import Event
from tests.support.fleet import wait_until
from tests.support.market import environment

PHOTOS = ("dial", "caseback")
EXAMINERS = ("identity", "dial")


def running_case(owner: User) -> Case:
    """Make a case that is being examined."""
    case = Case.objects.create(
        owner=owner, profile="watch", claim={"brand": "Aldenmoor"}, state=State.RUNNING, examination=1
    )
    Examination.objects.create(case=case, number=1, kind=Examination.Kind.FIRST, dispatch="d1", dispatches=1)
    return case


def owner() -> User:
    """Make an account."""
    return User.objects.create_user(f"{secrets.token_hex(8)}@example.org", "a long password")


def stream() -> RedisProgress:
    """Return the stream to write to."""
    return RedisProgress(settings.PIPELINE.redis.client(2))


def course(case: str, *, dispatch: str = "d1") -> list[Event]:
    """Return what the pipeline tells of one examination, in order."""
    steps = [("preprocess", part, len(PHOTOS), "prepared") for part in PHOTOS]
    steps += [("admit", "all", 1, "admitted")]
    steps += [("analyse", part, len(EXAMINERS), "examined:1") for part in EXAMINERS]
    steps += [
        ("score", "all", 1, "inconclusive"),
        ("certify", "all", 1, "report"),
        ("publish", "all", 1, "inconclusive"),
    ]
    told = []
    for stage, part, total, note in steps:
        where = {"case": case, "examination": 1, "dispatch": dispatch, "stage": stage, "part": part, "total": total}
        told += [Event(**where, state="started"), Event(**where, state="finished", ms=5, note=note)]
    end = {"case": case, "examination": 1, "dispatch": dispatch, "stage": "case", "part": "all"}
    return [*told, Event(**end, state="finished", note="inconclusive")]


def steps_of(case: str) -> list[tuple[str, str, str]]:
    """Return what is stored of a case's progress, in order."""
    rows = CaseEvent.objects.filter(case=case, kind=CaseEvent.Kind.PROGRESS).order_by("number")
    return list(rows.values_list("stage", "part", "state"))


def expected(events: Sequence[Event]) -> list[tuple[str, str, str]]:
    """Return how events are stored."""
    return [(event.stage, "" if event.part == "all" else event.part, event.state) for event in events]


class Running:
    """A process of the marketplace, that can be killed and started again."""

    def __init__(self, folder: Path, words: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        self._folder, self._words, self._env = folder, words, env or {}
        self._log = folder / f"{secrets.token_hex(4)}.log"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        env = {**environment(self._folder / "secret"), "PYTHONPATH": ".", **self._env}
        with self._log.open("ab") as output:
            self._child = children.start([sys.executable, "-P", *self._words], env=env, output=output)

    def kill(self) -> None:
        """End it as the kernel would."""
        assert self._child is not None
        os.kill(self._child.pid, signal.SIGKILL)
        self._child.wait()

    def stop(self) -> int:
        """Ask it to end; return its code."""
        assert self._child is not None
        children.stop(self._child, grace=5.0)
        return self._child.returncode

    def said(self) -> str:
        """Return its log."""
        return self._log.read_text(errors="replace")


@contextlib.contextmanager
def process(folder: Path, *words: str, env: Mapping[str, str] | None = None) -> Iterator[Running]:
    """Run a process for the length of a block.

    :param env: what it is given besides, or instead.
    """
    made = Running(folder, words, env)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def reader(folder: Path) -> contextlib.AbstractContextManager[Running]:
    """Run the reader."""
    return process(folder, "-m", "marketplace.config.reader")


class Server(Running):
    """The API's server, at an address that stays."""

    def __init__(self, folder: Path, application: str, *words: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{port}"
        words = words or ("--log-level", "warning", "--no-access-log")
        super().__init__(folder, ["-m", "uvicorn", application, "--port", port, "--lifespan", "off", *words])

    def start(self) -> None:
        """Start it, and wait until it answers."""
        super().start()
        wait_until(self._answers, 20.0)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/api/v1/health", timeout=2.0).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False


APPLICATION = "marketplace.config.asgi:application"


@contextlib.contextmanager
def serving(folder: Path, application: str = APPLICATION, *words: str) -> Iterator[Server]:
    """Run the API's server for the length of a block, in which it may be killed; it met nothing unforeseen.

    :param words: for uvicorn, instead of those that the product gives it.
    """
    running = Server(folder, application, *words)
    running.start()
    try:
        yield running
        assert "Traceback" not in running.said(), running.said()
    finally:
        running.stop()


@contextlib.contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run the API's server; yield its address."""
    with serving(folder) as running:
        yield running.address


def socket_of(address: str, case: str, ticket: str, after: int | None = None) -> str:
    """Return the address of a case's socket, to begin with the event after a number."""
    begin = "" if after is None else f"&after={after}"
    return f"{address.replace('http', 'ws', 1)}/ws/v1/cases/{case}/?ticket={ticket}{begin}"


def tell(case: Case, told: Sequence[Event], *, announced: bool = True) -> None:
    """Store events as the reader does, and send them to whoever watches, or lose them on the way."""
    rows = [reading.row(event, timezone.now()) for event in told]
    with transaction.atomic():
        held = events.locked(case.pk)
        if announced:
            events.append(held, rows)
        else:
            events.number(held, rows)
            CaseEvent.objects.bulk_create(rows)
            held.save(update_fields=["last_event"])
