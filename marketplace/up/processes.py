"""The processes of ``./adriel up``, each with its own environment."""

import sys
from collections.abc import Mapping

from local.supervisor import Process
from marketplace.up import given
from marketplace.up.kept import LOOPBACK
from pipeline import queues, worker

HEAD_START = 2.0
"""Seconds that the API has the cores to itself: the person waits for it, and for nothing else yet."""

_SERVER = [
    "uvicorn", "marketplace.config.asgi:application", "--host", LOOPBACK, "--lifespan", "off",
    "--log-level", "warning", "--no-access-log", "--no-server-header", "--timeout-graceful-shutdown", "2",
]  # fmt: skip


def all_of(env: Mapping[str, str], ports: Mapping[str, int]) -> list[Process]:
    """Return what is kept running.

    :param env: everything that was set, secrets included: nobody gets all of it.
    :param ports: of ``api`` and ``flower``; and of the ``stand-in`` Gemini, where one is wanted.
    """
    stand_in = [_stand_in(env, ports["stand-in"])] if "stand-in" in ports else []
    return [*_marketplace(env, ports["api"]), *stand_in, *_pipeline(env, ports), _flower(env, ports["flower"])]


def _marketplace(env: Mapping[str, str], port: int) -> list[Process]:
    ours = given.to_marketplace(env)
    return [
        Process("api", [*_python(*_SERVER), "--port", str(port)], ours),
        Process("marketplace worker", _python("marketplace.config.worker"), ours, HEAD_START),
        Process("marketplace beat", _python("marketplace.config.beat"), ours, HEAD_START),
        Process("progress reader", _python("marketplace.config.reader"), ours, HEAD_START),
    ]


def _pipeline(env: Mapping[str, str], ports: Mapping[str, int]) -> list[Process]:
    if "stand-in" in ports:
        address = f"http://{LOOPBACK}:{ports['stand-in']}"
        env = {**env, "GEMINI_BASE_URL": address, "GEMINI_API_KEY": "stand-in"}
    started = [*worker.processes(queues.KINDS, env), worker.beat(env)]
    return [Process(each.name, each.command, each.env, HEAD_START) for each in started]


def _flower(env: Mapping[str, str], port: int) -> Process:
    return Process("flower", [*_python("marketplace.up.flower"), "--port", str(port)], given.to_flower(env), HEAD_START)


def _stand_in(env: Mapping[str, str], port: int) -> Process:
    return Process("stand-in Gemini", [*_python("local.gemini"), "--port", str(port)], given.to_stand_in(env))


def _python(module: str, *words: str) -> list[str]:
    return [sys.executable, "-P", "-m", module, *words]
