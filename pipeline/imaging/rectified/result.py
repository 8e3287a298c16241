"""A dial seen straight on, or why it is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from models.vocabulary.photo import Point
from pipeline.imaging.colour import Pixels
from pipeline.imaging.rectified.lettering import Line
from pipeline.imaging.rectified.marks import Marks
from pipeline.imaging.rectified.polar import Doubles, Floats

SIDE = 1000
"""Pixels of the rectified picture."""

RADIUS = 400.0
"""Pixels of the dial in it: a tenth of a degree at the minute track is 0.7 pixels, and a quarter of the radius is left
around it for the rehaut and the bezel."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How well the dial was straightened.

    :ivar along: median distance of marks from their even places, radii, after the fit; NaN where there are no marks.
    :ivar across: median distance of rings from round, radii.
    :ivar tilt: degrees between the line of sight and the dial's normal, from how much the dial is foreshortened: an
        ellipse tells tilts below 5 degrees badly.
    :ivar lean: the direction in which it is foreshortened, degrees clockwise from straight up, 0 to 180.
    :ivar scale: pixels of the original for each pixel of the rectified picture; below 1 it was enlarged.
    """

    along: float
    across: float
    tilt: float
    lean: float
    scale: float


@dataclass(frozen=True, slots=True)
class Twelve:
    """Where twelve o'clock stands.

    :ivar angle: degrees clockwise from straight up in the rectified picture, which is turned so that it is 0.
    :ivar confidence: that it is twelve which stands there, and not another hour (another minute, where no hours are
        marked), 0 to 1. 0.4 where no text tells: watches are photographed upright as a rule.
    """

    angle: float
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class RectifiedDial:
    """A dial, its outline a circle about the middle of the picture, twelve straight up.

    :ivar pixels: (SIDE, SIDE, 3), RGB.
    :ivar strip: the dial unrolled, as ``polar.unroll`` returns it: columns begin straight up.
    :ivar matrix: (3, 3), from pixels of the rectified picture to pixels of the photo, both counted from the corner.
    :ivar photo: width and height of the photo, pixels.
    :ivar hours: the marks of the hours; None where nothing stands at even twelfths.
    :ivar minutes: the minute track; None where there is none.
    :ivar lines: of text; more than there are, since ornaments may look like text.
    """

    pixels: Pixels
    strip: Floats
    matrix: Doubles
    photo: tuple[int, int]
    hours: Marks | None
    minutes: Marks | None
    lines: tuple[Line, ...]
    twelve: Twelve
    quality: Quality

    def to_photo(self, polygon: Sequence[Point]) -> tuple[Point, ...]:
        """Return a polygon of the rectified picture (pixels) in normalised coordinates of the photo."""
        places = np.column_stack([np.asarray(polygon, np.float64), np.ones(len(polygon))]) @ self.matrix.T
        normal = np.clip(places[:, :2] / places[:, 2:] / np.array(self.photo), 0.0, 1.0)
        return tuple((float(x), float(y)) for x, y in normal)

    def sector(self, turn: float, half: float, inner: float, outer: float) -> tuple[Point, ...]:
        """Return the part between two radii, ``half`` degrees to either side of a ray, as a polygon of the photo.

        :param turn: degrees clockwise from straight up.
        """
        angles = np.radians(np.linspace(turn - half, turn + half, 5))
        outwards = np.stack([np.sin(angles), -np.cos(angles)], axis=1) * RADIUS
        ring = np.vstack([outwards * outer, outwards[::-1] * inner]) + SIDE / 2
        return self.to_photo([(float(x), float(y)) for x, y in ring])


class Unfit(StrEnum):
    """Why a dial was not straightened."""

    TOO_SMALL = "too small"
    CUT_OFF = "cut off"
    FLAT = "flat"
    """Nothing to be seen: black, white, or all of one tone."""
    IRREGULAR = "irregular"
    """Neither rings nor marks at even steps."""


@dataclass(frozen=True, slots=True)
class NotRectified:
    """A dial that was not straightened, and why."""

    reason: Unfit
