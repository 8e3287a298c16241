"""The course of one examination: which of its steps were told, and what may be told next. Pure.

A step is a part of a stage: one photo's preparation, one examiner's answer. The pipeline tells of a step whenever it
is carried out, and it is carried out again when a message is delivered twice or the canvas is sent again. Watchers see
it once, and never one of an earlier stage after one of a later.
"""

from collections.abc import Iterable, Sequence

from pipeline.ports import Event

STAGES = ("preprocess", "admit", "analyse", "score", "certify", "publish", "case")
"""In the order of the canvas; ``case`` is its end."""

ONLY_IF_ADMITTED = frozenset({"analyse", "score"})
"""Left out where better photos are asked for."""

Told = tuple[str, str, str, int, str]
"""Of an event that was told: stage, part, state, how many parts the stage has, note."""


def part_of(event: Event) -> str:
    """Return an event's part; empty for a stage of one part."""
    return "" if event.part == "all" else event.part


class Course:
    """What was told of one examination."""

    def __init__(self, told: Iterable[Told] = ()) -> None:
        self._notes: dict[tuple[str, str, str], str] = {}
        self._totals: dict[str, int] = {}
        self._reached = 0
        for each in told:
            self._note(*each)

    def tell(self, event: Event) -> bool:
        """Note an event; return whether it says anything that was not told."""
        if event.stage not in STAGES or self._is_late(event) or self._is_known(event):
            return False
        self._note(event.stage, part_of(event), event.state, event.total, event.note)
        return True

    def missing_before(self, stage: str) -> Sequence[str]:
        """Return the stages before this one that have not ended, as far as was told."""
        before = STAGES[: STAGES.index(stage)] if stage in STAGES else ()
        return [each for each in before if self._was_due(each) and self._ended(each) < self._totals.get(each, 1)]

    def _note(self, stage: str, part: str, state: str, total: int, note: str) -> None:
        self._notes[stage, part, state] = note
        self._totals[stage] = max(total, self._totals.get(stage, 1))
        if (stage, state) != ("case", "failed"):  # one sending failed: the next goes on where it stopped
            self._reached = max(self._reached, STAGES.index(stage))

    def _is_late(self, event: Event) -> bool:
        return STAGES.index(event.stage) < self._reached

    def _is_known(self, event: Event) -> bool:
        """Return whether the step was told so; an examiner that could not answer may still answer."""
        known = self._notes.get((event.stage, part_of(event), event.state))
        return known is not None and (not known.startswith("unavailable:") or known == event.note)

    def _was_due(self, stage: str) -> bool:
        return stage not in ONLY_IF_ADMITTED or self._notes.get(("admit", "", "finished")) == "admitted"

    def _ended(self, stage: str) -> int:
        return sum(1 for name, _, state in self._notes if (name, state) == (stage, "finished"))
