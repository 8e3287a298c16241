"""Every part that can be claimed, as a table: its photos, its advice, its examiners, what covers it."""

import pytest

from models.parts import PARTS
from models.profiles import SHOWS, examiners_of, requirements
from models.prompts.answer_v1 import Criterion
from models.vocabulary.case import Challenge
from models.vocabulary.claim import Claim
from models.vocabulary.photo import Flaw
from models.vocabulary.views import Component, Profile, View
from models.vocabulary.words import COMPONENT, flaw_of, remedy_of, the, this, view_of

CLAIMABLE = [part for part in Component if part not in {Component.WHOLE, Component.SERIAL, Component.PAPERS}]

MAIN = {
    Component.DIAL: (View.DIAL,),
    Component.HANDS: (View.HANDS, View.DIAL),
    Component.CROWN: (View.CROWN,),
    Component.BEZEL: (View.BEZEL, View.DIAL),
    Component.CASE: (View.OTHER, View.CASEBACK, View.CROWN, View.DIAL),
    Component.CASEBACK: (View.CASEBACK,),
    Component.MOVEMENT: (View.MOVEMENT,),
    Component.BRACELET: (View.BRACELET,),
    Component.CLASP: (View.CLASP,),
}

MEASURED_BY_DIAL = {Component.DIAL, Component.HANDS}

LOCAL = {
    "dial": ("brand_on_dial", "marker_positions", "print_quality", "displacement", "colour"),
    "hands": ("hand_geometry", "form"),
    "caseback": ("brand_on_caseback", "reference_on_caseback", "calibre_on_caseback"),
    "movement": ("calibre_on_movement", "displacement"),
}
"""Criteria of local examiners that tell of a part."""


def test_there_is_a_row_for_every_part_that_can_be_claimed() -> None:
    assert set(PARTS) == set(CLAIMABLE) == set(MAIN)


@pytest.mark.parametrize("part", CLAIMABLE)
def test_a_part_is_asked_for_by_views_that_show_it_each_once(part: Component) -> None:
    needs = requirements(Profile.PART, Claim(brand="Aldenmoor", part=part))
    assert tuple(ask.view for ask in needs.main) == MAIN[part]
    assert needs.wanted
    assert len(set(needs.views)) == len(needs.views)
    assert all(part in SHOWS[ask.view] or ask.view is View.SERIAL for ask in (*needs.main, *needs.wanted))


@pytest.mark.parametrize("part", CLAIMABLE)
def test_the_advice_names_the_part_and_asks_for_no_other_watch_around_it(part: Component) -> None:
    for photo in PARTS[part].main:
        assert photo.why.startswith(f"photograph {the(part)}")
        assert "watch" not in photo.why
    for photo in PARTS[part].wanted:
        assert photo.why.startswith("photograph ")
        assert "watch" not in photo.why


@pytest.mark.parametrize("part", CLAIMABLE)
def test_a_part_is_shown_to_those_who_can_say_something_of_it(part: Component) -> None:
    asked = examiners_of(Profile.PART, part=part)
    assert ("dial" in asked) is (part in MEASURED_BY_DIAL)
    assert [name for name in asked if name != "dial"] == ["identity", "reference", "integrity", "vision"]
    assert "possession" in examiners_of(Profile.PART, Challenge(code="AB12"), part)


def test_a_whole_watch_that_names_a_part_is_still_examined_whole() -> None:
    assert examiners_of(Profile.WATCH, part=Component.CROWN) == examiners_of(Profile.WATCH)
    assert requirements(Profile.WATCH, Claim(brand="Aldenmoor", part=Component.CROWN)).part is None


@pytest.mark.parametrize("part", CLAIMABLE)
def test_every_facet_can_be_told_by_an_eye_and_none_is_told_twice(part: Component) -> None:
    criteria = [each for facet in PARTS[part].facets for each in facet.criteria]
    assert {facet.criteria[0] for facet in PARTS[part].facets} <= set(Criterion)
    assert len(set(criteria)) == len(criteria)


@pytest.mark.parametrize(("part", "criterion"), [(part, each) for part, told in LOCAL.items() for each in told])
def test_what_was_read_or_measured_covers_a_facet_as_what_was_seen_does(part: str, criterion: str) -> None:
    component = Component(part)
    aspects = requirements(Profile.PART, Claim(brand="Aldenmoor", part=component)).aspects
    met = [aspect for aspect in aspects if aspect.is_met_by(component, criterion)]
    assert len(met) == 1
    assert not met[0].is_met_by(Component.WHOLE, criterion)


@pytest.mark.parametrize("part", CLAIMABLE)
@pytest.mark.parametrize("flaw", Flaw)
def test_a_flaw_of_a_part_s_photo_is_told_of_the_part(part: Component, flaw: Flaw) -> None:
    told = f"{flaw_of(flaw, part)} {remedy_of(flaw, part)}"
    assert "{" not in told
    assert "the watch" not in told


def test_the_words_point_at_one_part_or_at_several_pieces_of_it() -> None:
    assert this(Component.DIAL) == "this dial"
    assert this(Component.HANDS) == "these hands"
    assert view_of(View.OTHER, Component.CROWN) == f"{COMPONENT[Component.CROWN]} from another side"
    assert remedy_of(Flaw.GLARE, Component.HANDS) == "tilt them until the reflection is gone"
