"""A photo: as submitted, and as prepared for the examiners."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from models.vocabulary.value import Value
from models.vocabulary.views import View

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Unit = Annotated[float, Field(ge=0.0, le=1.0)]
Point = tuple[float, float]
"""(x, y) as fractions of width and height of the upright photo: 0, 0 is its top left corner."""


class Submitted(Value):
    """A photo as it was handed in: the bytes lie in the blob store under their digest.

    :ivar ordinal: 1 for ``dial.jpg``, 2 for ``dial-2.jpg``.
    :ivar size: bytes.
    """

    sha256: Sha256
    view: View
    ordinal: int = Field(default=1, ge=1, le=99)
    size: int = Field(ge=0)

    @property
    def label(self) -> str:
        """``dial`` or ``dial-2``: how people and prompts name the photo; never the file's own name."""
        return self.view.value if self.ordinal == 1 else f"{self.view.value}-{self.ordinal}"


class Ellipse(Value):
    """The dial's outline in normalised coordinates of the upright photo.

    :ivar centre: fractions of width and height.
    :ivar axes: semi-axes (major, minor) as fractions of the photo's *longer side*.
    :ivar angle: of the major axis, degrees clockwise from the x axis, 0 to 180.
    :ivar support: fraction of the outline at which an edge was really seen.
    """

    centre: Point
    axes: tuple[float, float]
    angle: float = Field(ge=0.0, lt=180.0)
    support: Unit


class NoDial(Value):
    """No dial was found. That is information, not an error.

    :ivar reason: ``none`` (nothing round enough), ``several`` (more than one, none dominant), ``too_small``.
    """

    reason: Literal["none", "several", "too_small"]
    found: int = Field(ge=0)


class Measurements(Value):
    """How usable a photo is, measured at a fixed scale on the dial (on the whole frame where there is none).

    :ivar width: pixels of the upright original.
    :ivar height: pixels of the upright original.
    :ivar focus: higher is sharper; unit and threshold are defined beside the measure.
    :ivar exposure: mean luminance, 0 to 1.
    :ivar clipped_dark: fraction of pixels crushed to black.
    :ivar clipped_light: fraction of pixels blown to white.
    :ivar glare: fraction of the dial under a blown, unsaturated blob.
    :ivar dial_pixels: length of the dial's minor axis in pixels of the original; 0 where there is no dial.
    """

    width: int = Field(gt=0)
    height: int = Field(gt=0)
    focus: float = Field(ge=0.0)
    exposure: Unit
    clipped_dark: Unit
    clipped_light: Unit
    glare: Unit
    dial_pixels: float = Field(ge=0.0)


class Metadata(Value):
    """What a photo's metadata says, without anything private: coordinates are noted as present and dropped.

    :ivar taken: local time as the camera wrote it, ISO 8601, or None.
    """

    format: str
    orientation: int = Field(ge=1, le=8)
    camera_make: str | None = None
    camera_model: str | None = None
    software: str | None = None
    taken: str | None = None
    has_location: bool = False
    has_thumbnail: bool = False
    has_content_credentials: bool = False
    icc_profile: str | None = None


class Perceptual(Value):
    """PDQ: a 256-bit perceptual hash and its quality.

    :cvar SAME: of so many bits, those that may differ between two hashes of the same picture: the threshold of PDQ's
        authors ("The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", Facebook 2019).
    :cvar LEAST_QUALITY: below which a hash matches too much to be used (same source).
    """

    BITS: ClassVar = 256
    SAME: ClassVar = 31
    LEAST_QUALITY: ClassVar = 50

    pdq: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    quality: int = Field(ge=0, le=100)

    @property
    def is_telling(self) -> bool:
        """Whether the hash can be compared at all."""
        return self.quality >= self.LEAST_QUALITY

    def differing(self, other: "Perceptual") -> int:
        """Return in how many bits two hashes differ."""
        return (int(self.pdq, 16) ^ int(other.pdq, 16)).bit_count()


class Flaw(StrEnum):
    """What makes a readable photo less useful. Each has its sentence in ``models.vocabulary.words``."""

    BLURRED = "blurred"
    TOO_DARK = "too_dark"
    TOO_LIGHT = "too_light"
    GLARE = "glare"
    SMALL = "small"
    NO_DIAL = "no_dial"
    SEVERAL_DIALS = "several_dials"


class Prepared(Value):
    """A usable photo, measured, with its metadata read and its normalised derivative stored.

    :ivar derivative: SHA-256 of the derivative's bytes: upright, sRGB, 8 bit, JPEG, no metadata,
        longer side at most 2048 pixels; stored at ``keys.derivative``.
    :ivar pixels: SHA-256 over the derivative's decoded pixels (height, width as big-endian uint32, then RGB rows).
    :ivar flaws: empty for a good photo.
    """

    kind: Literal["prepared"] = "prepared"
    photo: Submitted
    derivative: Sha256
    derivative_size: tuple[int, int]
    pixels: Sha256
    perceptual: Perceptual
    measurements: Measurements
    metadata: Metadata
    dial: Annotated[Ellipse | NoDial, Field(union_mode="left_to_right")]
    flaws: tuple[Flaw, ...] = ()


class Rejection(StrEnum):
    """Why a photo cannot be used at all. Each has its sentence in ``models.vocabulary.words``."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_FEW_PIXELS = "too_few_pixels"
    NOT_AN_IMAGE = "not_an_image"
    UNSUPPORTED = "unsupported"
    TWO_TYPES = "two_types"
    TRUNCATED = "truncated"
    CORRUPT = "corrupt"
    ANIMATED = "animated"
    SEVERAL_PICTURES = "several_pictures"
    BLOATED_METADATA = "bloated_metadata"


class Rejected(Value):
    """A photo that cannot be used. A value, never an exception.

    :ivar detail: figures that complete the sentence, for instance ``65535 x 65535 pixels``; never a file name.
    """

    kind: Literal["rejected"] = "rejected"
    photo: Submitted
    reason: Rejection
    detail: str = ""


Preparation = Annotated[Prepared | Rejected, Field(discriminator="kind")]
