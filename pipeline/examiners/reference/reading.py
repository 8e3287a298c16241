"""How the hands stand on a subject and on the references that lie over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pipeline.examiners.reference.agreed import agreed
from pipeline.examiners.reference.blades import Shown, blade, freed
from pipeline.examiners.reference.clockwork import Times, faces, times_on, turned
from pipeline.examiners.reference.outline import HIDDEN, Outline, agreement, outline
from pipeline.examiners.reference.overlay import FINE, Overlay
from pipeline.examiners.reference.picture import ROUND_REACH, Doubles, Picture, inverse, moved, sheet, sheet_to_unit
from pipeline.imaging.colour import Pixels
from pipeline.imaging.hands import Hands, NoHands, find_hands, markers_lean

_SIDE = 768
"""Pixels of the sheet on which a reference's hands are read: 256 a radius; ``find_hands`` asks for no more."""
_KEPT_TIME = 2.0
"""Degrees by which the hour hand may disagree with the minute hand. One rendered photo was misread at 2.3."""
_BOTH, _EACH, _ALONE = 0.4, 0.3, 0.6
"""Correlation from which two hands together, each of them, and one alone while the other is hidden, tell a time. On
rendered photos of genuine watches the right time came to 0.5 and more, others mostly below 0.3; hands a twelfth too
short came to 0.43, since their ends lie elsewhere."""
_ONE_ALONE = 1.0
"""The most that one hand's likeness counts; that of two counts from there on."""
_BETWEEN = 30.0
"""Degrees between two markers."""


@dataclass(frozen=True)
class Reading:
    """A subject and its references, hands read as far as each photo tells.

    :ivar outlines: of the hour hand and the minute hand, None where too few references agree.
    """

    subject: Shown
    references: tuple[Shown, ...]
    outlines: tuple[Outline | None, Outline | None]


def read(over: Overlay) -> Reading:
    """Read the hands: where a photo alone leaves the time open, the hands of the others say which it is."""
    photos = [over.pixels, *(each.pixels for each in over.references)]
    covered = [~over.part, *(each.mask for each in over.references)]
    radius, twelve = fine_radius(over), _twelve(over, photos)
    seen = faces(photos, radius)
    times = [times_on(face, twelve) for face in seen]
    subject, *references = freed(photos, covered, seen)
    held = [_held(each, time, twelve) for each, time in zip(references, times[1:], strict=True)]
    outlines = _outlines(held, radius)
    if None in outlines:
        held = agreed(references, times[1:], twelve, radius)
        outlines = _outlines(held, radius)
    if None in held:
        held = [
            found or _settled(photo, time, twelve, outlines, radius) or _alone(photo, twelve, laid.picture)
            for photo, time, found, laid in zip(references, times[1:], held, over.laid, strict=True)
        ]
        outlines = _outlines(held, radius)
    own = _own(over, subject, times[0], twelve, outlines)
    return Reading(own, tuple(each for each in held if each is not None), outlines)


def _own(over: Overlay, subject: Shown, times: Times, twelve: float, outlines: Sequence[Outline | None]) -> Shown:
    """Set the subject's hands as they stand out; where that is open or looks like no hand, as they look most alike."""
    held, radius = _held(subject, times, twelve), fine_radius(over)
    seen = [] if held is None else [each for each in _scores(held, outlines, radius) if each > HIDDEN]
    if held is not None and (not seen or max(seen) >= _EACH):
        return held
    if (found := _settled(subject, times, twelve, outlines, radius) or held) is not None:
        return found
    time = _minutes(find_hands(over.pixels, margin=_margin(over), twelve=twelve))
    return subject if time is None else subject.at(time, twelve)


def _held(photo: Shown, times: Times, twelve: float) -> Shown | None:
    return photo.at(times.likely[0], twelve) if times.decided else None


def _alone(photo: Shown, twelve: float, reference: Picture) -> Shown | None:
    """Set the hands of a reference as it is read from its photo alone."""
    time = _read(_Same(reference))
    return None if time is None else photo.at(time, twelve)


def _outlines(photos: Sequence[Shown | None], radius: float) -> tuple[Outline | None, Outline | None]:
    shown = [each for each in photos if each is not None and each.hour is not None and each.minute is not None]
    hours = [blade(each, each.hour, radius) for each in shown if each.hour is not None]
    minutes = [blade(each, each.minute, radius) for each in shown if each.minute is not None]
    return outline(hours, radius), outline(minutes, radius)


def _settled(
    photo: Shown, times: Times, twelve: float, outlines: Sequence[Outline | None], radius: float
) -> Shown | None:
    """Return the photo with the time at which its hands look most like the references', if they look like them."""
    if None in outlines:
        return None
    tried = [photo.at(time, twelve) for time in times.likely]
    scored = [(_likeness(each, outlines, radius), each) for each in tried]
    likeness, best = max(scored, key=lambda pair: pair[0])
    return best if likeness > 0.0 else None


def _likeness(photo: Shown, outlines: Sequence[Outline | None], radius: float) -> float:
    """Return how alike both hands are to their outlines; where one is hidden, less than of any two that are alike."""
    scores = _scores(photo, outlines, radius)
    seen = [each for each in scores if each > HIDDEN]
    if len(seen) == len(scores):
        mean = float(np.mean(seen))
        return _ONE_ALONE + mean if mean >= _BOTH and min(seen) >= _EACH else 0.0
    return max((each for each in seen if each >= _ALONE), default=0.0)


def _scores(photo: Shown, outlines: Sequence[Outline | None], radius: float) -> list[float]:
    """Return how alike each hand is to its outline, or ``HIDDEN``."""
    pairs = zip((photo.hour, photo.minute), outlines, strict=True)
    return [
        agreement(blade(photo, angle, radius), known, radius)
        for angle, known in pairs
        if angle is not None and known is not None
    ]


def fine_radius(over: Overlay) -> float:
    """Return the pixels of a radius on the sheet that the strips are cut from."""
    return over.frame.radius * FINE


def _margin(over: Overlay) -> float:
    return over.frame.side / 2 / over.frame.radius - 1


def _twelve(over: Overlay, photos: Sequence[Pixels]) -> float:
    """Return where twelve stands on the sheet: about where it is up on the references, and exactly by the markers.

    The middle value of all photos is a dial without hands.
    """
    held = [_up(over, nth) for nth in range(len(over.laid))]
    about = held[0] + float(np.median([turned(each - held[0]) for each in held]))
    bare = np.median(np.stack(photos), axis=0).astype(np.uint8)
    lean = markers_lean(bare, _margin(over))
    return about if lean is None else about + (lean - about + _BETWEEN / 2) % _BETWEEN - _BETWEEN / 2


def _up(over: Overlay, nth: int) -> float:
    """Return where a reference's upper edge lies from the axis, degrees clockwise from straight up on the sheet."""
    picture, from_place = over.laid[nth].picture, over.aligned[nth].from_place
    axis = moved(picture.to_pixels, np.zeros((1, 2)))
    above: Doubles = moved(inverse(from_place), np.concatenate([axis, axis - [[0.0, picture.size[1] / 20]]]))
    across, down = above[1] - above[0]
    return float(np.degrees(np.arctan2(across, -down)))


@dataclass(frozen=True, eq=False)
class _Same:
    """A picture by identity, as a key: pixels cannot be one. The library keeps its pictures open."""

    picture: Picture

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.picture is self.picture

    def __hash__(self) -> int:
        return id(self.picture)


@lru_cache(maxsize=16)
def _read(reference: _Same) -> float | None:
    """Read a reference's time in its own plane, once for all subjects."""
    picture = reference.picture
    plane = picture.to_pixels @ sheet_to_unit(_SIDE, ROUND_REACH)
    return _minutes(find_hands(sheet(picture, plane, _SIDE), margin=ROUND_REACH - 1))


def _minutes(hands: Hands | NoHands) -> float | None:
    if isinstance(hands, NoHands) or hands.hour_error is None or abs(hands.hour_error) > _KEPT_TIME:
        return None
    hour, minute = hands.time
    return hour % 12 * 60.0 + minute
