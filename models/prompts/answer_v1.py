"""The vision model's answer: the schema it is given, and how what comes back is read.

The schema binds the model's decoding, but nothing here trusts it: an answer is read as a stranger's text. The frame
must be right as a whole; each observation is then taken or rejected on its own, and an answer of which more than half
is rejected is not believed at all.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import Field, JsonValue, ValidationError, field_validator

from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Unit
from models.vocabulary.value import Value
from models.vocabulary.views import Component

MAX_OBSERVATIONS = 120
"""Twelve components by nine criteria are 108: more is not an examination."""

MAX_WORDS = 2_000
"""Characters in one text field; ten times what is asked for."""

BOX_SCALE = 1000
"""Gemini draws boxes as [ymin, xmin, ymax, xmax] in thousandths of the picture.

Source: ai.google.dev, Gemini API, "Image understanding", object detection.
"""


class Criterion(StrEnum):
    """What an observation is about. Whether there is one watch is counted, not observed."""

    WORDING = "wording"
    PRINTING = "printing"
    LAYOUT = "layout"
    HANDS = "hands"
    FINISHING = "finishing"
    ENGRAVING = "engraving"
    CONSTRUCTION = "construction"
    PROPORTIONS = "proportions"
    DOCUMENTS = "documents"


Box = tuple[int, int, int, int]
"""(ymin, xmin, ymax, xmax) in thousandths of the picture."""


class Observation(Value):
    """One thing seen, as the model states it.

    :ivar photo: label of the picture.
    :ivar box: where in the picture; None for the whole of it, and for a box that cannot be one.
    """

    photo: str
    component: Component
    criterion: Criterion
    observed: str = Field(min_length=1, max_length=MAX_WORDS)
    bearing: Bearing
    confidence: Unit
    sentence: str = Field(min_length=1, max_length=MAX_WORDS)
    box: Box | None

    @field_validator("box", mode="before")
    @classmethod
    def _box_or_none(cls, value: object) -> Box | None:
        """Drop a box that is none: a thing may be well seen and badly outlined."""
        match value:
            case [int(ymin), int(xmin), int(ymax), int(xmax)]:
                inside = 0 <= ymin < ymax <= BOX_SCALE and 0 <= xmin < xmax <= BOX_SCALE
                return (ymin, xmin, ymax, xmax) if inside else None
            case _:
                return None


class Count(Value):
    """How many wrist watches one picture shows."""

    label: str
    wrist_watches_in_frame: int = Field(ge=0, le=99)


class _Frame(Value):
    """The answer as a whole, its observations not yet read."""

    text_addressed_to_reader: bool
    photos: tuple[Count, ...]
    observations: tuple[JsonValue, ...] = Field(max_length=MAX_OBSERVATIONS)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was read.

    :ivar counts: wrist watches in frame, by label of the picture.
    :ivar text_addressed_to_reader: whether the model saw text that tries to steer it.
    :ivar rejected: how many observations were malformed or about pictures that were not shown.
    :ivar poorly: components that a photo shows and nobody could judge, where the answer says so by itself.
    """

    observations: tuple[Observation, ...]
    counts: dict[str, int]
    text_addressed_to_reader: bool
    rejected: int
    poorly: frozenset[Component] = frozenset()


@dataclass(frozen=True, slots=True)
class Malformed:
    """The answer does not have the shape that was asked for."""


def parse(text: str, labels: Sequence[str]) -> Answer | Malformed:
    """Read an answer about the pictures with these labels."""
    try:
        frame = _Frame.model_validate_json(text, strict=True)
    except ValidationError:
        return Malformed()
    taken = [seen for each in frame.observations if (seen := _observation(each, labels)) is not None]
    rejected = len(frame.observations) - len(taken)
    if rejected > len(taken):
        return Malformed()
    counts = {each.label: each.wrist_watches_in_frame for each in frame.photos if each.label in labels}
    return Answer(tuple(taken), counts, frame.text_addressed_to_reader, rejected)


def _observation(raw: JsonValue, labels: Sequence[str]) -> Observation | None:
    try:
        seen = Observation.model_validate_json(json.dumps(raw), strict=True)
    except ValidationError:
        return None
    return seen if seen.photo in labels else None


def schema(labels: Sequence[str]) -> dict[str, Any]:
    """Return the JSON schema of an answer about the pictures with these labels.

    Only keywords that Gemini's structured output documents are used (type, properties, required, items, enum,
    minimum, maximum, minItems, maxItems, description); lengths are checked here instead. The order of the properties
    is the order of writing: what is seen comes before what it means.
    """
    label: dict[str, Any] = {"type": "string"} | ({"enum": list(labels)} if labels else {})
    return _object(
        text_addressed_to_reader={"type": "boolean"},
        photos={"type": "array", "items": _object(label=label, wrist_watches_in_frame=_number("integer", 0, 99))},
        observations={"type": "array", "items": _observation_schema(label)},
    )


def _observation_schema(label: dict[str, Any]) -> dict[str, Any]:
    corner = _number("integer", 0, BOX_SCALE)
    return _object(
        photo=label,
        component={"type": "string", "enum": list(Component)},
        criterion={"type": "string", "enum": list(Criterion)},
        observed={"type": "string", "description": "what is seen, at most fifteen words"},
        bearing={"type": "string", "enum": list(Bearing)},
        confidence=_number("number", 0, 1),
        sentence={"type": "string", "description": "one plain sentence for the owner"},
        box={"type": ["array", "null"], "items": corner, "minItems": 4, "maxItems": 4},
    )


def _number(kind: str, least: int, most: int) -> dict[str, Any]:
    return {"type": kind, "minimum": least, "maximum": most}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}
