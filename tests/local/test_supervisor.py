"""What ends is started again, more and more slowly; what refuses is not."""

import itertools
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from local.supervisor import FIRST_PAUSE, REFUSED, Process, Refused, Supervisor, supervised
from tests.support.processes import eventually, is_alive


def shell(name: str, script: str, after: float = 0.0) -> Process:
    return Process(name, ["sh", "-c", script], dict(os.environ), after)


def tending(supervisor: Supervisor, until: Callable[[], bool]) -> list[str]:
    """Tend until the condition holds; return the names that were found ended."""
    ended: list[str] = []

    def tend() -> bool:
        ended.extend(supervisor.tend())
        return until()

    assert eventually(tend)
    return ended


def test_what_ends_is_started_again_and_each_time_later(tmp_path: Path):
    starts = tmp_path / "starts"
    with supervised([shell("short", f"date +%s.%N >> '{starts}'")]) as supervisor:
        ended = tending(supervisor, lambda: starts.exists() and len(starts.read_text().split()) >= 4)
    times = [float(each) for each in starts.read_text().split()]
    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert set(ended) == {"short"}
    assert len(ended) >= 3
    for number, pause in enumerate(pauses):
        assert pause >= FIRST_PAUSE * 2**number


def test_what_runs_is_left_alone():
    with supervised([shell("long", "sleep 60")]) as supervisor:
        pid = supervisor.pids()["long"]
        time.sleep(0.3)
        assert supervisor.tend() == []
        assert supervisor.pids() == {"long": pid}


def test_a_process_that_is_due_later_is_started_later():
    begun = time.monotonic()
    with supervised([shell("first", "sleep 60"), shell("second", "sleep 60", after=0.7)]) as supervisor:
        assert set(supervisor.pids()) == {"first"}
        tending(supervisor, lambda: "second" in supervisor.pids())
        assert 0.7 <= time.monotonic() - begun < 5.0


def test_all_are_ended_at_the_end_of_the_block_even_those_that_are_not_due_yet():
    begun = time.monotonic()
    processes = [shell("one", "sleep 60"), shell("two", "sleep 60"), shell("three", "sleep 60", after=60.0)]
    with supervised(processes, grace=30.0) as supervisor:
        pids = supervisor.pids().values()
        assert len(pids) == 2
    assert not any(is_alive(pid) for pid in pids)
    assert time.monotonic() - begun < 10.0


def test_a_process_that_refuses_to_start_is_not_started_again_and_ends_the_others(tmp_path: Path):
    starts = tmp_path / "starts"
    refusing = shell("picky", f"echo started >> '{starts}'; exit {REFUSED}")
    with supervised([shell("other", "sleep 60"), refusing]) as supervisor:
        other = supervisor.pids()["other"]
        with pytest.raises(Refused, match="picky refused to start"):
            tending(supervisor, lambda: False)
    assert starts.read_text() == "started\n"
    assert not is_alive(other)


def test_where_one_cannot_be_started_the_others_are_ended(tmp_path: Path):
    pid = tmp_path / "pid"
    first = shell("first", f"echo $$ > '{pid}'; exec sleep 60")
    lost = Process("lost", ["/nonexistent"], {}, after=0.5)
    with supervised([first, lost]) as supervisor, pytest.raises(FileNotFoundError):
        tending(supervisor, lambda: False)
    assert not is_alive(int(pid.read_text()))
