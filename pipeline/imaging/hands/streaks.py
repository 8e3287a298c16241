"""Streaks that run out from the axis without a break: what a hand is, and what no marker and no word is.

For every direction the *skyline* says how far something goes on standing out from the dial, counted from the axis.
Hands are its peaks; words and markers, which hang in the air, do not touch it. Two hands side by side are two peaks
on one hill, and are told apart by how deep the saddle between them is (topological persistence in one dimension:
Edelsbrunner and Harer, Computational Topology, 2010, chapter VII).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.hands.polar import COLUMNS, ROWS, STEP, Floats

Present = NDArray[np.bool_]
"""(ROWS, COLUMNS): stands out from the dial."""

LEAST = 8.0
"""CIE76 from the dial's own colour. Sunburst, guilloche and JPEG leave up to 6 on the rendered and the real dials; the
dimmest second hand measured (steel on black, in the shade) stands out by 15."""

_NOISY = 2.5
"""Where the dial itself is restless, a place stands out that differs by so many times the median of the dial."""

_GAP = 0.045
"""Radii: a break that a hand may have: a seam between lume and steel, a reflection in the dial's own colour. The gap
between hour hand and markers measured 0.1 and more."""

_CLOSED = 9
"""Columns (2 degrees) that are closed along the circle: the hollow of a skeleton hand."""

_SADDLE = 0.07
"""Radii by which a peak rises above the saddle to a higher one."""

_SHORTEST = 0.2
"""Radii: a shorter peak is the hub."""

_SAME = 1.5
"""Degrees within which two peaks are two corners of one tip."""

_TIP = 0.05
"""Radii below the highest point of a peak that count as its tip."""


@dataclass(frozen=True, slots=True)
class Streak:
    """A peak of the skyline.

    :ivar angle: degrees clockwise from straight up, 0 to 360.
    :ivar length: radii.
    :ivar width: radii, the median over the outer half.
    :ivar clear: share of its places that stand out, 0 to 1.
    """

    angle: float
    length: float
    width: float
    clear: float


def turn(degrees: float) -> float:
    """Return an angle between -180 and 180."""
    return (degrees + 180.0) % 360.0 - 180.0


def present(out: Floats) -> Present:
    """Return which places stand out, breaks of a hand's width along the circle closed."""
    dial = out[ROWS * 3 // 10 : ROWS * 9 // 10]
    seen = (out > max(LEAST, _NOISY * float(np.median(dial)))).astype(np.uint8)
    wrapped = np.concatenate([seen[:, -_CLOSED:], seen, seen[:, :_CLOSED]], axis=1)
    closed = cv2.morphologyEx(wrapped, cv2.MORPH_CLOSE, np.ones((1, _CLOSED), np.uint8))
    return np.asarray(closed[:, _CLOSED:-_CLOSED] > 0)


def skyline(seen: Present) -> Floats:
    """Return for every column how far, in radii, it goes on standing out from the axis."""
    allowed = round(_GAP / STEP)
    last = np.full(COLUMNS, -1, np.int32)
    for row in range(ROWS):
        reached = seen[row] & (row - last <= allowed + 1)
        last[reached] = row
    return (last + 1).astype(np.float32) * np.float32(STEP)


def streaks(seen: Present) -> list[Streak]:
    """Return the hands and tails of hands, the longest first."""
    line = skyline(seen)
    found = sorted((_measured(seen, line, column) for column in _peaks(line)), key=lambda each: -each.length)
    apart: list[Streak] = []
    for streak in found:
        if all(abs(turn(streak.angle - other.angle)) > _SAME for other in apart):
            apart.append(streak)
    return apart


def run(row: NDArray[np.bool_], column: int) -> tuple[int, int] | None:
    """Return the first and the last column (which may lie outside 0..COLUMNS) of the run through ``column``."""
    if not row[column % COLUMNS]:
        return None
    rolled = np.roll(row, COLUMNS // 2 - column)
    middle = COLUMNS // 2
    holes = np.flatnonzero(~rolled)
    if not len(holes):
        return None
    k = int(np.searchsorted(holes, middle))
    left = int(holes[k - 1]) + 1 if k > 0 else 0
    right = int(holes[k]) - 1 if k < len(holes) else COLUMNS - 1
    return left - middle + column, right - middle + column


def _peaks(line: Floats) -> list[int]:
    """Return the columns of the peaks that rise high enough above the saddles beside them."""
    order = np.argsort(-line, kind="stable")
    owner = np.full(COLUMNS, -1, np.int32)
    parent: dict[int, int] = {}
    kept: list[int] = []
    for column in order:
        beside = {_top(parent, int(owner[n])) for n in (column - 1, (column + 1) % COLUMNS) if owner[n] >= 0}
        if not beside:
            owner[column] = column
            parent[int(column)] = int(column)
            continue
        higher = max(beside, key=lambda each: float(line[each]))
        owner[column] = higher
        for lower in beside - {higher}:
            parent[lower] = higher
            if line[lower] - line[column] >= _SADDLE:
                kept.append(lower)
    kept.append(int(order[0]))
    return [column for column in kept if line[column] >= _SHORTEST]


def _top(parent: dict[int, int], column: int) -> int:
    while parent[column] != column:
        column = parent[column]
    return column


def _measured(seen: Present, line: Floats, peak: int) -> Streak:
    """Return a peak with its direction and width, taken where it is a hand's own and nothing else's."""
    length = float(line[peak])
    tip = run(line >= length - _TIP, peak)
    column = round(sum(tip) / 2) if tip else peak
    rows = range(round(0.45 * length / STEP), round(0.97 * length / STEP))
    runs = [(row, found) for row in rows if (found := run(seen[row], column)) is not None]
    if not runs:
        return Streak(column * 360.0 / COLUMNS % 360.0, length, 0.0, 0.0)
    widths = np.array([(last - first + 1) * (row + 0.5) for row, (first, last) in runs])
    middles = np.array([(first + last) / 2 for _, (first, last) in runs])
    narrow = widths <= np.percentile(widths, 60)
    angle = (float(np.median(middles[narrow])) + 0.5) * 360.0 / COLUMNS
    width = float(np.median(widths)) * 2 * np.pi / COLUMNS * STEP
    return Streak(angle % 360.0, length, width, len(runs) / max(len(rows), 1))
