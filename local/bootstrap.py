"""Makes the environment of a clone. Runs on a bare Python 3.11: the standard library and nothing else.

The launcher starts it when its own look at the stamp says that there is something to do. It may be interrupted at any
moment: the stamp is written last, and without one the next run begins anew.
"""

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

STAMP = "adriel-stamp"
"""Holds the path of the clone. Its name, and that of the next, are known to the launcher."""
MADE_FROM = "adriel-requirements.txt"
"""A copy of the lock file that the environment was made from."""
LOG = "adriel-install.log"
STEP = 15
"""Packages between two lines of progress: about five lines for the whole."""


class InstallFailed(Exception):
    """The environment could not be made; the text says why and what to do."""


def say(text: str) -> None:
    """Tell the person; standard output belongs to reports."""
    print(f"adriel: {text}", file=sys.stderr, flush=True)


def prepare(home: Path) -> None:
    """Make the environment of the clone at ``home``, unless another process has made it meanwhile.

    :raises InstallFailed: with what to do.
    """
    venv = home / ".venv"
    with alone(home):
        if is_current(home):
            return
        packages = count_packages(home / "requirements.txt")
        say(f"installing {packages} packages into {venv} (1 GB; one to five minutes, only this once)")
        _make_venv(venv)
        install(home, home / "requirements.txt", venv / MADE_FROM)
        (venv / f"{STAMP}.new").write_bytes(os.fsencode(home) + b"\n")
        (venv / f"{STAMP}.new").rename(venv / STAMP)
        say("installed")


def is_current(home: Path) -> bool:
    """Return whether the environment is whole, made here, and made from this lock file: what the launcher asks."""
    stamp = home / ".venv" / STAMP
    runs = os.access(home / ".venv" / "bin" / "python", os.X_OK)
    made_here = stamp.is_file() and stamp.read_bytes() == os.fsencode(home) + b"\n"
    return runs and made_here and is_installed(home / "requirements.txt", home / ".venv" / MADE_FROM)


def is_installed(requirements: Path, made_from: Path) -> bool:
    """Return whether ``made_from`` is a copy of ``requirements``."""
    return made_from.is_file() and made_from.read_bytes() == requirements.read_bytes()


def count_packages(requirements: Path) -> int:
    """Return how many packages a lock file names; a few of them are for other platforms."""
    return len(re.findall(r"^[A-Za-z0-9][^\n]*==", requirements.read_text(encoding="utf-8"), re.MULTILINE))


@contextlib.contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the clone's lock. It is the kernel's, on the folder itself: no file is left behind, and none goes stale.

    A pip that outlives its killed parent holds the lock too, so that nobody installs beside it.
    """
    descriptor = os.open(home, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.set_inheritable(descriptor, True)  # noqa: FBT003  (the function has no keyword)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another adriel is installing in this clone; waiting for it")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def install(home: Path, requirements: Path, made_from: Path) -> None:
    """Install a lock file into the clone's environment, then keep a copy of it as the mark that it is installed.

    :raises InstallFailed: with the end of pip's log.
    """
    log = home / ".venv" / LOG
    pip: list[str | Path] = [
        home / ".venv" / "bin" / "python",
        "-I",
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
    ]
    # The lock is the whole closure. Resolving it again would let a release of today in under an unpinned "name[extra]".
    command = [*pip, "--progress-bar", "off", "--no-deps", "--require-hashes", "-r", requirements]
    with log.open("wb") as output:
        child = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, close_fds=False)
        try:
            _show_progress(child, log, count_packages(requirements))
        finally:
            child.terminate()
            child.wait()
    if child.returncode:
        raise InstallFailed(_explain(log))
    shutil.copyfile(requirements, made_from)


def _show_progress(child: "subprocess.Popen[bytes]", log: Path, total: int) -> None:
    shown, installing = 0, False
    while child.poll() is None:
        time.sleep(0.2)
        text = log.read_text(encoding="utf-8", errors="replace")
        fetched = len(re.findall(r"^(?:Collecting|Processing) ", text, re.MULTILINE))
        if fetched >= shown + STEP:
            shown = fetched
            say(f"  {fetched} of about {total} packages fetched")
        if not installing and "Installing collected packages" in text:
            installing = True
            say("  all fetched; unpacking")


def _make_venv(venv: Path) -> None:
    """Make an empty environment on the versioned interpreter: a later ``python3`` must not slip in under it."""
    interpreter = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    try:
        if venv.is_symlink():
            venv.unlink()
        shutil.rmtree(venv, ignore_errors=True)
        done = subprocess.run(
            [interpreter, "-I", "-m", "venv", "--clear", venv], capture_output=True, text=True, check=False
        )
    except OSError as fault:
        raise InstallFailed(
            f"cannot write to {venv.parent} ({fault.strerror}); use a clone in a folder of yours"
        ) from fault
    if done.returncode:
        reason = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise InstallFailed(
            f"cannot make {venv}: {reason[-1]}\n"
            "The clone must lie in a folder of yours that can be written, on a disk with 2 GB free."
        )


def _explain(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    end = [line for line in lines if line and not line.startswith(("WARNING", "[notice]"))][-12:]
    return "\n".join(
        ["the installation failed. pip's last words:", *(f"  {line}" for line in end),
         "Most often the network or the disk is the reason: mend it and run the same command again.",
         f"The whole log: {log}"]
    )  # fmt: skip


def main() -> int:
    """Prepare the clone named by the first argument; return the exit code."""
    try:
        prepare(Path(sys.argv[1]))
    except InstallFailed as fault:
        say(str(fault))
        return 1
    except OSError as fault:
        say(f"cannot prepare this clone: {fault.strerror}. It must lie in a folder of yours, on a disk with 2 GB free.")
        return 1
    except KeyboardInterrupt:
        say("interrupted; the same command begins the installation anew")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
