"""A curve for one criterion: how much likelier what was seen is where the claim is true than where it is false.

Of these methods the simplest is taken whose cross-validated cost (``measures.cllr``) is as good as the best one's:

- *level*: one ratio for all supports and one for all contradictions, from their rates, however clearly they were seen;
- *level, isotonic against*: the same for supports, and the last of these for contradictions;
- *logistic*: log odds straight in the signed strength (Morrison, Aust. J. Forensic Sci. 45, 2013), with a ridge;
- *isotonic*: pool adjacent violators (Brümmer and du Preez, Computer Speech and Language 20, 2006), with one
  imagined case of each kind at the wrong end, so that perfect separation gives no infinite ratio.

How clearly something looks right is often chance alone, and a curve that follows chance makes one genuine watch look
better than another: hence the simplest.

Neutral sightings weigh exactly nothing whatever their rates, but count in the rates of the others. No point exceeds
what the watches beyond it allow (``sample``; the idea is that of Vergeer et al., Science & Justice 56, 2016).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.scoring import measures, pav
from models.scoring.curve import Curve, Knot
from models.scoring.fit.gather import Labels, Observed, Vector
from models.scoring.sample import upper_rate
from models.scoring.table import DECIMALS

FOLDS = 10
"""Curves that were fitted on less than nine tenths differ so much that equal cases seem unequal."""
RESAMPLES = 200
"""Of watches: enough for the 2.5th and 97.5th percentiles to stand on five values each (Efron and Tibshirani 1993)."""
SEED = 20260314
"""Of the resampling: the same cases give the same table."""
MOST = 3.0
"""log10: no single finding weighs more than a thousand to one, whatever the sample."""

_GUESS = 0.2
"""Strength below which a sighting is a guess: from there every curve falls straight to nothing."""
_GRID = (-1.0, -0.9, -0.8, -0.65, -0.5, -0.35, -0.2, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0)
"""Signed strengths at which a logistic curve is written down."""
_RIDGE = 1.0
"""Imagined cases' worth of pull towards no slope."""
_STEPS = 25
_AS_GOOD = 0.003
"""Bits of Cllr that are no reason for a less simple curve: about what another dealing of the folds changes."""

Points = tuple[Vector, Vector]
"""Signed strengths, rising, and log10 likelihood ratios."""
Fit = Callable[[Observed], Points]


@dataclass(frozen=True, slots=True)
class FittedRow:
    """A curve and what it cost.

    :ivar cost: cross-validated Cllr by method, over the criterion's own sightings; empty where nothing was fitted.
    """

    curve: Curve
    cost: dict[str, float]


def fit_row(seen: Observed) -> FittedRow:
    """Return the curve of a criterion, with intervals; one without knots where the sightings cannot tell anything."""
    if not _tells(seen):
        return FittedRow(Curve(method="none: too few cases to tell anything from"), {})
    cost = {name: round(_cross_validated(seen, fit), 4) for name, fit in METHODS.items()}
    method = next(name for name in METHODS if cost[name] <= min(cost.values()) + _AS_GOOD)
    points = METHODS[method](seen)
    values = _within_the_sample(points, seen)
    low, high = _interval(seen, METHODS[method], points[0], values)
    return FittedRow(_curve(method, points[0], values, (low, high)), cost)


def curve_of(seen: Observed, method: str) -> Curve:
    """Return the curve by a method that was chosen before, without intervals."""
    if method not in METHODS or not _tells(seen):
        return Curve(method=method)
    points = METHODS[method](seen)
    values = _within_the_sample(points, seen)
    return _curve(method, points[0], values, (values, values))


def folds(watch: Labels) -> Labels:
    """Return which part each entry is held back with: all of one watch together, dealt round by number."""
    return watch % FOLDS


def _tells(seen: Observed) -> bool:
    return bool(0 < seen.genuine.sum() < len(seen) and np.any(seen.signed != 0))


def _isotonic(seen: Observed) -> Points:
    bears = seen.signed != 0
    genuine, other = seen.genuine.sum(), (1 - seen.genuine).sum()
    strengths = seen.signed[bears]
    ends = np.array([strengths.min(), strengths.max()])
    scores, true, every = pav.by_score(
        np.round(np.concatenate([strengths, ends]), DECIMALS),
        np.concatenate([seen.genuine[bears], [1.0, 0.0]]),
        np.ones(len(strengths) + len(ends)),
    )
    posterior = pav.rising(true / every, every)
    log10 = np.log10(posterior / (1 - posterior)) - np.log10(genuine / other)
    return _thinned(scores, log10)


def _thinned(scores: Vector, log10: Vector) -> Points:
    """One knot for each side of each step, at the step's ends, so that the steps stay steps but for a slope between."""
    ends = [
        place
        for place in range(len(scores))
        if place in {0, len(scores) - 1} or log10[place] != log10[place - 1] or log10[place] != log10[place + 1]
    ]
    return scores[ends], log10[ends]


def _logistic(seen: Observed) -> Points:
    genuine, other = seen.genuine.sum(), (1 - seen.genuine).sum()
    weights = np.where(seen.genuine > 0, 0.5 / genuine, 0.5 / other) * len(seen)
    level, slope = 0.0, 0.0
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(level + slope * seen.signed, -30, 30)))
        gap, spread = weights * (seen.genuine - p), weights * p * (1 - p)
        gradient = np.array([gap.sum(), gap @ seen.signed - _RIDGE * slope])
        cross = spread @ seen.signed
        hessian = np.array([[spread.sum() + 1e-9, cross], [cross, spread @ seen.signed**2 + _RIDGE]])
        step = np.linalg.solve(hessian, gradient)
        level, slope = level + step[0], slope + step[1]
    grid = np.array(_GRID)
    return grid, (level + max(0.0, slope) * grid) / np.log(10.0)


def _level(seen: Observed) -> Points:
    against, towards = (_of_rates(seen, side) for side in (seen.signed < 0, seen.signed > 0))
    return np.array([-_GUESS, _GUESS]), np.array([against, towards])


def _of_rates(seen: Observed, side: NDArray[np.bool_]) -> float:
    """log10 of the two rates' ratio, half a case added to each count (Jeffreys), so that none is nothing."""
    genuine, other = seen.genuine > 0, seen.genuine == 0
    rates = [((side & kind).sum() + 0.5) / (kind.sum() + 1.0) for kind in (genuine, other)]
    return float(np.log10(rates[0] / rates[1]))


def _isotonic_against(seen: Observed) -> Points:
    if not np.any(seen.signed < 0):
        return _level(seen)
    strengths, log10 = _isotonic(seen)
    towards = _of_rates(seen, seen.signed > 0)
    below = strengths < 0
    return np.append(strengths[below], _GUESS), np.append(log10[below], max(0.0, towards))


METHODS: dict[str, Fit] = {
    "level": _level,
    "level, isotonic against": _isotonic_against,
    "logistic": _logistic,
    "isotonic": _isotonic,
}
"""Simplest first."""


def _sided(points: Points) -> Vector:
    """Supports weigh 0 or more, contradictions 0 or less."""
    strengths, log10 = points
    sided = np.where(strengths > 0, np.maximum(log10, 0.0), np.minimum(log10, 0.0))
    return np.clip(sided, -MOST, MOST)


def _within_the_sample(points: Points, seen: Observed) -> Vector:
    most = _allowed(seen, points[0])
    return np.clip(_sided(points), -most, most)


def _allowed(seen: Observed, strengths: Vector) -> Vector:
    """Return the largest log10 ratios, without sign, that the sample allows at some strengths.

    By the watches on which it was seen as clearly and misled: genuine ones for a contradiction, others for a support.
    """
    return np.array([_allowed_at(seen, strength) for strength in strengths.tolist()])


def _allowed_at(seen: Observed, strength: float) -> float:
    asked = seen.genuine == (0 if strength > 0 else 1)
    misled = asked & (seen.signed >= strength if strength > 0 else seen.signed <= strength)
    rate = upper_rate(len(np.unique(seen.state[misled])), len(np.unique(seen.state[asked])))
    return min(MOST, -math.log10(rate))


def _cross_validated(seen: Observed, fit: Fit) -> float:
    part, held = folds(seen.watch), np.zeros(len(seen))
    for each in range(FOLDS):
        rest = seen.take(part != each)
        mine = part == each
        if mine.any() and _tells(rest):
            held[mine] = _read(fit(rest), seen.signed[mine])
    return measures.cllr(held[seen.genuine > 0], held[seen.genuine == 0])


def _read(points: Points, at: Vector) -> Vector:
    strengths, log10 = points[0], _sided(points)
    place = np.searchsorted(strengths, 0.0)
    xs, ys = np.insert(strengths, place, 0.0), np.insert(log10, place, 0.0)
    return np.interp(at, xs, ys)


def _interval(seen: Observed, fit: Fit, strengths: Vector, values: Vector) -> tuple[Vector, Vector]:
    """Return 2.5th and 97.5th percentiles at the strengths over resampled watches; ``values`` where none can tell."""
    random = np.random.default_rng(SEED)
    members = [np.flatnonzero(seen.watch == each) for each in np.unique(seen.watch)]
    found = []
    for _ in range(RESAMPLES):
        drawn = random.integers(0, len(members), len(members))
        resampled = seen.take(np.concatenate([members[each] for each in drawn]))
        if _tells(resampled):
            found.append(_read(fit(resampled), strengths))
    if not found:
        return values, values
    low, high = np.percentile(np.array(found), (2.5, 97.5), axis=0)
    return low, high


def _curve(method: str, strengths: Vector, values: Vector, interval: tuple[Vector, Vector]) -> Curve:
    low, high = np.minimum(interval[0], values), np.maximum(interval[1], values)
    columns = (np.round(column, DECIMALS) + 0.0 for column in (strengths, values, low, high))  # -0.0 becomes 0.0
    knots = (Knot(signed=s, log10_lr=v, low=a, high=b) for s, v, a, b in zip(*map(list, columns), strict=True))
    return Curve(method=method, knots=tuple(knots))
