"""One examination of one case: everything that is pinned when it is dispatched."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from models.vocabulary.claim import Claim
from models.vocabulary.photo import Sha256, Submitted
from models.vocabulary.value import Value
from models.vocabulary.views import Lane, Profile

CaseId = Annotated[str, Field(pattern=r"^[0-9a-z]{12,40}$")]

MAX_PHOTOS = 40


class CaseFile(Value):
    """The inputs of an examination. Written once, before the canvas is sent; all else is derived from it.

    :ivar case: random; names nothing and nobody.
    :ivar examination: 1 for the first, 2 for a re-examination …
    :ivar created: RFC 3339, UTC.
    :ivar serial_salt: 32 hexadecimal digits: with it the owner can prove the serial that a certificate hides.
    :ivar knowledge: digests of what the examiners need from elsewhere (reference sets, photos seen before), by name.
    :ivar examiners: names of the examiners that are asked, in order.
    """

    case: CaseId
    examination: int = Field(ge=1)
    profile: Profile
    lane: Lane = Lane.STANDARD
    claim: Claim
    photos: tuple[Submitted, ...] = Field(max_length=MAX_PHOTOS)
    created: str
    serial_salt: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    knowledge: dict[str, Sha256] = Field(default={})
    examiners: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _photos_are_distinct(self) -> Self:
        labels = [photo.label for photo in self.photos]
        if len(set(labels)) != len(labels):
            raise ValueError("two photos have the same view and number")
        return self
