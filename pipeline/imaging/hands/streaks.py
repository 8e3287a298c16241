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

_FIELD = 0.03
"""Square radii: the luminous field of a broad hand is 0.02."""

_FIELD_WIDTH = 0.14
"""Radii: no hand's field is wider; the room between a hand and a word that touches it is."""

_SADDLE = 0.07
"""Radii by which a peak rises above the saddle to a higher one."""

_MARKERS = 0.68
"""Radii: where two peaks part only beyond, among the markers, they are one hand and a marker beside its tip."""

_BEFORE = 0.66
"""Radii: beyond any hour hand, and before the markers."""

_SHORTEST = 0.2
"""Radii: a shorter peak is the hub."""

_SAME = 1.5
"""Degrees within which two peaks are two corners of one tip."""

_BREADTH = 30.0
"""Percentile of the widths over ``NEAR`` that is a hand's width: words and tails that touch it make it wider."""

_NARROW = 45.0
"""Percentile of the widths up to which a hand's direction is taken from: what clings to it makes it wider."""

_ENOUGH = 0.6
"""Share of a streak's area that must be more than shadow, for the shadow to be left out."""

_OWN = 0.85
"""Of its length: the outermost part is a peak's own whatever stands beside it."""

NEAR = (0.28, 0.56)
"""Radii between which an hour hand is free of the hub and of the markers."""

_HUB = 0.2
"""Radii, within which the hub stands out in every direction."""

_FAR = 0.64
"""Radii beyond which an hour hand does not reach."""

_BLADE = 0.04
"""Radii: a broader hand ends in a point or an edge; a needle is as thin all along."""

_BROAD = 0.11
"""Radii: a broader blade is two."""

_POINT = 0.3
"""Of its breadth: where a blade has narrowed to this, its tip is near."""

_RAGGED = 0.004
"""Radii by which a point's edge may waver from row to row: one column near the rim."""

_SEAM = 3
"""Rows that may be missing from a blade."""

_SHORTEST_BLADE = 0.4
"""Radii: nearer the axis a blade has no tip."""

_TIP = 0.015
"""Radii below the highest point of a peak that count as its tip."""


@dataclass(frozen=True, slots=True)
class Streak:
    """A peak of the skyline.

    :ivar angle: degrees clockwise from straight up, 0 to 360, taken towards the tip.
    :ivar near: the same, taken where only hands are and no markers, ``NEAR``.
    :ivar far: the same, taken where an hour hand does not reach.
    :ivar length: radii.
    :ivar width: radii, over the radii ``NEAR``, shadow and what touches it left out.
    :ivar clear: share of its places that stand out, 0 to 1.
    """

    angle: float
    near: float
    far: float
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
    return _filled_in(np.asarray(closed[:, _CLOSED:-_CLOSED]))


def _filled_in(seen: NDArray[np.uint8]) -> Present:
    """Fill what is enclosed and no larger than a hand's field: luminous paint in the dial's own colour."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(1 - seen, connectivity=4)
    radius = (stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT] / 2) * STEP
    column = radius * (2 * np.pi / COLUMNS)
    narrow = stats[:, cv2.CC_STAT_WIDTH] * column < _FIELD_WIDTH
    small = (stats[:, cv2.CC_STAT_AREA] * column * STEP < _FIELD) & narrow
    small[0] = True
    return np.asarray(small[labels])


def skyline(seen: Present) -> Floats:
    """Return for every column how far, in radii, it goes on standing out from the axis."""
    allowed = round(_GAP / STEP)
    last = np.full(COLUMNS, -1, np.int32)
    for row in range(ROWS):
        reached = seen[row] & (row - last <= allowed + 1)
        last[reached] = row
    return (last + 1).astype(np.float32) * np.float32(STEP)


def streaks(seen: Present, shaded: Present) -> list[Streak]:
    """Return the hands and tails of hands, the longest first.

    :param shaded: where what stands out may be a shadow. Directions and widths are taken without it, unless too
        little is left: a grey hand on a pale dial looks like its own shadow.
    """
    line = skyline(seen)
    peaks = sorted(_peaks(line))
    floors = [_floor(line, peaks, k) for k in range(len(peaks))]
    firm = seen & ~shaded
    measured = (_measured(seen, firm, line, peak, floor) for peak, floor in zip(peaks, floors, strict=True))
    found = sorted((each for each in measured if each is not None), key=lambda each: -each.length)
    apart: list[Streak] = []
    for streak in found:
        if all(abs(turn(streak.angle - other.angle)) > _SAME for other in apart):
            apart.append(streak)
    return apart


def filled(seen: Present, angle: float) -> float:
    """Return the share of places that stand out in a direction (degrees), over the length of a middling hour hand."""
    rows = slice(round(_HUB / STEP), round(NEAR[1] / STEP))
    return float(seen[rows, round(angle / 360.0 * COLUMNS - 0.5) % COLUMNS].mean())


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
            if line[column] <= _MARKERS and line[lower] - line[column] >= _SADDLE:
                kept.append(lower)
    kept.append(_top(parent, int(order[0])))
    return [column for column in kept if line[column] >= _SHORTEST]


def _top(parent: dict[int, int], column: int) -> int:
    while parent[column] != column:
        column = parent[column]
    return column


def _floor(line: Floats, peaks: list[int], k: int) -> float:
    """Return the radius beyond which a peak parts from the peaks beside it."""
    if len(peaks) == 1:
        return 0.0
    before, after = peaks[k - 1], peaks[(k + 1) % len(peaks)]
    valleys = (_between(line, before, peaks[k]), _between(line, peaks[k], after))
    return float(max(valley.min() for valley in valleys))


def _between(line: Floats, first: int, last: int) -> Floats:
    return line[np.arange(first, last + 1 if last >= first else last + COLUMNS + 1) % COLUMNS]


def _measured(seen: Present, firm: Present, line: Floats, peak: int, floor: float) -> Streak | None:
    """Return a peak with its direction and width, taken where it is a hand's own and nothing else's."""
    length = float(line[peak])
    column = _axis(seen, line, peak)
    body = _body(seen, firm, column, length)
    if not len(body):
        return None
    widths = (body[:, 2] - body[:, 1] + 1) * (body[:, 0] + 0.5) * (2 * np.pi / COLUMNS * STEP)
    found, kept = len(body), _up_to_the_tip(body[:, 0], widths)
    body, widths = body[:kept], widths[:kept]
    length = length if kept == found else (float(body[-1, 0]) + 1) * STEP
    own = min(floor, _OWN * length)
    angle = _middle(body, widths, max(0.45 * length, own), length)
    near = _middle(body, widths, max(NEAR[0], own), NEAR[1])
    far = _middle(body, widths, max(_FAR, own), length)
    outer = _degrees(column) if angle is None else angle
    rows = np.arange(round(_HUB / STEP), round(length / STEP))
    clear = float(seen[rows, column % COLUMNS].mean()) if len(rows) else 0.0
    return Streak(
        angle=outer,
        near=outer if near is None else near,
        far=outer if far is None else far,
        length=length,
        width=_breadth(body[:, 0], widths),
        clear=clear,
    )


def _breadth(rows: NDArray[np.int64], widths: NDArray[np.float64]) -> float:
    inside = rows * STEP < NEAR[1]
    return float(np.percentile(widths[inside] if inside.any() else widths, _BREADTH))


def _up_to_the_tip(rows: NDArray[np.int64], widths: NDArray[np.float64]) -> int:
    """Return how many of the runs belong to the hand: where it has narrowed to a point, a marker begins."""
    broad = _breadth(rows, widths)
    if broad < _BLADE:
        return len(rows)
    pointed = np.flatnonzero((widths < _POINT * min(broad, _BROAD)) & (rows * STEP > _SHORTEST_BLADE))
    parted = np.flatnonzero((np.diff(rows) > _SEAM) & (rows[:-1] * STEP > _SHORTEST_BLADE))
    ends = [*(pointed[:1] + 1), *(parted[:1] + 1)]
    if not ends:
        return len(rows)
    end = int(min(ends))
    while end < len(rows) and rows[end] - rows[end - 1] <= _SEAM and widths[end] <= widths[end - 1] + _RAGGED:
        end += 1
    return end


def _axis(seen: Present, line: Floats, peak: int) -> int:
    """Return a column in the middle of a peak: where it is highest, or, of a long one, where no marker is yet."""
    if line[peak] > _MARKERS:
        row = seen[round(_BEFORE / STEP)]
        ways = np.flatnonzero(row & (line > _MARKERS))
        if len(ways):
            away = np.abs((ways - peak + COLUMNS // 2) % COLUMNS - COLUMNS // 2)
            peak = int(ways[int(away.argmin())])
            ends = run(row, peak)
            return round(sum(ends) / 2) if ends else peak
    ends = run(line >= line[peak] - _TIP, peak)
    return round(sum(ends) / 2) if ends else peak


def _body(seen: Present, firm: Present, column: int, length: float) -> NDArray[np.int64]:
    """Return the runs through a column outside the hub: without shadows where enough is left."""
    whole = _runs(seen, column, NEAR[0], 0.97 * length)
    clean = _runs(firm, column, NEAR[0], 0.97 * length)
    return clean if _area(clean) >= _ENOUGH * _area(whole) else whole


def _area(runs: NDArray[np.int64]) -> float:
    return float(((runs[:, 2] - runs[:, 1] + 1) * (runs[:, 0] + 0.5)).sum())


def _runs(seen: Present, column: int, first: float, last: float) -> NDArray[np.int64]:
    """Return (n, 3): row, first and last column of the run through a column, between two radii."""
    rows = range(round(first / STEP), min(ROWS, round(last / STEP)))
    found = [(row, *ends) for row in rows if (ends := run(seen[row], column)) is not None]
    return np.array(found, np.int64).reshape(-1, 3)


def _middle(runs: NDArray[np.int64], widths: NDArray[np.float64], first: float, last: float) -> float | None:
    """Return the direction of the runs' middles between two radii; where something clings to a hand it is wider."""
    inside = (runs[:, 0] >= first / STEP) & (runs[:, 0] <= last / STEP)
    if not inside.any():
        return None
    narrow = inside & (widths <= np.percentile(widths[inside], _NARROW))
    return float(_degrees(np.median((runs[narrow, 1] + runs[narrow, 2]) / 2)))


def _degrees(column: float) -> float:
    return (float(column) + 0.5) * 360.0 / COLUMNS % 360.0
