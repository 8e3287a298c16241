"""Where something is: on the photo as a polygon, and in words by the hours."""

import cv2
import numpy as np

from models.vocabulary.finding import Region
from pipeline.examiners.reference import finding
from pipeline.examiners.reference.align import Frame
from pipeline.examiners.reference.covered import Mask
from pipeline.examiners.reference.overlay import Overlay
from pipeline.examiners.reference.picture import Doubles

_MOST_CORNERS = 32
"""A hull with more is thinned out."""

_MIDDLE, _EDGE, _OUTSIDE = 0.25, 0.65, 1.0
"""Radii between which a place is called the middle, between, near the edge, and on the ring outside."""


def region(patches: Doubles, half: float, over: Overlay) -> Region:
    """Return the hull of patches (middles, with ``half`` their side, in pixels of the sheet) on the subject's photo."""
    corners = np.array([(-half, -half), (half, -half), (half, half), (-half, half)])
    places = (patches[:, None, :] + corners).reshape(-1, 2).astype(np.float32)
    hull = cv2.convexHull(places).reshape(-1, 2).astype(np.float64)
    hull = hull[:: 1 + len(hull) // _MOST_CORNERS]
    return finding.region(over.photo, over.to_photo(hull), over.subject.size)


def shares(mask: Mask, places: Doubles, half: int) -> Doubles:
    """Return the share of a mask in the square around each place (x, y)."""
    size = 2 * half + 1
    mean = cv2.boxFilter(mask.astype(np.float32), -1, (size, size))
    x, y = (np.clip(places[:, k].round().astype(int), 0, mask.shape[0] - 1) for k in (0, 1))
    return np.asarray(mean[y, x], dtype=np.float64)


def by_the_hours(patches: Doubles, frame: Frame) -> str:
    """Return where patches stand on a round part: ``near the edge at 4 o'clock``."""
    across, down = patches.mean(axis=0) - frame.side / 2
    away = float(np.hypot(across, down)) / frame.radius
    if away < _MIDDLE:
        return "in the middle"
    hour = round(float(np.degrees(np.arctan2(across, -down))) / 30.0) % 12 or 12
    how = "halfway out" if away < _EDGE else "near the edge" if away <= _OUTSIDE else "on the ring"
    return f"{how} at {hour} o'clock"


def on_the_photo(patches: Doubles, frame: Frame) -> str:
    """Return where patches stand on a part that is not round: ``at the upper left``."""
    across, down = (patches.mean(axis=0) - frame.side / 2) / frame.side
    third = 1 / 6
    row = "upper" if down < -third else "lower" if down > third else ""
    column = "left" if across < -third else "right" if across > third else ""
    return f"at the {row} {column}".replace("  ", " ").rstrip() if row or column else "in the middle"
