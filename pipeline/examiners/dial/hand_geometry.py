"""The hands: the hour hand must stand where the minute hand asks it to, and both be as long as their dial wants."""

import numpy as np

from models.vocabulary.finding import Region
from pipeline.examiners.dial.reading import DialView, Measured, NotMeasurable, Reading
from pipeline.imaging.hands import Hand, NoHands, Unread
from pipeline.imaging.rectified import RADIUS, SIDE, polar

ALLOWED_ANGLE = 5.0
"""Degrees of the hour hand: ten minutes. On 84 genuine drawn dials 0.5 rms, the worst 3.8; on a real one 0.5."""

ALLOWED_GAP = 13.0
"""Hundredths of the radius between the minute hand's tip and the minute track. On 85 genuine drawn dials 3.8 rms, the
worst 13.0; hands of 0.84 of their length 17 to 22."""

_SURE = 0.95
"""Confidence from which on the hands are taken for what they were read as."""

_CLEARNESS = 0.9
"""Share of a hand's length that must stand out from the dial."""

_TIP, _BEYOND, _AXIS = 0.02, 0.12, 4.5
"""Radii beyond the seen tip from which and to which, and degrees to either side of the seen axis in which, the dial
must be bare for the hand to end there. A hand with its shadow is seen up to so many degrees beside its own axis."""

_BARE, _GOES_ON = 15.0, 0.5
"""Grey levels that bare dial is from its own tone at most, and the share of a ray that may be more. On drawn dials rays
beyond hands that are too short had 0.00 to 0.07; beyond hands that were lost over a marker, a numeral or a date window
one ray at least had 0.7 to 1."""

_UNREAD: dict[Unread, str] = {
    Unread.NO_PICTURE: "the dial is too small",
    Unread.NO_HANDS: "no hands were made out",
    Unread.ONE_HAND: "only one hand was made out",
    Unread.CUT_OFF: "a part of the dial lies outside the picture",
    Unread.GLARE: "a reflection covers the dial",
    Unread.AMBIGUOUS: "they could show more than one time",
}


def measure_hands(view: DialView) -> Measured:
    """Return how far the hour hand is from the minute hand's time, and the minute hand's tip from its track."""
    hands = view.hands
    if isinstance(hands, NoHands):
        return NotMeasurable(_UNREAD[hands.reason])
    if hands.confidence < _SURE or min(hands.hour.clearness, hands.minute.clearness) < _CLEARNESS:
        return NotMeasurable("the hands were not made out clearly")
    if hands.hour_error is None:
        return NotMeasurable("they lie over each other, and where one of them ends may be the other's tip")
    called = "the hour hand stands {} off where the minute hand wants it"
    readings = [
        Reading("hour hand", abs(hands.hour_error), "deg", ALLOWED_ANGLE, _region(view, hands.hour), called),
    ]
    return (*readings, *_reach(view, hands.minute))


def _reach(view: DialView, hand: Hand) -> tuple[Reading, ...]:
    """Return how far the minute hand's tip is from its track; nothing where it may reach further than it was seen."""
    if view.dial.minutes is None:
        return ()
    track = polar.radius_of(view.dial.minutes.band.first)
    gap = 100.0 * max(track - hand.length, 0.0)
    if gap > ALLOWED_GAP and _goes_on(view, hand, track):
        return ()
    called = "the minute hand ends {} short of the minute track"
    return (Reading("minute hand", gap, "% of radius", ALLOWED_GAP, _region(view, hand), called),)


def _goes_on(view: DialView, hand: Hand, track: float) -> bool:
    """Return whether something other than bare dial lies beyond the tip: the hand itself, or a marker that hides it."""
    start, end = hand.length + _TIP, min(hand.length + _BEYOND, track - _TIP)
    radii = np.linspace(start, end, 30)[:, None] * RADIUS
    turn = np.radians(hand.angle + np.linspace(-_AXIS, _AXIS, 19))
    x, y = (SIDE / 2 + radii * np.sin(turn)).astype(int), (SIDE / 2 - radii * np.cos(turn)).astype(int)
    return bool((np.abs(view.relief[y, x]) > _BARE).mean(axis=0).max() > _GOES_ON)


def _region(view: DialView, hand: Hand) -> Region:
    return view.sector(hand.angle, 4.0, 0.1, hand.length)
