"""Sub-dials: left and right ones stand as far from the middle, those at twelve and six on the line between the two.

Whether a pair stands a little above or below the middle is the design's business (some chronographs are made so), and
so is how far out they stand: neither is judged.
"""

import cv2
import numpy as np

from pipeline.examiners.dial.reading import DialView, Reading
from pipeline.imaging.rectified import RADIUS, SIDE, rings
from pipeline.imaging.rectified.polar import Doubles

ALLOWED = 0.6
"""Hundredths of the radius: as for rings. On 40 genuine drawn dials 0.03 rms, the worst 0.07."""

_SIZES = (0.13, 0.36)
"""Radii of sub-dials, of the dial's."""

_PLACES = (0.28, 0.66)
"""How far out their centres stand."""

_OFF_AXIS = 0.12
"""Radii off the twelve to six or the three to nine line."""

_SPAN, _ROWS, _COLUMNS, _REACH = (0.5, 1.35), 140, 360, 14
"""A sub-dial's rings, unrolled: radii of its own, rows, columns, and the rows by which it may be off at first."""

_ROUND, _SECTORS_SEEN = 0.5, 40
"""Least correlation of a sector's rings with all others', and the sectors of 72 that must have it: a hand of the dial
may cross a sub-dial, and its own hand does."""

_PERFECT = 0.8
"""How round a circle must be, as ``cv2.HOUGH_GRADIENT_ALT`` counts."""

_ALIKE = 0.12
"""Difference in size, of the larger, between a pair of sub-dials."""


def measure_subdials(view: DialView) -> tuple[Reading, ...]:
    """Return how far the sub-dials stand off their symmetry; nothing where there are none."""
    left, right, upper, lower = _found(view)
    readings = []
    if left is not None and right is not None and abs(left[2] - right[2]) < _ALIKE * max(left[2], right[2]):
        across, askew = abs(left[0] + right[0]) / 2, abs(left[1] - right[1]) / 2
        readings.append(_reading(view, right, float(np.hypot(across, askew)), "sub-dials at 3 and 9"))
    for hour, circle in ((12, upper), (6, lower)):
        if circle is not None:
            readings.append(_reading(view, circle, abs(float(circle[0])), f"sub-dial at {hour}"))
    return tuple(readings)


def _reading(view: DialView, circle: Doubles, offset: float, place: str) -> Reading:
    x, y, r = (float(figure) for figure in circle)
    verb = "stand" if "and" in place else "stands"
    return Reading(
        place=place,
        value=100.0 * offset,
        unit="% of radius",
        allowed=ALLOWED * view.grain,
        region=view.box(x - r, y - r, x + r, y + r),
        called=f"the {place} {verb} {{}} off the dial's middle line",
    )


def _found(view: DialView) -> tuple[Doubles | None, Doubles | None, Doubles | None, Doubles | None]:
    """Return the sub-dials at nine, three, twelve and six: x, y, radius, in radii from the centre."""
    grey = cv2.GaussianBlur(view.grey.astype(np.uint8), (0, 0), 1.5)
    reach = round(RADIUS)
    low = SIDE // 2 - reach
    inner = grey[low : low + 2 * reach, low : low + 2 * reach]
    least, most = (round(size * RADIUS) for size in _SIZES)
    seen = cv2.HoughCircles(
        inner, cv2.HOUGH_GRADIENT_ALT, 1.5, 8, param1=200, param2=_PERFECT, minRadius=least, maxRadius=most
    )
    circles = (
        np.zeros((0, 3))
        if seen is None
        else (np.asarray(seen, np.float64).reshape(-1, seen.shape[-1])[:, :3] + [0.5, 0.5, 0.0]) / RADIUS
        - [1.0, 1.0, 0.0]
    )
    axes = ((-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0))
    nine, three, twelve, six = (_at(view, circles, np.array(axis)) for axis in axes)
    return nine, three, twelve, six


def _at(view: DialView, circles: Doubles, axis: Doubles) -> Doubles | None:
    """Return the largest circle on one side of the dial, whose rings within one another share a centre."""
    out, off = circles[:, :2] @ axis, np.abs(circles[:, :2] @ axis[::-1])
    here = circles[(out > _PLACES[0]) & (out < _PLACES[1]) & (off < _OFF_AXIS)]
    return None if len(here) == 0 else _refined(view, here[int(here[:, 2].argmax())])


def _refined(view: DialView, circle: Doubles) -> Doubles | None:
    """Centre a circle on all its rings; None where too little of them is seen."""
    centre, turn = circle[:2].copy(), (np.arange(_COLUMNS) + 0.5) * (2 * np.pi / _COLUMNS)
    radii = np.linspace(_SPAN[0], _SPAN[1], _ROWS)[:, None] * circle[2]
    harmonic = (np.arange(rings.SECTORS) + 0.5) * (2 * np.pi / rings.SECTORS)
    waves = np.stack([np.sin(harmonic), -np.cos(harmonic), np.ones_like(harmonic)], axis=1)
    sure = np.zeros(rings.SECTORS)
    for _ in range(3):
        x = (centre[0] + radii * np.sin(turn)) * RADIUS + SIDE / 2 - 0.5
        y = (centre[1] - radii * np.cos(turn)) * RADIUS + SIDE / 2 - 0.5
        strip = cv2.remap(view.grey, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR)
        sectors = strip.reshape(_ROWS, rings.SECTORS, -1).mean(axis=2).astype(np.float32)
        shifts, sure = rings.shifted(rings.steep_outwards(sectors), _REACH)
        weight = (sure > _ROUND).astype(np.float64)
        solution = np.zeros(3)
        for _ in range(8):
            scale = np.sqrt(weight)
            solution, *_ = np.linalg.lstsq(waves * scale[:, None], shifts * scale, rcond=None)
            weight = (sure > _ROUND) / np.maximum(np.abs(shifts - waves @ solution), 0.2)
        centre += solution[:2] * (_SPAN[1] - _SPAN[0]) / (_ROWS - 1) * circle[2]
    return np.array([*centre, circle[2]]) if int((sure > _ROUND).sum()) >= _SECTORS_SEEN else None
