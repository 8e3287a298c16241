from itertools import combinations

import pytest

from models.profiles import SHOWS, Requirements, examiners_of, requirements
from models.scoring import tables
from models.scoring.table import Domain
from models.vocabulary.claim import Claim
from models.vocabulary.errors import SubmissionError
from models.vocabulary.views import Component, Profile, View

WATCH = requirements(Profile.WATCH, Claim(brand="Aldenmoor"))
PARTS = [part for part in Component if part not in {Component.WHOLE, Component.SERIAL, Component.PAPERS}]


def _reach(needs: Requirements, views: tuple[View, ...]) -> float:
    shown = frozenset().union(*(SHOWS[view] for view in views))
    return sum(aspect.weight for aspect in needs.aspects if aspect.component in shown) / 100


def test_the_weights_of_a_watch_are_hundredths_and_name_every_component() -> None:
    assert sum(aspect.weight for aspect in WATCH.aspects) == 100
    assert set(WATCH.components) == set(Component)


def test_no_set_of_photos_without_case_back_and_movement_covers_enough_for_a_certificate() -> None:
    needed = tables.current(Domain.REAL).thresholds.coverage.value
    views = [view for view in View if view not in {View.CASEBACK, View.MOVEMENT, View.OTHER}]
    best = max(_reach(WATCH, chosen) for n in range(len(views) + 1) for chosen in combinations(views, n))
    assert best < needed


@pytest.mark.parametrize("views", [(View.DIAL, View.CASEBACK), (View.DIAL, View.CASEBACK, View.PAPERS)])
def test_dial_and_case_back_can_cover_enough(views: tuple[View, ...]) -> None:
    assert _reach(WATCH, views) >= tables.current(Domain.REAL).thresholds.coverage.value


def test_what_is_exchanged_in_service_is_too_little_to_call_a_watch_a_counterfeit() -> None:
    serviced = {Component.CROWN, Component.BEZEL, Component.HANDS, Component.BRACELET, Component.CLASP}
    share = sum(aspect.weight for aspect in WATCH.aspects if aspect.component in serviced) / 100
    assert share < tables.current(Domain.REAL).thresholds.contradicted.value


def test_every_view_shows_something_and_every_component_is_shown_by_some_view() -> None:
    assert set(SHOWS) == set(View)
    assert frozenset().union(*(SHOWS[view] for view in View if view is not View.OTHER)) == set(Component)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_asked_for_by_a_view_that_shows_it(part: Component) -> None:
    needs = requirements(Profile.PART, Claim(brand="Aldenmoor", part=part))
    assert needs.components == (part,)
    assert needs.main_component is part
    assert all(part in SHOWS[ask.view] for ask in needs.main)


def test_a_part_that_is_not_named_is_the_submitters_to_mend() -> None:
    with pytest.raises(SubmissionError, match="say which part") as raised:
        requirements(Profile.PART, Claim(brand="Aldenmoor"))
    assert raised.value.code == "claim:part_missing"


@pytest.mark.parametrize("profile", Profile)
def test_every_profile_is_examined_by_reading_and_by_looking(profile: Profile) -> None:
    assert examiners_of(profile) == ("identity", "dial", "reference", "integrity", "vision")
