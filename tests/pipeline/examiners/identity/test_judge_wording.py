"""Spelling under a hand and beside engraving: what was read is given, so that only the judgement is asked."""

import numpy as np
import pytest

from models.catalogue import load
from models.vocabulary.claim import Claim
from models.vocabulary.finding import Bearing
from models.vocabulary.views import View
from pipeline.examiners.identity.expected import Expected
from pipeline.examiners.identity.judge_names import DIAL, judge_brand
from pipeline.examiners.identity.judge_wording import judge_spelling
from pipeline.examiners.identity.reading import Band, Line, Pass, Place, Reading
from pipeline.examiners.identity.second_look import Glimpses
from tests.support import drawn
from tests.support.photos import PhotosInMemory

EXPECTED = Expected(Claim(brand="Ostrelund", model="Deepvane", reference="OL-2106"), load())
PHOTO = PhotosInMemory().add(drawn.dial(()), View.DIAL, dial=drawn.round_outline())
STRAIGHT, RIM = frozenset({Pass.DIAL, Pass.PHOTO}), frozenset({Pass.POLAR})
MIDDLE, EDGE = 0.35, 0.12


def line(text: str, y: float = MIDDLE, passes: frozenset[Pass] = STRAIGHT) -> Line:
    top = np.array([[0.4, y], [0.6, y]])
    return Line(text, 0.99, Band(top, top + np.array([0.0, 0.04])), 40.0, passes)


OPEN = (0.0,) * 48


def look(columns: tuple[int, ...], *, covered: bool, cover: tuple[float, ...] = OPEN):
    def again(place: Place) -> Glimpses:
        return Glimpses((place.seen,), (0.99,), columns, covered, cover)

    return again


def spelling(
    *lines: Line, columns: tuple[int, ...] = (), covered: bool = False, cover: tuple[float, ...] = OPEN
) -> list[Bearing]:
    again = look(columns or tuple(range(0, 60, 3)), covered=covered, cover=cover)
    return [each.bearing for each in judge_spelling([Reading(PHOTO, lines)], EXPECTED, again)]


@pytest.mark.parametrize(
    ("word", "columns", "bearing"),
    [
        ("OSTERLUND", (), Bearing.CONTRADICTS),  # letters change places
        ("OSSTRELUND", (), Bearing.CONTRADICTS),  # one stands twice
        ("OSTELUND", (), Bearing.CONTRADICTS),  # one is not there, and left no gap
        ("OSTELUND", (0, 3, 6, 12, 15, 18, 21, 24), Bearing.UNREADABLE),  # it left one
        ("OSTRELLUND", (), Bearing.UNREADABLE),  # the second L may be the hand
        ("OSTREUND", (), Bearing.UNREADABLE),  # an L is hidden by a hand without a gap
        ("OSTRELUHD", (), Bearing.UNREADABLE),  # the bar of the H may be the hand
    ],
)
def test_under_a_hand_only_what_no_hand_brings_about_is_misspelt(
    word: str, columns: tuple[int, ...], bearing: Bearing
) -> None:
    assert spelling(line(word), columns=columns, covered=True) == [bearing]


def over(*rooms: float) -> tuple[float, ...]:
    """The cover of each of the nine letters' rooms of OSTRELUND, as 45 slices."""
    return tuple(share for share in rooms for _ in range(5))


SHUT, NARROW = (0, 3, 6, 9, 13, 16, 19, 22), (0, 3, 6, 11, 14, 17, 20, 23)
"""Letters of OSTELUND without the gap of a letter, and with five thirds of one."""


@pytest.mark.parametrize(
    ("columns", "cover", "bearing"),
    [
        (SHUT, over(0, 0, 0.5, 1, 0.5, 0, 0, 0, 0), Bearing.UNREADABLE),  # its whole room lies under a hand
        (NARROW, over(0, 0, 0.5, 0.8, 0.8, 0, 0, 0, 0), Bearing.UNREADABLE),  # much of it does, and there is a gap
        (SHUT, over(0, 0, 0.5, 0.8, 0.8, 0, 0, 0, 0), Bearing.CONTRADICTS),  # much of it does, and there is none
        (NARROW, over(1, 1, 0, 0, 0, 0, 0, 0, 0), Bearing.CONTRADICTS),  # the hand lies elsewhere; T and E are wide
        (SHUT, over(1, 1, 1, 1, 1, 1, 1, 0, 0), Bearing.CONTRADICTS),  # what was read cannot lie under hands
    ],
)
def test_a_letter_is_missing_only_where_no_hand_lies_in_its_room(
    columns: tuple[int, ...], cover: tuple[float, ...], bearing: Bearing
) -> None:
    assert spelling(line("OSTELUND"), columns=columns, covered=True, cover=cover) == [bearing]


def test_a_closing_letter_that_stands_twice_is_misspelt() -> None:
    assert spelling(line("SWISSS")) == [Bearing.CONTRADICTS]


def test_engraving_around_the_dial_does_not_make_up_for_its_print() -> None:
    assert spelling(line("OSTERLUND"), line("OSTRELUND", EDGE, RIM)) == [Bearing.CONTRADICTS]


def test_the_rim_read_straight_is_not_believed_against_the_rim_unrolled() -> None:
    assert spelling(line("OSTERLUND", EDGE), line("OSTRELUND", EDGE, RIM)) == []


@pytest.mark.parametrize(
    ("on_dial", "bearing"),
    [("OSTERLUND", Bearing.NEUTRAL), ("OSTRELUND", Bearing.SUPPORTS), ("1500", Bearing.SUPPORTS)],
)
def test_engraving_around_the_dial_supports_the_brand_where_the_dial_does_not_say_it_wrongly(
    on_dial: str, bearing: Bearing
) -> None:
    reading = Reading(PHOTO, (line(on_dial), line("OSTRELUND", EDGE, RIM)))
    assert judge_brand(DIAL, [reading], EXPECTED, look((), covered=False)).bearing is bearing
