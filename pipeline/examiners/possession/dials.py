"""Reads the time from each photo that shows a dial, in two ways that go wrong differently.

``straightened``  the dial as its own rings and marks straighten it
``outline``       the dial as its outline alone straightens it
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.vocabulary.finding import Region
from models.vocabulary.photo import Ellipse, Point, Prepared
from models.vocabulary.views import View
from pipeline.examiners.contract import Photos
from pipeline.examiners.straightened import hands_on, straightened
from pipeline.imaging import geometry
from pipeline.imaging.hands import Hands, NoHands, Unread, find_hands
from pipeline.imaging.rectified import RectifiedDial, Unfit

SMALLEST = 120.0
"""Pixels of the dial's minor axis in the original, below which a minute is less than three pixels at a hand's tip."""

MOST = 6
"""Photos of dials that are read: about half a second each."""

GLARE = 0.15
"""Share of the dial under a blown spot beyond which hands may be hidden. Judgement."""

_SIDE = 800
"""Pixels of the dial straightened by its outline alone."""

_MARGIN = 0.08
"""Radii around it: the outline found may be 4 % too small."""

_SURE_OF_TWELVE = 0.5
"""Confidence from which the straightened dial's own twelve is taken; below it hands and markers say where it stands."""

_VIEWS = (View.DIAL, View.HANDS, View.OTHER)
"""Views that may show a dial with its hands, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one photo's dial says.

    :ivar minutes: since twelve, 0 up to 720, each way that could be read.
    :ivar also: times that fit less well, and yet are not out of the question.
    :ivar confidence: of the surest of them, 0 to 1.
    :ivar hour_error: degrees by which the hour hand stands off what the minute hand asks; 0 where it is hidden by it.
    :ivar trouble: where nothing was read: why.
    """

    photo: Prepared
    minutes: tuple[float, ...]
    also: tuple[float, ...]
    confidence: float
    hour_error: float
    trouble: Unread | None
    region: Region


def shown(photos: Photos) -> list[Prepared]:
    """Return the photos that show a dial, at most ``MOST``."""
    return [photo for view in _VIEWS for photo in photos.of(view) if isinstance(photo.dial, Ellipse)][:MOST]


def look(photos: Photos, photo: Prepared) -> Look:
    """Read the time on a photo's dial, once."""
    return photos.remember(photo, "possession.hands", lambda: _look(photos, photo))


def _look(photos: Photos, photo: Prepared) -> Look:
    outline = photo.dial
    if not isinstance(outline, Ellipse):
        raise TypeError("only a photo with a dial is looked at")
    region = Region(photo=photo.photo.sha256, polygon=_around(outline, photo))
    if photo.measurements.dial_pixels < SMALLEST:
        return Look(photo, (), (), 0.0, 0.0, Unread.NO_PICTURE, region)
    if photo.measurements.glare > GLARE:
        return Look(photo, (), (), 0.0, 0.0, Unread.GLARE, region)
    ways = _ways(photos, photo, outline)
    if isinstance(ways, Unread):
        return Look(photo, (), (), 0.0, 0.0, ways, region)
    return _joined(photo, ways, region)


def _ways(photos: Photos, photo: Prepared, outline: Ellipse) -> list[Hands | NoHands] | Unread:
    dial = straightened(photos, photo, outline)
    plain = geometry.rectify(photos.pixels(photo), outline, _SIDE, margin=_MARGIN)
    if not isinstance(dial, RectifiedDial):
        return Unread.CUT_OFF if dial.reason is Unfit.CUT_OFF else [find_hands(plain, margin=_MARGIN)]
    straight = hands_on(photos, photo, dial, upright=dial.twelve.confidence >= _SURE_OF_TWELVE)
    return [straight, find_hands(plain, margin=_MARGIN)]


def _joined(photo: Prepared, ways: Sequence[Hands | NoHands], region: Region) -> Look:
    read = [way for way in ways if isinstance(way, Hands)]
    if not read:
        trouble = next(way.reason for way in ways if isinstance(way, NoHands))
        return Look(photo, (), (), 0.0, 0.0, trouble, region)
    best = max(read, key=lambda way: way.confidence)
    also = tuple(minutes for way in read for minutes in way.also)
    return Look(photo, tuple(map(_minutes, read)), also, best.confidence, best.hour_error or 0.0, None, region)


def _minutes(hands: Hands) -> float:
    hour, minute = hands.time
    return hour % 12 * 60 + minute


def _around(outline: Ellipse, photo: Prepared) -> tuple[Point, ...]:
    """Return the dial's bounding box as a polygon of the photo."""
    left, top, right, bottom = geometry.dial_box(outline, (photo.measurements.width, photo.measurements.height))
    return ((left, top), (right, top), (right, bottom), (left, bottom))
