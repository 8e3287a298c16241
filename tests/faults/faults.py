"""The faults: what is done to the house while its cases run."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

from benchmarks.house import House
from tests.faults.object_store import ObjectStore

AWAY = 30.0
"""Seconds that a server is away."""


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong.

    :ivar strike: makes it so, and returns when it is mended.
    :ivar env: settings of the house for it. :ivar on_s3: whether photos and records lie in an object store.
    """

    name: str
    strike: Callable[["Scene"], None]
    env: tuple[tuple[str, str], ...] = ()
    on_s3: bool = False


@dataclass(frozen=True)
class Scene:
    """What a fault strikes.

    :ivar script: of the stages.
    """

    house: House
    script: Path
    store: ObjectStore | None


def _kill(name: str) -> Fault:
    return Fault(f"SIGKILL of {name}", lambda scene: scene.house.kill(name))


def _flush(scene: Scene) -> None:
    with redis.Redis.from_url(scene.house.redis.url) as client:
        client.flushall()


def _redis_away(scene: Scene) -> None:
    scene.house.redis.kill()
    scene.house.tend(AWAY)
    scene.house.redis.start()


def _postgres_crash(scene: Scene) -> None:
    """Kill one of its processes: the server throws everybody out and starts itself again."""
    with psycopg.connect(scene.house.env["DATABASE_URL"], autocommit=True) as connection:
        row = connection.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'").fetchone()
        os.kill(row[0] if row else connection.info.backend_pid, signal.SIGKILL)
    scene.house.tend(1.0)


def _gemini_away(scene: Scene) -> None:
    (scene.script / "absent-vision").touch()
    scene.house.tend(AWAY)


def _store_away(scene: Scene) -> None:
    assert scene.store is not None
    scene.store.stop()
    scene.house.tend(AWAY)
    scene.store.start()


PATIENCE = 20
"""Seconds that cases wait for Gemini here, where the product's setting is ten minutes."""

FAULTS = (
    *map(
        _kill,
        (
            "worker images",
            "worker vision",
            "worker score",
            "worker certify",
            "marketplace worker",
            "marketplace beat",
            "reader",
            "asgi",
        ),
    ),
    Fault("Redis: FLUSHALL", _flush),
    Fault(f"Redis away for {AWAY:.0f} s (killed)", _redis_away),
    Fault("PostgreSQL crashes and restarts", _postgres_crash),
    Fault(f"Gemini away for longer than patience ({PATIENCE} s)", _gemini_away, (("ADRIEL_PATIENCE", str(PATIENCE)),)),
    Fault(f"object store away for {AWAY:.0f} s", _store_away, on_s3=True),
)
