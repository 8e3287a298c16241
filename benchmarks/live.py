"""Following cases: how soon watchers are told, and what going through the API costs beside the pipeline alone.

Stages are emptied: what is measured is everything around them.
"""

import asyncio
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import redis
from websockets.asyncio.client import connect
from websockets.sync.client import connect as connect_one

from benchmarks.bare import CHANNEL, bare
from benchmarks.driving import Account, hand_in, prepare, register, socket_of, submit
from benchmarks.fleet import GENUINE, Fleet, until
from benchmarks.house import House, house
from benchmarks.processes import cpu_seconds
from benchmarks.table import Row, row
from pipeline.adapters.progress import RedisProgress
from pipeline.ports import Event
from pipeline.settings import load_settings
from pipeline.wiring import from_environment

PAUSE = 0.05
"""Seconds between two events: a case under way tells about so many."""

OURS = ("asgi", "marketplace worker", "reader")
"""Processes that a case takes besides the pipeline's."""

ROUNDS = 3

AT_ONCE = 8
"""Clients that submit cases side by side."""


def run(*, short: bool) -> list[Row]:
    """Measure in one house: latencies by number of watchers, first events, cases a minute."""
    watchers, events, first, cases = ((1, 20), 20, 2, 6) if short else ((1, 100, 500), 200, 20, 60)
    with tempfile.TemporaryDirectory() as script, house(stages=Path(script)) as found:
        account = register(found, "bench@example.org")
        account.views = {path.stem: path.read_bytes() for path in sorted(GENUINE.glob("*.jpg"))}
        rows = _first_events(found, account, first)
        rows += _rates(found, account, cases)
        (Path(script) / "hold-preprocess").touch()
        with bare(found.env) as server:
            latencies = [_latency(found, account, server.address, count, events) for count in watchers]
    return [*rows, *itertools.chain.from_iterable(latencies)]


def _first_events(found: House, account: Account, rounds: int) -> list[Row]:
    """Return how long an owner waits for the first thing that a worker did."""
    client = found.client(account.token())
    times = [_first_event(account, client) for _ in range(rounds + 1)][1:]  # the first warms
    return [
        row("case created to first progress in its owner's socket, 4 photos sent", [t[0] for t in times], "s"),
        row("the same, from its submission", [t[1] for t in times], "s"),
    ]


def _first_event(account: Account, client: httpx.Client) -> tuple[float, float]:
    """Return the seconds from a case's creation, and from its submission."""
    begun = time.perf_counter()
    case = prepare(account, client)
    with connect_one(socket_of(client, case), compression=None) as heard:
        heard.recv(timeout=20.0)
        submitted = time.perf_counter()
        hand_in(client, case)
        while not any(each["kind"] == "progress" for each in json.loads(heard.recv(timeout=20.0))["events"]):
            pass
        return time.perf_counter() - begun, time.perf_counter() - submitted


def _rates(found: House, account: Account, count: int) -> list[Row]:
    """Return cases a minute through the API and without it, by the same workers, in turns; and what the API's cost."""
    fleet, client = Fleet(from_environment(found.env), found.supervisor), found.client(account.token())
    _alone(fleet, 4)
    alone, through, worked = [], [], []
    for _ in range(ROUNDS):
        alone.append(60.0 * count / _alone(fleet, count))
        before = _worked(found)
        through.append(60.0 * count / _through_api(found, account, client, count))
        worked.append({name: (cpu - before[name]) / count for name, cpu in _worked(found).items()})
    ratio = statistics.median(ours / bare for ours, bare in zip(through, alone, strict=True))
    return [
        row("pipeline alone, 4 photos, stages emptied", alone, "cases/min"),
        row("opened, uploaded, submitted, examined, concluded", through, "cases/min", ratio=ratio,
            against="the pipeline alone"),
        *(row(f"CPU time of a case, {name}", [each[name] for each in worked], "s") for name in OURS),
    ]  # fmt: skip


def _worked(found: House) -> dict[str, float]:
    """Return the CPU time that each process of the marketplace has had."""
    pids = found.supervisor.pids()
    return {name: cpu_seconds([pids[name]]) for name in OURS}


def _alone(fleet: Fleet, count: int) -> float:
    begun = time.perf_counter()
    cases = [fleet.open() for _ in range(count)]
    for case in cases:
        fleet.send(case)
    until(lambda: all(fleet.ended(case) for case in cases), longest=300.0)
    return time.perf_counter() - begun


def _through_api(found: House, account: Account, client: httpx.Client, count: int) -> float:
    with psycopg.connect(found.env["DATABASE_URL"], autocommit=True) as database:
        before, begun = _ended(database), time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as clients:
            list(clients.map(lambda _: submit(found, account, client), range(count)))
        until(lambda: _ended(database) - before >= count, longest=300.0)
        return time.perf_counter() - begun


def _ended(database: "psycopg.Connection[tuple[int]]") -> int:
    query = "SELECT count(*) FROM authentication_case WHERE state NOT IN ('draft', 'submitted', 'running')"
    row = database.execute(query).fetchone()
    return row[0] if row else 0


def _latency(found: House, account: Account, address: str, watchers: int, events: int) -> list[Row]:
    """Return how long an event takes from the pipeline to its case's watchers, and one from Redis to bare sockets."""
    client = found.client(account.token())
    case = submit(found, account, client)
    told = RedisProgress(load_settings(found.env).redis.client(2))
    where = {"case": case, "examination": 1, "dispatch": "bench", "stage": "preprocess", "total": 10 * events}
    ours = asyncio.run(
        _spread(
            [lambda: socket_of(client, case)] * watchers,
            lambda part: told.emit(Event(**where, part=part, state="started")),
            events,
        )
    )
    with redis.Redis.from_url(found.env["REDIS_URL"]) as published:
        bare_address = address.replace("http", "ws", 1)
        theirs = asyncio.run(
            _spread([lambda: bare_address] * watchers, lambda part: published.publish(CHANNEL, _like(part)), events)
        )
    return [_percentile(watchers, share, ours, theirs) for share in (50, 99)]


def _like(part: str) -> str:
    """Return a message with one event, as long as those of the API."""
    event = {"number": 7, "kind": "progress", "at": "2026-01-05T10:12:03.250+00:00", "examination": 1, "action": ""}
    event |= {"state": "started", "stage": "preprocess", "part": part, "total": 6, "ms": 231, "note": "prepared"}
    return json.dumps({"type": "events", "last": 7, "events": [event]})


def _percentile(watchers: int, share: int, ours: Sequence[float], theirs: Sequence[float]) -> Row:
    mine, bare_ones = (statistics.quantiles(each, n=100)[share - 1] for each in (ours, theirs))
    name = f"an event to {watchers} watcher{'s' * (watchers > 1)}, p{share}"
    return Row(name, 1000 * mine, "ms", (1000 * min(ours), 1000 * max(ours)), mine / bare_ones, "bare sockets")


async def _spread(addresses: Sequence[Callable[[], str]], tell: Callable[[str], object], events: int) -> list[float]:
    """Have clients watch while events are told; return the seconds that each took to each."""
    heard: list[tuple[str, float]] = []
    joined = asyncio.Semaphore(0)
    async with asyncio.TaskGroup() as group:
        for address in addresses:
            group.create_task(_watch(await asyncio.to_thread(address), heard, events, joined))
        for _ in addresses:
            await joined.acquire()
        sent = {}
        for number in range(events):
            sent[f"p{number}"] = time.perf_counter()
            tell(f"p{number}")
            await asyncio.sleep(PAUSE)
    return [at - sent[part] for part, at in heard]


async def _watch(address: str, heard: list[tuple[str, float]], events: int, joined: asyncio.Semaphore) -> None:
    """Note when each event came; a part that is not among them was the case's own."""
    missing = {f"p{number}" for number in range(events)}
    async with connect(address, compression=None, open_timeout=60.0) as client:
        await asyncio.sleep(0.5)
        joined.release()
        while missing:
            message, at = json.loads(await client.recv()), time.perf_counter()
            new = missing & {each["part"] for each in message.get("events", ())}
            missing -= new
            heard += [(part, at) for part in new]
