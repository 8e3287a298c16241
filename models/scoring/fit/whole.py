"""What is fitted on whole cases: dependence within a component, the scale of both sides, and bounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.scoring import measures
from models.scoring.fit.case import Parts, Totals, totals
from models.scoring.fit.gather import Labels, Vector
from models.scoring.fit.required import Flags
from models.scoring.fit.rows import FOLDS, folds

NAIVE, STRONGEST = 1.0, 0.0
"""Dependence at which everything on a component is added plainly, and at which its strongest finding stands alone."""

MOST_SCALE = 8.0
"""A side is scaled by no more: beyond, its rows would be worth nothing by themselves."""

_DEPENDENCES = tuple(round(0.1 * step, 1) for step in range(10))
_RIDGE = 1e-3
_DESCENTS, _SHORTEST = 200, 1e-6
FAINT = 0.3
"""log10: below LR 1/2 nothing counts as spoken against a component."""
_BARRIERS = (FAINT, 0.25, 0.2, 0.15, 0.1)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a dependence costs (Cllr), as the rows stand and with both sides scaled as well as can be."""

    dependence: float
    unscaled: float
    scaled: float


class Limits(NamedTuple):
    """What whole cases weigh at most: log10, without sign.

    :ivar supports: for a claim where all that is asked for was found. :ivar incomplete: where something was not.
    """

    supports: float
    contradicts: float
    incomplete: float

    def hold(self, log10: Vector, complete: Flags) -> Vector:
        """Return (n,) log10 ratios held within the limits."""
        most = np.where(complete, self.supports, min(self.incomplete, self.supports))
        return np.clip(log10, -self.contradicts, most)


@dataclass(frozen=True, slots=True)
class Whole:
    """What was fitted on whole cases.

    :ivar scale: of supports and of contradictions.
    :ivar scaled: whether scaling lowered the cross-validated cost; otherwise both are 1.
    :ivar effects: naive, strongest alone, fitted.
    :ivar before: cost with dependence fitted and nothing scaled. :ivar after: as the table answers.
    :ivar least: what discrimination alone costs.
    """

    dependence: float
    scale: tuple[float, float]
    scaled: bool
    bounds: Limits
    effects: tuple[Effect, Effect, Effect]
    before: float
    after: float
    least: float


def fit_whole(cases: Sequence[Parts], genuine: Vector, watch: Labels, complete: Flags) -> Whole:
    """Fit what concerns whole cases.

    :param cases: weighed with rows that were fitted without them.
    :param genuine: (n,), 1 where the claim is true. :param watch: (n,), specimens.
    :param complete: (n,), where all that the table will ask for was found.
    """
    by_dependence = {each: _effect(cases, genuine, each) for each in _DEPENDENCES}
    dependence = min(_DEPENDENCES, key=lambda each: (by_dependence[each].scaled, each))
    sums = totals(cases, dependence)
    before = _cost(sums.log10_lr(), genuine)
    scaled = _cross_validated(sums, genuine, watch) < before
    scale = fit_scale(sums, genuine) if scaled else (1.0, 1.0)
    log10 = sums.log10_lr(*scale)
    bounds = empirical_bounds(log10, genuine, complete)
    answers = bounds.hold(log10, complete)
    return Whole(
        dependence=dependence,
        scale=scale,
        scaled=scaled,
        bounds=bounds,
        effects=(_effect(cases, genuine, NAIVE), by_dependence[STRONGEST], by_dependence[dependence]),
        before=before,
        after=_cost(answers, genuine),
        least=measures.min_cllr(answers[genuine > 0], answers[genuine == 0]),
    )


def fit_scale(sums: Totals, genuine: Vector) -> tuple[float, float]:
    """Return the scales of supports and contradictions with the least logistic loss, both kinds of case counting alike.

    Logistic-regression fusion of two scores (Brümmer et al., IEEE Trans. Audio 15, 2007) without an offset, so that
    a case of which nothing was seen stays where it was. By projected gradient descent: two numbers, a convex loss
    but for the few cases whose supports are withheld.
    """
    scale = np.ones(2)
    loss, rate = _loss(sums, genuine, scale), 1.0
    for _ in range(_DESCENTS):
        gradient = _gradient(sums, genuine, scale)
        step = np.clip(scale - rate * gradient, 0.0, MOST_SCALE)
        reached = _loss(sums, genuine, step)
        if reached < loss:
            scale, loss, rate = step, reached, rate * 1.5
        else:
            rate /= 2
        if rate < _SHORTEST:
            break
    return round(float(scale[0]), 4), round(float(scale[1]), 4)


def _loss(sums: Totals, genuine: Vector, scale: Vector) -> float:
    log10 = sums.log10_lr(float(scale[0]), float(scale[1]))
    return _cost(log10, genuine) + _RIDGE * float(((scale - 1) ** 2).sum())


def _gradient(sums: Totals, genuine: Vector, scale: Vector) -> Vector:
    nearby = 1e-4
    moved = [scale + nearby * np.eye(2)[axis] for axis in range(2)]
    back = [scale - nearby * np.eye(2)[axis] for axis in range(2)]
    slopes = [_loss(sums, genuine, a) - _loss(sums, genuine, b) for a, b in zip(moved, back, strict=True)]
    return np.array(slopes) / (2 * nearby)


def empirical_bounds(log10: Vector, genuine: Vector, complete: Flags) -> Limits:
    """Return the largest log10 ratios that the cases support.

    Empirical lower and upper bounds (Vergeer et al., Science & Justice 56, 2016): one more case that misleads is
    imagined beyond every threshold. A ratio is supported where acting on it would still err less than acting on the
    prior: while it is below (share of the genuine that reach it) / (share of the others that do). Cases with and
    without all that is asked for reach it apart from each other.
    """
    true = genuine > 0
    with_all, without = (np.where(each, log10, -np.inf) for each in (complete, ~complete))
    return Limits(
        supports=_bound(with_all[true], with_all[~true]),
        contradicts=_bound(-log10[~true], -log10[true]),
        incomplete=_bound(without[true], without[~true]),
    )


def _bound(right: Vector, wrong: Vector) -> float:
    thresholds = np.unique(right[right > 0])
    reached = 1 - np.searchsorted(np.sort(right), thresholds, side="left") / len(right)
    misled = (len(wrong) - np.searchsorted(np.sort(wrong), thresholds, side="left") + 1) / (len(wrong) + 1)
    supported = np.log10(reached / misled)
    return round(max(0.0, float(np.minimum(supported, thresholds).max(initial=0.0))), 4)


def barrier(sums: Totals, log10: Vector, genuine: Vector, least: float, costs: tuple[float, float]) -> float:
    """Return the weight of one component's contradictions that is to bar a confirmation, as the costs have it.

    :param log10: (n,), as the table answers. :param least: what a confirmation needs of it.
    :param costs: of a false confirmation and of an abstention.
    """

    def cost(bar: float) -> float:
        passed = confirmed(sums, log10, least, bar)
        return costs[0] * float((passed & (genuine == 0)).sum()) + costs[1] * float((~passed).sum())

    return min(_BARRIERS, key=cost)


def confirmed(sums: Totals, log10: Vector, least: float, bar: float) -> NDArray[np.bool_]:
    """Return (n,) which cases would be confirmed, were enough of them seen."""
    return np.asarray((log10 >= least) & (sums.barred == 0) & (sums.worst < bar), dtype=np.bool_)


def _effect(cases: Sequence[Parts], genuine: Vector, dependence: float) -> Effect:
    sums = totals(cases, dependence)
    best = sums.log10_lr(*fit_scale(sums, genuine))
    return Effect(dependence, _cost(sums.log10_lr(), genuine), _cost(best, genuine))


def _cost(log10: Vector, genuine: Vector) -> float:
    return measures.cllr(log10[genuine > 0], log10[genuine == 0])


def _cross_validated(sums: Totals, genuine: Vector, watch: Labels) -> float:
    part, held = folds(watch), np.zeros(len(genuine))
    for each in range(FOLDS):
        rest, mine = _some(sums, part != each), part == each
        if mine.any() and 0 < genuine[part != each].sum() < (part != each).sum():
            held[mine] = _some(sums, mine).log10_lr(*fit_scale(rest, genuine[part != each]))
    return _cost(held, genuine)


def _some(sums: Totals, chosen: NDArray[np.bool_]) -> Totals:
    return Totals(*(side[chosen] for side in (sums.supports, sums.contradicts, sums.worst, sums.barred, sums.withheld)))
