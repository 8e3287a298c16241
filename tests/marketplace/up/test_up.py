"""``./adriel up`` as a person meets it: started, looked at, interrupted, killed, started again on the same state."""

import contextlib
import json
import os
import re
import signal
import socket
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from pipeline import queues, worker
from tests.support.processes import children_of, environment_of, eventually, is_alive
from tests.support.up import Up

pytestmark = pytest.mark.slow

NAMES = {"api", "marketplace worker", "marketplace beat", "progress reader", "beat", "flower"}


def fetched(address: str) -> str:
    return httpx.get(address, timeout=10.0).raise_for_status().text


def answers(address: str) -> bool:
    try:
        return bool(fetched(address))
    except httpx.HTTPError:
        return False


def below(pid: int) -> dict[int, str]:
    """Return every process that descends from one, with its command."""
    found: dict[int, str] = {}
    for child in children_of(pid):
        found[child] = (Path("/proc") / str(child) / "cmdline").read_text().replace("\0", " ")
        found |= below(child)
    return found


def one(running: dict[int, str], words: str) -> int:
    return next(pid for pid, command in running.items() if words in command)


@pytest.fixture
def starting(tmp_path: Path):
    """Start ``up`` on one state; end what a failed test leaves running."""
    with contextlib.ExitStack() as stack:
        yield lambda *options, **more: stack.enter_context(Up(tmp_path / "a state", *options, **more))


def test_it_runs_is_killed_and_runs_again(starting: Callable[..., Up], tmp_path: Path):
    first = starting("--no-examples", GEMINI_API_KEY="a key", ADRIEL_KMS_KEY="")
    found = first.addresses()
    assert time.monotonic() - first.begun < 60.0
    assert json.loads(fetched(f"{found['API']}health"))["ok"] is True
    assert eventually(lambda: answers(found["Flower"]))
    running = below(first.child.pid)
    _nobody_has_what_is_anothers(running)
    _listens_on_loopback_alone(running)

    second = starting("--no-examples")
    assert "another adriel is using" in second.end()
    assert second.child.returncode == 1

    os.kill(one(running, "marketplace.config.reader"), signal.SIGKILL)
    assert first.child.stdout is not None
    assert any("progress reader ended; it is started again" in line for line in first.child.stdout)

    first.child.kill()
    first.child.wait()
    assert eventually(lambda: not [pid for pid in running if is_alive(pid)], 15.0)

    third = starting("--no-examples", "--stand-in")
    assert third.addresses() == found
    assert eventually(lambda: "pipeline.worker vision" in str(below(third.child.pid)))
    running = below(third.child.pid)
    _asks_the_stand_in(running)
    took, said = third.interrupt()
    assert took < 15.0
    assert said.endswith("adriel: stopped; the same command goes on where it was\n")
    assert not [pid for pid in running if is_alive(pid)]
    assert stat.S_IMODE((tmp_path / "a state/up/secret-key").stat().st_mode) == 0o600


def _nobody_has_what_is_anothers(running: dict[int, str]) -> None:
    database, secret = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}, {"ADRIEL_SECRET_KEY_FILE"}
    ours = {"uvicorn", "marketplace.config.worker", "marketplace.config.beat", "marketplace.config.reader"}
    for words in ours:
        env = set(environment_of(one(running, words)))
        assert database | secret <= env, words
        assert not env & set(worker.SECRETS), words
    for words in {"marketplace.up.flower", "pipeline.beat", *(f"pipeline.worker {kind.name}" for kind in queues.KINDS)}:
        env = set(environment_of(one(running, words)))
        assert not env & (database | secret), words
        assert ("GEMINI_API_KEY" in env) == (words == "pipeline.worker vision"), words


def _asks_the_stand_in(running: dict[int, str]) -> None:
    vision = environment_of(one(running, "pipeline.worker vision"))
    assert vision["GEMINI_API_KEY"] == "stand-in"
    assert answers(vision["GEMINI_BASE_URL"])
    assert "GEMINI_BASE_URL" not in environment_of(one(running, "uvicorn"))


def _listens_on_loopback_alone(running: dict[int, str]) -> None:
    """Read every listening TCP socket of these processes from the kernel's tables."""
    own = {
        match[1] for pid in running for link in _open_files(pid) if (match := re.fullmatch(r"socket:\[(\d+)\]", link))
    }
    for table, loopback in (("tcp", "0100007F"), ("tcp6", "00000000000000000000000001000000")):
        rows = [line.split() for line in (Path("/proc/net") / table).read_text().splitlines()[1:]]
        places = [row[1].split(":")[0] for row in rows if row[3] == "0A" and row[9] in own]
        assert set(places) <= {loopback}


def _open_files(pid: int) -> Iterator[str]:
    with contextlib.suppress(FileNotFoundError):  # closed meanwhile, or all of it ended
        for link in (Path("/proc") / str(pid) / "fd").iterdir():
            yield str(link.readlink())


def test_a_port_that_is_taken_is_said(starting: Callable[..., Up]):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        up = starting("--port", str(taken.getsockname()[1]))
        assert "is taken; name another" in up.end()
    assert up.child.returncode == 2


def test_a_database_that_does_not_answer_is_said(starting: Callable[..., Up]):
    up = starting(DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    said = up.end()
    assert up.child.returncode == 1
    assert "adriel: migrate failed: " in said
    assert "Traceback" not in said
