"""Hours marked by numerals: each numeral's box against the even grid of the minute track.

A numeral mirrors nothing, and its letters are as wide as they are, so its place is known less well than a baton's:
the middle of the box around its ink.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.examiners.dial.date_window import find_window
from pipeline.examiners.dial.reading import DialView, Measured, NotMeasurable, Reading, once
from pipeline.imaging.rectified import RADIUS, SIDE, polar
from pipeline.imaging.rectified.grid import fit_offsets, without_centre
from pipeline.imaging.rectified.marks import HOURS, find_band
from pipeline.imaging.rectified.polar import Bools, Doubles

ALLOWED_ANGLE = 1.0
"""Degrees. On 40 genuine drawn dials 0.26 rms, the worst 0.98: a 1 is narrower than the place it is given."""

ALLOWED_RADIUS = 1.0
"""Hundredths of the radius. On the same dials 0.21 rms, the worst 0.87."""

_FEWEST = 7
"""Numerals, below which four that stand off could pass for the circle."""
Stats = NDArray[np.int32]
"""As ``cv2.connectedComponentsWithStats`` gives them: (n, 5)."""

_ONE_HEIGHT = 0.15
"""Of the median height: what is higher is a date window or a sign, what is lower a part of a numeral."""
_UNKNOWN = np.full(4, np.nan)
_ROOM = 0.07
"""Radii by which a numeral may reach beyond the rows in which most of its edges lie."""
_SPECK = 25
"""Pixels, below which ink is a speck."""
_HALF = 13.0
"""Degrees to either side: a wide 12 fills 10.5."""
_BESIDE = 8.0
"""Degrees from an hour within which a date window stands in its place."""
_UNLIKE = 0.25
"""Of a figure's height, by which the figures of one number may differ in where they begin and end: a stroke of the
track, or a bow of the circle around it, that lies near a numeral differs by half of it and more."""
_INK = 0.45
"""Of a numeral's strongest contrast, from which on a pixel is its ink."""
_FAINT = 18.0
"""Grey levels: less contrast is no print."""


@dataclass(frozen=True, slots=True)
class Numerals:
    """The numerals that were made out: ``boxes`` (12, 4; NaN where none), angles off their hours and radii."""

    boxes: Doubles
    known: Bools
    off: Doubles
    out: Doubles


@once
def find_numerals(view: DialView) -> Numerals | None:
    """Return the hours' numerals, all of one height; None where fewer than ``_FEWEST`` were made out."""
    if view.dial.minutes is None:
        return None
    band = find_band(polar.edges(polar.steepness(view.dial.strip)), HOURS, 8.0)
    inner, outer = polar.radius_of(band.first) - _ROOM, polar.radius_of(band.last) + _ROOM
    outer = min(outer, polar.radius_of(view.dial.minutes.band.first) - 0.01)
    boxes = np.array([_box(view, step * 30.0, inner, outer) for step in range(HOURS)])
    boxes[_windowed(view)] = np.nan
    heights = boxes[:, 3] - boxes[:, 1]
    if np.isnan(heights).all():
        return None
    known = np.abs(heights / np.nanmedian(heights) - 1) < _ONE_HEIGHT
    if known.sum() < _FEWEST:
        return None
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    off = (np.degrees(np.arctan2(x, -y)) - np.arange(HOURS) * 30.0 + 180.0) % 360.0 - 180.0
    return Numerals(boxes, known, off, np.hypot(x, y))


def _windowed(view: DialView) -> list[int]:
    """Return the hours in whose place a date window stands: its frame is about as high as the figures are."""
    window = find_window(view)
    return [] if window is None else [step for step in range(HOURS) if abs(step * 30.0 - window.turn) < _BESIDE]


def measure_numerals(view: DialView) -> Measured:
    """Return how far each numeral stands off its hour."""
    found = find_numerals(view)
    if found is None:
        return NotMeasurable("no markers stand at even hours: they may be hidden, or the design has none")
    grid = fit_offsets(found.off, found.known, float(np.median(found.out[found.known])))
    out = without_centre(np.where(found.known, found.out, np.nan))
    readings = []
    for step in np.flatnonzero(found.known):
        readings += _readings(view, int(step), found.boxes[step], float(grid.residuals[step]), float(out[step]))
    return tuple(readings)


def _readings(view: DialView, step: int, box: Doubles, off: float, out: float) -> list[Reading]:
    hour = view.hour(step)
    region = view.box(*(float(edge) for edge in box))
    way = "too far out" if out > 0 else "too far in"
    return [
        Reading(
            f"marker {hour}",
            abs(off),
            "deg",
            ALLOWED_ANGLE * view.grain,
            region,
            f"the numeral at {hour} stands {{}} off its angle",
        ),
        Reading(
            f"marker {hour}, radius",
            100.0 * abs(out),
            "% of radius",
            ALLOWED_RADIUS * view.grain,
            region,
            f"the numeral at {hour} stands {{}} {way}",
        ),
    ]


def _box(view: DialView, turn: float, inner: float, outer: float) -> Doubles:
    """Return the box around the numeral's ink (left, top, right, bottom; radii from the centre); NaN where unclear."""
    angle = np.radians(turn)
    middle = np.array([np.sin(angle), -np.cos(angle)]) * (inner + outer) / 2
    half = 0.22
    low = np.rint((middle - half) * RADIUS + SIDE / 2).astype(int)
    high = np.rint((middle + half) * RADIUS + SIDE / 2).astype(int)
    patch = np.abs(view.relief[low[1] : high[1], low[0] : high[0]])
    y, x = np.mgrid[low[1] : high[1], low[0] : high[0]]
    x, y = (x + 0.5 - SIDE / 2) / RADIUS, (y + 0.5 - SIDE / 2) / RADIUS
    radius, off = np.hypot(x, y), (np.degrees(np.arctan2(x, -y)) - turn + 180.0) % 360.0 - 180.0
    here = (radius > inner) & (radius < outer) & (np.abs(off) < _HALF)
    if view.mask[low[1] : high[1], low[0] : high[0]][here].any():
        return _UNKNOWN
    strong = float(np.percentile(patch[here], 97))
    if strong < _FAINT:
        return _UNKNOWN
    ink = ((patch > _INK * strong) & here).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    kept = [k for k in range(1, count) if stats[k, cv2.CC_STAT_AREA] > _SPECK and not _touches(labels == k, here)]
    if not kept:
        return _UNKNOWN
    kept = _in_one_line(stats, kept)
    ys, xs = np.nonzero(np.isin(labels, kept))
    return np.array([x[0, xs.min()], y[ys.min(), 0], x[0, xs.max()], y[ys.max(), 0]])


def _in_one_line(stats: Stats, kept: list[int]) -> list[int]:
    """Leave out pieces that do not stand on the same line and as high as the one with most ink."""
    tops, heights = stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_HEIGHT]
    main = max(kept, key=lambda k: int(stats[k, cv2.CC_STAT_AREA]))
    room = _UNLIKE * heights[main]
    ends = np.maximum(np.abs(tops - tops[main]), np.abs(tops + heights - tops[main] - heights[main]))
    return [k for k in kept if ends[k] <= room]


def _touches(part: Bools, here: Bools) -> bool:
    """Return whether a piece of ink runs out of the numeral's surroundings: then it is something else's."""
    around = cv2.dilate(part.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return bool((around & ~here).any())
