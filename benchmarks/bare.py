"""What the API is compared with: an ASGI application that says hello, and hands on what Redis says, and nothing else.

``python -m uvicorn benchmarks.bare:application``, the way the API is started, with REDIS_URL for its sockets.
"""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

import httpx
import redis.asyncio

from local import children
from pipeline.locations import ROOT

CHANNEL = "bench.bare"

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

_heard: set[asyncio.Queue[str]] = set()
_listening: set[asyncio.Task[None]] = set()


async def application(scope: Message, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
    """Answer any request with five letters; hand on to any socket what is published."""
    if scope["type"] == "websocket":
        await _hand_on(receive, send)
    else:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
        await send({"type": "http.response.body", "body": b"hello"})


async def _hand_on(receive: Callable[[], Awaitable[Message]], send: Send) -> None:
    await receive()
    if not _listening:
        _listening.add(asyncio.create_task(_listen()))
    own: asyncio.Queue[str] = asyncio.Queue()
    _heard.add(own)
    await send({"type": "websocket.accept"})
    with contextlib.suppress(OSError):
        while True:
            await send({"type": "websocket.send", "text": await own.get()})


async def _listen() -> None:
    async with redis.asyncio.Redis.from_url(os.environ["REDIS_URL"]).pubsub() as messages:
        await messages.subscribe(CHANNEL)
        async for message in messages.listen():
            if message["type"] == "message":
                for each in _heard:
                    each.put_nowait(message["data"].decode())


@dataclass(frozen=True)
class Bare:
    """The application as it is served.

    :ivar group: process group of its server.
    """

    address: str
    group: int


@contextlib.contextmanager
def bare(env: Mapping[str, str]) -> Iterator[Bare]:
    """Serve it, under the server that the API has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["uvicorn", "benchmarks.bare:application", "--port", str(port), "--lifespan", "off"]
    command = [sys.executable, "-P", "-m", *words, "--log-level", "warning", "--no-access-log"]
    child = children.start(command, env={**env, "PYTHONPATH": str(ROOT)}, output=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}")
        yield Bare(f"http://127.0.0.1:{port}", child.pid)
    finally:
        children.stop(child, grace=3.0)


def _wait(address: str) -> None:
    end = time.monotonic() + 20.0
    while time.monotonic() < end:
        with contextlib.suppress(httpx.HTTPError):
            httpx.get(address, timeout=2.0)
            return
        time.sleep(0.05)
    raise TimeoutError("the bare server does not answer")
