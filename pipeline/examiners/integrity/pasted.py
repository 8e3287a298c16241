"""Finds a region that was put into a photo after the rest had been compressed.

A second compression on the same grid of 8 x 8 blocks leaves the coefficients of the first at the multiples of its
steps. What was pasted in between, or copied from elsewhere in the photo, had another grid or none: its coefficients lie
anywhere. So the first compression is looked for in the whole photo, and then where its trace is missing (Bianchi and
Piva, "Image forgery localization via block-grained analysis of JPEG artifacts", IEEE TIFS 2012, section III).

It sees only what was compressed more coarsely before it was edited than after, by libjpeg's tables, and is stored
upright; of anything else it says nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.examiners.integrity.history import SIDE, Doubles, dct
from pipeline.imaging.colour import Pixels

Floats = NDArray[np.float32]

_FREQUENCIES = ((0, 1), (1, 0), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1), (2, 2), (0, 3), (3, 0))
"""Rows and columns of the frequencies that have enough coefficients beside zero."""

_LUMINANCE = (
    (16, 11, 10, 16), (12, 12, 14, 19), (14, 13, 16, 24), (14, 17, 22, 29),
)  # fmt: skip
"""Of the table of ITU-R T.81 annex K.1, for the frequencies above."""

_QUALITIES = range(50, 95)
"""Of the first compression."""

_COARSER = 1.4
"""Times by which a step of the first compression must exceed that of the last."""

_LEAST, _MOST = 0.6, 20.0
"""Steps of the first compression between which a coefficient tells of it."""

_ENOUGH = 500
"""Such coefficients without which a frequency says nothing."""

_AGREEING = 3
"""Frequencies that must tell of the same quality."""

_TRACE = 0.55
"""Mean agreement with the first steps, 0 (none) to 1, from which a photo was compressed before."""

_WINDOW = 11
"""Blocks: side of the window in which the trace is looked for; a twentieth of a phone's photo and less."""

_EVIDENCE = 100.0
"""Agreement that a window should have, summed over its coefficients, below which nothing is missed there."""

_CLIPPED = 3
"""Levels from black and white at which a colour was clipped: coefficients are no longer what they were."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The window in which most of the trace is missing.

    :ivar left: over the photo's shares; from there ``right``, and ``top`` to ``bottom`` likewise.
    :ivar kept: share of the expected trace that is there; 1 in a photo that was compressed as one.
    """

    box: tuple[float, float, float, float]
    kept: float


def largest_gap(pixels: Pixels, table: Doubles) -> Gap | None:
    """Return where the first compression's trace is weakest; None where there was none or it left no trace.

    :param pixels: (height, width, 3), as the file stores them, RGB.
    :param table: (8, 8), the last compression's steps of luminance.
    """
    height, width = (side // SIDE for side in pixels.shape[:2])
    if min(height, width) < 2 * _WINDOW:
        return None
    coefficients, whole = _coefficients(pixels, table), _unclipped(pixels)
    first = max((_trace(coefficients, whole, table, quality) for quality in _QUALITIES), key=lambda each: each[0])
    if first[0] < _TRACE:
        return None
    there, expected = np.zeros((height, width), np.float32), np.zeros((height, width), np.float32)
    for agreement, telling in first[1]:
        there += np.where(telling, agreement, 0)
        expected += np.where(telling, agreement[telling].mean(), 0)
    return _weakest(there, expected)


def _weakest(there: Floats, expected: Floats) -> Gap:
    box, count = (_WINDOW, _WINDOW), _WINDOW**2
    wanted = cv2.blur(expected, box) * count
    kept = np.where(wanted > _EVIDENCE, cv2.blur(there, box) * count / np.maximum(wanted, 1.0), 1.0)
    row, column = (int(k) for k in np.unravel_index(int(kept.argmin()), kept.shape))
    height, width = kept.shape
    half = _WINDOW / 2
    edges = ((column - half) / width, (row - half) / height, (column + half) / width, (row + half) / height)
    left, top, right, bottom = (min(max(edge, 0.0), 1.0) for edge in edges)
    return Gap((left, top, right, bottom), float(kept[row, column]))


def _coefficients(pixels: Pixels, table: Doubles) -> dict[tuple[int, int], Floats]:
    """Return the coefficients of each frequency, rounded to the last steps: (rows of blocks, columns of blocks)."""
    blocks, basis = _blocks(pixels), dct()
    found = {}
    for row, column in _FREQUENCIES:
        step = max(float(table[row, column]), 1.0)
        found[row, column] = np.asarray(
            np.rint(np.einsum("aibj,i,j->ab", blocks, basis[row], basis[column], optimize=True) / step) * step,
            np.float32,
        )
    return found


def _blocks(pixels: Pixels) -> Floats:
    """Return luminance as (rows of blocks, 8, columns of blocks, 8)."""
    height, width = (side // SIDE for side in pixels.shape[:2])
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)[: height * SIDE, : width * SIDE]
    return (grey.astype(np.float32) - 128).reshape(height, SIDE, width, SIDE)


def _unclipped(pixels: Pixels) -> NDArray[np.bool_]:
    """Return the blocks in which no colour is black or white."""
    height, width = (side // SIDE for side in pixels.shape[:2])
    cut = np.ascontiguousarray(pixels[: height * SIDE, : width * SIDE])
    inside = cv2.inRange(cut, (_CLIPPED + 1,) * 3, (254 - _CLIPPED,) * 3)
    return np.asarray(inside.reshape(height, SIDE, width, SIDE).min(axis=(1, 3)) > 0)


_Trace = tuple[float, list[tuple[Floats, NDArray[np.bool_]]]]


def _trace(
    coefficients: dict[tuple[int, int], Floats], whole: NDArray[np.bool_], table: Doubles, quality: int
) -> _Trace:
    """Return how well the coefficients agree with a first quality, and each frequency's agreement and where it tells.

    A coefficient agrees by the cosine of its phase between two steps: 1 on a step, -1 midway.
    """
    found = [
        (np.asarray(np.cos(2 * np.pi / step * values), np.float32), telling)
        for values, step in _comparable(coefficients, table, quality)
        if (telling := whole & (np.abs(values) > _LEAST * step) & (np.abs(values) < _MOST * step)).sum() >= _ENOUGH
    ]
    means = [float(agreement[telling].mean()) for agreement, telling in found]
    return (float(np.mean(means)), found) if len(found) >= _AGREEING else (0.0, [])


def _comparable(
    coefficients: dict[tuple[int, int], Floats], table: Doubles, quality: int
) -> Iterator[tuple[Floats, float]]:
    """Yield the coefficients of which a first quality's steps would show: coarser than the last, and no multiple."""
    for (row, column), values in coefficients.items():
        first, last = float(_table(quality)[row][column]), float(table[row, column])
        if first >= _COARSER * last and first % last:
            yield values, first


@lru_cache(maxsize=64)
def _table(quality: int) -> tuple[tuple[int, ...], ...]:
    """Return libjpeg's steps for a quality of 50 and more (``jpeg_quality_scaling``), as far as they are needed."""
    return tuple(tuple(max((step * (200 - 2 * quality) + 50) // 100, 1) for step in row) for row in _LUMINANCE)
