"""What a person sees while a case is examined: one line a stage, on standard error."""

import sys
import time
from dataclasses import dataclass, field
from typing import TextIO

from pipeline.ports import Event

STAGES = {
    "preprocess": "photos prepared",
    "admit": "enough to examine?",
    "analyse": "examiners asked",
    "score": "evidence weighed",
    "certify": "signed",
    "publish": "documents drawn",
}

WORDS = {
    "admitted": "yes",
    "needs_photos": "better photos are needed",
    "certificate": "report and certificate",
    "report": "report",
    "published": "",
}


@dataclass
class _Stage:
    total: int = 1
    done: dict[str, str] = field(default_factory=dict)
    begun: float = field(default_factory=time.monotonic)
    ended: float | None = None
    retried: str = ""

    def line(self, name: str) -> str:
        seconds = (self.ended or time.monotonic()) - self.begun
        count = f"{len(self.done)}/{self.total}" if self.total > 1 or name in {"preprocess", "analyse"} else ""
        return f"  {STAGES[name]:<20}{count:>7}{seconds:8.1f} s   {self._notes()}".rstrip()

    def _notes(self) -> str:
        notes = [text for part, code in sorted(self.done.items()) if (text := _note(part, code))]
        if self.retried and len(self.done) < self.total:
            notes.append(f"{self.retried}: asking again")
        return ", ".join(notes)


def _note(part: str, code: str) -> str:
    kind, _, detail = code.partition(":")
    match kind:
        case "prepared":
            return ""
        case "rejected":
            return f"{part} cannot be used"
        case "examined":
            return f"{part}: {detail} findings"
        case "unavailable":
            return f"{part}: {detail}"
        case _:
            return WORDS.get(kind, kind)


class Display:
    """Draws the stages: in place on a terminal, as finished lines elsewhere."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._live = self._out.isatty()
        self._stages: dict[str, _Stage] = {}
        self._drawn = 0

    def say(self, text: str) -> None:
        """Print a line above the stages."""
        self._erase()
        print(text, file=self._out, flush=True)
        self._draw()

    def take(self, event: Event | None) -> None:
        """Take an event, or None where time has passed."""
        if event is None:
            self._erase()
            self._draw()
        elif event.stage in STAGES:
            self._note(event)

    def _note(self, event: Event) -> None:
        first = event.stage not in self._stages
        stage = self._stages.setdefault(event.stage, _Stage(total=event.total))
        if event.state == "retried":
            stage.retried = f"{event.part} ({event.note})"
        if event.state == "finished" and event.part not in stage.done:
            stage.done[event.part] = event.note
            if len(stage.done) == stage.total:
                stage.ended = time.monotonic()
        if not self._live and (first or stage.ended):
            self._plain(event, stage, first=first)

    def _plain(self, event: Event, stage: _Stage, *, first: bool) -> None:
        if first and stage.ended is None:
            print(f"  {STAGES[event.stage]} …", file=self._out, flush=True)
        elif event.state == "finished":
            print(stage.line(event.stage), file=self._out, flush=True)

    def _erase(self) -> None:
        if self._drawn:
            print(f"\x1b[{self._drawn}F\x1b[J", end="", file=self._out)
            self._drawn = 0

    def _draw(self) -> None:
        if self._live:
            for name, stage in self._stages.items():
                print(stage.line(name), file=self._out)
            self._drawn = len(self._stages)
            self._out.flush()
