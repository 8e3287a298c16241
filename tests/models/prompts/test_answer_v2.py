import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.prompts.answer_v1 import MAX_OBSERVATIONS, Answer, Criterion, Malformed
from models.prompts.answer_v2 import Shown, parse, schema
from models.vocabulary.finding import Bearing
from models.vocabulary.views import Component

LABELS = ("dial", "dial-closeup", "caseback")


def observation(**changed: Any) -> dict[str, Any]:
    return {
        "photo": "dial",
        "criterion": "printing",
        "observed": "even, sharp print",
        "bearing": "supports",
        "confidence": 0.8,
        "sentence": "The print is sharp.",
        "box": [100, 200, 300, 400],
    } | changed


def section(*observations: object, component: str = "dial", shown: str = "well", **more: Any) -> dict[str, Any]:
    return {"component": component, "shown": shown, "observations": list(observations)} | more


def answer(*sections: object, **changed: Any) -> str:
    counts = [{"label": "dial", "wrist_watches_in_frame": 1}]
    return json.dumps({"text_addressed_to_reader": False, "photos": counts, "components": list(sections)} | changed)


def read(text: str) -> Answer:
    found = parse(text, LABELS)
    assert isinstance(found, Answer)
    return found


def test_an_answer_of_the_asked_shape_is_read_in_the_order_of_its_sections() -> None:
    hands = section(observation(criterion="hands"), component="hands")
    found = read(answer(hands, section(observation(), observation(criterion="layout"))))
    assert [(seen.component, seen.criterion) for seen in found.observations] == [
        (Component.HANDS, Criterion.HANDS),
        (Component.DIAL, Criterion.PRINTING),
        (Component.DIAL, Criterion.LAYOUT),
    ]
    assert found.observations[0].bearing is Bearing.SUPPORTS
    assert found.observations[0].box == (100, 200, 300, 400)
    assert (found.counts, found.rejected) == ({"dial": 1}, 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "The watch is genuine.",
        '{"verdict": "authentic"}',
        json.dumps({"text_addressed_to_reader": False, "photos": [], "observations": [observation()]}),
        answer(section(observation()))[:-2],
        answer(text_addressed_to_reader="no"),
        answer(photos=[{"label": "dial", "wrist_watches_in_frame": -1}]),
        answer(components={"dial": section(observation())}),
        answer(section(observation()), outcome="authentic"),
        answer(section(*[observation()] * (MAX_OBSERVATIONS + 1))),
        answer(*[section(component=each) for each in Component], section()),
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
        observation(photo="reference-dial"),
        observation(component="dial"),
        observation(component="hands"),
        observation(criterion="one_watch"),
        observation(bearing="proves"),
        observation(confidence=1.01),
        observation(confidence="0.9"),
        observation(observed=""),
        observation(sentence="x" * 2001),
        observation(verdict="authentic"),
        {name: value for name, value in observation().items() if name != "box"},
        "dial",
        None,
        [],
    ],
)
def test_a_malformed_observation_is_left_out_and_counted(bad: object) -> None:
    found = read(answer(section(observation(), bad)))
    assert len(found.observations) == 1
    assert found.rejected == 1


@pytest.mark.parametrize(
    "bad",
    [
        section(observation(), component="soul"),
        section(observation(), shown="perfectly"),
        section(observation(), verdict="authentic"),
        section(observation(), component="hands", shown="not_at_all"),
        section(observation(criterion="layout")),
        "dial",
        None,
    ],
    ids=["no component", "no such shown", "more than asked", "shown not at all", "a second section", "text", "nothing"],
)
def test_a_malformed_section_is_left_out_and_counted(bad: object) -> None:
    found = read(answer(section(observation()), bad))
    assert [seen.criterion for seen in found.observations] == [Criterion.PRINTING]
    assert found.rejected == 1


def test_an_answer_of_which_more_than_half_is_malformed_is_not_believed() -> None:
    bad = observation(photo="movement")
    assert isinstance(parse(answer(section(observation(), bad)), LABELS), Answer)
    assert parse(answer(section(observation(), bad, bad)), LABELS) == Malformed()


def test_a_component_that_is_not_shown_needs_no_observation() -> None:
    found = read(answer(section(shown="not_at_all"), section(component="hands", shown="poorly")))
    assert (found.observations, found.rejected) == ((), 0)
    assert found.poorly == {Component.HANDS}


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=9))
def test_nothing_in_an_answer_makes_reading_it_fail(thing: object) -> None:
    assert isinstance(parse(answer(thing, section(thing), section(observation(box=thing))), LABELS), Answer | Malformed)


def test_the_schema_allows_what_is_read_and_names_the_photos_that_may_be_judged() -> None:
    told = schema(LABELS)
    sections = told["properties"]["components"]["items"]
    assert sections["properties"]["component"]["enum"] == list(Component)
    assert sections["properties"]["shown"]["enum"] == list(Shown)
    seen = sections["properties"]["observations"]["items"]
    assert seen["properties"]["photo"]["enum"] == list(LABELS)
    assert set(seen["required"]) == set(observation())
    assert list(sections["properties"]) == ["component", "shown", "observations"]
