"""What is drawn while a case runs, on a real pseudo-terminal and on a file."""

import io
import os
import pty
import re
import select
import struct
from collections.abc import Iterator
from fcntl import ioctl
from termios import TIOCSWINSZ
from typing import Literal, TextIO

import pytest

from models.vocabulary.verdict import Outcome
from pipeline.cli.display import COLOURS, STAGES, Display
from pipeline.ports import Event

COLUMNS = 80


def event(
    stage: str, state: Literal["started", "finished", "retried"], part: str = "", note: str = "", total: int = 1
) -> Event:
    return Event(
        case="0123456789ab", examination=1, dispatch="d", stage=stage, part=part, state=state, note=note, total=total
    )


CASE = [
    event("preprocess", "started", "dial", total=2),
    event("preprocess", "finished", "dial", "prepared", total=2),
    event("preprocess", "finished", "papers", "rejected:truncated", total=2),
    event("admit", "finished", note="admitted"),
    event("analyse", "started", "identity", total=2),
    event("analyse", "started", "vision", total=2),
    event("analyse", "retried", "vision", "rate limited", total=2),
    event("analyse", "finished", "vision", "unavailable:no key", total=2),
    event("analyse", "finished", "identity", "examined:1", total=2),
    event("score", "started"),
    event("score", "finished", note="inconclusive"),
    event("certify", "finished", note="report"),
    event("publish", "finished", note="inconclusive"),
]


class Screen:
    """A terminal of 80 columns: the far end of a pseudo-terminal, and what stands on it."""

    def __init__(self) -> None:
        self._far, near = pty.openpty()
        ioctl(near, TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
        self.out: TextIO = os.fdopen(near, "w")
        self.written = ""

    def show(self, display: Display, *events: Event | None) -> None:
        """Hand over the events and read what is drawn, before the terminal's buffer is full."""
        for each in events:
            display.take(each)
            self.read()

    def read(self) -> None:
        while select.select([self._far], [], [], 0.02)[0]:
            self.written += os.read(self._far, 65_536).decode()

    def close(self) -> None:
        self.out.close()
        os.close(self._far)

    @property
    def lines(self) -> list[str]:
        """What a person sees: the cursor goes up where it is told to."""
        rows: list[str] = []
        row = 0
        for line in self.written.replace("\r", "").split("\n")[:-1]:
            up = re.match(r"\x1b\[(\d+)F", line)
            row -= int(up[1]) if up else 0
            rows[row : row + 1] = [re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", line)]
            row += 1
        return rows


@pytest.fixture
def screen() -> Iterator[Screen]:
    opened = Screen()
    yield opened
    opened.close()


def test_on_a_terminal_each_stage_has_one_line(screen: Screen) -> None:
    display = Display({}, screen.out)
    display.say("case 0123456789ab: 2 photos")
    for each in CASE:
        screen.show(display, each, None)
    assert len(screen.lines) == 1 + len(STAGES)
    assert screen.lines[0] == "case 0123456789ab: 2 photos"
    assert re.fullmatch(r"  photos prepared +2/2 +\d\.\d s  papers cannot be used", screen.lines[1])
    assert re.fullmatch(r"  examiners asked +2/2 +\d\.\d s  identity: 1 finding, vision: no key", screen.lines[3])


def test_what_is_said_later_stands_above_the_stages(screen: Screen) -> None:
    display = Display({}, screen.out)
    screen.show(display, CASE[0], None)
    display.say("  Redis lost what it held")
    screen.read()
    assert screen.lines[0] == "  Redis lost what it held"
    assert "photos prepared" in screen.lines[1]


def test_while_examiners_look_it_is_said_who_does(screen: Screen) -> None:
    display = Display({}, screen.out)
    screen.show(display, *CASE[:6], None)
    assert "identity looking, vision looking" in screen.lines[-1]
    screen.show(display, CASE[6], None)
    assert "vision (rate limited): asking again" in screen.lines[-1]


def test_nothing_is_cleared_before_it_is_drawn_again(screen: Screen) -> None:
    screen.show(Display({}, screen.out), *CASE, None)
    assert "signed" in screen.written
    assert "\x1b[J" not in screen.written


def test_no_line_is_as_wide_as_the_terminal(screen: Screen) -> None:
    refused = (event("preprocess", "finished", f"other-{n}", "rejected:truncated", total=9) for n in range(2, 9))
    screen.show(Display({}, screen.out), *refused, None)
    assert len(screen.lines[-1]) == COLUMNS - 1
    assert screen.lines[-1].endswith("…")


@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)]
)
def test_the_outcome_is_coloured_where_colours_are_welcome(
    screen: Screen, environment: dict[str, str], *, coloured: bool
) -> None:
    screen.show(Display(environment, screen.out), *CASE, None)
    painted = f"\x1b[1;{COLOURS[Outcome.INCONCLUSIVE]}minconclusive\x1b[0m"
    assert (painted in screen.written) is coloured


@pytest.mark.parametrize("environment", [{}, {"TERM": "dumb"}])
def test_elsewhere_each_stage_is_told_once_and_a_long_one_when_it_begins(environment: dict[str, str]) -> None:
    out = io.StringIO()
    display = Display(environment, out)
    for each in CASE:
        display.take(each)
        display.take(None)
    told = [line.split("  ")[1].strip() for line in out.getvalue().splitlines()]
    assert told == [
        "photos prepared …",
        "photos prepared",
        "enough to examine?",
        "examiners asked …",
        "examiners asked",
        "evidence weighed",
        "signed",
        "documents drawn",
    ]
    assert "\x1b" not in out.getvalue()


def test_a_redelivered_part_is_told_once() -> None:
    out = io.StringIO()
    display = Display({}, out)
    for _ in range(2):
        display.take(event("score", "finished", note="authentic"))
    assert out.getvalue().count("authentic") == 1


def test_every_outcome_has_its_colour() -> None:
    assert set(COLOURS) == set(Outcome)
