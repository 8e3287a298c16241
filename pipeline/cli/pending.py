"""Cases of the command line that have not ended: the same command again goes on with the same case."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


class Pending:
    """A file that remembers the case of a submission, locked while a command works on it.

    :ivar case: the unfinished case, or empty.
    """

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self._path, self._descriptor = path, descriptor
        self.case = os.pread(descriptor, 64, 0).decode() if descriptor is not None else ""

    def begin(self, case: str) -> None:
        """Remember the case until ``end``."""
        if self._descriptor is not None:
            os.truncate(self._descriptor, 0)
            os.pwrite(self._descriptor, case.encode(), 0)

    def end(self) -> None:
        """Forget the case."""
        if self._descriptor is not None:
            self._path.unlink(missing_ok=True)


@contextlib.contextmanager
def pending(state: Path, key: str) -> Iterator[Pending]:
    """Lock the memory of a submission.

    Where another command holds it, yield one that remembers nothing: the same photos submitted twice at a time are
    two cases.
    """
    folder = state / "pending"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / key
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield Pending(path, descriptor if _lock(descriptor) else None)
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Return whether the file is now held by this command and no other."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
