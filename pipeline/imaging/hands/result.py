"""What is found where a watch's hands are looked for."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from models.vocabulary.photo import Point

Mask = NDArray[np.bool_]
"""(side, side): True where a hand or its shadow lies."""


@dataclass(frozen=True, slots=True)
class Hand:
    """One hand that turns about the middle of the dial.

    :ivar angle: degrees clockwise from straight up in the picture (not from twelve), 0 to 360.
    :ivar length: from the axis to the tip, in radii of the dial.
    :ivar width: the median over the outer half of its length, shadow excluded where it can be told, in radii.
    :ivar tail: how far it reaches beyond the axis on the other side, in radii; 0 where nothing was seen there.
    :ivar clearness: share of its length that stands out from the dial, 0 to 1.
    """

    angle: float
    length: float
    width: float
    tail: float
    clearness: float


class Unread(StrEnum):
    """Why no time can be read."""

    NO_PICTURE = "no picture"
    """Not square, fewer than ``find.SMALLEST`` pixels a side, or all of one colour."""
    NO_HANDS = "no hands"
    """Nothing long runs out from the middle."""
    ONE_HAND = "one hand"
    """Something does, but not an hour hand and a minute hand."""
    CUT_OFF = "cut off"
    """A good part of the dial lies outside the photo."""
    GLARE = "glare"
    """A good part of the dial is blown out."""
    AMBIGUOUS = "ambiguous"
    """More than one time fits what was seen, about as well."""


@dataclass(frozen=True, slots=True, eq=False)
class Hands:
    """The hands, told apart.

    :ivar centre: the axis, as fractions of the picture's side.
    :ivar twelve: where twelve o'clock stands, degrees clockwise from straight up in the picture, -180 to 180.
    :ivar second: the second hand in the middle, where there seems to be one.
    :ivar others: further hands about the same axis (a chronograph's, a second time zone's).
    :ivar hour_error: degrees by which the hour hand stands ahead of where the minute hand asks it to be; None where
        it lies beneath the minute hand and was taken to be where it must.
    :ivar mask: hands, tails, hub and shadows, a little widened.
    :ivar confidence: that hour and minute are what they are taken for, 0 to 1.
    :ivar also: other times, in minutes since twelve, that fit less well and yet are not out of the question.
    """

    centre: Point
    twelve: float
    hour: Hand
    minute: Hand
    second: Hand | None
    others: tuple[Hand, ...]
    hour_error: float | None
    mask: Mask
    confidence: float
    also: tuple[float, ...] = ()

    @property
    def time(self) -> tuple[int, float]:
        """The hour (1 to 12) and the minute (0 up to 60) on the dial."""
        minute = ((self.minute.angle - self.twelve) / 6.0) % 60.0
        hour = round(((self.hour.angle - self.twelve) % 360.0 - minute / 2.0) / 30.0) % 12
        return hour or 12, minute


@dataclass(frozen=True, slots=True, eq=False)
class NoHands:
    """No time can be read.

    :ivar mask: whatever seems to be part of a hand all the same: to be set aside before the dial is measured.
    """

    reason: Unread
    mask: Mask
