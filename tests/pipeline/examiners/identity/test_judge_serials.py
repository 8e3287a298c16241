"""A serial number, surface by surface: what was read is given, so that every character and its sureness is known."""

from collections.abc import Sequence

import numpy as np
import pytest

from models.catalogue import load
from models.vocabulary.claim import Claim
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.views import View
from pipeline.examiners.identity.expected import Expected
from pipeline.examiners.identity.judge_serials import judge_serial
from pipeline.examiners.identity.reading import Band, Line, Pass, Place, Reading
from pipeline.examiners.identity.second_look import Glimpses
from tests.support import drawn
from tests.support.photos import PhotosInMemory

SUPPORTS, CONTRADICTS, UNREADABLE = Bearing.SUPPORTS, Bearing.CONTRADICTS, Bearing.UNREADABLE
BACK, PAPERS = View.CASEBACK, View.PAPERS
EXPECTED = Expected(Claim(brand="Aldenmoor", serial="M204817"), load())
NOTHING = Glimpses((), (), (), covered=False, cover=())
SHEET = drawn.papers([])


def surface(view: View, text: str, *, height: float = 40.0) -> Reading:
    edge = np.array([[0.1, 0.1], [0.5, 0.1]])
    line = Line(text, 0.99, Band(edge, edge + np.array([0.0, 0.05])), height, frozenset({Pass.PHOTO}))
    return Reading(PhotosInMemory().add(SHEET, view), (line,))


def judged(
    *surfaces: Reading, confidence: float = 0.99, again: Sequence[str] = (), covered: bool = False
) -> list[Finding]:
    def look(place: Place) -> Glimpses:
        texts = (place.seen, *again)
        return Glimpses(texts, tuple(confidence for _ in texts), (), covered, ())

    return list(judge_serial(surfaces, EXPECTED, look))


@pytest.mark.parametrize(
    ("surfaces", "bearing"),
    [
        ([(BACK, "SERIAL M204817"), (PAPERS, "SERIAL M204817")], SUPPORTS),
        ([(BACK, "M204817")], SUPPORTS),
        ([(BACK, "SERIAL M204817"), (PAPERS, "SERIAL M2048")], SUPPORTS),  # merely cut off
        ([(BACK, "SERIAL M204817"), (PAPERS, "SERIAL M204917")], CONTRADICTS),
        ([(BACK, "SERIAL M204917"), (PAPERS, "SERIAL M204817")], CONTRADICTS),
        ([(BACK, "SERIAL M204817"), (PAPERS, "M204917")], CONTRADICTS),  # nearly the claimed one needs no label
        ([(BACK, "SERIAL M204817"), (PAPERS, "SERIAL M240817")], CONTRADICTS),  # two that changed places
        ([(BACK, "SERIAL M204817"), (PAPERS, "N771203")], SUPPORTS),  # without a label any other number is any number
        ([(BACK, "SERIAL M204817"), (PAPERS, "SERIAL N771203")], CONTRADICTS),
        ([(BACK, "SERIAL M204817"), (PAPERS, "SERIAL M2048171")], SUPPORTS),  # holds the claimed one
        ([(BACK, "SERIAL M204817"), (PAPERS, "SERIAL M2034817")], UNREADABLE),  # one more: a scratch may look like it
        ([(BACK, "SERIAL M204817"), (PAPERS, "SERIAL M2O4B17")], UNREADABLE),  # letters for digits
        ([(BACK, "STAINLESS STEEL")], UNREADABLE),
        ([], UNREADABLE),
    ],
)
def test_every_surface_must_show_the_claimed_number(surfaces: list[tuple[View, str]], bearing: Bearing) -> None:
    (finding,) = judged(*(surface(view, text) for view, text in surfaces))
    assert finding.bearing is bearing


@pytest.mark.parametrize(
    ("on_papers", "height", "confidence", "again", "bearing"),
    [
        ("M204417", 20.0, 0.95, [], CONTRADICTS),
        ("M204417", 19.0, 0.99, [], UNREADABLE),
        ("M204417", 40.0, 0.94, [], UNREADABLE),
        ("M204417", 40.0, 0.99, ["M204817"], UNREADABLE),
        ("M204877", 29.0, 0.99, [], UNREADABLE),  # 7 and 1 have nearly the same form
        ("M204877", 30.0, 0.99, [], CONTRADICTS),
        ("N771203", 40.0, 0.89, [], UNREADABLE),
        ("M2O4817", 40.0, 0.99, ["M204817"], SUPPORTS),  # the reader hesitates between O and 0
    ],
)
def test_one_character_counts_only_where_it_was_surely_read(
    on_papers: str, height: float, confidence: float, again: list[str], bearing: Bearing
) -> None:
    papers = surface(PAPERS, f"SERIAL {on_papers}", height=height)
    (finding,) = judged(surface(BACK, "SERIAL M204817"), papers, confidence=confidence, again=again)
    assert finding.bearing is bearing


def test_an_unsure_reading_asks_for_a_closer_photo_of_where_it_stands() -> None:
    (finding,) = judged(surface(BACK, "SERIAL M204817"), surface(PAPERS, "SERIAL M204917", height=12.0))
    assert "papers" in finding.sentence
    assert "closer" in finding.sentence


def test_a_character_that_a_hand_may_cover_is_not_called_another() -> None:
    (finding,) = judged(surface(BACK, "SERIAL M204417"), covered=True)
    assert finding.bearing is UNREADABLE


def test_the_surer_the_character_the_stronger_the_contradiction() -> None:
    papers = surface(PAPERS, "SERIAL M204917")
    strengths = [judged(papers, confidence=sure)[0].strength for sure in (0.95, 0.97, 0.99)]
    assert strengths == sorted(set(strengths))


def test_a_better_photo_of_the_same_surface_settles_what_the_other_left_open() -> None:
    (finding,) = judged(surface(PAPERS, "SERIAL M204817"), surface(PAPERS, "SERIAL M204917", height=12.0))
    assert finding.bearing is SUPPORTS


def test_one_photo_that_was_read_in_two_ways_supports_nothing() -> None:
    both = surface(PAPERS, "SERIAL M204917")
    twice = Reading(both.photo, (*both.lines, *surface(PAPERS, "SERIAL M204817").lines))
    (finding,) = judged(twice)
    assert finding.bearing is UNREADABLE


def test_where_watch_and_papers_are_both_another_each_is_said() -> None:
    found = judged(surface(BACK, "SERIAL M204917"), surface(PAPERS, "SERIAL N771203"))
    assert [each.bearing for each in found] == [CONTRADICTS, CONTRADICTS]
    assert all("204" not in each.sentence + each.observed and "771" not in each.sentence for each in found)


def test_without_a_claimed_number_nothing_is_compared() -> None:
    expected = Expected(Claim(brand="Aldenmoor"), load())
    assert list(judge_serial([surface(BACK, "SERIAL M204817")], expected, lambda _: NOTHING)) == []
