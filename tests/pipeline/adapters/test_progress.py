"""Events reach their readers, through a Redis that is started anew and beside events of another version."""

import contextlib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from local import children
from local.redis import _options, binary, embedded
from pipeline.adapters.progress import STREAM, RedisProgress, RedisProgressReader
from pipeline.ports import Event
from tests.support.processes import eventually


def event(number: int) -> Event:
    return Event(case="c" * 20, examination=1, dispatch="d", stage="preprocess", state="started", total=number)


def totals(read) -> list[int]:
    return [each.total for _, each in read]


@pytest.fixture
def url() -> Iterator[str]:
    with embedded() as address:
        yield address


@pytest.fixture
def raw(url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(url) as client:
        yield client


def test_events_come_in_the_order_in_which_they_were_told(url: str):
    progress, reader = RedisProgress(url), RedisProgressReader(url)
    begun = reader.position()
    for number in range(1, 6):
        progress.emit(event(number))
    read = reader.read(begun, wait=1.0)
    assert totals(read) == [1, 2, 3, 4, 5]
    assert read[0][1] == event(1)
    assert totals(reader.read(read[2][0], wait=1.0)) == [4, 5]
    assert reader.position() == read[-1][0]


def test_a_reader_waits_as_long_as_it_was_told(url: str):
    begun = time.monotonic()
    assert RedisProgressReader(url).read("0-0", wait=0.3) == []
    assert 0.25 < time.monotonic() - begun < 2.0


UNREADABLE = [
    {"event": event(1).model_dump_json().replace('"v":1', '"v":2')},
    {"event": '{"case": "c", "a field of tomorrow": 1}'},
    {"event": "no JSON"},
    {"event": b"\xff"},
    {"event": ""},
    {"another": "{}"},
]


@pytest.mark.parametrize("fields", UNREADABLE)
def test_an_event_that_this_version_cannot_read_is_passed_over(url: str, raw: redis.Redis, fields: dict[str, str]):
    progress, reader = RedisProgress(url), RedisProgressReader(url)
    progress.emit(event(1))
    raw.xadd(STREAM, fields)
    progress.emit(event(2))
    assert totals(reader.read("0-0", wait=1.0)) == [1, 2]


def test_what_follows_more_unreadable_events_than_are_read_at_once_is_found(url: str, raw: redis.Redis):
    with raw.pipeline() as pipe:
        for _ in range(1200):
            pipe.xadd(STREAM, {"event": "no JSON"})
        pipe.execute()
    RedisProgress(url).emit(event(7))
    assert totals(RedisProgressReader(url).read("0-0", wait=1.0)) == [7]


def test_a_reader_of_unreadable_events_alone_still_waits_and_does_not_spin(url: str, raw: redis.Redis):
    raw.xadd(STREAM, {"event": "no JSON"})
    calls = raw.info("commandstats").get("cmdstat_xread", {"calls": 0})["calls"]
    begun = time.monotonic()
    assert RedisProgressReader(url).read("0-0", wait=0.4) == []
    assert time.monotonic() - begun > 0.35
    assert raw.info("commandstats")["cmdstat_xread"]["calls"] - calls <= 3


@contextlib.contextmanager
def server(folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A Redis at a socket and a port that stay the same when it is started again."""
    options = _options(folder / "s", folder, keeping={})
    options[options.index("--port") + 1] = str(port)
    child = children.start([binary(), *options], output=subprocess.DEVNULL)
    with redis.Redis(port=port) as client:

        def answers() -> bool:
            with contextlib.suppress(redis.RedisError):
                return bool(client.ping())
            return False

        assert eventually(answers)
    try:
        yield child
    finally:
        children.stop(child, grace=5.0)


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.mark.parametrize("address", ["unix://{folder}/s?db=2", "redis://127.0.0.1:{port}/2"])
def test_the_first_event_after_a_restart_of_redis_is_not_lost(address: str, port: int):
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        progress = RedisProgress(address.format(folder=folder, port=port))
        with server(folder, port):
            progress.emit(event(1))
            progress.emit(event(2))
        with server(folder, port):
            progress.emit(event(3))
            progress.emit(event(4))
            read = RedisProgressReader(address.format(folder=folder, port=port)).read("0-0", wait=1.0)
    assert totals(read) == [3, 4]


def test_an_event_that_redis_refuses_costs_itself_alone(url: str, raw: redis.Redis):
    progress = RedisProgress(url)
    raw.set(STREAM, "not a stream")
    progress.emit(event(1))
    raw.delete(STREAM)
    progress.emit(event(2))
    assert totals(RedisProgressReader(url).read("0-0", wait=1.0)) == [2]


def test_without_a_redis_an_event_costs_no_error_and_little_time(tmp_path: Path):
    progress = RedisProgress(f"unix://{tmp_path}/nobody")
    begun = time.monotonic()
    for number in range(3):
        progress.emit(event(number))
    assert time.monotonic() - begun < 3.0
