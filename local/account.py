"""Another user's account, for a server that refuses to run as root.

Root's home and what lies in it are closed to everybody else. A server that has its program or its data there gets one
capability along, by which it passes closed folders, so that no folder's permissions are changed for it:
``CAP_DAC_OVERRIDE`` as an ambient capability (capabilities(7)). The other one that opens folders,
``CAP_DAC_READ_SEARCH``, neither starts programs nor is it left to root in the usual container.

PostgreSQL's programs ask ``access(2)`` whether they can open each other, and that call counts no capability of anybody
but root, unless ``SECBIT_NO_SETUID_FIXUP`` is set.
"""

import ctypes
import os
import pwd
import stat
import struct
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

UNPRIVILEGED = 65530
"""Of the few user ids that systemd's list of them (systemd.io/UIDS-GIDS) leaves to nobody, and within the 65,536 ids of
a container with its own. ``nobody`` is shared by servers that must not touch each other's files."""

_PR_SET_KEEPCAPS, _PR_SET_SECUREBITS = 8, 28
_NO_SETUID_FIXUP, _KEEP_CAPS = 1 << 2, 1 << 4
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 47, 2
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_OVERRIDE = 1


@dataclass(frozen=True)
class Account:
    """A user to run a program as.

    :ivar passes: gets past closed folders (Linux).
    """

    uid: int
    passes: bool

    def entering(self) -> Callable[[], None]:
        """Return what a child does between fork and exec: it takes no lock and imports nothing."""
        libc = ctypes.CDLL(None, use_errno=True) if self.passes else None
        bits = 1 << _CAP_DAC_OVERRIDE
        header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
        sets = struct.pack("6I", bits, bits, bits, 0, 0, 0)  # effective, permitted, inheritable; then bits above 31

        def enter() -> None:
            if libc is not None:
                libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
                libc.prctl(_PR_SET_SECUREBITS, _NO_SETUID_FIXUP | _KEEP_CAPS, 0, 0, 0)
            os.setgroups([])
            os.setresgid(self.uid, self.uid, self.uid)
            os.setresuid(self.uid, self.uid, self.uid)
            if libc is not None:  # where it fails, the server says what it cannot open
                if libc.capset(header, sets) != 0:
                    os._exit(1)  # it would keep all that root may do
                libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)

        return enter


def listed(like: Account) -> Account:
    """Return one that the list of users knows, for a program that asks it for the name of whom it runs as.

    :raises KeyError: the list has no ``nobody``.
    """
    return replace(like, uid=pwd.getpwnam("nobody").pw_uid)


def give(folder: Path, to: Account) -> None:
    """Give a folder to the user, with what lies in it. Links are given, not followed."""
    os.chown(folder, to.uid, to.uid)
    for above, names, files in os.walk(folder):
        for name in (*names, *files):
            os.chown(Path(above) / name, to.uid, to.uid, follow_symlinks=False)


def for_server(data: Path, needed: Sequence[Path]) -> Account | None:
    """Return the account in which a server works on ``data``; None where ours will do, because we are not root.

    :param data: what exists belongs to its user; what does not, to ``UNPRIVILEGED``.
    :param needed: paths that the server must reach.
    """
    if os.geteuid() != 0:
        return None
    uid = data.stat().st_uid if data.exists() else UNPRIVILEGED
    closed = not all(_reaches(uid, path) for path in (data, *needed))
    return Account(uid, passes=closed and sys.platform.startswith("linux"))


def _reaches(uid: int, path: Path) -> bool:
    """Tell whether every folder above ``path``, and ``path`` where it is a program, lets the user through."""
    above = list(path.resolve().parents)
    return all(_lets_through(uid, each) for each in ([path, *above] if path.is_file() else above))


def _lets_through(uid: int, path: Path) -> bool:
    found = path.stat()
    return bool(found.st_mode & (stat.S_IXUSR if found.st_uid == uid else stat.S_IXOTH))
