"""Whether there is enough to examine."""

from typing import Annotated, Literal

from pydantic import Field

from models.vocabulary.value import Value
from models.vocabulary.views import View


class Wanted(Value):
    """A photo that is asked for, and why, in words for the owner."""

    view: View
    why: str


class Admitted(Value):
    """The case is examined. ``gaps`` lower coverage and become advice."""

    kind: Literal["admitted"] = "admitted"
    gaps: tuple[Wanted, ...] = ()


class NeedsPhotos(Value):
    """The profile's main view is missing or unusable: nothing is spent on an examination."""

    kind: Literal["needs_photos"] = "needs_photos"
    wanted: tuple[Wanted, ...] = Field(min_length=1)


Admission = Annotated[Admitted | NeedsPhotos, Field(discriminator="kind")]
