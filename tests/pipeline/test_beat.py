"""What is sent by the clock, and that it is carried out: a real Redis, a real worker, a process of its own."""

import signal
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from local import redis
from local.supervisor import REFUSED, supervised
from pipeline import queues, worker
from pipeline.app import make_app
from pipeline.beat import EVERY, PAUSE, Beat
from pipeline.settings import load_settings
from pipeline.status import lists
from pipeline.wiring import from_environment
from tests.pipeline.cli.conftest import clean_environment
from tests.support.fleet import wait_until


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with redis.embedded() as address:
        yield address


def beat(url: str, **every: timedelta) -> Beat:
    app = make_app(load_settings({"REDIS_URL": url}))
    return Beat(app, every={f"pipeline.{name}": each for name, each in every.items()})


def queued(url: str) -> int:
    """Take what waits for the certify worker, and return how many messages it was."""
    app = make_app(load_settings({"REDIS_URL": url}))
    with app.connection_for_read() as connection, connection.channel() as channel:
        return channel._purge(queues.CERTIFY)


def test_everything_is_sent_at_the_start_and_then_each_in_its_time(url: str) -> None:
    clock = beat(url, renew_lists=timedelta(seconds=100), confirm_log=timedelta(seconds=30))
    assert clock.send_due(1000.0) == 30.0
    assert queued(url) == 2
    assert clock.send_due(1010.0) == 20.0
    assert queued(url) == 0
    assert clock.send_due(1030.0) == 30.0
    assert queued(url) == 1
    assert clock.send_due(1100.0) == 30.0
    assert queued(url) == 2


def test_what_could_not_be_sent_is_sent_again_soon() -> None:
    clock = beat("redis://127.0.0.1:1", renew_lists=timedelta(hours=1))
    assert clock.send_due(0.0) == PAUSE


def test_lists_are_renewed_many_times_before_they_say_nothing_any_more() -> None:
    assert EVERY["pipeline.renew_lists"] * 10 < lists.LASTS
    assert set(EVERY) <= set(queues.ROUTES)


def test_its_process_has_no_secret_and_cannot_open_the_store() -> None:
    secrets = dict.fromkeys((*worker.SECRETS, "AWS_SECRET_ACCESS_KEY", "ADRIEL_BLOBS", "GEMINI_MODEL"), "secret")
    env = worker.beat({**secrets, "REDIS_URL": "redis://127.0.0.1:1", "DATABASE_URL": "secret", "LANG": "C"}).env
    assert "secret" not in env.values()
    assert env["REDIS_URL"] == "redis://127.0.0.1:1"


def test_it_refuses_to_start_without_a_redis(tmp_path: Path) -> None:
    process = worker.beat(clean_environment(tmp_path, REDIS_URL=""))
    done = subprocess.run(process.command, env=process.env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == REFUSED
    assert done.stderr.startswith("adriel: beat: REDIS_URL: must be")


@pytest.mark.slow
def test_lists_are_signed_by_the_worker_because_the_clock_said_so(url: str, tmp_path: Path) -> None:
    env = clean_environment(tmp_path, REDIS_URL=url, ADRIEL_SOFT_SHUTDOWN="0")
    certify = worker.processes(queues.kinds_for((queues.CERTIFY,)), env)
    store = from_environment(env).store
    log = tmp_path / "log"
    with (
        log.open("wb") as output,
        supervised([*certify, worker.beat(env)], output=output, grace=10.0) as supervisor,
    ):
        wait_until(lambda: store.exists("status/public/0/suspension"), 40.0, supervisor.tend)
        running = {each.process.name: each.child for each in supervisor._running}
        running["beat"].send_signal(signal.SIGTERM)
        assert running["beat"].wait(10) == 0
