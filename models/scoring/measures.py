"""How good answers are, in the measures of forensic evaluation. Vectors in, figures out; no table is looked at.

Throughout ``genuine`` are the log10 likelihood ratios of the cases whose claim is true and ``other`` those of the
rest: ideally large and small. Where a side is empty nothing can be measured, and each measure says what an answer
without information would get.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.scoring import pav
from models.scoring.sample import lower_rate, upper_rate

Vector = NDArray[np.float64]
Points = tuple[tuple[float, float], ...]
"""A line in the unit square."""

BINS = 10
"""Of equal width: what calibration errors are usually stated with (Naeini et al., AAAI 2015)."""

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases with about the same stated probability.

    :ivar stated: its mean.
    :ivar happened: share of them whose claim is true.
    :ivar count: at least 1.
    """

    stated: float
    happened: float
    count: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Expected calibration error, 0 to 1, and the bins it is summed over, by what they state."""

    value: float
    bins: tuple[Bin, ...]


def cllr(genuine: Vector, other: Vector) -> float:
    """Return the log-likelihood-ratio cost in bits (Brümmer and du Preez 2006).

    0 is perfect; 1 is what saying nothing costs, and what is returned where a side is empty; more misleads.
    """
    if not (len(genuine) and len(other)):
        return 1.0
    return float((_bits(-genuine).mean() + _bits(other).mean()) / 2)


def min_cllr(genuine: Vector, other: Vector) -> float:
    """Return what is left of ``cllr`` with the best rising calibration: what discrimination alone costs."""
    if not (len(genuine) and len(other)):
        return 1.0
    scores = np.concatenate([genuine, other])
    true = np.concatenate([np.ones(len(genuine)), np.zeros(len(other))])
    _, wins, every = pav.by_score(scores, true, np.ones(len(scores)))
    posterior = pav.rising(wins / every, every)
    cost_true = _weighted_bits(wins, 1 - posterior, posterior, len(genuine) / len(other))
    cost_false = _weighted_bits(every - wins, posterior, 1 - posterior, len(other) / len(genuine))
    return float((cost_true / len(genuine) + cost_false / len(other)) / 2)


def _bits(log10: Vector) -> Vector:
    """log2(1 + 10 ** x), without overflow."""
    return np.asarray(np.logaddexp(0.0, log10 * np.log(10.0)) / np.log(2.0), dtype=np.float64)


def _weighted_bits(weights: Vector, against: Vector, towards: Vector, prior: float) -> float:
    """Sum of ``weights * log2(1 + against / towards * prior)`` over the blocks that have any weight."""
    some = weights > 0
    return float((weights[some] * np.log2(1 + against[some] / towards[some] * prior)).sum())


def auc(genuine: Vector, other: Vector) -> float:
    """Return the chance that a genuine case scores above another, ties counted half (Mann and Whitney 1947).

    One half where a side is empty.
    """
    if not (len(genuine) and len(other)):
        return _HALF
    rising = np.sort(other)
    below = np.searchsorted(rising, genuine, side="left")
    not_above = np.searchsorted(rising, genuine, side="right")
    return float((below + not_above).mean() / 2 / len(other))


def roc(genuine: Vector, other: Vector) -> Points:
    """Return (share of the others that pass, share of the genuine that pass) as the bar is lowered.

    From (0, 0) to (1, 1); cases with equal scores pass together. The area below is ``auc``. The diagonal where a
    side is empty.
    """
    if not (len(genuine) and len(other)):
        return ((0.0, 0.0), (1.0, 1.0))
    bars = np.unique(np.concatenate([genuine, other]))[::-1]
    false = 1 - np.searchsorted(np.sort(other), bars, side="left") / len(other)
    true = 1 - np.searchsorted(np.sort(genuine), bars, side="left") / len(genuine)
    return ((0.0, 0.0), *((float(x), float(y)) for x, y in zip(false, true, strict=True)))


def ece(posterior: Vector, true: NDArray[np.bool_], bins: int = BINS) -> Calibration:
    """Return how far stated probabilities are from what happened, as a mean over cases.

    True and false claims count alike, as in ``cllr``: the probabilities are stated from even odds, and how many of a
    set's claims are true was chosen by whoever made it. Where a side is empty every case counts alike.

    :param posterior: (n,), 0 to 1. :param true: (n,). The error is 0, of no bins, where n is 0.
    """
    place = np.minimum((posterior * bins).astype(np.int64), bins - 1)
    weight = _evened(true)
    found, error = [], 0.0
    for each in np.unique(place):
        mine = place == each
        share = float(weight[mine].sum())
        stated, happened = (float((weight * each)[mine].sum()) / share for each in (posterior, true))
        found.append(Bin(stated, happened, int(mine.sum())))
        error += share * abs(stated - happened)
    return Calibration(error, tuple(found))


def _evened(true: NDArray[np.bool_]) -> Vector:
    """Return (n,) weights that sum to 1, each side's to one half where there are both."""
    count = np.where(true, true.sum(), (~true).sum()).astype(np.float64)
    sides = len(np.unique(true))
    return np.asarray(1.0 / (count * max(sides, 1)), dtype=np.float64)


def interval(events: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact two-sided interval of a rate (Clopper and Pearson 1934); (0, 1) without trials."""
    side = (1 + confidence) / 2
    return lower_rate(events, trials, side), upper_rate(events, trials, side)


def abstention(posterior: Vector, true: NDArray[np.bool_]) -> Points:
    """Return (share of cases answered, share of the answers that are wrong), as fewer and fewer are declined.

    Answered are the most certain first; cases that are equally certain are answered together. A posterior of one
    half is no answer, and counts half as an error once it is counted.

    :param posterior: (n,), 0 to 1. :param true: (n,).
    """
    certain = np.round(np.abs(posterior - _HALF), 12)
    wrong = np.where(certain == 0, _HALF, (posterior > _HALF) != true)
    points = []
    for least in np.unique(certain)[::-1]:
        answered = certain >= least
        points.append((float(answered.mean()), float(wrong[answered].mean())))
    return tuple(points)
