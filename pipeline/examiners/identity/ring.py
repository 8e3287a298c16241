"""The rim of a dial unrolled into straight strips, and the way back."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.vocabulary.photo import Ellipse
from pipeline.examiners.contract import Pixels
from pipeline.imaging import geometry
from pipeline.imaging.geometry import Box

_INNER, _OUTER = 0.66, 1.10
"""Of the dial's radius: from inside the small print at the minute track to an inner bezel."""

_AROUND = 3264
"""Pixels of the whole rim: about the scale of the ``dial`` pass."""

_HALF = 1792
"""Pixels of a strip: 198 degrees, so that no word of up to 18 degrees is cut in both strips."""

_HEIGHT = 224
"""Pixels: just high enough that the library adds no padding, which it does beyond a ratio of 8 (half as slow again)."""

_ARC_POINTS = 9
"""Points along a mapped edge: a word over 60 degrees is then off its arc by less than 0.2 % of the radius."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A bit more than half of a dial's rim, as a strip of ``_HALF`` by ``_HEIGHT`` pixels.

    :ivar first: column of the whole rim, counted clockwise from twelve o'clock, at which the strip begins.
    """

    pixels: Pixels
    dial: Ellipse
    photo: tuple[int, int]
    first: int

    def edge(self, start: NDArray[np.float32], end: NDArray[np.float32]) -> NDArray[np.float64]:
        """Map a straight line of the strip, from one pixel to another, to points of the photo (normalised)."""
        along = np.linspace(0.0, 1.0, _ARC_POINTS)[:, None]
        points = (start + (end - start) * along + [self.first, 0.0]) / [_AROUND, _HEIGHT]
        places = [(float(x), float(y)) for x, y in points]
        return np.array(geometry.from_unwrapped(places, self.dial, self.photo, inner=_INNER, outer=_OUTER))


def is_within(place: tuple[float, float], dial: Ellipse, photo: tuple[int, int]) -> bool:
    """Return whether a place of the photo (normalised) lies further in than what is unrolled.

    :param photo: its width and height.
    """
    matrix = geometry.unit_to_photo(dial, photo)
    unit = np.linalg.solve(matrix[:, :2], np.array(place) * photo - matrix[:, 2])
    return float(np.linalg.norm(unit)) < _INNER


def rings(pixels: Pixels, box: Box, dial: Ellipse, photo: tuple[int, int]) -> tuple[Ring, Ring]:
    """Unroll the rim of the dial in ``pixels``, which show ``box`` of a photo of this width and height."""
    inside = _in_box(dial, box, photo)
    strip = geometry.unwrap(pixels, inside, (_AROUND, _HEIGHT), inner=_INNER, outer=_OUTER)
    endless = np.hstack([strip, strip])
    starts = (_AROUND - _HALF // 2, (_AROUND - _HALF) // 2)
    upper, lower = (Ring(endless[:, first : first + _HALF], dial, photo, first) for first in starts)
    return upper, lower


def _in_box(dial: Ellipse, box: Box, photo: tuple[int, int]) -> Ellipse:
    """Return the outline in coordinates of a cut-out."""
    (width, height), (left, top, right, bottom) = photo, box
    across, down = right - left, bottom - top
    centre = ((dial.centre[0] - left) / across, (dial.centre[1] - top) / down)
    scale = max(photo) / max(across * width, down * height)
    return dial.model_copy(update={"centre": centre, "axes": (dial.axes[0] * scale, dial.axes[1] * scale)})
