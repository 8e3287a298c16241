"""S3 over real HTTP on loopback: moto's, made atomic, and one that answers what a test dictates."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Reply = tuple[int, dict[str, str], bytes]


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  (werkzeug's name)
        """Say nothing."""


@contextlib.contextmanager
def serving(app: Wsgi) -> Iterator[str]:
    """Yield the address of an application that is served meanwhile."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def s3_server() -> Iterator[str]:
    """Yield the address of an S3 server.

    One request at a time: moto looks for the key and stores the object in two steps, S3 in one.
    """
    moto, one = DomainDispatcherApplication(create_backend_app), threading.Lock()

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        with one:
            return list(moto(environ, start))

    with serving(app) as url:
        yield url


class Scripted:
    """Answers requests in turn from a script, the last one for ever, and keeps what it was asked.

    A reply may be a function of the request's headers; None cuts the connection after the request was read.
    """

    def __init__(self, *script: Reply | Callable[[dict[str, Any]], Reply] | None) -> None:
        self.script = list(script)
        self.asked: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        reply = self.script[min(len(self.asked), len(self.script) - 1)]
        self.asked.append(environ)
        if reply is None:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError
        status, headers, body = reply(self.asked[0]) if callable(reply) else reply
        start(f"{status} -", [*headers.items(), ("Content-Length", str(len(body)))])
        return [body]

    @contextlib.contextmanager
    def serving(self) -> Iterator[str]:
        """Yield its address."""
        with serving(self) as url:
            yield url


def error(status: int, code: str, **headers: str) -> Reply:
    """Return S3's error answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, named, f"<Error><Code>{code}</Code><Message>about cases/secret</Message></Error>".encode()
