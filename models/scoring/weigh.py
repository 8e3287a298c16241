"""Weighs findings: likelihood ratios, shrunk by component, bounded by examiner.

1. Each finding that bears on the claim weighs what its row says for its strength. Neutral and unreadable ones weigh
   nothing: their likelihood ratio is exactly 1.
2. Supports and contradictions are taken apart, so that no number of supports hides a contradiction, and a further
   contradiction can never raise the result.
3. On one component, whichever examiners they come from, findings are dependent: sorted by weight they count in full,
   then by ``dependence``, ``dependence ** 2`` … times the table's scale, and together for at most the component's cap:
   a higher one against it where two experts agree that it is not genuine.
4. Over all components no examiner adds more than its cap to what the others say without it.
5. The components' remaining weights are added, within the table's bounds for a whole case, and prior odds to them.
6. While a claimed fact is clearly contradicted, supports count no more than contradictions do: the claim is then never
   held likelier than before anyone looked. An examiner who finds all else as claimed on a watch of another brand tells
   nothing by it.

All sums are ``math.fsum``, which is exact before its one rounding: the order of findings cannot change a bit.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from models.scoring.experts import agreed_against
from models.scoring.table import DECIMALS, Consequence, Domain, Table, log10_odds, probability
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.verdict import Contribution
from models.vocabulary.views import Component

Sides = dict[Component, float]
"""log10 weights without sign, by component."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What one finding weighs by itself, log10, without sign."""

    component: Component
    examiner: str
    log10: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """The evidence, weighed.

    :ivar supports: by component, shrunk and capped, before the bound by examiner.
    :ivar contradicts: likewise.
    :ivar contributions: what each component adds in the end; they sum to ``log10_lr``, but for rounding.
    :ivar withheld: whether supports were left out because a claimed fact is contradicted.
    :ivar prior: probability that the claim is true before any photo was looked at.
    :ivar posterior: rounded to six decimals, as is ``log10_lr``.
    """

    supports: Sides
    contradicts: Sides
    contributions: tuple[Contribution, ...]
    log10_lr: float
    withheld: bool
    prior: float
    posterior: float

    def contribution(self, component: Component) -> float:
        """What the component adds; 0 where nothing was weighed."""
        return next((each.log10_lr for each in self.contributions if each.component is component), 0.0)


def weigh(
    findings: Iterable[Finding],
    shown: frozenset[Component],
    table: Table,
    domain: Domain,
    *,
    complete: bool,
    prior: float | None = None,
) -> Weighed:
    """Weigh ``findings`` with ``table``.

    :param shown: components that a usable photo can show. A support for any other is not believed (nobody can have
        seen it); a contradiction is, to fail closed.
    :param domain: of the watch. Outside the table's own the whole case weighs at most the table's ``outside_cap``.
    :param complete: whether all that the table requires was found (``cover.unmet``).
    :param prior: probability before any photo was looked at; None for the table's own.
    """
    before = table.prior.value if prior is None else prior
    found = list(findings)
    supports = _Side(Bearing.SUPPORTS, _weights(found, Bearing.SUPPORTS, table, shown), table)
    against = _weights(found, Bearing.CONTRADICTS, table, frozenset(Component))
    contradicts = _Side(Bearing.CONTRADICTS, against, table, agreed_against(found))
    limit = math.inf if table.covers(domain) else table.outside_cap.value
    plus, minus = (min(limit, side.bounded()) for side in (supports, contradicts))
    withheld = plus > minus and any(_contradicts_claim(finding, table) for finding in found)
    plus = minus if withheld else plus
    plus = min(plus, minus + table.bound(Bearing.SUPPORTS, complete=complete))
    minus = min(minus, plus + table.bound(Bearing.CONTRADICTS))
    log10_lr = _rounded(plus - minus)
    return Weighed(
        supports=supports.by_component(),
        contradicts=contradicts.by_component(),
        contributions=_contributions(supports, contradicts, supports.shares(plus), contradicts.shares(minus)),
        log10_lr=log10_lr,
        withheld=withheld,
        prior=before,
        posterior=probability(log10_lr + log10_odds(before)),
    )


def _contradicts_claim(finding: Finding, table: Table) -> bool:
    row = table.row(finding.examiner, finding.criterion, finding.component)
    bars = row is not None and row.consequence_of(finding.strength) is Consequence.BARS_AUTHENTIC
    return bars and finding.bearing is Bearing.CONTRADICTS and finding.strength >= table.thresholds.seen.value


def _weights(found: list[Finding], bearing: Bearing, table: Table, shown: frozenset[Component]) -> list[Weight]:
    weights = []
    for finding in found:
        row = table.row(finding.examiner, finding.criterion, finding.component)
        if finding.bearing is bearing and row is not None and finding.component in shown:
            signed = finding.strength if bearing is Bearing.SUPPORTS else -finding.strength
            weights.append(Weight(finding.component, finding.examiner, abs(row.weight(signed))))
    return weights


@dataclass(frozen=True, slots=True)
class _Side:
    """All that speaks for the claim, or all that speaks against it.

    :ivar agreed: components that two experts agree are not genuine.
    """

    bearing: Bearing
    weights: list[Weight]
    table: Table
    agreed: frozenset[Component] = frozenset()

    def by_component(self, without: Sequence[str] = ()) -> Sides:
        """Shrink, scale and cap, leaving out some examiners."""
        found: dict[Component, list[float]] = {}
        for weight in self.weights:
            if weight.examiner not in without:
                found.setdefault(weight.component, []).append(weight.log10)
        dependence, factor = self.table.dependence.value, self.table.factor(self.bearing)
        return {
            component: min(self._limit(component), factor * shrunk(found[component], dependence))
            for component in Component
            if component in found
        }

    def _limit(self, component: Component) -> float:
        return self.table.limit(component, self.bearing, is_agreed=component in self.agreed)

    def bounded(self) -> float:
        """Total, to which no examiner adds more than its cap.

        For every choice of examiners, the total is at most their caps plus what all the others say; the least of
        these bounds is taken. (Scaling each examiner's findings down to its cap instead would let a further
        contradiction take weight from another examiner's, and so raise the posterior.)
        """
        examiners = sorted({weight.examiner for weight in self.weights})
        return min(
            math.fsum([*(self.table.cap(name) for name in capped), *self.by_component(capped).values()])
            for count in range(len(examiners) + 1)
            for capped in combinations(examiners, count)
        )

    def shares(self, total: float) -> Sides:
        """Share a bounded total among the components, in proportion to what each brought."""
        sides = self.by_component()
        whole = math.fsum(sides.values())
        return {component: side * total / whole if whole else 0.0 for component, side in sides.items()}

    def plain(self, component: Component) -> list[float]:
        """The component's weights as they are."""
        return [weight.log10 for weight in self.weights if weight.component is component]


def shrunk(weights: Sequence[float], dependence: float) -> float:
    """Return what the weights of one component come to: the strongest in full, each next one discounted further."""
    return math.fsum(weight * dependence**rank for rank, weight in enumerate(sorted(weights, reverse=True)))


def _contributions(supports: _Side, contradicts: _Side, plus: Sides, minus: Sides) -> tuple[Contribution, ...]:
    contributions = []
    for component in Component:
        if component in plus or component in minus:
            fors, againsts = supports.plain(component), contradicts.plain(component)
            contribution = Contribution(
                component=component,
                log10_lr=_rounded(plus.get(component, 0.0) - minus.get(component, 0.0)),
                unshrunk=_rounded(math.fsum(fors) - math.fsum(againsts)),
                findings=len(fors) + len(againsts),
            )
            contributions.append(contribution)
    return tuple(contributions)


def _rounded(value: float) -> float:
    return round(value, DECIMALS) + 0.0  # -0.0 becomes 0.0
