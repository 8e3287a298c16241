"""Which streak is which hand: what a clockwork could show, and what it could not."""

import pytest

from pipeline.imaging.hands.clock import Assignment, assignments, held
from pipeline.imaging.hands.streaks import Streak


def streak(angle: float, length: float, width: float = 0.08, clear: float = 1.0) -> Streak:
    return Streak(angle % 360.0, angle % 360.0, angle % 360.0, length, width, clear)


def watch(hour: int, minute: float, *, twelve: float = 0.0, off: float = 0.0) -> list[Streak]:
    return [streak(twelve + minute * 6, 0.9), streak(twelve + hour * 30 + minute / 2 + off, 0.6, 0.1)]


NEEDLE = streak(217.0, 0.95, 0.015)


def only_streaks(hands: list[Streak]):
    def filled(angle: float) -> float:
        return float(any(abs((hand.angle - angle + 180) % 360 - 180) < 5 for hand in hands))

    return filled


def best(hands: list[Streak], twelve: float = 0.0) -> Assignment:
    return assignments(hands, [(twelve, 0.0)], only_streaks(hands))[0]


@pytest.mark.parametrize("hour", [0, 3, 7, 11])
@pytest.mark.parametrize("minute", [2.0, 17.5, 44.0])
def test_every_time_is_told(hour: int, minute: float) -> None:
    assert best([*watch(hour, minute), NEEDLE]).minutes == pytest.approx(hour * 60 + minute, abs=0.1)


def test_an_hour_hand_a_little_off_shows_the_same_time_and_by_how_much() -> None:
    found = best([*watch(4, 37.0, off=2.0), NEEDLE])

    assert found.minutes == pytest.approx(277.0, abs=0.1)
    assert found.hour_error == pytest.approx(2.0, abs=0.01)


def test_a_needle_is_no_minute_hand_even_where_it_would_fit() -> None:
    hands = watch(4, 37.0)
    needle = streak(6 * 36.0, 0.98, 0.015)

    assert best([*hands, needle]).minute is hands[0]


def test_one_broad_streak_may_be_both_hands() -> None:
    found = best([streak(22 * 6 - 1, 0.9), NEEDLE])

    assert found.hour_error is None
    assert found.minutes == pytest.approx(4 * 60 + 21.8, abs=0.1)


def test_where_twelve_is_known_only_among_the_hours_the_hands_say_it() -> None:
    hands = [*watch(4, 37.0, twelve=-9.0), NEEDLE]
    found = assignments(hands, held(-9.0), only_streaks(hands))[0]

    assert found.twelve == pytest.approx(-9.0)
    assert found.minutes == pytest.approx(277.0, abs=0.1)


def test_nothing_is_assigned_where_nothing_is_long_enough() -> None:
    assert assignments([streak(10.0, 0.3)], [(0.0, 0.0)], lambda _: 0.0) == []
    assert assignments([], [(0.0, 0.0)], lambda _: 0.0) == []
