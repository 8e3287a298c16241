"""What a measurement on one photo gives: figures at places, or why there is none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from models.vocabulary.finding import MeasureUnit, Region
from pipeline.imaging.hands import Hands, NoHands
from pipeline.imaging.rectified import RADIUS, SIDE, RectifiedDial

_SHARP = 0.6
"""Pixels of the original for each of the rectified picture, from which on more pixels measured no better: a dial of 480
pixels."""

_MOST_HANDS = 0.1
"""Of the picture. The hands of the drawn watches with their shadows cover 0.03 to 0.06; more is sub-dials."""

Floats = NDArray[np.float32]

_GROUND = 35
"""Side of the window, in a picture reduced to a quarter, whose median is the dial's own tone: 35 % of the radius, wider
than any numeral, and narrower than a bow of light."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How far something is from where the dial's own regularity wants it.

    :ivar place: the same on every photo of the watch: ``marker 4``, or ``marker 4, radius``: the thing before a comma.
    :ivar value: not negative, in ``unit``.
    :ivar allowed: what making and measuring allow, in ``unit``, on this photo.
    :ivar region: where it is seen.
    :ivar called: the thing and what it does, with ``{}`` for the figure: ``the marker at 4 stands {} off its angle``.
    """

    place: str
    value: float
    unit: MeasureUnit
    allowed: float
    region: Region
    called: str

    @property
    def ratio(self) -> float:
        """What was measured over what is allowed."""
        return self.value / self.allowed

    @property
    def thing(self) -> str:
        """What was measured, in one way or another."""
        return self.place.partition(",")[0]


@dataclass(frozen=True, slots=True)
class NotMeasurable:
    """Why something cannot be measured on this photo: a clause."""

    why: str


Measured = tuple[Reading, ...] | NotMeasurable


@dataclass(frozen=True, eq=False)
class DialView:
    """One photo's dial, straightened, as the measurements are given it.

    :ivar photo: digest of the photo.
    :ivar label: how people call the photo.
    :ivar hands: what covers the dial.
    :ivar made: what was read from it so far; see ``once``.
    """

    dial: RectifiedDial
    photo: str
    label: str
    hands: Hands | NoHands
    made: dict[object, object] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def grey(self) -> Floats:
        """(SIDE, SIDE), 0 to 255."""
        return np.asarray(cv2.cvtColor(self.dial.pixels, cv2.COLOR_RGB2GRAY), np.float32)

    @cached_property
    def relief(self) -> Floats:
        """How far each pixel is from the dial's own tone around it: (SIDE, SIDE), grey levels, brighter is positive."""
        small = cv2.resize(self.grey, (SIDE // 4, SIDE // 4), interpolation=cv2.INTER_AREA)
        ground = cv2.medianBlur(small.astype(np.uint8), _GROUND).astype(np.float32)
        return np.asarray(self.grey - cv2.resize(ground, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR), np.float32)

    @property
    def grain(self) -> float:
        """How much more than on a sharp photo must be allowed, 1 or more: larger pixels make larger errors."""
        return max(1.0, _SHARP / self.dial.quality.scale)

    @property
    def uneven(self) -> float:
        """What the straightening leaves marks uneven by, radii: no single mark is known better than the middle one.

        Twice the median: of a normal spread, 4 of 5 are within it. On 302 drawn dials 0.0004 at the median; above 0.004
        the straightening followed the wrong thing, and single markers stood off by up to 2 degrees.
        """
        return 2.0 * max(0.0, float(np.nan_to_num(self.dial.quality.along)))

    @property
    def unround(self) -> float:
        """What it leaves rings out of round by, radii: on the same dials 0.0005 at the median, 0.016 at the worst."""
        return max(0.0, float(np.nan_to_num(self.dial.quality.across)))

    @property
    def mask(self) -> NDArray[np.bool_]:
        """What lies under a hand: (SIDE, SIDE); nothing where what was taken for hands is too much to be hands."""
        mask = self.hands.mask
        return mask if float(mask.mean()) < _MOST_HANDS else np.zeros_like(mask)

    def sector(self, turn: float, half: float, inner: float, outer: float) -> Region:
        """Return a part of a ring as a region of the photo; see ``RectifiedDial.sector``."""
        return Region(photo=self.photo, polygon=self.dial.sector(turn, half, inner, outer))

    def box(self, left: float, top: float, right: float, bottom: float) -> Region:
        """Return a box of the rectified picture (radii from the centre, y down) as a region of the photo."""
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        polygon = [(x * RADIUS + SIDE / 2, y * RADIUS + SIDE / 2) for x, y in corners]
        return Region(photo=self.photo, polygon=self.dial.to_photo(polygon))

    @staticmethod
    def hour(step: int) -> int:
        """Return the hour (1 to 12) at a step of 30 degrees from straight up."""
        return step % 12 or 12


Measurement = Callable[[DialView], Measured]


_Made = TypeVar("_Made")


def once(read: Callable[[DialView], _Made]) -> Callable[[DialView], _Made]:
    """Let something be read once from each view, whichever measurements ask for it."""

    @wraps(read)
    def kept(view: DialView) -> _Made:
        if read not in view.made:
            view.made[read] = read(view)
        return cast("_Made", view.made[read])

    return kept
