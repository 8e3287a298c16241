"""Which streak is which hand: the one assignment that a clockwork could show.

An hour hand moves a twelfth as fast as the minute hand: where it stands between two hours says, to within a few
minutes, where the minute hand must be. Each pair of streaks is held against that, and against what hands look like
(the minute hand the longer one, both wider than a second hand); the penalties are squared deviations, so that the
sum is a log likelihood up to a constant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from pipeline.imaging.hands.streaks import Streak, turn

SHORTEST_HOUR = 0.36
"""Radii. Hour hands of the rendered and the real dials measured 0.5 to 0.62; tails up to 0.38."""

SHORTEST_MINUTE = 0.58
"""Radii. Minute hands measured 0.8 and more."""

_LOOSE = 1.6
"""Degrees (one standard deviation) by which an hour hand stands off: play of the motion work, its setting, and
perspective. A Timex whose hand stands off by 2.4 degrees is among the real photos."""

_RATIO, _RATIO_SPREAD = 0.68, 0.10
"""Length of the hour hand over the minute hand's: 0.55 to 0.8 on nearly all watches."""

_THIN = 0.45
"""Width over the widest hand's below which a hand is a second hand."""

_OVERLAP = 6.0
"""Degrees within which two hands make one streak."""

_COVERED = 1.5
"""Penalty for one streak being both hands."""

_WORST = 12.0
"""No single peculiarity rules a pair out."""

_UPRIGHT, _UPSIDE_DOWN, _ASKEW = 0.0, 1.5, 5.0
"""Penalties for how the photo is held, where nothing else says where twelve stands."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One way to take the streaks.

    :ivar penalty: negative log likelihood up to a constant: the less, the likelier.
    """

    hour: Streak
    minute: Streak
    twelve: float
    hour_error: float
    penalty: float

    @property
    def minutes(self) -> float:
        """Minutes since twelve, 0 up to 720, the minute hand deciding within the hour."""
        minute = ((self.minute.angle - self.twelve) / 6.0) % 60.0
        hour = round(((self.hour.angle - self.twelve) % 360.0 - minute / 2.0) / 30.0) % 12
        return hour * 60.0 + minute


def assignments(hands: Sequence[Streak], twelves: Sequence[tuple[float, float]]) -> list[Assignment]:
    """Return every possible assignment, the likeliest first.

    :param twelves: where twelve may stand, degrees clockwise from straight up, each with its penalty.
    """
    widest = max((hand.width for hand in hands), default=0.0)
    found = [
        _assigned(hour, minute, place, penalty + _looks(hour, minute, widest))
        for hour, minute in product(hands, repeat=2)
        if _possible(hour, minute)
        for place, penalty in twelves
    ]
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


def _looks(hour: Streak, minute: Streak, widest: float) -> float:
    ratio = hour.length / minute.length
    shape = _COVERED if hour is minute else min(((ratio - _RATIO) / _RATIO_SPREAD) ** 2 / 2, _WORST / 2)
    thin = sum(_WORST / 2 for hand in (hour, minute) if hand.width < _THIN * widest)
    unclear = sum(6.0 * (1.0 - hand.clear) for hand in (hour, minute))
    return shape + thin + unclear


def _assigned(hour: Streak, minute: Streak, twelve: float, penalty: float) -> Assignment:
    asked = ((minute.angle - twelve) % 360.0) / 12.0
    error = ((hour.angle - twelve - asked) + 15.0) % 30.0 - 15.0
    off = min((error / _LOOSE) ** 2 / 2, _WORST)
    return Assignment(hour, minute, twelve, error, penalty + off)
