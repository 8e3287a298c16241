"""No child outlives what started it, whatever ends that."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from local import children
from tests.support.processes import eventually, is_alive

ROOT = Path(__file__).resolve().parents[2]
OBEYS = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
WITH_GRANDCHILD = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the signal at a parent's death is Linux's")


def python(program: str, output: int | None = subprocess.PIPE) -> "subprocess.Popen[bytes]":
    return children.start([sys.executable, "-c", program], output=output)


def first_line(child: "subprocess.Popen[bytes]") -> str:
    assert child.stdout is not None
    return child.stdout.readline().decode().strip()


def seconds_to_stop(*running: "subprocess.Popen[bytes]", grace: float) -> float:
    begun = time.monotonic()
    children.stop(*running, grace=grace)
    for child in running:
        if child.stdout:
            child.stdout.close()
    return time.monotonic() - begun


def test_a_process_that_obeys_is_not_waited_for_longer_than_it_takes():
    assert seconds_to_stop(python(OBEYS), python(OBEYS), grace=30.0) < 10.0


def test_stubborn_processes_are_ended_after_one_grace_for_all():
    stubborn = [python(STUBBORN) for _ in range(3)]
    assert {first_line(each) for each in stubborn} == {"up"}
    assert 1.0 <= seconds_to_stop(*stubborn, grace=1.0) < 2.0
    assert {each.returncode for each in stubborn} == {-signal.SIGKILL}


def test_each_process_is_asked_once_however_long_the_others_take():
    """A second SIGTERM tells a worker to give up what it was finishing."""
    program = (
        "import signal, sys, time; asked = []; signal.signal(signal.SIGTERM, lambda *_: asked.append(1));"
        "print('up', flush=True)\nwhile not asked: time.sleep(0.01)\n"
        "time.sleep({seconds}); print(len(asked), flush=True)"
    )
    running = [python(program.format(seconds=seconds)) for seconds in (0.3, 1.0)]
    assert [first_line(each) for each in running] == ["up", "up"]
    children.stop(*running, grace=10.0)
    assert [first_line(each) for each in running] == ["1", "1"]
    for child in running:
        if child.stdout:
            child.stdout.close()


@linux
def test_what_a_process_leaves_behind_ends_with_it():
    child = python(WITH_GRANDCHILD)
    grandchild = int(first_line(child))
    assert is_alive(grandchild)
    seconds_to_stop(child, grace=10.0)
    assert eventually(lambda: not is_alive(grandchild))


@linux
def test_a_child_ends_with_a_parent_that_is_killed():
    program = (
        "from local import children; import time; print(children.start(['sleep', '60']).pid, flush=True);time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as parent:
        child = int(first_line(parent))
        assert is_alive(child)
        parent.kill()
        parent.wait()
        assert eventually(lambda: not is_alive(child))


def test_a_child_is_started_by_the_main_thread_alone():
    """The kernel's signal comes at the end of the thread that started it."""
    said: list[str] = []

    def start() -> None:
        try:
            children.stop(children.start(["true"]), grace=1.0)
        except RuntimeError as fault:
            said.append(str(fault))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert len(said) == 1
    assert "main thread" in said[0]
