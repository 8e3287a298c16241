"""What is drawn: the watch, what is wrong with it, the camera and the light.

Lengths are millimetres in the plane of the dial, x to the right and y downwards, 0, 0 at the dial's centre.
Angles are degrees, clockwise, 0 at twelve o'clock where a watch is meant.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from models.vocabulary.photo import Ellipse, Point
from models.vocabulary.value import Value

Pixels = NDArray[np.uint8]
"""(height, width, 3), RGB, 8 bit, upright."""

DIAL_RADIUS = 14.5
"""Millimetres. The visible dial, up to the foot of the rehaut, of a 41 mm watch."""

BRAND = "ALDENMOOR"
_COLOUR = r"^#[0-9a-f]{6}$"
LUME = "#e3ecdc"
"""Luminous paint by day: white with a breath of green."""

Shift = tuple[float, float]
"""x (rightwards) and y (downwards) by which something is off its place, in per cent of ``DIAL_RADIUS``."""


class Style(StrEnum):
    """What a model looks like."""

    DIVER = "diver"
    FIELD = "field"
    DRESS = "dress"
    CHRONOGRAPH = "chronograph"


class Markers(StrEnum):
    """How the hours are marked: parts of steel set on the dial, or ink and luminous paint on it."""

    APPLIED = "applied"
    PRINTED = "printed"


class HandShape(StrEnum):
    """The outline of the hour and minute hands."""

    SWORD = "sword"
    BATON = "baton"
    DAUPHINE = "dauphine"
    LEAF = "leaf"


class Bezel(StrEnum):
    """The ring around the crystal."""

    DIVE = "dive"
    BRUSHED = "brushed"
    POLISHED = "polished"
    TACHYMETER = "tachymeter"


_LINES_ABOVE_SIX = 2
_BESIDE_MARKER = 4
LETTERED_BEZELS = frozenset({Bezel.DIVE, Bezel.TACHYMETER})


class Strap(StrEnum):
    """What holds the watch on the wrist."""

    BRACELET = "bracelet"
    LEATHER = "leather"


class Emblem(StrEnum):
    """The maker's sign."""

    PEAKS = "peaks"
    SAIL = "sail"
    STAR = "star"


class Watch(Value):
    """One watch, as its maker would have made it.

    :ivar wording: what stands on the dial below the brand and the model, from top to bottom; two lines at most where
        a sub-dial stands at six.
    :ivar foot: two words, to both sides of six o'clock.
    :ivar face: sRGB of the dial, hexadecimal.
    :ivar ink: sRGB of the print on the dial.
    :ivar lume: sRGB of the luminous paint; a dress watch has none.
    :ivar markers: how the hours are marked.
    :ivar hands: the shape of the hour and minute hands.
    :ivar metal: sRGB of what hands and applied markers are plated with; None for bare steel.
    :ivar bezel: the ring around the crystal.
    :ivar rehaut: what is engraved (a brand's name) or printed (figures) on the sloping ring between dial and crystal:
        pieces, spread evenly clockwise from twelve o'clock; empty for a plain ring.
    :ivar subdials: the hours at which the sub-dials of a chronograph stand.
    :ivar subdial_face: sRGB of the sub-dials; None for that of the dial.
    :ivar time: hour, minute, second that the hands show.
    :ivar date: in the window; None where there is no window.
    :ivar date_at: the hour at which the window stands: 3, 4 (between four and five) or 6.
    :ivar jewels: stones of the movement.
    :ivar rotor: whether the movement winds itself and shows a rotor.
    :ivar sold: the date on the papers, ISO 8601.
    """

    brand: str = BRAND
    emblem: Emblem = Emblem.PEAKS
    model: str
    reference: str = Field(pattern=r"^[A-Z]{2}-\d{4}$")
    serial: str = Field(pattern=r"^[A-Z]\d{6}$|^\d{6}[A-Z]$")
    calibre: str = "AM31"
    jewels: int = Field(default=25, ge=7, le=99)
    rotor: bool = True
    style: Style
    wording: tuple[str, ...] = Field(max_length=3)
    foot: str = "SWISS MADE"
    face: str = Field(pattern=_COLOUR)
    ink: str = Field(default="#f2f3ee", pattern=_COLOUR)
    lume: str = Field(default=LUME, pattern=_COLOUR)
    markers: Markers = Markers.APPLIED
    hands: HandShape = HandShape.SWORD
    metal: str | None = Field(default=None, pattern=_COLOUR)
    bezel: Bezel = Bezel.BRUSHED
    rehaut: tuple[str, ...] = ()
    strap: Strap = Strap.BRACELET
    subdials: tuple[Literal[3, 6, 9], ...] = ()
    subdial_face: str | None = Field(default=None, pattern=_COLOUR)
    time: tuple[int, int, int] = (10, 10, 37)
    date: int | None = Field(default=None, ge=1, le=31)
    date_at: Literal[3, 4, 6] = 3
    resistance: str
    sold: str

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if len(self.wording) > _LINES_ABOVE_SIX and 6 in self.subdials:  # noqa: PLR2004 - the hour six
            raise ValueError(f"a dial with a sub-dial at six has room for {_LINES_ABOVE_SIX} lines of wording")
        return self


TIDEWATCH = Watch(
    model="TIDEWATCH",
    reference="AM-2204",
    serial="M204817",
    style=Style.DIVER,
    bezel=Bezel.DIVE,
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
    """What is wrong with a watch. ``None``, 0 and empty: nothing. Per cent are of ``DIAL_RADIUS``.

    :ivar words: (as it should be, as it is printed), for the dial only.
    :ivar shifted: (hour, degrees clockwise) of markers that stand off their angle.
    :ivar pushed: (hour, per cent outwards) of markers that stand off their radius.
    :ivar ring_offset: of the printed minute track and the foot's wording, which one plate prints together.
    :ivar subdial_offset: of all sub-dials, with their hands.
    :ivar logo_offset: of the emblem and the brand's name under it.
    :ivar bold: stroke weight that the dial's print has too much (or, below 0, too little), as a fraction of the
        height of its capitals.
    :ivar hands: the shape that the hands have instead of theirs.
    :ivar hand_scale: factor on the length of the hands.
    :ivar date_offset: of the date's window with what shows in it.
    :ivar lume: sRGB that the luminous paint on dial and hands has instead of its own.
    :ivar coarse: raggedness of the print's edges (standard deviation) as a fraction of the height of its capitals.
    :ivar rehaut_bold: as ``bold``, for the figures of the bezel and the lettering of the rehaut.
    :ivar rehaut_scale: factor on the size of those.
    """

    words: tuple[tuple[str, str], ...] = ()
    shifted: tuple[tuple[int, float], ...] = ()
    pushed: tuple[tuple[int, float], ...] = ()
    ring_offset: Shift = (0.0, 0.0)
    subdial_offset: Shift = (0.0, 0.0)
    logo_offset: Shift = (0.0, 0.0)
    bold: float = Field(default=0.0, ge=-0.2, le=0.5)
    hands: HandShape | None = None
    hand_scale: float = Field(default=1.0, ge=0.5, le=1.1)
    date_offset: Shift = (0.0, 0.0)
    lume: str | None = Field(default=None, pattern=_COLOUR)
    coarse: float = Field(default=0.0, ge=0.0, le=0.5)
    rehaut_bold: float = Field(default=0.0, ge=-0.2, le=0.5)
    rehaut_scale: float = Field(default=1.0, ge=0.5, le=1.5)

    def printed(self, word: str) -> str:
        """The word as it stands on the dial."""
        return dict(self.words).get(word, word)

    def angle(self, hour: int) -> float:
        """Where the marker of an hour (1 to 12) stands, degrees."""
        return hour % 12 * 30.0 + dict(self.shifted).get(hour, 0.0)

    def push(self, hour: int) -> float:
        """How far the marker of an hour stands outside its circle, millimetres."""
        return dict(self.pushed).get(hour, 0.0) * DIAL_RADIUS / 100.0


FLAWLESS = Defects()


def millimetres(shift: Shift) -> Point:
    """Per cent of the dial's radius as millimetres."""
    return shift[0] * DIAL_RADIUS / 100.0, shift[1] * DIAL_RADIUS / 100.0


def marked_hours(watch: Watch) -> tuple[int, ...]:
    """The hours, 1 to 12, that have a marker: a window at three or six takes its place, one after four does not."""
    taken = watch.date_at if watch.date is not None and watch.date_at != _BESIDE_MARKER else None
    return tuple(hour for hour in range(1, 13) if hour != taken)


def can_show(watch: Watch) -> frozenset[str]:
    """The fields of ``Defects`` that change a photo of this watch's dial: without a date, none is off its place."""
    lettered = watch.bezel in LETTERED_BEZELS or bool(watch.rehaut)
    missing = {
        "date_offset": watch.date is None,
        "subdial_offset": not watch.subdials,
        "lume": watch.style is Style.DRESS,
        "rehaut_bold": not lettered,
        "rehaut_scale": not lettered,
    }
    return frozenset(name for name in Defects.model_fields if not missing.get(name, False))


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
