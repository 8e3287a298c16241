"""Folders that belong to one command: short private ones that go with it, and ones with data, which it holds alone.

All of it rests on the kernel's locks on the folders themselves. A lock ends with the last process that holds it,
however that ends: no lock file is left behind, none is in another user's way, and no process id has to be believed.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from local.faults import FolderInUse

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

LINGER = 15.0
"""Seconds that the servers of a command which was killed are waited for. They end with it, in milliseconds; PostgreSQL
gives its processes five seconds before it kills them."""


def short() -> Path:
    """Return where private folders are made: a Unix socket's path may have about 100 bytes."""
    usual = Path("/tmp")  # noqa: S108  (mkdtemp makes a private folder in it)
    return usual if usual.is_dir() else Path(tempfile.gettempdir())


@contextlib.contextmanager
def private(prefix: str, where: Path) -> Iterator[Path]:
    """Make a folder that nobody else can enter, hold it locked, remove it."""
    folder, descriptor = _made_and_locked(prefix, where)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def _made_and_locked(prefix: str, where: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=where))
        with contextlib.suppress(FileNotFoundError):  # swept before it was opened
            descriptor = os.open(folder, _FOLDER)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if folder.exists():
                return folder, descriptor
            os.close(descriptor)  # swept before it was locked


def sweep(prefix: str, where: Path) -> None:
    """Remove what killed commands of ours left behind: the folders that no living process holds locked.

    A lock tells more than the number of a process would: commands in containers share this folder, not their numbers.
    """
    for folder in where.glob(f"{prefix}*"):
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


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """Use a folder alone, and make it where there is none.

    :raises FolderInUse: another command uses it now.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(f"another adriel is using {folder}; stop it first, or name another folder") from None
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def handed_on(data: Path) -> Iterator[int]:
    """Lock a server's data and yield the descriptor that the server is to inherit: its processes hold the lock then.

    Once it is taken, no process of an earlier server lives, whatever that one left behind says.

    :raises FolderInUse: processes of an earlier server are still there after ``LINGER`` seconds.
    """
    descriptor = os.open(data, _FOLDER)
    try:
        end = time.monotonic() + LINGER
        while not _taken(descriptor):
            if time.monotonic() > end:
                raise FolderInUse(f"an earlier server still uses {data}; end its processes first")
            time.sleep(0.02)
        yield descriptor
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
