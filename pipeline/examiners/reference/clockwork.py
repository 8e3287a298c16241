"""The time on each of several photos that lie over each other: what stands out from the others are its hands.

Held against the other photos nothing of a dial is left but what moves, whatever is printed on it and however many
small dials it has. Of all times of a day's half the one is taken at which both hands would lie where something stands
out, and nothing as broad as a hand stands out elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.examiners.reference.details import Floats, lightness
from pipeline.imaging.colour import Pixels

Profile = NDArray[np.float64]
_Angle = TypeVar("_Angle", float, Profile)

_COLUMNS, _ROWS, _STEP = 1440, 110, 0.01
"""Quarters of a degree, and hundredths of a radius, in which a dial is unrolled."""
_GROUND = 0.15
"""Radii of the window whose median lightness is the light on the dial: broader than two hands."""
_OUTSTANDING = 25.0
"""Steps of lightness, of 255, by which a hand stands out. With 12, rendered second hands seemed as broad as others."""
_TO_TELL = 4
"""Photos from which what stands out on all of them but one is no hand but a marker that shines otherwise on each: hands
of rendered chronographs seemed to reach over their markers to the rim. Of three, each hand stands out on all."""
_HOLLOW = 0.07
"""Radii across which a blade may look like the dial between its edges: lume and silvered steel on a light dial. Of the
hands of rendered field watches and chronographs, whose paint is up to 0.06 wide, only the edges stood out."""
_BROAD = 0.03
"""Radii: a second hand is narrower, rendered hour and minute hands are broader from 0.24 radii on."""
_HOUR, _MINUTE, _OUTER = slice(24, 50), slice(25, 58), slice(58, 82)
"""Rows on which an hour hand lies, a minute hand where it is broad, and where an hour hand no longer reaches."""
_TRACK = 88
"""Row from which minute tracks and the rim lie, and markers end."""
_PLAY = 6
"""Columns (1.5 degrees) by which an hour hand may stand off."""
_TIMES = np.arange(0.0, 720.0, 0.25)
_SAME = 2.0
"""Minutes within which two times are one."""
_EXPLAINED = 12.0
"""Degrees about a hand within which what stands out is that hand's."""
_PEAK = 0.3
"""Share of an hour hand's rows that must stand out for something to call for an explanation; and what it costs."""
_DECIDED = 0.8
"""Likelihood of the next best time over the best's below which the best is the time. Of 435 rendered photos of five
references with plain dials 278 were decided so, and none of the 273 of them that ``find_hands`` could read otherwise
than it does. On a chronograph some were misread, which shows in that the hands of references do not agree."""
_BEFORE_MARKERS, _NEEDLE = slice(45, 68), 0.9
"""Rows between what is printed about the axis and the markers, and the share of them that stands out along a hand."""
_BESIDE = 2.0
"""Degrees beside a hand within which what stands out is its own: a time is a quarter of a minute off."""
_ABOUT, _RIDGE = 16, 0.9
"""Columns (4 degrees) to each side of where a time has a hand in which it is looked for, and the share of the highest
there that belongs to its middle."""
_MOST = 5
"""Times that are tried where more than one is likely."""
_GAP = 4
"""Rows that may be missing on the way to a tip."""


@dataclass(frozen=True)
class Face:
    """What stands out on a photo, unrolled: (rows, columns), 0 to 1.

    :ivar broad: only what is broader than a second hand.
    :ivar alone: only what stands out on this photo more than on nearly all.
    """

    out: Floats
    broad: Floats
    alone: Floats

    def reach(self, degrees: float) -> float:
        """Return how many radii something stands out in a direction without a break."""
        columns = (_column(degrees) + np.arange(-_PLAY, _PLAY + 1)) % _COLUMNS
        rows = np.flatnonzero(self.alone[_HOUR.start :, columns].max(axis=1) > 1 / 2) + _HOUR.start
        rows = np.concatenate([[_HOUR.start], rows])
        breaks = np.flatnonzero(np.diff(rows) > _GAP)
        return float(rows[breaks[0]] if len(breaks) else rows[-1]) * _STEP

    def towards(self, degrees: float) -> float:
        """Return the middle of what stands out about a direction, in degrees."""
        off = np.arange(-_ABOUT, _ABOUT + 1)
        along = self.out[_HOUR.start : _OUTER.start, (_column(degrees) + off) % _COLUMNS].mean(axis=0)
        high = off[along >= _RIDGE * along.max()]
        return float((_column(degrees) + high.mean() + 0.5) * 360.0 / _COLUMNS % 360.0)

    def needles(self, hands: Sequence[float]) -> list[float]:
        """Return the directions, in degrees, of what runs out from the axis and is none of these hands."""
        columns = np.flatnonzero(self.out[_BEFORE_MARKERS].mean(axis=0) > _NEEDLE)
        runs = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1) if len(columns) else []
        middles = [(float(run.mean()) + 0.5) * 360.0 / _COLUMNS for run in runs]
        halves = [len(run) * 180.0 / _COLUMNS for run in runs]
        return [
            middle
            for middle, half in zip(middles, halves, strict=True)
            if all(abs(turned(middle - each)) > half + _BESIDE for each in hands)
        ]


def faces(photos: Sequence[Pixels], radius: float) -> list[Face]:
    """Return what stands out on each photo from the others, dials in the middle, their radius in pixels."""
    levels = [_level(lightness(each), radius) for each in photos]
    unrolled = [_unrolled(_apart(levels, nth), radius) for nth in range(len(levels))]
    everywhere = np.partition(unrolled, 1, axis=0)[1] if len(photos) >= _TO_TELL else np.zeros_like(unrolled[0])
    everywhere[: _OUTER.start] = 0.0  # where hour hands reach, the hands of most photos may lie
    everywhere[_TRACK:] *= 2.0  # no marker stands there, over which a hand would stand out less
    return [_face(each, np.asarray(np.maximum(each - everywhere, 0.0), np.float32)) for each in unrolled]


@dataclass(frozen=True)
class Times:
    """The minutes since twelve o'clock that a dial may show.

    :ivar likely: the likeliest first.
    :ivar decided: whether the first is far likelier than all others.
    """

    likely: tuple[float, ...] = ()
    decided: bool = False


def turned(degrees: _Angle) -> _Angle:
    """Return an angle, or angles, between -180 and 180 degrees."""
    return (degrees + 180.0) % 360.0 - 180.0


def times_on(face: Face, twelve: float) -> Times:
    """Return what time a dial shows, or what times it may show.

    :param twelve: where twelve stands, degrees clockwise from straight up.
    """
    hours = face.broad[_HOUR].mean(axis=0)
    minutes = (face.broad[_MINUTE].mean(axis=0) + face.out[_OUTER].mean(axis=0)) / 2
    hour, minute = _TIMES / 2 + twelve, _TIMES * 6 + twelve
    likely = minutes[_columns(minute)] * _widened(hours, _PLAY)[_columns(hour)]
    likely = likely * (1 - _PEAK * _unexplained(hours, hour, minute))
    found: list[tuple[float, float]] = []
    for _ in range(_MOST):
        best = int(likely.argmax())
        found.append((float(_TIMES[best]), float(likely[best])))
        likely[np.abs((_TIMES - _TIMES[best] + 360.0) % 720.0 - 360.0) <= _SAME] = 0.0
    (_, first), (_, second), *_ = found
    return Times(tuple(time for time, _ in found), second <= _DECIDED * first)


def _level(light: Floats, radius: float) -> Floats:
    """Take off the light that lies on the dial."""
    smooth = cv2.GaussianBlur(light, (0, 0), 1.0)
    small = cv2.resize(smooth, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    window = 2 * round(_GROUND * radius / 4) + 1
    ground = cv2.medianBlur(small.astype(np.uint8), window).astype(np.float32)
    return np.asarray(smooth - cv2.resize(cv2.GaussianBlur(ground, (0, 0), 3.0), light.shape[::-1]), np.float32)


def _apart(levels: Sequence[Floats], nth: int) -> Floats:
    """Hold a photo against the others; one of them may happen to be alike, where its own hand lies."""
    others = [np.abs(levels[nth] - each) for k, each in enumerate(levels) if k != nth]
    least = min(1, len(others) - 1)
    return np.asarray(np.partition(np.stack(others), least, axis=0)[least], np.float32)


def _unrolled(apart: Floats, radius: float) -> Floats:
    """Unroll a sheet about its middle: (rows, columns), 0 to 1 where it stands out."""
    turn = (np.arange(_COLUMNS) + 0.5) * (2 * np.pi / _COLUMNS)
    away = ((np.arange(_ROWS) + 0.5) * (_STEP * radius))[:, None]
    middle = apart.shape[0] / 2 - 0.5
    x, y = (middle + away * np.sin(turn)).astype(np.float32), (middle - away * np.cos(turn)).astype(np.float32)
    return np.asarray(np.clip(cv2.remap(apart, x, y, cv2.INTER_LINEAR) / np.float32(_OUTSTANDING), 0, 1), np.float32)


def _face(unrolled: Floats, alone: Floats) -> Face:
    filled, moving = (
        [_morphed(row, nth, cv2.MORPH_CLOSE, _HOLLOW) for nth, row in enumerate(each)] for each in (unrolled, alone)
    )
    broad = np.stack([_morphed(row, nth, cv2.MORPH_ERODE, _BROAD) for nth, row in enumerate(filled)])
    return Face(_widened(np.stack(filled), 3), _widened(broad, 2), _widened(np.stack(moving), 3))


def _morphed(values: Floats, row: int, how: int, wide: float) -> Floats:
    """Apply a morphological operation along a circle, by a kernel of so many radii."""
    width = max(1, round(wide / ((row + 0.5) * _STEP) * _COLUMNS / (2 * np.pi))) | 1
    closed = np.take(values, np.arange(-width, len(values) + width), mode="wrap")[None]
    done = cv2.morphologyEx(closed, how, np.ones((1, width)))
    return np.asarray(done[0, width:-width], np.float32)


def _widened(values: Floats, half: int) -> Floats:
    """Widen what stands out by so many columns to each side."""
    rows = np.atleast_2d(values)
    closed = np.concatenate([rows[:, -half:], rows, rows[:, :half]], axis=1)
    wide = cv2.dilate(closed, np.ones((1, 2 * half + 1)))[:, half:-half]
    return np.asarray(wide.reshape(values.shape), np.float32)


def _unexplained(hours: Floats, hour: Profile, minute: Profile) -> Profile:
    """Return for each time how clearly something as broad as a hand lies where that time has none."""
    peaks = np.flatnonzero((hours > _PEAK) & (hours >= _widened(hours, _PLAY)))
    rest = np.zeros(len(hour))
    for column in peaks:
        degrees = (column + 0.5) * 360.0 / _COLUMNS
        away = [np.abs(turned(each - degrees)) > _EXPLAINED for each in (hour, minute)]
        rest = np.maximum(rest, np.where(away[0] & away[1], hours[column], 0.0))
    return rest


def _columns(degrees: Profile) -> NDArray[np.int64]:
    return np.asarray(np.floor(degrees % 360.0 / 360.0 * _COLUMNS), np.int64) % _COLUMNS


def _column(degrees: float) -> int:
    return int(degrees % 360.0 / 360.0 * _COLUMNS) % _COLUMNS
