"""The vision model's answer, component by component: one section for each that was asked about, in the order asked.

The sections make the model go through the watch as it was told to, and say of each component whether it can be judged
at all before it says anything about it. What an observation is has not changed since ``answer_v1``; an answer is read
as strictly as there, and comes out in the same form.
"""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from pydantic import Field, JsonValue, ValidationError

from models.prompts.answer_v1 import (
    BOX_SCALE,
    MAX_OBSERVATIONS,
    Answer,
    Count,
    Criterion,
    Malformed,
    Observation,
)
from models.vocabulary.finding import Bearing
from models.vocabulary.value import Value
from models.vocabulary.views import Component


class Shown(StrEnum):
    """How well the photos show a component."""

    WELL = "well"
    POORLY = "poorly"
    NOT_AT_ALL = "not_at_all"


class _Section(Value):
    """What is said of one component, its observations not yet read."""

    component: Component
    shown: Shown
    observations: tuple[JsonValue, ...]


class _Frame(Value):
    """The answer as a whole, its sections not yet read."""

    text_addressed_to_reader: bool
    photos: tuple[Count, ...]
    components: tuple[JsonValue, ...] = Field(max_length=len(Component))


def parse(text: str, labels: Sequence[str]) -> Answer | Malformed:
    """Read an answer about the pictures with these labels.

    An observation in a section that says ``not_at_all`` contradicts itself and is rejected, as is a second section
    about one component; an answer of which more than half is rejected is not believed.
    """
    try:
        frame = _Frame.model_validate_json(text, strict=True)
    except ValidationError:
        return Malformed()
    taken: dict[Component, list[Observation]] = {}
    poorly: set[Component] = set()
    rejected = 0
    for raw in frame.components:
        section = _section(raw)
        if section is None or section.component in taken:
            rejected += 1 if section is None else max(1, len(section.observations))
            continue
        taken[section.component] = seen = _observations(section, labels)
        rejected += len(section.observations) - len(seen)
        if section.shown is Shown.POORLY:
            poorly.add(section.component)
    observations = tuple(seen for each in taken.values() for seen in each)
    if rejected > len(observations) or rejected + len(observations) > MAX_OBSERVATIONS:
        return Malformed()
    counts = {each.label: each.wrist_watches_in_frame for each in frame.photos if each.label in labels}
    return Answer(observations, counts, frame.text_addressed_to_reader, rejected, frozenset(poorly))


def _section(raw: JsonValue) -> _Section | None:
    try:
        return _Section.model_validate_json(json.dumps(raw), strict=True)
    except ValidationError:
        return None


def _observations(section: _Section, labels: Sequence[str]) -> list[Observation]:
    if section.shown is Shown.NOT_AT_ALL:
        return []
    read = [_observation(raw, section.component, labels) for raw in section.observations]
    return [seen for seen in read if seen is not None]


def _observation(raw: JsonValue, component: Component, labels: Sequence[str]) -> Observation | None:
    """Read one observation. Its component is the section's: one that names its own has not the form asked for."""
    if not isinstance(raw, dict) or "component" in raw:
        return None
    try:
        seen = Observation.model_validate_json(json.dumps(raw | {"component": component.value}), strict=True)
    except ValidationError:
        return None
    return seen if seen.photo in labels else None


def schema(labels: Sequence[str]) -> dict[str, Any]:
    """Return the JSON schema of an answer about the pictures with these labels, reference photos not among them.

    Only keywords that Gemini's structured output documents are used (see ``answer_v1.schema``).
    """
    label: dict[str, Any] = {"type": "string"} | ({"enum": list(labels)} if labels else {})
    return _object(
        text_addressed_to_reader={"type": "boolean"},
        photos={"type": "array", "items": _object(label=label, wrist_watches_in_frame=_number("integer", 0, 99))},
        components={
            "type": "array",
            "items": _object(
                component={"type": "string", "enum": list(Component)},
                shown={"type": "string", "enum": list(Shown)},
                observations={"type": "array", "items": _observation_schema(label)},
            ),
        },
    )


def _observation_schema(label: dict[str, Any]) -> dict[str, Any]:
    corner = _number("integer", 0, BOX_SCALE)
    return _object(
        photo=label,
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
