"""A receiver of webhooks on loopback, which keeps what it is sent and answers as it is told."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """What was received.

    :ivar held: where there is one, an answer waits until it is set.
    :ivar status: of its answers. :ivar answer: their bodies. :ivar location: where they redirect to.
    """

    url: str = ""
    status: int = 204
    answer: bytes = b""
    location: str = ""
    held: threading.Event | None = None
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextlib.contextmanager
def receiver() -> Iterator[Receiver]:
    """Listen for the length of a block."""
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            if told.held is not None:
                told.held.wait(60.0)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self._answer()

        def _answer(self) -> None:
            self.send_response(told.status)
            if told.location:
                self.send_header("location", told.location)
            self.send_header("content-length", str(len(told.answer)))
            self.end_headers()
            self.wfile.write(told.answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.url = f"http://localhost:{server.server_port}/hooks?shop=1"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield told
        server.shutdown()
