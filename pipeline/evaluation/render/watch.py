"""What is drawn: the watch, what is wrong with it, the camera and the light.

Lengths are millimetres in the plane of the dial, x to the right and y downwards, 0, 0 at the dial's centre.
Angles are degrees, clockwise, 0 at twelve o'clock where a watch is meant.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from models.vocabulary.photo import Ellipse, Point
from models.vocabulary.value import Value

Pixels = NDArray[np.uint8]
"""(height, width, 3), RGB, 8 bit, upright."""

DIAL_RADIUS = 14.5
"""Millimetres. The visible dial, up to the foot of the rehaut, of a 41 mm watch."""

BRAND = "ALDENMOOR"


class Style(StrEnum):
    """What a model looks like."""

    DIVER = "diver"
    FIELD = "field"


class Watch(Value):
    """One watch, as its maker would have made it.

    :ivar wording: what stands on the dial below the brand and the model, from top to bottom.
    :ivar face: sRGB of the dial, hexadecimal.
    :ivar time: hour, minute, second that the hands show.
    :ivar date: in the window at three o'clock; None where there is no window.
    :ivar sold: the date on the papers, ISO 8601.
    """

    brand: str = BRAND
    model: str
    reference: str = Field(pattern=r"^[A-Z]{2}-\d{4}$")
    serial: str = Field(pattern=r"^[A-Z]\d{6}$")
    calibre: str = "AM31"
    style: Style
    wording: tuple[str, ...]
    foot: str = "SWISS MADE"
    face: str = Field(pattern=r"^#[0-9a-f]{6}$")
    time: tuple[int, int, int] = (10, 10, 37)
    date: int | None = Field(default=None, ge=1, le=31)
    resistance: str
    sold: str


TIDEWATCH = Watch(
    model="TIDEWATCH",
    reference="AM-2204",
    serial="M204817",
    style=Style.DIVER,
    wording=("AUTOMATIC", "200m"),
    face="#123a6b",
    date=14,
    resistance="200M",
    sold="2023-06-17",
)
FIELDMASTER = Watch(
    model="FIELDMASTER",
    reference="AM-1107",
    serial="L118342",
    style=Style.FIELD,
    wording=("AUTOMATIC", "100m"),
    face="#26282b",
    resistance="100M",
    sold="2022-11-05",
)


class Defects(Value):
    """What is wrong with a watch.

    :ivar words: (as it should be, as it is printed), for the dial only.
    :ivar shifted: (hour, degrees) of markers that stand off their place.
    """

    words: tuple[tuple[str, str], ...] = ()
    shifted: tuple[tuple[int, float], ...] = ()

    def printed(self, word: str) -> str:
        """The word as it stands on the dial."""
        return dict(self.words).get(word, word)

    def angle(self, hour: int) -> float:
        """Where the marker of an hour (1 to 12) stands, degrees."""
        return hour % 12 * 30.0 + dict(self.shifted).get(hour, 0.0)


FLAWLESS = Defects()


class Camera(Value):
    """Where the camera stands and what it does to the picture.

    :ivar width: pixels.
    :ivar height: pixels.
    :ivar field: millimetres across the picture's width in the plane of the dial.
    :ivar look_at: millimetres; what stands in the middle of the picture.
    :ivar tilt: degrees between the line of sight and the dial's normal.
    :ivar azimuth: degrees from the x axis, to which side the camera leans.
    :ivar rotation: degrees clockwise by which the watch is turned.
    :ivar distance: millimetres; the nearer, the stronger the perspective.
    :ivar defocus: standard deviation of the blur as a fraction of the picture's longer side.
    :ivar exposure: factor on the light.
    :ivar noise: standard deviation of the noise on the square root of the light (shot noise is constant there).
    :ivar quality: of the JPEG, as libjpeg counts.
    """

    width: int = Field(default=2400, ge=64, le=8000)
    height: int = Field(default=2400, ge=64, le=8000)
    field: float = Field(default=58.0, gt=0)
    look_at: Point = (1.0, 0.0)
    tilt: float = Field(default=8.0, ge=0, le=60)
    azimuth: float = 70.0
    rotation: float = 3.0
    distance: float = Field(default=320.0, gt=100)
    defocus: float = Field(default=0.0, ge=0, le=0.1)
    exposure: float = Field(default=1.0, gt=0)
    noise: float = Field(default=0.006, ge=0)
    quality: int = Field(default=84, ge=1, le=95)


class Light(Value):
    """One large softbox, a strip opposite, and what the room gives back.

    :ivar azimuth: degrees from the x axis, clockwise in the picture, where the softbox hangs.
    :ivar elevation: degrees above the table.
    :ivar softness: shadow's blur as a fraction of the height that casts it.
    :ivar warmth: -1 (cold) to 1 (warm).
    :ivar ambient: light that reaches every shadow, 0 to 1.
    """

    azimuth: float = -128.0
    elevation: float = Field(default=48.0, gt=10, le=90)
    softness: float = Field(default=0.30, gt=0)
    warmth: float = Field(default=0.1, ge=-1, le=1)
    ambient: float = Field(default=0.30, ge=0, le=1)

    @property
    def direction(self) -> tuple[float, float, float]:
        """Unit vector towards the softbox: x right, y down, z out of the table."""
        azimuth, elevation = np.radians(self.azimuth), np.radians(self.elevation)
        flat = float(np.cos(elevation))
        return flat * float(np.cos(azimuth)), flat * float(np.sin(azimuth)), float(np.sin(elevation))


DEFAULT_CAMERA = Camera()
DEFAULT_LIGHT = Light()


class TextBox(Value):
    """Where a text stands in the picture: four corners, normalised, in reading order from the text's top left."""

    text: str
    corners: tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A photo and what is known about it because it was drawn.

    :ivar dial: the outline of the visible dial; None where the photo does not show all of it. Its support is 1.
    """

    pixels: Pixels
    dial: Ellipse | None
    texts: tuple[TextBox, ...]
