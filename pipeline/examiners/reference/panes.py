"""Where a dial has a window: what is seen through it changes from day to day, and says nothing of the dial's form.

Verified photos may happen to show the same date, or dates that share a figure, and so agree on what a third day hides.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.examiners.reference.details import Floats, lightness
from pipeline.examiners.reference.form import Covered, Mask

_SIDES, _LONGEST = (0.09, 0.30), 2.0
"""Shorter and longer side of a date's window, radii, and their quotient at most: markers are longer bars."""
_FILLED = 0.86
"""Share of the box around it that a window's outline fills."""
_CORE, _FIGURE = 0.6, 50.0
"""Share of a window's sides about its middle, and the steps of lightness, of 255, between light and dark there from
which there is a figure in it: a marker filled with paint is a rectangle as well."""
_LEVELS = (0.25, 0.5, 0.75)
"""Of the way from the dial's dark to its light, at which outlines are looked for."""
_EXTREME = (2, 98)
"""Percentiles of the lightness that are the dial's dark and its light."""


def windows(references: Sequence[Covered], radius: float) -> Mask:
    """Return what lies in windows, as most references show them where no hand covers them.

    :param radius: of the dial, in pixels of the references' sheets.
    """
    found = np.sum([_seen_on(each, radius) for each in references], axis=0)
    free = np.sum([~each.mask for each in references], axis=0)
    return np.asarray((found > 0) & (2 * found > free))


def _seen_on(photo: Covered, radius: float) -> Mask:
    """Return the windows of one photo."""
    inside = np.zeros(photo.mask.shape, np.uint8)
    light = np.asarray(cv2.GaussianBlur(lightness(photo.pixels), (0, 0), 1.0), np.float32)
    dark, bright = np.percentile(light[~photo.mask], _EXTREME) if not photo.mask.all() else (0.0, 0.0)
    for level in (dark + share * (bright - dark) for share in _LEVELS):
        for side in (light > level, light <= level):
            outlines, _ = cv2.findContours(side.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
            for box in (_window(np.asarray(each), radius) for each in outlines):
                if box is not None and _figured(light, box, photo.mask):
                    cv2.fillPoly(inside, [np.rint(cv2.boxPoints(box)).astype(np.int32)], 1)
    return inside > 0


_Box = tuple[tuple[float, float], tuple[float, float], float]


def _window(outline: NDArray[np.int32], radius: float) -> _Box | None:
    """Return the rectangle that an outline is, if it is one of a window's size."""
    (x, y), (width, height), degrees = cv2.minAreaRect(outline)
    short, long = sorted((width / radius, height / radius))
    fits = _SIDES[0] < short and long < min(_SIDES[1], _LONGEST * short)
    if not fits or cv2.contourArea(outline) < _FILLED * width * height:
        return None
    return (float(x), float(y)), (float(width), float(height)), float(degrees)


def _figured(light: Floats, box: _Box, covered: Mask) -> bool:
    """Return whether a figure stands in a rectangle that no hand covers."""
    middle, sides, degrees = box
    corners = np.rint(cv2.boxPoints((middle, (_CORE * sides[0], _CORE * sides[1]), degrees))).astype(np.int32)
    core = np.zeros(light.shape, np.uint8)
    cv2.fillPoly(core, [corners], 1)
    seen = light[core > 0]
    return not covered[core > 0].any() and float(np.ptp(np.percentile(seen, (5, 95)))) >= _FIGURE
