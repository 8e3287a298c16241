"""Finds the hands of a rectified dial and tells them apart."""

import math
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from pipeline.imaging.colour import Pixels
from pipeline.imaging.hands import clock, polar, streaks
from pipeline.imaging.hands.markers import marker_phase
from pipeline.imaging.hands.mask import covered
from pipeline.imaging.hands.result import Hand, Hands, NoHands, Unread
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

_LEAST_SURE = 0.6
"""Confidence below which the second best assignment is as good as the best one: no time is named."""


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
    radius = small.shape[0] / 2 / (1 + margin)
    centre = (small.shape[0] / 2, small.shape[0] / 2)
    out, shaded = polar.standing_out(polar.unrolled(small, centre, radius))
    seen = streaks.present(out)
    found = streaks.streaks(seen, shaded)
    hands, tails = _without_tails(found)
    scale = side / small.shape[0]
    mask = covered(seen, found, side, (centre[0] * scale, centre[1] * scale), radius * scale)
    ways = clock.assignments(hands, _twelves(twelve, out), lambda angle: streaks.filled(seen, angle))
    if not ways:
        return NoHands(Unread.ONE_HAND if hands else Unread.NO_HANDS, mask)
    best, confidence = ways[0], _confidence(ways)
    if confidence < _LEAST_SURE:
        return NoHands(Unread.AMBIGUOUS, mask)
    others = [hand for hand in hands if hand is not best.hour and hand is not best.minute]
    second = min(others, key=lambda each: each.width, default=None)
    return Hands(
        centre=(centre[0] / small.shape[0], centre[1] / small.shape[0]),
        twelve=best.twelve,
        hour=replace(_hand(best.hour, tails), angle=best.hour_angle),
        minute=_hand(best.minute, tails),
        second=_hand(second, tails) if second else None,
        others=tuple(_hand(each, tails) for each in others if each is not second),
        hour_error=best.hour_error,
        mask=mask,
        confidence=confidence,
    )


def _reduced(pixels: Pixels) -> Pixels:
    if pixels.shape[0] <= _WORKING:
        return pixels
    return np.asarray(cv2.resize(pixels, (_WORKING, _WORKING), interpolation=cv2.INTER_AREA), np.uint8)


def _twelves(twelve: float | None, out: polar.Floats) -> list[tuple[float, float]]:
    if twelve is not None:
        return [(turn(twelve), 0.0)]
    phase = marker_phase(out)
    return clock.held(phase) if phase is not None else []


def _without_tails(found: Sequence[Streak]) -> tuple[list[Streak], list[Streak]]:
    tails = [each for each in found if each.length < _LONGEST_TAIL and any(_opposite(each, other) for other in found)]
    return [each for each in found if each not in tails], tails


def _opposite(tail: Streak, hand: Streak) -> bool:
    return hand.length > tail.length and abs(turn(hand.angle - tail.angle - 180.0)) <= _TAIL


def _confidence(ways: Sequence[clock.Assignment]) -> float:
    best = ways[0]
    other = next((way for way in ways if _apart(way.minutes, best.minutes) > _SAME_TIME), None)
    margin = other.penalty - best.penalty if other else 6.0
    return 1.0 / (1.0 + math.exp(-margin)) * math.exp(-max(0.0, best.penalty - 4.0) / 6.0)


def _apart(one: float, other: float) -> float:
    return abs((one - other + 360.0) % 720.0 - 360.0)


def _hand(streak: Streak, tails: Sequence[Streak]) -> Hand:
    tail = max((each.length for each in tails if _opposite(each, streak)), default=0.0)
    return Hand(streak.angle, streak.length, streak.width, tail, streak.clear)
