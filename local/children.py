"""Child processes that do not outlive us."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from local.account import Account

_PR_SET_PDEATHSIG = 1
"""``linux/prctl.h``: the kernel sends the child this signal when the *thread* that made it ends, however it ends."""


def _die_with_parent(parent: int, number: int) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def arrange() -> None:
        prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # died between fork and prctl
            os._exit(0)

    return arrange


def _before_exec(account: Account | None, at_parents_death: int) -> Callable[[], None]:
    steps = [account.entering() if account else None, _die_with_parent(os.getpid(), at_parents_death)]
    wanted = [step for step in steps if step]  # in this order: another user's process is not told of its parent's death

    def prepare() -> None:
        for step in wanted:
            step()

    return prepare


def start(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    at_parents_death: int = signal.SIGKILL,
    account: Account | None = None,
    inherits: Sequence[int] = (),
) -> "subprocess.Popen[bytes]":
    """Start a process in a group of its own that ends when this one does.

    :param at_parents_death: the signal it gets then (Linux; elsewhere it is ended by ``stop`` alone). Everything that
        Adriel starts this way can be killed at any moment.
    :param account: whose user it runs as; None: ours.
    :param inherits: descriptors that it keeps open, beside its output.
    :raises RuntimeError: outside the main thread: the child would end with that thread instead of with the process.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("a child lives as long as the thread that starts it: start it in the main thread")
    return subprocess.Popen(
        [str(word) for word in command],
        env=dict(env) if env is not None else None,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        pass_fds=inherits,
        # Other threads may run by now, and what they held stays held in the child: this takes no lock of Python's
        # modules, and nothing is imported between fork and exec.
        preexec_fn=_before_exec(account, at_parents_death),  # noqa: PLW1509  (as said above)
    )


def stop(*running: "subprocess.Popen[bytes]", grace: float) -> None:
    """Ask the processes to end, each once; after ``grace`` seconds, counted for all, end those that have not.

    Whatever they leave of their groups is ended too. Returns as soon as the last one has ended.
    """
    for child in running:
        if child.poll() is None:
            child.terminate()
    end = time.monotonic() + grace
    for child in running:
        try:
            child.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            _kill_group(child)
    for child in running:
        _kill_group(child)
        child.wait()


def _kill_group(child: "subprocess.Popen[bytes]") -> None:
    """End whatever is left of the group that ``start`` made; the group's number is the child's own."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
