"""What a measurement on one photo gives: figures at places, or why there is none."""

from collections.abc import Callable
from dataclasses import dataclass

from models.vocabulary.finding import MeasureUnit, Region
from pipeline.imaging.rectified import RectifiedDial


@dataclass(frozen=True, slots=True)
class Reading:
    """How far something is from where the dial's own regularity wants it.

    :ivar place: the same on every photo of the watch: ``marker 4``.
    :ivar value: not negative, in ``unit``.
    :ivar allowed: what making and measuring allow, in ``unit``, on this photo.
    :ivar region: where it is seen.
    :ivar called: the thing and what it does, before the figure: ``The marker at 4 stands {} off its angle``.
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


@dataclass(frozen=True, slots=True)
class NotMeasurable:
    """Why something cannot be measured on this photo: a clause that completes "… could not be measured because"."""

    why: str


Measured = tuple[Reading, ...] | NotMeasurable


@dataclass(frozen=True, slots=True)
class DialView:
    """One photo's dial, straightened, as the measurements are given it.

    :ivar photo: digest of the photo.
    :ivar label: how people call the photo.
    """

    dial: RectifiedDial
    photo: str
    label: str

    def sector(self, turn: float, half: float, inner: float, outer: float) -> Region:
        """Return a part of a ring as a region of the photo; see ``RectifiedDial.sector``."""
        return Region(photo=self.photo, polygon=self.dial.sector(turn, half, inner, outer))

    def hour(self, step: int) -> int:
        """Return the hour (1 to 12) at a step of 30 degrees from straight up."""
        return (step - round(self.dial.twelve.angle / 30.0)) % 12 or 12


Measurement = Callable[[DialView], Measured]
