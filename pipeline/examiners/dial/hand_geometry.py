"""The hands: the hour hand must stand where the minute hand asks it to, and both be as long as their dial wants."""

from models.vocabulary.finding import Region
from pipeline.examiners.dial.reading import DialView, Measured, NotMeasurable, Reading
from pipeline.imaging.hands import Hand, NoHands, Unread
from pipeline.imaging.rectified import polar

ALLOWED_ANGLE = 5.0
"""Degrees of the hour hand: ten minutes. On 84 genuine drawn dials 0.5 rms, the worst 3.8; on a real one 0.5."""

ALLOWED_GAP = 13.0
"""Hundredths of the radius between the minute hand's tip and the minute track. On 85 genuine drawn dials 3.8 rms, the
worst 13.0; hands of 0.84 of their length 17 to 22."""

_SURE = 0.95
"""Confidence from which on the hands are taken for what they were read as."""

_CLEARNESS = 0.9
"""Share of a hand's length that must stand out from the dial."""

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
    if view.dial.minutes is not None:
        gap = polar.radius_of(view.dial.minutes.band.first) - hands.minute.length
        called = "the minute hand ends {} short of the minute track"
        readings.append(
            Reading(
                "minute hand", 100.0 * max(gap, 0.0), "% of radius", ALLOWED_GAP, _region(view, hands.minute), called
            )
        )
    return tuple(readings)


def _region(view: DialView, hand: Hand) -> Region:
    return view.sector(hand.angle, 4.0, 0.1, hand.length)
