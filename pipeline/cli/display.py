"""What a person sees while a case is examined: one line a stage, on standard error."""

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TextIO

from models.vocabulary.verdict import Outcome
from pipeline.cli import terminal
from pipeline.ports import Event

STAGES = {
    "preprocess": "photos prepared",
    "admit": "enough to examine?",
    "analyse": "examiners asked",
    "score": "evidence weighed",
    "certify": "signed",
    "publish": "documents drawn",
}

LONG = frozenset({"preprocess", "analyse"})
"""Stages of many parts that take seconds: where lines cannot be drawn over, their beginning is told too."""

WORDS = {
    "admitted": "yes",
    "needs_photos": "better photos are needed",
    "certificate": "report and certificate",
    "report": "report",
}

COLOURS = {Outcome.AUTHENTIC: "32", Outcome.COUNTERFEIT: "31", Outcome.INCONCLUSIVE: "34", Outcome.NEEDS_PHOTOS: "33"}
"""Green, red, blue, yellow, as on the report's pages (ECMA-48, Select Graphic Rendition)."""


@dataclass
class _Stage:
    name: str
    total: int = 1
    begun: float = field(default_factory=time.monotonic)
    ended: float | None = None
    done: dict[str, str] = field(default_factory=dict)
    running: set[str] = field(default_factory=set)
    retried: str = ""

    def take(self, event: Event) -> None:
        """Take what happened to one part."""
        match event.state:
            case "started":
                self.running.add(event.part)
            case "retried":
                self.retried = f"{event.part} ({event.note})"
            case "finished" if event.part not in self.done:
                self.done[event.part] = event.note
                self.ended = time.monotonic() if len(self.done) == self.total else None
            case _:
                pass

    def line(self) -> str:
        seconds = (self.ended or time.monotonic()) - self.begun
        count = f"{len(self.done)}/{self.total}" if self.name in LONG else ""
        return f"  {STAGES[self.name]:<18}{count:>6}{seconds:>7.1f} s  {', '.join(self._notes())}".rstrip()

    def _notes(self) -> list[str]:
        if self.name == "publish":
            return []  # the outcome has been told
        notes = [text for part, code in sorted(self.done.items()) if (text := _note(part, code))]
        if self.ended is None and self.retried:
            return [*notes, f"{self.retried}: asking again"]
        if self.ended is None and self.name == "analyse":
            return [*notes, *(f"{part} looking" for part in sorted(self.running - set(self.done)))]
        return notes


def _note(part: str, code: str) -> str:
    kind, _, detail = code.partition(":")
    match kind:
        case "prepared":
            return ""
        case "rejected":
            return f"{part} cannot be used"
        case "examined":
            return f"{part}: {detail} finding{'' if detail == '1' else 's'}"
        case "unavailable":
            return f"{part}: {detail}"
        case _:
            return WORDS.get(kind, kind)


class Display:
    """Draws the stages: in place on a terminal, as lines that stay elsewhere."""

    def __init__(self, environment: Mapping[str, str], out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._live = terminal.is_live(self._out, environment)
        self._colour = terminal.has_colour(self._out, environment)
        self._stages: dict[str, _Stage] = {}
        self._drawn = 0

    def say(self, text: str) -> None:
        """Print a line above the stages."""
        self._write([text, *self._lines()] if self._live else [text], staying=1)

    def take(self, event: Event | None) -> None:
        """Take an event, or None where time has passed."""
        if event is not None and event.stage in STAGES:
            first = event.stage not in self._stages
            stage = self._stages.setdefault(event.stage, _Stage(event.stage, event.total))
            over = stage.ended is not None
            stage.take(event)
            if not self._live:
                self._tell(stage, first=first, over=over)
        if event is None and self._live:
            self._write(self._lines())

    def _tell(self, stage: _Stage, *, first: bool, over: bool) -> None:
        """Print a stage that has ended, or one that begins and will take long."""
        if stage.ended is not None and not over:
            self._write([stage.line()], staying=1)
        elif first and stage.name in LONG:
            self._write([f"  {STAGES[stage.name]} …"], staying=1)

    def _lines(self) -> list[str]:
        room = terminal.width(self._out) - 1  # a full line may wrap
        return [self._fitted(stage.line(), room) for stage in self._stages.values()]

    def _fitted(self, line: str, room: int) -> str:
        cut = line if len(line) <= room else line[: room - 1] + "…"
        for outcome, colour in COLOURS.items() if self._colour else ():
            if cut.endswith(f"  {outcome}"):
                return cut.removesuffix(outcome) + terminal.painted(outcome, colour)
        return cut

    def _write(self, lines: list[str], *, staying: int = 0) -> None:
        """Write lines over those drawn before, in one piece and without clearing first, so that nothing flickers.

        :param staying: how many of them are not drawn over next time.
        """
        up = f"\x1b[{self._drawn}F" if self._drawn else ""
        clear = "\x1b[K" if self._live else ""
        self._out.write(up + "".join(f"{line}{clear}\n" for line in lines))
        self._out.flush()
        self._drawn = len(lines) - staying if self._live else 0
