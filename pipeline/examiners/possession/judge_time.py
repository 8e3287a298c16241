"""From what the dials say to a finding about the time that was asked for."""

import math
from collections.abc import Sequence

from models.vocabulary.finding import Bearing, Finding, Measure
from models.vocabulary.views import Component
from pipeline.examiners.possession.dials import Look
from pipeline.examiners.possession.version import NAME, VERSION
from pipeline.imaging.hands import Unread

CRITERION = "challenge_time"

TOLERANCE = 2.0
"""Minutes. Hands are read to within one (measured on drawn dials), and a person sets them to within one."""

CLEARLY_OFF = 3.0
"""Minutes beyond which the hands show another time; between the two it cannot be told."""

AGREE = 1.5
"""Minutes by which two ways of reading one dial may differ."""

HOUR_OFF = 8.0
"""Degrees by which the hour hand may stand off: more than half a step between two minutes-to-the-hour readings (a
quarter of an hour) and the hour itself is in doubt. The worst of the real dials, straightened by its outline alone,
stands off by 5.5."""

SURE = 0.9
"""Confidence from which a reading that no other one confirms may speak against the owner."""

_ABOUT_AS_WELL = 0.1
"""Confidence by which two photos may differ and still be read equally well: then the one that shows the time asked for
counts, since an owner may also hand in photos taken before the hands were set."""

_HALF_DAY = 720.0

_WHY = {
    Unread.NO_PICTURE: "the dial is too small in the photo",
    Unread.NO_HANDS: "no hands could be made out",
    Unread.ONE_HAND: "an hour and a minute hand could not both be made out",
    Unread.CUT_OFF: "the dial is cut off by the photo's edge",
    Unread.GLARE: "the dial is hidden by glare",
    Unread.AMBIGUOUS: "the hands could mean more than one time",
}
"""Why no time was read, for a person."""


def judge_time(asked: str, looks: Sequence[Look]) -> Finding:
    """Return the finding about the time asked for, ``HH:MM``.

    :param looks: one for each photo that shows a dial.
    """
    if not looks:
        return _unreadable(None, "no photo shows a whole dial")
    wanted = _minutes(asked)
    read = [each for each in looks if each.minutes]
    if not read:
        first = looks[0]
        return _unreadable(first, _WHY[first.trouble or Unread.NO_HANDS])
    best = max(each.confidence for each in read)
    as_good = [each for each in read if each.confidence >= best - _ABOUT_AS_WELL]
    return _judged(wanted, min(as_good, key=lambda each: _off(wanted, each)), asked)


def _judged(wanted: float, look: Look, asked: str) -> Finding:
    off = _off(wanted, look)
    if abs(look.hour_error) > HOUR_OFF:
        return _unreadable(look, "the hour hand does not stand where the minute hand asks it to be")
    if off <= TOLERANCE:
        return _made(Bearing.SUPPORTS, look, off, (0.95 - 0.45 * off / TOLERANCE) * look.confidence, asked)
    if not _certain(look) or any(_apart(wanted, each) <= CLEARLY_OFF for each in look.also):
        return _unreadable(look, "they were not made out surely enough to say that they show another time")
    if off <= CLEARLY_OFF:
        return _made(Bearing.NEUTRAL, look, off, 0.3, asked)
    strength = (0.35 + 0.64 * (1.0 - math.exp(-(off - CLEARLY_OFF) / 5.0))) * look.confidence
    return _made(Bearing.CONTRADICTS, look, off, strength, asked)


def _certain(look: Look) -> bool:
    """Return whether a time other than the one asked for was read beyond doubt: by two ways, or very surely by one."""
    first, *more = look.minutes
    return all(_apart(first, other) <= AGREE for other in more) if more else look.confidence >= SURE


def _off(wanted: float, look: Look) -> float:
    return min(_apart(wanted, each) for each in look.minutes)


def _apart(one: float, other: float) -> float:
    return abs((one - other + _HALF_DAY / 2) % _HALF_DAY - _HALF_DAY / 2)


def _minutes(time: str) -> float:
    hour, minute = time.split(":")
    return int(hour) % 12 * 60.0 + int(minute)


def _clock(minutes: float) -> str:
    whole = round(minutes) % 720
    return f"{whole // 60 or 12}:{whole % 60:02d}"


def _made(bearing: Bearing, look: Look, off: float, strength: float, asked: str) -> Finding:
    seen = _clock(min(look.minutes, key=lambda each: _apart(_minutes(asked), each)))
    what = {
        Bearing.SUPPORTS: f"The hands stand at {seen}, as was asked ({asked}).",
        Bearing.NEUTRAL: f"The hands stand at about {seen}; {asked} was asked, which is too near to tell.",
        Bearing.CONTRADICTS: f"The hands stand at {seen}; {asked} was asked, and {TOLERANCE:g} minutes are allowed.",
    }[bearing]
    return Finding(
        examiner=NAME,
        version=VERSION,
        component=Component.WHOLE,
        criterion=CRITERION,
        observed=f"hands at {seen}",
        bearing=bearing,
        strength=round(min(max(strength, 0.0), 1.0), 4),
        region=look.region,
        measure=Measure(value=float(f"{off:.4g}"), unit="min", allowed=TOLERANCE),
        sentence=what,
    )


def _unreadable(look: Look | None, why: str) -> Finding:
    return Finding(
        examiner=NAME,
        version=VERSION,
        component=Component.WHOLE,
        criterion=CRITERION,
        observed="time not read",
        bearing=Bearing.UNREADABLE,
        strength=0.0,
        region=look.region if look is not None else None,
        sentence=f"Whether the hands show the time that was asked for could not be read: {why}.",
    )
