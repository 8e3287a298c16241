"""One examination of one case: everything that is pinned when it is dispatched."""

import operator
from typing import Annotated, Self

from pydantic import Field, model_validator

from models.vocabulary.claim import Claim
from models.vocabulary.examination import Unavailable
from models.vocabulary.photo import Sha256, Submitted
from models.vocabulary.value import Value
from models.vocabulary.views import Lane, Profile

CaseId = Annotated[str, Field(pattern=r"^[0-9a-z]{12,40}$")]

MAX_PHOTOS = 40


class Challenge(Value):
    """What the owner was asked to do before photographing, to show that the watch is at hand.

    :ivar time: ``HH:MM`` on a twelve-hour dial to which the hands had to be set; 01:00 to 12:59.
    :ivar code: short code that had to be written on paper and lie in the frame.
    """

    time: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2]):[0-5][0-9]$")] | None = None
    code: Annotated[str, Field(pattern=r"^[A-Z0-9]{4,10}$")] | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if self.time is None and self.code is None:
            raise ValueError("a challenge asks for a time, a code, or both")
        return self


class CaseFile(Value):
    """The inputs of an examination. Written once, before the canvas is sent; all else is derived from it.

    :ivar case: random; names nothing and nobody.
    :ivar examination: 1 for the first, 2 for a re-examination …
    :ivar created: RFC 3339, UTC.
    :ivar serial_salt: 32 hexadecimal digits: with it the owner can prove the serial that a certificate hides.
    :ivar knowledge: digests of what the examiners need from elsewhere, by name: ``references`` (a ``ReferenceSet``),
        ``seen`` (the index of photos seen before), ``reviews`` (a ``ReviewSet``).
    :ivar owner: keyed hash that is the same for all cases of one owner and says nothing else; None where unknown.
    :ivar examiners: names of the examiners that are asked, in order.
    :ivar without: examiners that were left out, and why: codes of ``models.vocabulary.words.UNAVAILABLE``. Where it is
        empty it is not written: files, and digests of them, are what they were before there was such a field.
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
    challenge: Challenge | None = None
    owner: Sha256 | None = None
    examiners: tuple[str, ...] = Field(min_length=1)
    without: dict[str, str] = Field(default={}, exclude_if=operator.not_)

    @property
    def left_out(self) -> tuple[Unavailable, ...]:
        """What is to be said of the examiners that were left out."""
        return tuple(
            Unavailable(examiner=name, version="", why=why, passing=True, patient=False)
            for name, why in self.without.items()
        )

    @model_validator(mode="after")
    def _photos_are_distinct(self) -> Self:
        labels = [photo.label for photo in self.photos]
        if len(set(labels)) != len(labels):
            raise ValueError("two photos have the same view and number")
        return self
