"""Clients that do not take what they are sent."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


class CutOff:
    """Takes a client that takes nothing for some seconds for one that is gone, on HTTP and on sockets alike.

    A server waits with what is sent as long as a client leaves its window closed, which costs the client nothing:
    keeping the line alive notices it, and what was to be sent is waited for all the same. The application is told what
    ASGI tells of any other client that left: sending fails with ``OSError``, and what is received next is the end.

    :param app: the application.
    :param after: seconds that one sending may wait.
    """

    def __init__(self, app: App, *, after: float) -> None:
        self._app, self._after = app, after

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve one request, or one socket."""
        client = _Client(scope["type"], receive, send, self._after)
        with contextlib.suppress(_Gone):
            await self._app(scope, client.receive, client.send)


class _Gone(ConnectionAbortedError):
    """The client is taken for one that left."""


class _Client:
    def __init__(self, kind: str, receive: Receive, send: Send, after: float) -> None:
        self._kind, self._receive, self._send, self._after = kind, receive, send, after
        self._gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def send(self, message: Message) -> None:
        if self._gone.done():
            raise _Gone
        try:
            async with asyncio.timeout(self._after):
                await self._send(message)
        except TimeoutError:
            if not self._gone.done():
                self._gone.set_result(None)
            raise _Gone from None

    async def receive(self) -> Message:
        heard = asyncio.ensure_future(self._receive())
        either: set[asyncio.Future[Any]] = {heard, self._gone}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            return heard.result() if heard.done() else {"type": f"{self._kind}.disconnect", "code": 1006}
        finally:
            heard.cancel()
