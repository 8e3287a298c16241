"""The HTTP side of the stand-in."""

import json
import re
import threading
from collections import deque
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from local.gemini.request import Asked, BadRequest, read
from local.gemini.scenarios import SCENARIOS, SLOW, Reply, error, parse

_OPEN = re.compile(r"^/v1(?:beta|alpha)?/models/(?P<model>[\w.-]+):(?P<method>\w+)$")
_VERTEX = re.compile(
    r"^/v1(?:beta1)?/projects/[\w-]+/locations/[\w-]+/publishers/google/models/(?P<model>[\w.-]+):(?P<method>\w+)$"
)
_LARGEST = 100_000_000
"""Bytes of a request. The service takes 20 MB inline."""


Replay = tuple[int, bytes] | tuple[int, bytes, dict[str, str]]
"""Status, body, and perhaps headers."""


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128  # thirty clients may knock at once


class GeminiStandIn:
    """A running stand-in. A context manager; its server listens from construction to ``close``.

    :param scenario: one name, or several with commas: one a request, the last for all that follow.
    :param delay: seconds before every answer.
    :param port: 0 for any free one.
    :param replay: answered instead of a scenario; may be set anew between requests.
    :ivar url: what ``GEMINI_BASE_URL`` is set to.
    :ivar seen: the latest well-formed requests.
    """

    def __init__(
        self, scenario: str = "good", delay: float = 0.0, *, port: int = 0, replay: Replay | None = None
    ) -> None:
        self._chosen = parse(scenario)
        self._delay = delay
        self.replay = replay
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._count = 0
        self.seen: deque[Asked] = deque(maxlen=1000)
        self._listener = _Listener(("127.0.0.1", port), partial(_Handler, self))
        self.url = f"http://127.0.0.1:{self._listener.server_address[1]}"
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def requests(self) -> int:
        """How many requests came, refused ones included."""
        return self._count

    def close(self) -> None:
        """Stop listening. Answers that are being delayed are given up."""
        self._closing.set()
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def number(self) -> int:
        """Count a request and return its number."""
        with self._lock:
            self._count += 1
            return self._count - 1

    def answer(self, asked: Asked, number: int, override: str | None) -> Reply:
        """Return the scenario's answer, after its delay."""
        self.seen.append(asked)
        chosen = parse(override) if override else self._chosen
        name = chosen[min(number, len(chosen) - 1)]
        self._closing.wait(self._delay or (SLOW if name == "slow" else 0.0))
        return Reply(*self.replay) if self.replay else SCENARIOS[name](asked, number)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    timeout = 60

    def __init__(self, stand_in: GeminiStandIn, *arguments: object) -> None:
        self._stand_in = stand_in
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_POST(self) -> None:
        """Answer one request."""
        number = self._stand_in.number()
        try:
            reply = self._reply(number)
        except BadRequest as fault:
            reply = error(400, "INVALID_ARGUMENT", fault.message)
        self._send(reply)

    def _reply(self, number: int) -> Reply:
        """Check address, key and request in the order in which the service does."""
        body = self._body()
        address = urlsplit(self.path)
        found = _OPEN.match(address.path)
        vertex = _VERTEX.match(address.path)
        matched = found or vertex
        if matched is None:
            return error(404, "NOT_FOUND", "Requested entity was not found.")
        if found and not self.headers.get("x-goog-api-key"):
            return error(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.")
        if vertex and not self.headers.get("Authorization", "").startswith("Bearer "):
            return error(401, "UNAUTHENTICATED", "Request is missing required authentication credential.")
        if matched["method"] != "generateContent":
            return error(501, "UNIMPLEMENTED", "The stand-in speaks generateContent alone.")
        override = self.headers.get("X-Stand-In-Scenario") or parse_qs(address.query).get("scenario", [None])[0]
        try:
            return self._stand_in.answer(read(matched["model"], body), number, override)
        except ValueError as fault:
            raise BadRequest(str(fault)) from fault

    def _body(self) -> bytes:
        size = int(self.headers.get("Content-Length") or 0)
        if not 0 <= size <= _LARGEST:
            self.close_connection = True
            raise BadRequest("Request payload size exceeds the limit.")
        return self.rfile.read(size)

    def _send(self, reply: Reply) -> None:
        try:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client lost patience

    def do_GET(self) -> None:
        """Say what this is, to a person with a browser."""
        self._send(Reply(200, json.dumps({"stand-in": True, "requests": self._stand_in.requests}).encode()))

    def log_message(self, *_arguments: object) -> None:
        """Log nothing: requests hold photos and claims."""
