"""From an outline that is about right to a dial seen straight on.

1. Rings are made round (``rings``), which takes out most of the outline's error in place and shape.
2. The hours' pattern is turned upright, modulo a twelfth.
3. Marks of hours and minutes are measured (``marks``) and, with the rings, give a small projective correction
   (``fit``), four times over, nearer each time.
4. Text tells which hour is twelve (``lettering``), and the dial is turned so that it stands straight up.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.vocabulary.photo import Ellipse
from pipeline.imaging import geometry
from pipeline.imaging.colour import Pixels
from pipeline.imaging.geometry import Box
from pipeline.imaging.rectified import fit, lettering, marks, polar, rings
from pipeline.imaging.rectified.fit import Correction, Observed
from pipeline.imaging.rectified.marks import HOURS, MINUTES, Marks
from pipeline.imaging.rectified.polar import Doubles, Floats
from pipeline.imaging.rectified.result import (
    RADIUS,
    SIDE,
    NotRectified,
    Quality,
    RectifiedDial,
    Twelve,
    Unfit,
)

LONGEST = 1200
"""Pixels of the cut-out's longer side: about one of them for each pixel of the rectified picture."""

_MARGIN = 0.30
"""Of the outline, around it: what ``polar.OUTER`` reaches, and a little for what the correction moves."""

_SMALLEST = 120.0
"""Pixels of the dial's minor axis in the photo, below which a minute is less than three pixels."""

_LEAST_SEEN = 0.9
"""Of the dial that must lie inside the photo."""

_FLAT = 6.0
"""Grey levels (standard deviation over the dial) below which nothing can be seen of what is on it."""

_RING_SEARCH = (0.06, 0.03)
"""Radii by which a ring may be out of round at first: the outline is within 2 % of the centre and 4 % of the axes."""

_ROUNDS = ((4.0, None), (2.0, 2.0), (1.5, 1.2), (5.0, 1.2))
"""Degrees by which hours and minutes may stand off, round by round. The last one leaves room for what is really off."""

_LOST = 2.4
"""Degrees by which minutes may stand off where no hours are marked: just less than half a minute's six."""

_RING_ROWS = (60, 8)
"""Rows inside and outside of the outer end of the marks whose rings are taken to lie on the dial."""

_HOUR_HALF, _MINUTE_HALF = 8.0, 1.2
"""Degrees on either side that a mark may fill: the widest of the drawn markers (a triangle) fills 7.5."""

_MINUTE_ROWS = (polar.row_of(0.74), polar.row_of(1.14))

_NOISE = 0.002
"""Radii: a degree's tenth at the minute track, the spread of marks and rings on drawn dials."""

_EVEN = {HOURS: 0.25, MINUTES: 0.22}
"""Of the search's width: the median distance from the even places below which marks are believed to be there.
Marks found in noise spread over the whole width, with a median of half of it."""


_MIRRORED = {HOURS: 0.42, MINUTES: 0.30}
"""Median symmetry of marks. Hours of real watches in the test photos have 0.48 and more (strokes of a thin minute track
half that); numerals, which mirror nothing,
0.37 and less."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one round saw."""

    strip: Floats
    hours: Marks | None
    minutes: Marks | None
    correction: Correction

    @property
    def missing(self) -> int:
        """How many of hours and minutes are missing."""
        return (self.hours, self.minutes).count(None)

    def turned(self, twelve: float) -> "_Seen":
        """Return what was seen, counted from where twelve stands (a multiple of 30 degrees)."""
        hours, minutes = (None if each is None else each.counted_from(twelve) for each in (self.hours, self.minutes))
        strip = np.roll(self.strip, -round(twelve * polar.DEGREE), axis=1)
        return _Seen(strip, hours, minutes, self.correction)


def crop_box(ellipse: Ellipse, size: tuple[int, int]) -> Box:
    """Return the box to cut from a photo of this width and height, on whole pixels."""
    left, top, right, bottom = geometry.dial_box(ellipse, size, margin=_MARGIN)
    width, height = size
    low = (np.floor(left * width) / width, np.floor(top * height) / height)
    high = (np.ceil(right * width) / width, np.ceil(bottom * height) / height)
    return float(low[0]), float(low[1]), float(min(high[0], 1.0)), float(min(high[1], 1.0))


def rectify_dial(crop: Pixels, box: Box, ellipse: Ellipse, size: tuple[int, int]) -> RectifiedDial | NotRectified:
    """Straighten the dial in a cut-out.

    :param crop: pixels of ``box``, as ``crop_box`` gives it, of a photo whose width and height are ``size``.
    :param ellipse: the outline found by preprocessing: within 2 % of the centre and 4 % of the axes, and perhaps that
        of the printed minute track.
    """
    start = _unit_to_crop(crop, box, ellipse, size)
    grey = polar.to_grey(crop)
    reason = _unfit(grey, start, ellipse, size)
    if reason is not None:
        return NotRectified(reason)
    found = _straightened(grey, start)
    if found is None:
        return NotRectified(Unfit.IRREGULAR)
    to_crop, seen = found
    picture = _picture(crop, to_crop @ _FROM_PICTURE)
    lines = lettering.find_lines(picture, RADIUS)
    twelve, upright = lettering.which_way_up(picture, RADIUS, lines)
    if twelve:
        to_crop, seen = to_crop @ _turned(twelve), seen.turned(twelve)
        picture, lines = _picture(crop, to_crop @ _FROM_PICTURE), tuple(line.turned(-twelve) for line in lines)
    to_photo = _crop_to_photo(crop, box, size) @ to_crop @ _FROM_PICTURE
    to_photo = to_photo / to_photo[2, 2]
    return RectifiedDial(
        pixels=picture,
        strip=seen.strip,
        matrix=to_photo,
        photo=size,
        hours=seen.hours,
        minutes=seen.minutes,
        lines=lines,
        twelve=Twelve(0.0, upright),
        quality=_quality(seen, to_photo),
    )


_FROM_PICTURE = np.array([[1 / RADIUS, 0, -SIDE / 2 / RADIUS], [0, 1 / RADIUS, -SIDE / 2 / RADIUS], [0, 0, 1]])


def _unfit(grey: NDArray[np.uint8], start: Doubles, ellipse: Ellipse, size: tuple[int, int]) -> Unfit | None:
    if 2 * ellipse.axes[1] * max(size) < _SMALLEST:
        return Unfit.TOO_SMALL
    inside = polar.unroll(np.full_like(grey, 255), start)[: polar.row_of(1.0)] > 0
    if inside.mean() < _LEAST_SEEN:
        return Unfit.CUT_OFF
    return Unfit.FLAT if float(polar.unroll(grey, start)[: polar.row_of(1.0)].std()) < _FLAT else None


def _straightened(grey: NDArray[np.uint8], start: Doubles) -> tuple[Doubles, _Seen] | None:
    """Begin both from round rings and from the outline as it is: a polished bezel's reflections look like rings."""
    rounded = start
    for most in _RING_SEARCH:
        rounded = rounded @ fit.correct([_rings(polar.unroll(grey, rounded), most, rings.AROUND_THE_RIM)]).matrix
    ends = [end for end in (_followed(grey, rounded), _followed(grey, start)) if end is not None]
    return min(ends, key=lambda end: (end[1].missing, end[1].correction.along), default=None)


def _followed(grey: NDArray[np.uint8], to_crop: Doubles) -> tuple[Doubles, _Seen] | None:
    """Go through all rounds from one beginning; None where the marks are lost on the way."""
    steep = polar.steepness(polar.unroll(grey, to_crop))
    turn = marks.phase(polar.edges(steep), HOURS)
    to_crop, seen = to_crop @ _turned(turn), None
    for hour, minute in _ROUNDS:
        seen = _look(polar.unroll(grey, to_crop), hour, minute)
        if seen is None:
            return None
        to_crop = to_crop @ seen.correction.matrix
    return None if seen is None else (to_crop, seen)


def _look(strip: Floats, hour: float, minute: float | None) -> _Seen | None:
    steep = polar.steepness(strip)
    edges = polar.edges(steep)
    hours = _even(marks.find_marks(steep, HOURS, marks.find_band(edges, HOURS, _HOUR_HALF), _HOUR_HALF, hour), hour)
    minutes = None
    search = minute or (_LOST if hours is None else None)
    if search is not None:
        band = marks.find_band(edges, MINUTES, _MINUTE_HALF, _MINUTE_ROWS)
        minutes = _even(marks.find_marks(steep, MINUTES, band, _MINUTE_HALF, search), search)
    found = [each for each in (hours, minutes) if each is not None]
    if not found:
        return None
    outermost = max(each.band.last for each in found)
    within = (outermost - _RING_ROWS[0], min(outermost + _RING_ROWS[1], polar.ROWS - 1))
    observed = [_rings(strip, _RING_SEARCH[-1], within), *(_marks(each) for each in found)]
    return _Seen(strip, hours, minutes, fit.correct(observed))


def _even(found: Marks, search: float) -> Marks | None:
    """Return the marks where they stand at even steps (from a circle whose centre may be off), else None."""
    count = len(found.offsets)
    turn = np.arange(count) * (2 * np.pi / count)
    waves = np.stack([np.ones(count), np.sin(turn), np.cos(turn)], axis=1)
    weight, left = np.ones(count), found.offsets
    for _ in range(8):
        solution, *_ = np.linalg.lstsq(waves * weight[:, None], found.offsets * weight, rcond=None)
        left = np.abs(found.offsets - waves @ solution)
        weight = np.sqrt(np.clip(found.symmetry, 0.05, 1.0) / np.maximum(left, 0.05))
    even = float(np.median(left)) < _EVEN[count] * search
    return found if even and float(np.median(found.symmetry)) >= _MIRRORED[count] else None


def _rings(strip: Floats, most: float, within: rings.Rows) -> Observed:
    offsets, sure = rings.out_of_round(strip, most, within)
    turn = np.asarray((np.arange(rings.SECTORS) + 0.5) * (2 * np.pi / rings.SECTORS), np.float64)
    return Observed(turn, 1.0, offsets, sure, _NOISE, across=True)


def _marks(found: Marks) -> Observed:
    count = len(found.offsets)
    radius = polar.radius_of((found.band.first + found.band.last) / 2)
    turn = np.asarray(np.arange(count) * (2 * np.pi / count), np.float64)
    weight = np.clip(found.symmetry, 0.05, 1.0) * np.clip(found.weight, 0.0, 1.5)
    return Observed(turn, radius, np.radians(found.offsets) * radius, weight, _NOISE, across=False)


def _turned(degrees: float) -> Doubles:
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    return np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])


def _unit_to_crop(crop: Pixels, box: Box, ellipse: Ellipse, size: tuple[int, int]) -> Doubles:
    unit = np.vstack([geometry.unit_to_photo(ellipse, size), [0.0, 0.0, 1.0]])
    return np.asarray(np.linalg.inv(_crop_to_photo(crop, box, size)) @ unit)


def _crop_to_photo(crop: Pixels, box: Box, size: tuple[int, int]) -> Doubles:
    height, width = crop.shape[:2]
    across, down = (box[2] - box[0]) * size[0] / width, (box[3] - box[1]) * size[1] / height
    return np.array([[across, 0.0, box[0] * size[0]], [0.0, down, box[1] * size[1]], [0.0, 0.0, 1.0]])


def _picture(crop: Pixels, to_crop: Doubles) -> Pixels:
    """Resample; the half pixels are because OpenCV counts from the middle of the first pixel."""
    half = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5], [0.0, 0.0, 1.0]])
    matrix = np.linalg.inv(half) @ to_crop @ half
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(crop, matrix, (SIDE, SIDE), flags=flags), np.uint8)


def _quality(seen: _Seen, to_photo: Doubles) -> Quality:
    """Judge the result; tilt and lean are of the map near the dial's centre, which foreshortening alone stretches."""
    middle = to_photo @ [SIDE / 2, SIDE / 2, 1.0]
    place = middle[:2] / middle[2]
    slope = (to_photo[:2, :2] - np.outer(place, to_photo[2, :2])) / middle[2]
    _, (large, small), axes = np.linalg.svd(slope)
    return Quality(
        along=seen.correction.along,
        across=seen.correction.across,
        tilt=float(np.degrees(np.arccos(min(small / large, 1.0)))),
        lean=float(np.degrees(np.arctan2(axes[1, 0], -axes[1, 1])) % 180.0),
        scale=float(np.sqrt(large * small)),
    )
