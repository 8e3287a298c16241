"""What experts decided of a case: pinned by digest like all that an examination depends on."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from models.vocabulary.claim import plain_text
from models.vocabulary.photo import Sha256, Unit
from models.vocabulary.value import Value
from models.vocabulary.views import Component

EXPERT = "expert"
"""The examiner that says what experts decided."""

GENUINENESS = "genuineness"
"""Criterion: whether a component is what it is claimed to be, as one expert sees it."""

DISPUTED = "disputed"
"""Criterion: the same, where the other expert sees it otherwise."""

OVERALL = "overall"
"""Criterion: that an expert looked, and what they say of it all. Once for each expert; never weighs."""

MAX_REMARK = 400
"""Characters of a reason or a summary: it is printed whole, as one sentence of a finding."""

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})")


def _one_line(text: object) -> object:
    return " ".join(text.split()) if isinstance(text, str) else text


def _moment(text: str) -> str:
    if not _MOMENT.fullmatch(text):
        raise ValueError("is not a time as RFC 3339 writes it, such as 2026-03-14T09:26:53Z")
    datetime.fromisoformat(text)
    return text


Remark = Annotated[str, BeforeValidator(_one_line), Field(max_length=MAX_REMARK), AfterValidator(plain_text)]
"""What an expert wrote, on one line. Never a serial number: whatever looks like one is hidden where it is shown."""

Moment = Annotated[str, AfterValidator(_moment)]


class Opinion(StrEnum):
    """What an expert says of a component. ``cannot_tell`` is not knowing, never a defect."""

    GENUINE = "genuine"
    NOT_GENUINE = "not_genuine"
    CANNOT_TELL = "cannot_tell"


class Decision(Value):
    """What one expert decided about one component, and why.

    :ivar photo: label of the photo on which it shows best: ``dial``, ``dial-2`` …
    :ivar region: where on it: a polygon in normalised coordinates of the upright photo.
    """

    component: Component
    says: Opinion
    reason: Remark
    photo: Annotated[str, Field(pattern=r"^[a-z]+(?:-[0-9]{1,2})?$")] | None = None
    region: Annotated[tuple[tuple[Unit, Unit], ...], Field(min_length=3, max_length=64)] | None = None

    @model_validator(mode="after")
    def _region_is_on_a_photo(self) -> Self:
        if self.region is not None and self.photo is None:
            raise ValueError("a region lies on a photo; name it")
        return self


class Review(Value):
    """One expert's decisions.

    :ivar reviewer: keyed hash that is the same for all reviews of one expert and says nothing else.
    :ivar at: when it was decided; RFC 3339.
    """

    reviewer: Sha256
    at: Moment
    decisions: Annotated[tuple[Decision, ...], Field(min_length=1)]
    summary: Remark | None = None

    @model_validator(mode="after")
    def _decides_once(self) -> Self:
        components = [decision.component for decision in self.decisions]
        if len(set(components)) != len(components):
            raise ValueError("decides twice about one component")
        return self


class ReviewSet(Value):
    """All reviews that one examination rests on. Never changed: a set with another review is another set.

    :ivar wanted: how many experts had to decide; a set of fewer concludes nothing yet.
    """

    v: Literal[1] = 1
    reviews: Annotated[tuple[Review, ...], Field(min_length=1, max_length=2)]
    wanted: Literal[1, 2] = 1

    @model_validator(mode="after")
    def _are_of_different_experts(self) -> Self:
        if len({review.reviewer for review in self.reviews}) != len(self.reviews):
            raise ValueError("one expert reviewed twice")
        return self

    @property
    def is_complete(self) -> bool:
        """Whether as many experts decided as were wanted."""
        return len(self.reviews) >= self.wanted
