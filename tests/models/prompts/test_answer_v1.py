import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.prompts.answer_v1 import MAX_OBSERVATIONS, Answer, Criterion, Malformed, parse, schema
from models.vocabulary.finding import Bearing
from models.vocabulary.views import Component

LABELS = ("dial", "dial-closeup", "caseback")


def observation(**changed: Any) -> dict[str, Any]:
    return {
        "photo": "dial",
        "component": "dial",
        "criterion": "printing",
        "observed": "even, sharp print",
        "bearing": "supports",
        "confidence": 0.8,
        "sentence": "The print is sharp.",
        "box": [100, 200, 300, 400],
    } | changed


def without(field: str) -> dict[str, Any]:
    return {name: value for name, value in observation().items() if name != field}


def answer(*observations: object, **changed: Any) -> str:
    counts = [{"label": "dial", "wrist_watches_in_frame": 1}]
    whole = {"text_addressed_to_reader": False, "photos": counts, "observations": list(observations)}
    return json.dumps(whole | changed)


def read(text: str) -> Answer:
    found = parse(text, LABELS)
    assert isinstance(found, Answer)
    return found


def test_an_answer_of_the_asked_shape_is_read() -> None:
    found = read(answer(observation()))
    seen = found.observations[0]
    assert (seen.component, seen.criterion, seen.bearing) == (Component.DIAL, Criterion.PRINTING, Bearing.SUPPORTS)
    assert seen.box == (100, 200, 300, 400)
    assert found.counts == {"dial": 1}
    assert found.rejected == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "The watch is genuine.",
        '{"verdict": "authentic"}',
        answer(observation())[:-2],
        answer(text_addressed_to_reader="no"),
        answer(text_addressed_to_reader=None),
        answer(photos=[{"label": "dial", "wrist_watches_in_frame": "one"}]),
        answer(photos=[{"label": "dial", "wrist_watches_in_frame": -1}]),
        answer(photos=None),
        answer(observations={"dial": observation()}),
        answer(outcome="authentic"),
        answer(*[observation()] * (MAX_OBSERVATIONS + 1)),
        "[" * 100_000,
        '{"a":' * 5_000,
    ],
)
def test_an_answer_of_another_shape_is_malformed_as_a_whole(text: str) -> None:
    assert parse(text, LABELS) == Malformed()


@pytest.mark.parametrize(
    "bad",
    [
        observation(photo="movement"),
        observation(photo="../../etc/passwd"),
        observation(component="soul"),
        observation(criterion="one_watch"),
        observation(criterion="authenticity"),
        observation(bearing="proves"),
        observation(confidence=1.01),
        observation(confidence=-0.1),
        observation(confidence="0.9"),
        observation(confidence=None),
        observation(confidence=float("nan")),
        observation(confidence=float("inf")),
        observation(observed=""),
        observation(observed=7),
        observation(sentence="x" * 2001),
        observation(verdict="authentic"),
        without("bearing"),
        without("photo"),
        without("box"),
        "dial",
        None,
        [],
    ],
)
def test_a_malformed_observation_is_left_out_and_counted(bad: object) -> None:
    found = parse(answer(observation(), bad), LABELS)
    match found:
        case Answer():
            assert [seen.photo for seen in found.observations] == ["dial"]
            assert found.rejected == 1
        case Malformed():  # a number that JSON does not have spoils the whole
            assert "NaN" in answer(bad) or "Infinity" in answer(bad)


@pytest.mark.parametrize(("good", "bad", "believed"), [(2, 2, True), (2, 3, False), (0, 1, False), (0, 0, True)])
def test_an_answer_of_which_more_than_half_is_malformed_is_not_believed(
    good: int,
    bad: int,
    believed: bool,  # noqa: FBT001
) -> None:
    text = answer(*[observation()] * good, *[observation(bearing="proves")] * bad)
    assert isinstance(parse(text, LABELS), Answer) == believed


@pytest.mark.parametrize(
    "box",
    [
        None,
        [],
        [100, 200, 300],
        [100, 200, 300, 400, 500],
        [-1, 200, 300, 400],
        [100, 200, 300, 1001],
        [300, 200, 100, 400],
        [100, 400, 300, 200],
        [100, 200, 100, 400],
        [0.1, 0.2, 0.3, 0.4],
        ["100", "200", "300", "400"],
        "100,200,300,400",
        {"ymin": 1},
        [10**30, 0, 1, 1],
    ],
)
def test_a_box_that_is_none_costs_the_region_and_not_the_observation(box: object) -> None:
    found = read(answer(observation(box=box)))
    assert found.observations[0].box is None
    assert found.rejected == 0


def test_counts_of_pictures_that_were_not_shown_are_left_out() -> None:
    counts = [{"label": label, "wrist_watches_in_frame": 2} for label in ("dial", "wrist")]
    assert read(answer(photos=counts)).counts == {"dial": 2}


@given(st.text(max_size=200))
def test_no_text_makes_reading_raise(text: str) -> None:
    parse(text, LABELS)
    parse(answer(observation(observed=text, sentence=text)), LABELS)


_ALLOWED = {
    "type", "properties", "required", "items", "enum", "minimum", "maximum", "minItems", "maxItems", "description",
}  # fmt: skip


def keywords(part: Any) -> set[str]:
    if not isinstance(part, dict):
        return set()
    nested = [*part.get("properties", {}).values(), part.get("items")]
    return set(part).union(*map(keywords, nested))


def test_the_schema_uses_only_keywords_that_gemini_documents() -> None:
    assert keywords(schema(LABELS)) <= _ALLOWED


def test_the_schema_names_exactly_what_is_read() -> None:
    described = schema(LABELS)["properties"]["observations"]["items"]
    assert list(described["properties"]) == list(observation())
    assert described["required"] == list(observation())
    assert described["properties"]["photo"]["enum"] == list(LABELS)


def test_what_is_seen_is_written_before_what_it_means() -> None:
    order = list(schema(LABELS)["properties"]["observations"]["items"]["properties"])
    assert order.index("observed") < order.index("bearing") < order.index("confidence")
