"""What labelled cases say of one criterion of one examiner."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.scoring.labelled import LabelledCase, Severity
from models.scoring.sample import Sample
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.views import Component

Vector = NDArray[np.float64]
Labels = NDArray[np.int64]

ENOUGH = 30
"""Watches of each kind, as altered, on which a component's sightings are fitted apart from those of others: with as
many and no counterexample the sample supports a ratio of ten."""


class Key(NamedTuple):
    """What a row is about. ``component`` is None where it is about all that have no row of their own."""

    examiner: str
    criterion: str
    component: Component | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """All that was seen by one criterion: one entry for each case and component on which it was made out.

    :ivar signed: (n,), strength with the sign of its bearing; 0 where it was neutral.
    :ivar genuine: (n,), 1 where the claim is true.
    :ivar watch: (n,), the specimen's number: entries of one are not independent.
    :ivar state: (n,), number of the specimen as altered in one way: one watch as far as its claim goes.
    """

    signed: Vector
    genuine: Vector
    watch: Labels
    state: Labels

    def __len__(self) -> int:
        return len(self.signed)

    def take(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> "Observed":
        """Return some of the entries."""
        return Observed(self.signed[chosen], self.genuine[chosen], self.watch[chosen], self.state[chosen])

    @property
    def sample(self) -> Sample:
        """How many watches it was made out on, and on how many it misled."""
        true = self.genuine > 0
        return Sample(
            genuine=_distinct(self.state[true]),
            genuine_contradicted=_distinct(self.state[true & (self.signed < 0)]),
            counterfeit=_distinct(self.state[~true]),
            counterfeit_supported=_distinct(self.state[~true & (self.signed > 0)]),
        )


def is_genuine(case: LabelledCase) -> bool:
    """Whether the claim counts as true: a slight defect is within what makers let pass."""
    return case.truth.genuine or case.truth.severity is Severity.SLIGHT


def watches(cases: Sequence[LabelledCase]) -> Labels:
    """Return (n,) numbers of the specimens."""
    return _numbered([case.truth.watch for case in cases])


def states(cases: Sequence[LabelledCase]) -> Labels:
    """Return (n,) numbers of the specimens as altered: a watch with another dial is another watch."""
    return _numbered([f"{c.truth.watch}\n{c.truth.defect}\n{c.truth.severity}" for c in cases])


def observed(cases: Sequence[LabelledCase]) -> dict[Key, Observed]:
    """Return what was seen by each criterion: on all components together, and on each that was seen enough."""
    entries: defaultdict[Key, list[tuple[float, int]]] = defaultdict(list)
    for place, case in enumerate(cases):
        for key, signed in _settled(case.findings):
            entries[key].append((signed, place))
            entries[key._replace(component=None)].append((signed, place))
    genuine = np.array([is_genuine(case) for case in cases], dtype=np.float64)
    of_watch, of_state = watches(cases), states(cases)
    found = {}
    for key in sorted(entries, key=lambda key: (key.examiner, key.criterion, key.component or "")):
        places = np.array([place for _, place in entries[key]], dtype=np.intp)
        strengths = np.array([signed for signed, _ in entries[key]], dtype=np.float64)
        found[key] = Observed(strengths, genuine[places], of_watch[places], of_state[places])
    return {key: seen for key, seen in found.items() if key.component is None or _stands_alone(key, seen, found)}


def _stands_alone(key: Key, seen: Observed, found: Mapping[Key, Observed]) -> bool:
    """Whether a component was seen enough, and is not the only one."""
    sample = seen.sample
    enough = min(sample.genuine, sample.counterfeit) >= ENOUGH
    return enough and len(seen) < len(found[key._replace(component=None)])


def _settled(findings: Iterable[Finding]) -> Iterable[tuple[Key, float]]:
    """Yield each criterion once for each component.

    Where several photos showed it, the clearest contradiction counts, since a flaw that one photo hides is still
    there; else the mean.
    """
    grouped: defaultdict[Key, list[float]] = defaultdict(list)
    for each in findings:
        if each.bearing is not Bearing.UNREADABLE:
            grouped[Key(each.examiner, each.criterion, each.component)].append(signed_strength(each))
    for key, values in grouped.items():
        yield key, min(values) if min(values) < 0 else fmean(values)


def signed_strength(finding: Finding) -> float:
    """Return the strength, negative where the finding contradicts, 0 where it bears neither way."""
    match finding.bearing:
        case Bearing.SUPPORTS:
            return finding.strength
        case Bearing.CONTRADICTS:
            return -finding.strength
        case Bearing.NEUTRAL | Bearing.UNREADABLE:
            return 0.0


def _numbered(names: Sequence[str]) -> Labels:
    numbers = {name: number for number, name in enumerate(sorted(set(names)))}
    return np.array([numbers[name] for name in names], dtype=np.int64)


def _distinct(numbers: Labels) -> int:
    return len(np.unique(numbers))
