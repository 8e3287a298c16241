"""What the rows of a case come to together, before anything of the whole is fitted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.scoring.curve import Curve
from models.scoring.fit.gather import Key, Vector, signed_strength
from models.scoring.labelled import LabelledCase
from models.scoring.table import Consequence, Table
from models.scoring.weigh import shrunk
from models.vocabulary.finding import Bearing
from models.vocabulary.views import Component

Grouped = dict[Component, list[float]]
"""Weights of one side, log10 without sign, by component."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A case's weights.

    :ivar barred: whether a claimed fact is contradicted: the claim is then not confirmed.
    :ivar withheld: whether it is contradicted so clearly that supports may not outweigh contradictions.
    """

    supports: Grouped
    contradicts: Grouped
    barred: bool
    withheld: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """Cases, each with all that speaks for its claim and all that speaks against it.

    :ivar supports: (n,), log10 without sign.
    :ivar contradicts: (n,).
    :ivar worst: (n,), the most that speaks against one component.
    :ivar barred: (n,). :ivar withheld: (n,).
    """

    supports: Vector
    contradicts: Vector
    worst: Vector
    barred: Vector
    withheld: Vector

    def log10_lr(self, supports: float = 1.0, contradicts: float = 1.0) -> Vector:
        """Return (n,) log10 likelihood ratios with the two sides scaled."""
        plus, minus = supports * self.supports, contradicts * self.contradicts
        return np.where(self.withheld > 0, np.minimum(plus, minus), plus) - minus


def parts(case: LabelledCase, curves: Mapping[Key, Curve], declared: Table) -> Parts:
    """Weigh a case's findings with the curves.

    :param declared: where what a contradiction does beyond its weight is taken from.
    """
    supports: defaultdict[Component, list[float]] = defaultdict(list)
    contradicts: defaultdict[Component, list[float]] = defaultdict(list)
    barred = withheld = False
    for finding in case.findings:
        row = declared.row(finding.examiner, finding.criterion, finding.component)
        against = finding.bearing is Bearing.CONTRADICTS and finding.strength > 0
        if against and (row is None or row.consequence_of(finding.strength) is Consequence.BARS_AUTHENTIC):
            barred = True
            withheld = withheld or (row is not None and finding.strength >= declared.thresholds.seen.value)
        general = Key(finding.examiner, finding.criterion)
        curve = curves.get(general._replace(component=finding.component), curves.get(general))
        if curve is None or (finding.component not in case.shown and not against):
            continue
        weight = curve.at(signed_strength(finding))
        (contradicts if against else supports)[finding.component].append(abs(weight))
    return Parts(supports, contradicts, barred, withheld)


def totals(cases: Sequence[Parts], dependence: float) -> Totals:
    """Add each case up, further weights on a component discounted by ``dependence``: 1 adds all of them plainly."""
    against = [[shrunk(side, dependence) for side in case.contradicts.values()] for case in cases]
    return Totals(
        supports=np.array([sum(shrunk(side, dependence) for side in case.supports.values()) for case in cases]),
        contradicts=np.array([sum(sides) for sides in against]),
        worst=np.array([max(sides, default=0.0) for sides in against]),
        barred=np.array([float(case.barred) for case in cases]),
        withheld=np.array([float(case.withheld) for case in cases]),
    )
