"""Whether print and parts have the form that they have on the references: letter by letter, edge by edge.

The references are laid over the subject and compared with it, and with each other, in windows as wide as a letter.
Where they agree with each other and none of them agrees with the subject, the subject is of another form. Where they
do not agree with each other (hands, dates, reflections), nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.examiners.reference.details import Floats, edges, lightness
from pipeline.imaging.colour import Pixels

Mask = NDArray[np.bool_]

_WINDOW = 6.0
"""Pixels (2 % of the radius): standard deviation of the window. Small print on a dial is 4 to 6 % tall."""
_TOGETHER = 8.0
"""Pixels over which a difference is averaged: about a letter."""
_STABLE = 0.6
"""Correlation from which references agree on a detail."""
_MOVES = 0.3
"""Correlation of some two references below which something moves there between photos: a sub-dial's hand, a date."""
_SPECK, _BESIDE = 5, 31
"""Pixels: what differs over less is noise; what lies within half of the other beside what moves is set aside too, since
the next photo shows it elsewhere."""
_FAINT = 0.15
"""Mean square of the edges below which there is no detail."""
_LEAST_DETAIL = 0.35
"""Share of a letter's surroundings that must be stable detail."""
_LEAST_SEEN = 0.01
"""Share of the part that must be stable detail, hands set aside, for its form to be judged."""

FEWEST_REFERENCES = 3
"""Two cannot say what moves from photo to photo: with two, three of 12 flawless rendered dials seemed of another form;
with three or four, none of 36."""


@dataclass(frozen=True)
class Covered:
    """A reference laid over the subject's sheet, and what is set aside on it."""

    pixels: Pixels
    mask: Mask


@dataclass(frozen=True)
class Form:
    """The largest difference of form.

    :ivar missing: share of the references' detail that the subject does not show there, 0 to 1 (less than 0 where it
        agrees better than usual).
    :ivar where: (2,) x and y in pixels of the sheet.
    :ivar compared: share of the references' detail that could be compared: the rest is covered on the subject.
    """

    missing: float
    where: tuple[int, int]
    compared: float


def compare(subject: Pixels, references: Sequence[Covered], whole: Mask, part: Mask) -> Form | None:
    """Compare a subject with references laid over it; None where too little is stable on them.

    :param whole: (side, side), the part.
    :param part: the same without what is set aside on the subject: where to look.
    """
    seen = edges(lightness(subject))
    known = [edges(lightness(each.pixels)) for each in references]
    own, energies = energy(seen), [energy(each) for each in known]
    free = [np.where(each.mask, np.float32(np.nan), np.float32(1.0)) for each in references]
    alike = [agreement(seen, known[k], own, energies[k]) * free[k] for k in range(len(known))]
    pairs = [
        agreement(known[i], known[j], energies[i], energies[j]) * free[i] * free[j]
        for i, j in combinations(range(len(known)), 2)
    ]
    stable, among = _stable(pairs, np.median(np.stack(energies), axis=0) > _FAINT)
    shown = int((stable & whole).sum())
    stable &= part
    if stable.sum() < max(1.0, _LEAST_SEEN * part.sum()):
        return None
    kept = _least_known(np.fmax.reduce(alike)) / np.maximum(among, _STABLE)
    return _largest(np.asarray(kept, np.float32), stable, shown)


def _stable(pairs: Sequence[Floats], detail: Mask) -> tuple[Mask, Floats]:
    """Return where references agree on a detail, away from what moves between them, and how well.

    What is covered on a reference is not a number in its pairs.
    """
    stacked = np.sort(np.stack(pairs), axis=0)  # what is not a number goes last
    known = np.isfinite(stacked).sum(axis=0)
    middle = np.maximum(known - 1, 0) // 2
    among = _least_known(np.take_along_axis(stacked, middle[None], axis=0)[0])
    differs = (np.nan_to_num(stacked[0], nan=1.0) < _MOVES) & detail
    kernels = [cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)) for size in (_SPECK, _BESIDE)]
    moving = cv2.dilate(cv2.erode(differs.astype(np.uint8), kernels[0]), kernels[1]) > 0
    return (among > _STABLE) & detail & ~moving, among


def _least_known(values: Floats) -> Floats:
    """Return the values with -1 where nothing is known."""
    return np.asarray(np.nan_to_num(values, nan=-1.0), dtype=np.float32)


def _largest(kept: Floats, stable: Mask, shown: int) -> Form:
    usual = float(np.median(kept[stable]))
    weight = stable.astype(np.float32)
    around = cv2.GaussianBlur(weight, (0, 0), _TOGETHER)
    mean = cv2.GaussianBlur((kept * weight).astype(np.float32), (0, 0), _TOGETHER) / np.maximum(around, 1e-3)
    mean[(around < _LEAST_DETAIL) | ~stable] = np.inf
    y, x = (int(k) for k in np.unravel_index(int(mean.argmin()), mean.shape))
    least = float(mean[y, x])
    missing = 1.0 - least / max(usual, 1e-3) if np.isfinite(least) else 0.0
    return Form(missing, (x, y), float(stable.sum()) / max(shown, 1))


def energy(field: Floats, window: float = _WINDOW) -> Floats:
    """Return the strength of edges around each place."""
    return _around(field[..., 0] * field[..., 0] + field[..., 1] * field[..., 1], window)


def agreement(one: Floats, other: Floats, own: Floats, others: Floats, window: float = _WINDOW) -> Floats:
    """Return the local correlation of two edge fields of these energies, -1 to 1; near 0 where neither has detail."""
    both = _around(one[..., 0] * other[..., 0] + one[..., 1] * other[..., 1], window)
    return np.asarray(both / (np.sqrt(own * others) + np.float32(_FAINT / 3)), dtype=np.float32)


def _around(field: Floats, window: float) -> Floats:
    """Average over a window; at half the size, where it loses nothing and costs a fifth."""
    height, width = field.shape
    small = cv2.resize(field, ((width + 1) // 2, (height + 1) // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(cv2.GaussianBlur(small, (0, 0), window / 2), (width, height)), np.float32)
