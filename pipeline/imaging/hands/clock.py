"""Which streak is which hand: the one assignment that a clockwork could show.

An hour hand moves a twelfth as fast as the minute hand: where it stands between two hours says, to within a few
minutes, where the minute hand must be. Each pair of streaks is held against that, and against what hands look like
(the minute hand the longer one, both wider than a second hand); the penalties are squared deviations, so that the
sum is a log likelihood up to a constant.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from pipeline.imaging.hands.streaks import Streak, turn

SHORTEST_HOUR = 0.36
"""Radii. Hour hands of the rendered and the real dials measured 0.5 to 0.62; tails up to 0.38."""

SHORTEST_MINUTE = 0.65
"""Radii. Minute hands measured 0.8 and more."""

_LOOSE = 2.0
"""Degrees (one standard deviation) by which an hour hand stands off: play of the motion work, its setting, and
perspective. A Timex whose hand stands off by 2.4 degrees is among the real photos."""

_RATIO, _RATIO_SPREAD = 0.68, 0.10
"""Length of the hour hand over the minute hand's: 0.55 to 0.8 on nearly all watches."""

_THIN = 0.45
"""Width over the widest hand's below which a hand is a second hand."""

_BROADEST = 0.08
"""Radii: a broader streak is two hands, or a hand and its shadow."""

_TWO_WIDE = 0.2
"""Radii: broader than any hand."""

_LONG_HOUR = 0.85
"""Of the minute hand's length: an hour hand that seems longer runs into a marker, and is measured before it."""

_OVERLAP = 3.5
"""Degrees (one standard deviation) by which an hour hand may be turned against the minute hand that hides it."""

_FILLED = 0.95
"""Share of the way to an hour hand's tip that stands out where there is one, though it may be no peak of its own."""

_UNSEEN = 2.0
"""Penalty for an hour hand that is no peak of its own: the words and the triangle at twelve may fill the way too."""

_WIDE = 10.0
"""Degrees about a streak within which it is what stands out there."""

_COVERED = 2.0
"""Penalty for one streak being both hands."""

_LONGER = 2.5
"""The most that an hour hand is held against for being long: a marker or a word behind its tip lengthens it."""

_UNUSED = 3.0
"""Penalty for each broad streak that is neither hand, where it stands out over ``_CLEAR`` of its length."""

_CLEAR = 0.9

_WORST = 12.0
"""No single peculiarity rules a pair out."""

_UPRIGHT, _UPSIDE_DOWN, _ASKEW = 0.0, 1.5, 5.0
"""Penalties for how the photo is held, where nothing else says where twelve stands."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One way to take the streaks.

    :ivar hour_angle: degrees; where the hour hand lies beneath the minute hand, where it would have to be.
    :ivar hour_error: degrees by which it is ahead of that; None where it lies beneath.
    :ivar penalty: negative log likelihood up to a constant: the less, the likelier.
    """

    hour: Streak
    minute: Streak
    hour_angle: float
    twelve: float
    hour_error: float | None
    penalty: float

    @property
    def minutes(self) -> float:
        """Minutes since twelve, 0 up to 720, the minute hand deciding within the hour."""
        minute = ((self.minute.angle - self.twelve) / 6.0) % 60.0
        hour = round(((self.hour_angle - self.twelve) % 360.0 - minute / 2.0) / 30.0) % 12
        return hour * 60.0 + minute


def assignments(
    hands: Sequence[Streak], twelves: Sequence[tuple[float, float]], filled: Callable[[float], float]
) -> list[Assignment]:
    """Return every possible assignment, the likeliest first.

    :param twelves: where twelve may stand, degrees clockwise from straight up, each with its penalty.
    :param filled: which share of the way to a middling hour hand's tip stands out, in a direction in degrees.
    """
    found = []
    for hour, minute in product(hands, repeat=2):
        if not _possible(hour, minute):
            continue
        looks = _looks(hour, minute, hands)
        for twelve, penalty in twelves:
            made = _one_streak(minute, hands, twelve, filled) if hour is minute else [_apart(hour, minute, twelve)]
            found += [replace(each, penalty=each.penalty + looks + penalty) for each in made]
    return sorted(found, key=lambda each: each.penalty)


def held(phase: float) -> list[tuple[float, float]]:
    """Return where twelve may stand, with penalties, where the markers say it only up to thirty degrees."""
    places = [turn(phase + 30.0 * k) for k in range(12)]
    return [(place, _askew(place)) for place in places]


def _askew(place: float) -> float:
    if abs(place) <= 16.0:  # noqa: PLR2004 - half the step between two markers, and a little
        return _UPRIGHT
    return _UPSIDE_DOWN if abs(place) >= 164.0 else _ASKEW  # noqa: PLR2004 - the same, upside down


def _possible(hour: Streak, minute: Streak) -> bool:
    return hour.length >= SHORTEST_HOUR and minute.length >= SHORTEST_MINUTE and minute.length >= hour.length


def _looks(hour: Streak, minute: Streak, hands: Sequence[Streak]) -> float:
    broad = _THIN * min(_BROADEST, max(hand.width for hand in hands))
    off = (hour.length / minute.length - _RATIO) / _RATIO_SPREAD
    shape = 0.0 if hour is minute else min(off**2 / 2, _LONGER if off > 0 else _WORST / 2)
    thin = sum(_WORST / 2 for hand in (hour, minute) if hand.width < broad)
    thin += _COVERED if hour is not minute and hour.width > _TWO_WIDE else 0.0
    unclear = sum(6.0 * (1.0 - hand.clear) for hand in (hour, minute))
    left = [hand for hand in hands if hand is not hour and hand is not minute and broad <= hand.width <= _TWO_WIDE]
    unused = sum(_UNUSED for hand in left if hand.length >= SHORTEST_HOUR and hand.clear >= _CLEAR)
    return shape + thin + unclear + min(unused, _WORST / 2)


def _apart(hour: Streak, minute: Streak, twelve: float) -> Assignment:
    """Two streaks: the hour hand is where it is."""
    angle = hour.near if hour.length > _LONG_HOUR * minute.length else hour.angle
    error = ((angle - _asked(minute, twelve)) + 15.0) % 30.0 - 15.0
    return Assignment(hour, minute, angle, twelve, error, min((error / _LOOSE) ** 2 / 2, _WORST))


def _one_streak(
    minute: Streak, hands: Sequence[Streak], twelve: float, filled: Callable[[float], float]
) -> list[Assignment]:
    """One streak: the hour hand lies beneath the minute hand, or where something else hides that it is a hand."""
    minute = replace(minute, angle=minute.far)
    asked = _asked(minute, twelve)
    places = [(asked + 30.0 * hour) % 360.0 for hour in range(12)]
    beneath = min(places, key=lambda place: abs(turn(place - minute.angle)))
    rest = [place for place in places if place is not beneath and not any(_explains(hand, place) for hand in hands)]
    others = [place for place in rest if filled(place) >= _FILLED]
    penalty = _beneath(turn(beneath - minute.angle), filled(beneath)) + (_UNUSED if others else 0.0)
    hidden = [_placed(minute, each, twelve, _COVERED + _UNSEEN) for each in others]
    return [_placed(minute, beneath, twelve, penalty), *hidden]


def _beneath(off: float, filling: float) -> float:
    return _COVERED + (off / _OVERLAP) ** 2 / 2 + _WORST * (1.0 - filling)


def _placed(minute: Streak, place: float, twelve: float, penalty: float) -> Assignment:
    return Assignment(minute, minute, place, twelve, None, penalty)


def _explains(hand: Streak, place: float) -> bool:
    return hand.length >= SHORTEST_HOUR and abs(turn(hand.near - place)) <= _WIDE


def _asked(minute: Streak, twelve: float) -> float:
    """Return where the minute hand asks the hour hand to be, up to the hour."""
    return twelve + ((minute.angle - twelve) % 360.0) / 12.0
