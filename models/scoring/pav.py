"""Pool adjacent violators: the rising step function that fits best, whatever the cost if it is a proper one.

Ayer et al., Annals of Mathematical Statistics 26 (1955); for likelihood ratios Brümmer and du Preez, Computer Speech
and Language 20 (2006).
"""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def rising(values: Vector, weights: Vector) -> Vector:
    """Return the non-decreasing sequence with the least weighted squared distance from ``values``.

    :param values: (n,), in the order of what they are to rise with.
    :param weights: (n,), positive.
    """
    means: list[float] = []
    masses: list[float] = []
    lengths: list[int] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        means.append(value)
        masses.append(weight)
        lengths.append(1)
        while len(means) > 1 and means[-2] >= means[-1]:
            mean, mass, length = means.pop(), masses.pop(), lengths.pop()
            means[-1] = (means[-1] * masses[-1] + mean * mass) / (masses[-1] + mass)
            masses[-1] += mass
            lengths[-1] += length
    return np.repeat(np.array(means, dtype=np.float64), lengths)


def by_score(scores: Vector, genuine: Vector, weights: Vector) -> tuple[Vector, Vector, Vector]:
    """Return (score, weight of genuine, weight of all) for each distinct score, rising: equal scores are one block.

    :param scores: (n,). :param genuine: (n,), 1 where the claim is true. :param weights: (n,).
    """
    distinct, place = np.unique(scores, return_inverse=True)
    true = np.bincount(place, weights=genuine * weights, minlength=len(distinct))
    every = np.bincount(place, weights=weights, minlength=len(distinct))
    return distinct, true.astype(np.float64), every.astype(np.float64)
