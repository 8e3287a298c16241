"""Blobs as files below one folder of a local disk."""

import contextlib
import errno
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from models.vocabulary.errors import Misconfigured, PipelineError, Retriable
from pipeline.adapters.blob_keys import checked, checked_prefix
from pipeline.ports import BlobMissing

UNFINISHED = "~unfinished"
"""Folder of what is still being written. No key contains ``~``, so nothing in it can be mistaken for a blob."""

LOCKS = "~locks"
"""Folder of locks, one for each key that was ever swapped."""

ATTEMPTS = 50
"""How often a blob is begun again when a deletion or a sweep takes its folder or file away: each round needs another
one to happen in the microseconds between two calls, so fifty in a row mean that something else is wrong."""

NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
SETTING = "ADRIEL_BLOBS"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_NEVER = {errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EEXIST, errno.ELOOP}


class LocalFiles:
    """A blob store in a folder that several processes share. The folder SHALL be on a local disk, not on NFS.

    A blob is written to a file of its own and then linked to its name: ``link`` fails where the name is taken, so
    exactly one of many writers wins, and a writer killed in between leaves nothing that has a key.

    :param root: made where it is missing, readable by its owner alone.
    """

    def __init__(self, root: Path) -> None:
        self._root = os.path.abspath(root)  # noqa: PTH100  (strings: a Path costs more than the system call it names)
        with _faults_named():
            self._make_folder(f"{self._root}/{UNFINISHED}")
            self._sweep()

    def create(self, key: str, data: bytes, *, durable: bool = True) -> bool:
        """Store ``data`` unless the key is taken; return whether it was stored.

        :param durable: wait for the disk, so that the blob survives a power cut. Without it a blob survives the death
            of every process, but after a power cut it may be gone, empty or torn.

        :raises Retriable: the disk is full or failing.
        :raises Misconfigured: the folder may not be written.
        :raises ValueError: this is not a key.
        """
        final = self._path(key)
        with _faults_named():
            for _ in range(ATTEMPTS):
                if os.path.lexists(final):
                    return False
                with contextlib.suppress(FileNotFoundError):
                    return self._create(final, data, durable=durable)
        raise Retriable("the storage folder disappears while it is written to")

    def get(self, key: str) -> bytes:
        """Return the blob, or raise ``BlobMissing``."""
        path = self._path(key)
        with _faults_named():
            try:
                with open(path, "rb") as file:  # noqa: PTH123  (see ``_root``)
                    return file.read()
            except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
                raise BlobMissing(key) from None

    def exists(self, key: str) -> bool:
        """Return whether the key is taken."""
        return os.path.isfile(self._path(key))  # noqa: PTH113  (see ``_root``)

    def swap(self, key: str, old: bytes | None, new: bytes) -> bool:
        """Replace the blob where it is ``old`` (None: where there is none); return whether it is ``new`` now.

        Writers take turns by a lock that ends with its process; readers need none, as a file is replaced in one step.
        """
        if old is None:
            return self.create(key, new) or self.get(key) == new
        final = self._path(key)
        with _faults_named(), self._locked(key):
            try:
                found = self.get(key)
            except BlobMissing:
                return False
            if found == old != new:
                self._replace(final, new)
                return True
            return found == new

    def list(self, prefix: str) -> Iterator[str]:
        """Yield the keys below ``prefix``, sorted as S3 sorts them; blobs that come and go meanwhile may be missed."""
        with _faults_named():
            yield from self._walk(checked_prefix(prefix))

    def delete(self, key: str) -> None:
        """Remove the blob and the folders that this leaves empty; no error where there is none."""
        path = self._path(key)
        with _faults_named():
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                os.unlink(path)  # noqa: PTH108  (see ``_root``)
            self._prune(os.path.dirname(path))  # noqa: PTH120  (see ``_root``)

    def _path(self, key: str) -> str:
        return f"{self._root}/{checked(key)}"

    def _create(self, final: str, data: bytes, *, durable: bool) -> bool:
        """Make the blob. ``FileNotFoundError`` means: its folder was pruned or its file swept; begin again."""
        folder = os.path.dirname(final)  # noqa: PTH120  (see ``_root``)
        self._make_folder(folder)
        try:
            if data:
                self._write_and_link(final, data, durable=durable)
            else:  # an empty file is whole as soon as it has a name
                os.close(os.open(final, NEW, 0o600))
        except FileExistsError:
            return False
        if data and durable:
            _sync_folder(folder)
        return True

    def _replace(self, final: str, data: bytes) -> None:
        for _ in range(ATTEMPTS):
            with contextlib.suppress(FileNotFoundError):
                self._write_and_rename(final, data)
                return
        raise Retriable("the storage folder disappears while it is written to")

    def _write_and_rename(self, final: str, data: bytes) -> None:
        """Put the blob into place. ``FileNotFoundError``: its file was swept before it was locked; begin again."""
        unfinished = f"{self._root}/{UNFINISHED}/{secrets.token_hex(12)}"
        descriptor = os.open(unfinished, NEW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # tells a sweep that the writer lives
            _write(descriptor, data, durable=True)
            os.rename(unfinished, final)  # noqa: PTH104  (see ``_root``)
        finally:
            os.close(descriptor)
        _sync_folder(os.path.dirname(final))  # noqa: PTH120  (see ``_root``)

    @contextlib.contextmanager
    def _locked(self, key: str) -> Iterator[None]:
        """Hold the lock of a key's changes. Its file stays: one that comes and goes could be locked by two."""
        self._make_folder(f"{self._root}/{LOCKS}")
        name = hashlib.sha256(key.encode()).hexdigest()
        descriptor = os.open(f"{self._root}/{LOCKS}/{name}", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _write_and_link(self, final: str, data: bytes, *, durable: bool) -> None:
        unfinished = f"{self._root}/{UNFINISHED}/{secrets.token_hex(12)}"
        descriptor = os.open(unfinished, NEW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # tells a sweep that the writer lives
            _write(descriptor, data, durable=durable)
            os.link(unfinished, final)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(unfinished)  # noqa: PTH108  (see ``_root``)
            os.close(descriptor)

    def _make_folder(self, folder: str) -> None:
        """Make ``folder`` and those above it, all private (``os.makedirs`` leaves those above to the umask)."""
        if os.path.isdir(folder):  # noqa: PTH112  (see ``_root``)
            return
        self._make_folder(os.path.dirname(folder))  # noqa: PTH120  (see ``_root``)
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, 0o700)  # noqa: PTH102  (see ``_root``)

    def _walk(self, prefix: str) -> Iterator[str]:
        try:
            with os.scandir(f"{self._root}/{prefix}") as entries:
                names = sorted(e.name + "/" * e.is_dir(follow_symlinks=False) for e in entries)
        except (FileNotFoundError, NotADirectoryError):
            return
        for name in names:
            if name.endswith("/"):
                yield from self._walk(prefix + name)
            else:
                yield prefix + name

    def _prune(self, folder: str) -> None:
        """Remove empty folders upwards. A creator whose folder goes under its feet makes it again."""
        while folder != self._root:
            try:
                os.rmdir(folder)  # noqa: PTH106  (see ``_root``)
            except (FileNotFoundError, NotADirectoryError):
                pass
            except OSError as fault:
                if fault.errno in {errno.ENOTEMPTY, errno.EEXIST}:
                    return
                raise
            folder = os.path.dirname(folder)  # noqa: PTH120  (see ``_root``)

    def _sweep(self) -> None:
        """Remove what killed writers left behind: the files that no living process holds locked."""
        with os.scandir(f"{self._root}/{UNFINISHED}") as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError, BlockingIOError):
                    _remove_if_abandoned(entry.path)


def _remove_if_abandoned(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.unlink(path)  # noqa: PTH108  (see ``LocalFiles._root``)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _faults_named() -> Iterator[None]:
    """Turn a fault of the disk into ours, without the path that the system's message carries."""
    try:
        yield
    except OSError as fault:
        raise _named(fault.errno or errno.EIO) from None


def _named(number: int) -> PipelineError:
    why = os.strerror(number)
    if number in _FORBIDDEN:
        return Misconfigured(SETTING, f"the storage folder cannot be used ({why}); give its owner leave to write")
    if number in _NEVER:
        return PipelineError(f"the storage folder does not look as a blob store left it ({why})")
    return Retriable(f"the storage disk failed ({why})", 30.0 if number in _FULL else 1.0)


def _write(descriptor: int, data: bytes, *, durable: bool) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    if durable:
        os.fsync(descriptor)


def _sync_folder(folder: str) -> None:
    """Wait until the folder's entries are on disk.

    New folders above it need no wait of their own: the journals of ext4 and XFS keep the order of changes, and Btrfs
    logs new ancestors with the folder.
    """
    with contextlib.suppress(FileNotFoundError):  # deleted since, with all that was in it
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
