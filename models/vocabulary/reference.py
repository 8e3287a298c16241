"""What earlier photos tell: reference sets of verified watches, and photos of other cases."""

from typing import Annotated, Literal

from pydantic import Field

from models.vocabulary.photo import Ellipse, NoDial, Sha256
from models.vocabulary.value import Value
from models.vocabulary.views import View

MAX_REFERENCE_PHOTOS = 60
"""A larger set is refused when it is published: an examiner's time is for comparing, not for choosing."""


class ReferencePhoto(Value):
    """A photo of a watch whose identity was verified.

    :ivar sha256: of the JPEG that is stored: upright, sRGB, no metadata, longer side at most 2048 pixels.
    :ivar size: width and height in pixels.
    :ivar watch: which specimen: photos of the same one share it.
    """

    sha256: Sha256
    view: View
    size: tuple[int, int]
    dial: Annotated[Ellipse | NoDial, Field(union_mode="left_to_right")]
    watch: str = Field(pattern=r"^[a-z0-9-]{1,40}$")


class ReferenceSet(Value):
    """Verified photos of one reference. Never changed: a set with another photo is another set.

    :ivar domain: whether the photos are of real watches or were rendered.
    :ivar source: who verified the watches, and how.
    """

    v: Literal[1] = 1
    brand: str
    model: str | None = None
    reference: str
    domain: Literal["real", "rendered"]
    source: str = Field(min_length=8, max_length=240)
    photos: tuple[ReferencePhoto, ...] = Field(max_length=MAX_REFERENCE_PHOTOS)


class SeenPhoto(Value):
    """A photo of an earlier case, as the index knows it.

    :ivar owner: the same keyed hash as ``CaseFile.owner``; None where it is unknown.
    :ivar distance: differing bits of the two PDQ hashes, 0 to 256; of the nearest where the index holds cuts of it.
    """

    case: str
    owner: Sha256 | None
    sha256: Sha256
    view: View
    distance: int = Field(ge=0, le=256)
