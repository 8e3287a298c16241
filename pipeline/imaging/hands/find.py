"""Finds the hands of a rectified dial and tells them apart."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipeline.imaging.colour import Pixels
from pipeline.imaging.hands import clock, polar, streaks
from pipeline.imaging.hands.clock import Assignment
from pipeline.imaging.hands.markers import marker_phase
from pipeline.imaging.hands.mask import covered
from pipeline.imaging.hands.result import Hand, Hands, Mask, NoHands, Unread
from pipeline.imaging.hands.streaks import Streak, turn

SMALLEST = 96
"""Pixels of the picture's side below which a minute is under half a pixel at a hand's tip."""

_WORKING = 640
"""Pixels of the side to which a larger picture is reduced: one column of the unrolled dial is a pixel there."""

_TAIL = 6.0
"""Degrees by which a tail may seem to bend off its hand."""

_LONGEST_TAIL = 0.5
"""Radii."""

_SAME_TIME = 2.0
"""Minutes within which two assignments mean the same."""

_LEAST_SURE = 0.75
"""Confidence below which no time is named. Of 108 drawn dials, 99 reach it and are read rightly."""

_SHADOWS_LEFT_OUT = 2.0
"""Penalty for leaving out what may be shadow: it may be the grey flank of a hand."""

_PLAUSIBLE = 4.0
"""Penalty up to which an assignment looks like a watch. Judgement: two peculiarities, no more."""

_BUSY = 0.42
"""Share of the dial's middle that stands out beyond which sub-dials or open work pass for hands. Plain dials have up to
0.26, a chronograph whose sub-dials have the dial's colour 0.33, those whose sub-dials stand out 0.49 and more."""

_BUSY_ROWS = slice(round(0.3 / polar.STEP), round(0.62 / polar.STEP))

_NOT_OUT = 6.0
"""Penalty by which an assignment may be worse and yet be meant: its likelihood is then a four-hundredth."""

_RIM = 0.9
"""Radii: the ring outside is the first that a photo's edge cuts off."""

_OUTSIDE = 0.08
"""Share of that ring that lies outside the photo (``rectify`` leaves it black) beyond which the dial is cut off."""

_HALF_SEEN = 0.25
"""The same share beyond which no time is named, whatever seems to be there."""

_BLOWN, _GLARE = 250, 0.15
"""Level (of 255) of all three colours in glare, and its share of the dial beyond which it may hide hands."""


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """One way of seeing the dial.

    :ivar found: every streak; ``hands`` and ``tails`` are parts of it.
    :ivar ways: the assignments, the likeliest first.
    """

    found: list[Streak]
    hands: list[Streak]
    tails: list[Streak]
    ways: list[Assignment]

    @property
    def penalty(self) -> float:
        """That of the likeliest way."""
        return self.ways[0].penalty if self.ways else math.inf


def find_hands(rectified: Pixels, *, margin: float = 0.0, twelve: float | None = None) -> Hands | NoHands:
    """Return the hands of a dial, or why no time can be read.

    :param rectified: (side, side, 3), the dial's circle in its middle with radius side / 2 / (1 + margin), as
        ``pipeline.imaging.geometry.rectify`` makes it.
    :param twelve: where twelve stands, degrees clockwise from straight up, where that is known.
    """
    side = rectified.shape[0]
    if rectified.shape[:2] != (side, side) or side < SMALLEST:
        return NoHands(Unread.NO_PICTURE, np.zeros(rectified.shape[:2], np.bool_))
    small = _reduced(rectified)
    strip = polar.unrolled(small, (small.shape[0] / 2, small.shape[0] / 2), small.shape[0] / 2 / (1 + margin))
    out, shaded = polar.standing_out(strip)
    seen = streaks.present(out)
    places = _twelves(twelve, out)
    with_shadows = _read(seen, shaded, places)
    without = _read(seen & ~shaded, shaded, places)
    reading = with_shadows if with_shadows.penalty <= without.penalty + _SHADOWS_LEFT_OUT else without
    mask = covered(seen, [*with_shadows.found, *reading.found], side, margin)
    if _outside(strip) > _HALF_SEEN:
        return NoHands(Unread.CUT_OFF, mask)
    if float(seen[_BUSY_ROWS].mean()) > _BUSY:
        return NoHands(_obstacle(strip) or Unread.AMBIGUOUS, mask)
    if not reading.ways:
        return NoHands(_obstacle(strip) or _lack(reading), mask)
    confidence = _confidence(reading.ways)
    if confidence < _LEAST_SURE:
        return NoHands(_obstacle(strip) or Unread.AMBIGUOUS, mask)
    return _told_apart(reading, mask, confidence)


def markers_lean(rectified: Pixels, margin: float) -> float | None:
    """Return the angle of an hour marker, -15 to 15 degrees from straight up; None where none can be told.

    :param rectified: as for ``find_hands``; best a dial that no hands cover.
    """
    small = _reduced(rectified)
    half = small.shape[0] / 2
    return marker_phase(polar.standing_out(polar.unrolled(small, (half, half), half / (1 + margin)))[0])


def _read(seen: streaks.Present, shaded: streaks.Present, places: Sequence[tuple[float, float]]) -> _Reading:
    found = streaks.streaks(seen, shaded)
    tails = [each for each in found if each.length < _LONGEST_TAIL and any(_opposite(each, other) for other in found)]
    hands = [each for each in found if each not in tails]
    ways = clock.assignments(hands, places, lambda angle: streaks.filled(seen, angle))
    return _Reading(found, hands, tails, ways)


def _told_apart(reading: _Reading, mask: Mask, confidence: float) -> Hands:
    best = reading.ways[0]
    others = [each for each in reading.hands if each is not best.hour and each is not best.minute]
    second = min(others, key=lambda each: each.width, default=None)
    return Hands(
        centre=(0.5, 0.5),
        twelve=best.twelve,
        hour=replace(_hand(best.hour, reading.tails), angle=best.hour_angle),
        minute=_hand(best.minute, reading.tails),
        second=_hand(second, reading.tails) if second else None,
        others=tuple(_hand(each, reading.tails) for each in others if each is not second),
        hour_error=best.hour_error,
        mask=mask,
        confidence=confidence,
        also=tuple(way.minutes for way in reading.ways[1:] if way.penalty <= best.penalty + _NOT_OUT),
    )


def _obstacle(strip: Pixels) -> Unread | None:
    """Return what may hide the hands, if anything."""
    if _outside(strip) > _OUTSIDE:
        return Unread.CUT_OFF
    return Unread.GLARE if float((strip.min(axis=2) >= _BLOWN).mean()) > _GLARE else None


def _outside(strip: Pixels) -> float:
    return float((strip[round(_RIM / polar.STEP) :].max(axis=2) == 0).mean())


def _lack(reading: _Reading) -> Unread:
    long = [each for each in reading.hands if each.length >= clock.SHORTEST_HOUR]
    match len(long):
        case 0:
            return Unread.NO_HANDS
        case 1:
            return Unread.ONE_HAND
        case _:
            return Unread.AMBIGUOUS


def _reduced(pixels: Pixels) -> Pixels:
    if pixels.shape[0] <= _WORKING:
        return pixels
    return np.asarray(cv2.resize(pixels, (_WORKING, _WORKING), interpolation=cv2.INTER_AREA), np.uint8)


def _twelves(twelve: float | None, out: polar.Floats) -> list[tuple[float, float]]:
    if twelve is not None:
        return [(turn(twelve), 0.0)]
    phase = marker_phase(out)
    return clock.held(phase) if phase is not None else []


def _opposite(tail: Streak, hand: Streak) -> bool:
    return hand.length > tail.length and abs(turn(hand.angle - tail.angle - 180.0)) <= _TAIL


def _confidence(ways: Sequence[Assignment]) -> float:
    best = ways[0]
    other = next((way for way in ways if _apart(way.minutes, best.minutes) > _SAME_TIME), None)
    ahead = other.penalty - best.penalty if other else _PLAUSIBLE
    return math.exp(-max(0.0, best.penalty - _PLAUSIBLE) / (1.5 * _PLAUSIBLE)) / (1.0 + math.exp(-ahead))


def _apart(one: float, other: float) -> float:
    return abs((one - other + 360.0) % 720.0 - 360.0)


def _hand(streak: Streak, tails: Sequence[Streak]) -> Hand:
    tail = max((each.length for each in tails if _opposite(each, streak)), default=0.0)
    return Hand(streak.angle, streak.length, streak.width, tail, streak.clear)
