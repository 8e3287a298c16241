"""The rim of a dial unrolled into straight strips, and the way back."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.vocabulary.photo import Ellipse, Prepared
from pipeline.examiners.contract import Pixels

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in normalised coordinates of the upright photo."""

Floats = NDArray[np.float64]

_INNER, _OUTER = 0.66, 1.10
"""Of the dial's radius: from inside the small print at the minute track to an inner bezel."""

_SWEEP = 200.0
"""Degrees that a strip covers: more than half, so that no word is cut in both strips."""

_WIDTH, _HEIGHT = 1792, 224
"""Pixels of a strip: about the scale of the ``dial`` pass, in multiples of the detector's 32."""

_ARC_POINTS = 9
"""Points along a mapped edge: a word over 60 degrees is then off its arc by less than 0.2 % of the radius."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Half of a dial's rim.

    :ivar size: width and height of the original photo in pixels.
    :ivar start: degrees clockwise from the x axis at the strip's left end.
    :ivar sweep: degrees from there to its right end; negative runs counter-clockwise.
    :ivar above: fraction of the dial's radius at the strip's upper edge.
    :ivar below: fraction of the dial's radius at its lower edge.
    """

    dial: Ellipse
    size: tuple[int, int]
    start: float
    sweep: float
    above: float
    below: float

    def unroll(self, pixels: Pixels, box: Box) -> Pixels:
        """Return the strip out of ``pixels``, which show ``box`` of the photo."""
        columns, rows = np.meshgrid((np.arange(_WIDTH) + 0.5) / _WIDTH, (np.arange(_HEIGHT) + 0.5) / _HEIGHT)
        inside = (self._points(columns, rows) - np.array(box[:2])) / np.array([box[2] - box[0], box[3] - box[1]])
        source = (inside * np.array([pixels.shape[1], pixels.shape[0]]) - 0.5).astype(np.float32)
        strip = cv2.remap(pixels, source, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(strip, np.uint8)

    def arc(self, start: NDArray[np.float32], end: NDArray[np.float32]) -> Floats:
        """Map a straight edge of the strip, from one pixel to another, to points of the photo."""
        along = np.linspace(0.0, 1.0, _ARC_POINTS)
        columns = (start[0] + (end[0] - start[0]) * along) / _WIDTH
        rows = (start[1] + (end[1] - start[1]) * along) / _HEIGHT
        return self._points(columns, rows)

    def _points(self, columns: Floats, rows: Floats) -> Floats:
        """Map fractions of the strip's width and height to normalised points of the photo."""
        tilt = np.radians(self.dial.angle)
        around = np.radians(self.start + self.sweep * columns) - tilt
        radius = self.above + (self.below - self.above) * rows
        major, minor = (axis * max(self.size) for axis in self.dial.axes)
        x, y = radius * major * np.cos(around), radius * minor * np.sin(around)
        turned = np.stack([x * np.cos(tilt) - y * np.sin(tilt), x * np.sin(tilt) + y * np.cos(tilt)], axis=-1)
        return np.asarray(np.array(self.dial.centre) + turned / np.array(self.size), np.float64)


def rings(dial: Ellipse, photo: Prepared) -> tuple[Ring, Ring]:
    """Return the upper half, read with the rim above, and the lower half, read with the centre above.

    So print that stands upright on the watch stands upright in its strip.
    """
    size = (photo.measurements.width, photo.measurements.height)
    top, bottom = 270.0, 90.0
    upper = Ring(dial, size, top - _SWEEP / 2, _SWEEP, above=_OUTER, below=_INNER)
    lower = Ring(dial, size, bottom + _SWEEP / 2, -_SWEEP, above=_INNER, below=_OUTER)
    return upper, lower
