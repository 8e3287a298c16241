"""How alike two fields of edges are where both are known: correlation with a weight for every pixel of both."""

from typing import Protocol

import cv2
import numpy as np

from pipeline.examiners.reference.details import Floats

_LEAST = 1e-4
"""Share of a part's energy below which the other's counts as that much: nothing agrees with empty ground."""


class Weighted(Protocol):
    """Edges (rows, columns, 2) and how far each is known (rows, columns), 0 to 1."""

    @property
    def edges(self) -> Floats:
        """Doubled directions, as of ``details.edges``."""

    @property
    def weight(self) -> Floats:
        """How far each is known."""


def alike(
    subject: Weighted, known: Weighted, rows: slice, within: tuple[int, int], half: int, aside: int
) -> tuple[Floats, Floats]:
    """Move rows of one strip over another's, within its rows from the first to before the last, and to both sides.

    :param half: columns to each side of the middle that are compared; ``aside``: by how many they are moved.
    :returns: for each way to lay it, correlation (-1 to 1), and the share of its energy that meets what is known
        (0 to 1). Normalised correlation under masks: Padfield, 2012.
    """
    middle = subject.weight.shape[1] // 2
    narrow, wide = (slice(middle - each, middle + each + 1) for each in (half, half + aside))
    part, around = known.edges[rows, narrow], subject.edges[slice(*within), wide]
    here, there = known.weight[rows, narrow], subject.weight[slice(*within), wide]
    energy = np.square(part).sum(axis=2) * here
    total = max(float(energy.sum()), 1e-6)
    both = _summed(around * there[..., None], part * here[..., None])
    met = _summed(there, energy)
    found = _summed(np.square(around).sum(axis=2) * there, here)
    score = both / np.sqrt(np.maximum(met * found, np.float32(_LEAST * total)))
    return np.asarray(score, np.float32), np.asarray(met / np.float32(total), np.float32)


def _summed(around: Floats, part: Floats) -> Floats:
    image, template = (np.ascontiguousarray(each, np.float32) for each in (around, part))
    return np.asarray(cv2.matchTemplate(image, template, cv2.TM_CCORR), np.float32)
