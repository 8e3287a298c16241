"""A way to Redis that is cut where a test says: at the first command that holds a word."""

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class CuttingProxy:
    """Hands bytes on in both directions.

    :ivar address: of Redis, as seen from this side.
    :ivar word: the connection on which it is next sent to Redis ends instead, once.
    :ivar cuts: how often that was.
    """

    target: Path
    listener: socket.socket
    word: bytes | None = None
    cuts: int = 0
    _open: list[socket.socket] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        """Take connections until the listener is closed."""
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(str(self.target))
                self._open += [near, far]
                threading.Thread(target=self._hand_on, args=(near, far), daemon=True).start()

    def close(self) -> None:
        """End everything: from this side, Redis is gone."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _hand_on(self, near: socket.socket, far: socket.socket) -> None:
        with near, far, selectors.DefaultSelector() as ready, contextlib.suppress(OSError):
            ready.register(near, selectors.EVENT_READ, far)
            ready.register(far, selectors.EVENT_READ, near)
            while True:
                for key, _ in ready.select():
                    data = key.fileobj.recv(65536)
                    if not data or (key.fileobj is near and self._is_to_be_cut(data)):
                        return
                    key.data.sendall(data)

    def _is_to_be_cut(self, data: bytes) -> bool:
        if self.word is None or self.word not in data:
            return False
        self.word, self.cuts = None, self.cuts + 1
        return True


@contextlib.contextmanager
def cutting_proxy(target: Path) -> Iterator[CuttingProxy]:
    """Stand before the Redis that listens on the Unix socket ``target``."""
    proxy = CuttingProxy(target, socket.create_server(("127.0.0.1", 0)))
    server = threading.Thread(target=proxy.serve)
    server.start()
    try:
        yield proxy
    finally:
        with contextlib.suppress(OSError):
            proxy.close()
        server.join()
