"""The dial unrolled: columns run clockwise from straight up, rows outwards from ``INNER`` to ``OUTER`` radii."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.colour import Pixels

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Bools = NDArray[np.bool_]

COLUMNS = 2160
"""A sixth of a degree each: one pixel of the rectified picture at the minute track."""

INNER, OUTER, STEP = 0.30, 1.25, 1 / 300
"""Radii of the first guess of the outline. A marker never reaches further in than the ends of the hands' hub, and
where the first guess is the printed minute track the rim lies up to 12 % further out."""

ROWS = round((OUTER - INNER) / STEP)

DEGREE = COLUMNS / 360
"""Columns of a degree."""

_TURN = np.arange(COLUMNS) * (2 * np.pi / COLUMNS)
_RADII = INNER + np.arange(ROWS) * STEP
_PLACES = np.stack(
    [_RADII[:, None] * np.sin(_TURN), -_RADII[:, None] * np.cos(_TURN), np.ones((ROWS, COLUMNS))], axis=-1
).astype(np.float32)

_SOFT = 12.0
"""Grey levels between neighbours at which an edge counts half: steel glints hundred times brighter than print, and
both mark an edge."""


def unroll(grey: NDArray[np.uint8], to_pixels: Doubles) -> Floats:
    """Return the (ROWS, COLUMNS) strip of a grey picture.

    :param to_pixels: (3, 3), from the unit dial (y down) to the picture's pixels, counted from its corner.
    """
    places = np.asarray(cv2.transform(_PLACES, to_pixels.astype(np.float32)), np.float32)
    x, y = (np.asarray(places[..., k] / places[..., 2] - 0.5, np.float32) for k in (0, 1))
    return np.asarray(cv2.remap(grey, x, y, cv2.INTER_LINEAR), np.float32)


def steepness(strip: Floats) -> Floats:
    """Return how steep the grey is along the circle at each place: grey levels over two columns."""
    around = np.concatenate([strip[:, -4:], strip, strip[:, :4]], axis=1)
    soft = cv2.GaussianBlur(around, (0, 0), sigmaX=1.2, sigmaY=0.8)
    return np.asarray(np.abs(soft[:, 2:] - soft[:, :-2])[:, 3:-3], np.float32)


def edges(steep: Floats) -> Floats:
    """Return how clearly an edge crosses the circle at each place, 0 to 1."""
    return np.asarray(steep / (steep + _SOFT), np.float32)


def row_of(radius: float) -> int:
    """Return the row of a radius."""
    return int(np.clip(round((radius - INNER) / STEP), 0, ROWS - 1))


def radius_of(row: float) -> float:
    """Return the radius of a row."""
    return float(INNER + row * STEP)


def to_grey(pixels: Pixels) -> NDArray[np.uint8]:
    """Return luma."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
