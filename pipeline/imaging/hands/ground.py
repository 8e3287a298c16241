"""The dial's own colour everywhere, under hands and print too.

Along each circle the dial is a slow wave: a sunburst, a vignette, a gradient, the glow of a lamp. A few harmonics are
fitted to it so that what is hidden by hands, markers and words does not count (iteratively reweighted least squares
with Tukey's biweight: Beaton and Tukey, Technometrics 16, 1974), the threshold tightened from one round to the next.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_COARSE = 180
"""Columns on which it is fitted: two degrees each."""

_ORDERS = 6
"""Harmonics: a sunburst's two lobes, 30 degrees wide each, need the second, fourth and sixth."""

_TIGHTER = (60.0, 40.0, 25.0, 16.0, 12.0)
"""CIE76 beyond which a place does not count, round by round: from what a hand differs by down to what a dial does."""

_RIDGE = 2.0
"""Columns' worth of belief that a harmonic is absent: keeps wide gaps from being filled with waves."""

_SMOOTHED = 21
"""Rows (a tenth of the radius) over whose median a harmonic is smoothed: a line of text is thinner."""


def ground(lab: Floats, inner: int) -> Floats:
    """Return the dial's own colour at each place of an unrolled dial (rows, columns, 3) in CIELAB.

    :param inner: row inside which hands cover most of the circle; there the waves of this row go on.
    """
    rows, columns, _ = lab.shape
    coarse = cv2.resize(lab, (_COARSE, rows), interpolation=cv2.INTER_AREA)
    waves = _waves()
    fitted = _smoothed(_fitted(np.asarray(coarse, np.float64), waves), inner)
    coloured = np.einsum("cw,rwk->rck", waves, fitted).astype(np.float32)
    wrapped = np.concatenate([coloured[:, -1:], coloured, coloured[:, :1]], axis=1)
    step = columns // _COARSE
    wide = cv2.resize(wrapped, ((_COARSE + 2) * step, rows), interpolation=cv2.INTER_LINEAR)
    return np.asarray(wide[:, step:-step], np.float32)


def _waves() -> NDArray[np.float64]:
    """Return the (columns, 1 + 2 * orders) basis."""
    turn = 2 * np.pi * (np.arange(_COARSE) + 0.5) / _COARSE
    orders = np.arange(1, _ORDERS + 1)
    return np.concatenate([np.ones((_COARSE, 1)), np.cos(turn[:, None] * orders), np.sin(turn[:, None] * orders)], 1)


def _fitted(colours: NDArray[np.float64], waves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (rows, waves, 3): each circle's coefficients."""
    ridge = np.diag(np.concatenate([[1e-6], np.full(waves.shape[1] - 1, _RIDGE)]))
    estimate = np.median(colours, axis=1, keepdims=True)
    fitted = np.zeros((len(colours), waves.shape[1], colours.shape[2]))
    for limit in _TIGHTER:
        off = np.square(colours - estimate).sum(axis=2) / limit**2
        weight = np.square(np.clip(1.0 - off, 0.0, 1.0)) + 1e-6
        normal = np.einsum("rc,cv,cw->rvw", weight, waves, waves, optimize=True) + ridge
        right = np.einsum("rc,cv,rck->rvk", weight, waves, colours, optimize=True)
        fitted = np.linalg.solve(normal, right)
        estimate = np.einsum("cw,rwk->rck", waves, fitted)
    return fitted


def _smoothed(fitted: NDArray[np.float64], inner: int) -> NDArray[np.float64]:
    """Return the coefficients freed of what a line of text did to them; the mean colour of a circle stays its own."""
    half = _SMOOTHED // 2
    padded = np.pad(fitted, ((half, half), (0, 0), (0, 0)), mode="edge")
    smooth = np.median(np.lib.stride_tricks.sliding_window_view(padded, _SMOOTHED, axis=0), axis=-1)
    smooth[:inner] = smooth[inner]
    return np.asarray(smooth)
