"""Whether there is enough to examine."""

from typing import Annotated, Literal

from pydantic import Field

from models.vocabulary.value import Value
from models.vocabulary.views import View


class Wanted(Value):
    """A photo that is asked for, in words for the owner.

    :ivar why: what is missing or wrong: ``no photo of the movement was submitted``.
    :ivar advice: what to do, as a sentence: ``Photograph the movement …``.
    """

    view: View
    why: str
    advice: str


class Admitted(Value):
    """The case is examined. ``gaps`` lower coverage and become advice."""

    kind: Literal["admitted"] = "admitted"
    gaps: tuple[Wanted, ...] = ()


class NeedsPhotos(Value):
    """The profile's main view is missing or unusable: nothing is spent on an examination."""

    kind: Literal["needs_photos"] = "needs_photos"
    wanted: tuple[Wanted, ...] = Field(min_length=1)


Admission = Annotated[Admitted | NeedsPhotos, Field(discriminator="kind")]
