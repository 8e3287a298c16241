"""The date window: on the ray of its hour.

How far out a window stands is the design's business, and so is whether there is one.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipeline.examiners.dial.reading import DialView, Measured, NotMeasurable, Reading, once
from pipeline.imaging.rectified import RADIUS, SIDE
from pipeline.imaging.rectified.polar import Doubles

ALLOWED = 0.9
"""Hundredths of the radius off the ray. On 78 genuine drawn dials the worst 0.75, where light falls along the frame."""

_RAYS = (90.0, 135.0, 180.0, 105.0, 165.0)
"""Degrees clockwise from twelve: at three, between four and five, at six, and at half past."""

_HALF = 0.16
"""Radii around a place on the ray at which a window is sought."""

_OUT = (0.52, 0.60, 0.68, 0.76, 0.84)

_SIDES = (0.09, 0.30)
"""Shorter and longer side of a window, radii."""

_RECTANGULAR = 0.86
"""Share of the box around it that a window's outline fills."""

_CORE, _FIGURE = 0.3, 50.0
"""Of a window's sides, around its middle, and the grey levels between dark and light there from which on there is a
figure in it: a marker filled with paint is a rectangle too."""

_SURE_OF_TWELVE = 0.6
"""Confidence that twelve is up, above what no text at all gives."""

_FEWEST = 4
"""Outlines of a window. A framed one has six; a real baton marker that shone like one had two."""

_SAME = 0.05
"""Radii between the middles of outlines of one window: its frame's, its hole's, at several thresholds. Light and shadow
on the frame move each a little, and the median of all least."""

_FAR = 0.06
"""Radii off the ray, beyond which it is another design, or no window."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window, in a frame whose x axis runs outwards along the ray and whose y axis clockwise, radii."""

    turn: float
    out: float
    off: float
    width: float
    height: float
    corners: Doubles


def measure_date(view: DialView) -> Measured:
    """Return how far the date's window stands off its hour."""
    if view.dial.twelve.confidence < _SURE_OF_TWELVE:
        return NotMeasurable("no text was made out that tells where twelve is")
    window = find_window(view)
    if window is None:
        return NotMeasurable("no date window was made out; the design may have none")
    region = view.box(*window.corners.min(axis=0), *window.corners.max(axis=0))
    called = "the date window stands {} off the line from the centre to its hour"
    return (Reading("date window", 100.0 * abs(window.off), "% of radius", ALLOWED * view.grain, region, called),)


@once
def find_window(view: DialView) -> Window | None:
    """Return the rectangle at one of the usual places that looks most like a window."""
    found = [window for turn in _RAYS for window in _windows(view, turn)]
    largest = max(found, key=lambda window: window.width * window.height, default=None)
    if largest is None:
        return None
    same = [each for each in found if each.turn == largest.turn and abs(each.out - largest.out) < _SAME]
    if len(same) < _FEWEST:
        return None
    return replace(largest, off=float(np.median([each.off for each in same])))


def _windows(view: DialView, turn: float) -> list[Window]:
    """Return the rectangles on a ray. The patch is turned so that the ray runs upwards."""
    centre, reach = (_OUT[0] + _OUT[-1]) / 2, (_OUT[-1] - _OUT[0]) / 2 + _HALF
    patch, mask = _turned(view, turn, centre, reach)
    grey = cv2.GaussianBlur(patch, (0, 0), 1.0)
    found = []
    for level in _levels(grey):
        for light in (grey > level, grey < level):
            contours, _ = cv2.findContours(light.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
            found += [
                _window(contour, turn, centre, reach, grey, mask) for contour in contours if len(contour) > _SHORTEST
            ]
    return [window for window in found if window is not None]


_SHORTEST = 60
"""Pixels of an outline."""


def _levels(grey: np.ndarray) -> list[float]:
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    low, high = float(grey[grey <= level].mean()), float(grey[grey > level].mean())
    return [level, (level + low) / 2, (level + high) / 2]


def _turned(view: DialView, turn: float, centre: float, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """Return grey and hands of a square about a place on the ray, turned so that outwards is up."""
    angle, side = np.radians(turn), round(2 * reach * RADIUS)
    cosine, sine = np.cos(angle), np.sin(angle)
    middle = np.array([sine, -cosine]) * centre * RADIUS + SIDE / 2
    corner = middle - np.array([[cosine, -sine], [sine, cosine]]) @ [side / 2, side / 2]
    matrix = np.array([[cosine, -sine, corner[0] - 0.5], [sine, cosine, corner[1] - 0.5]])
    matrix[:, 2] += matrix[:, :2] @ [0.5, 0.5]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    grey = cv2.warpAffine(view.grey, matrix, (side, side), flags=flags)
    mask = cv2.warpAffine(view.mask.astype(np.uint8), matrix, (side, side), flags=flags)
    return np.asarray(grey, np.uint8), mask > 0


def _window(
    contour: np.ndarray, turn: float, centre: float, reach: float, grey: np.ndarray, mask: np.ndarray
) -> Window | None:
    (x, y), (one, other), degrees = cv2.minAreaRect(contour)
    width, height = (one, other) if abs(degrees) < 45 else (other, one)  # noqa: PLR2004 - an eighth of a turn
    slant = min(degrees % 90.0, 90.0 - degrees % 90.0)
    short, long = sorted((width / RADIUS, height / RADIUS))
    area = cv2.contourArea(contour)
    if not (_SIDES[0] < short and long < _SIDES[1]) or area < _RECTANGULAR * width * height or slant > _SLANT:
        return None
    box = cv2.boxPoints(((x, y), (one, other), degrees))
    middle, half = np.array([x, y]), _CORE * np.array([width, height])
    left, top = np.maximum(np.rint(middle - half), 0).astype(int)
    right, bottom = np.rint(middle + half).astype(int)
    core, inside = grey[top:bottom, left:right], mask[top:bottom, left:right]
    off, out = (x + 0.5) / RADIUS - reach, centre + reach - (y + 0.5) / RADIUS
    if inside.any() or abs(off) > _FAR or core.size == 0 or np.ptp(np.percentile(core, (5, 95))) < _FIGURE:
        return None
    angle = np.radians(turn)
    local = (box + 0.5) / RADIUS - reach
    corners = local @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners += np.array([np.sin(angle), -np.cos(angle)]) * centre
    return Window(turn, float(out), float(off), width / RADIUS, height / RADIUS, corners)


_SLANT = 3.0
"""Degrees by which a window may seem to be turned."""
