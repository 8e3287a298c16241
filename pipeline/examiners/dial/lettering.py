"""Lines of text centred about the twelve to six axis: each against the others, and all against the axis.

Lines that a design sets beside the axis are told by their distance and left out. How high a line stands is the design's
business.
"""

from dataclasses import dataclass

import numpy as np

from models.vocabulary.finding import Region
from pipeline.examiners.dial.reading import DialView, Floats, Measured, NotMeasurable, Reading
from pipeline.imaging.rectified import RADIUS, SIDE, Line
from pipeline.imaging.rectified.polar import Bools

ALLOWED = 0.6
"""Hundredths of the radius, of one line against the others. On 59 genuine drawn dials 99 of 100 of 158 lines lay within
0.37: a text is centred by the room its letters take, which is not quite their ink."""

ALLOWED_TOGETHER = 0.9
"""Hundredths of the radius, of all lines against the markers' axis. On 118 genuine drawn dials the worst
0.37, on a real one 0.25."""

_DEPTH = 3.0
"""Hundredths of the radius by which a raised minute track stands above the text: see ``centring``."""

_CENTRED = 0.05
"""Radii off the axis, beyond which a line is not meant to be centred."""

_LEVEL = 4.0
"""Degrees off level."""

_ROOM = 0.06
"""Radii beside a line within which its ink is sought."""

_GAP = 0.9
"""Of the letters' height: a wider gap ends the line."""

_CAPITAL = 0.04
"""Share of a row, in the middle third of a line, that is ink where letters stand."""

_FEWEST, _CLOSE = 8, 3
"""Columns that a line fills at least, and that must be free at either end of the box."""

_INK = 0.4
"""Of a line's strongest contrast, from which on a pixel is its ink."""

_END, _BEYOND = 0.06, 6
"""Radii of a line's end, and rows above and below it, in which nothing else may be."""

_AGREED = 0.015
"""Radii between the middle of a line's ink and that of the detector's box, which is within 0.008 of the letters': where
it is more, a hand took a letter from the ink."""

_FAINT = 12.0
"""Grey levels: less contrast is no print."""

_NEAR = 0.10
"""Radii around the axis of the hands that they always cover."""

_SURE_OF_TWELVE = 0.6
"""Confidence that twelve is up, above what no text at all gives."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line's ink: the box around it (left, top, right, bottom; radii from the centre, y down)."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def off(self) -> float:
        """How far its middle lies right of the axis, radii."""
        return (self.left + self.right) / 2


def measure_lettering(view: DialView) -> Measured:
    """Return how far each centred line stands beside the others, and all beside the axis."""
    if view.dial.twelve.confidence < _SURE_OF_TWELVE:
        return NotMeasurable("no text was made out that tells where twelve is")
    placed = centred_lines(view)
    if not placed:
        return NotMeasurable("no line of text was made out clear of the hands")
    middle = float(np.median([each.off for each in placed]))
    tilt = view.dial.quality
    slope = abs(float(np.tan(np.radians(tilt.tilt)) * np.sin(np.radians(tilt.lean))))
    readings = [_together(view, placed, middle, (ALLOWED_TOGETHER + _DEPTH * slope) * view.grain)]
    if len(placed) == 2:  # noqa: PLR2004 - of two that disagree either may be the one that is off
        readings.append(_apart(view, placed))
    elif len(placed) > 2:  # noqa: PLR2004
        readings += [_one(view, line, line.off - middle) for line in placed]
    return tuple(readings)


def _apart(view: DialView, placed: list[Placed]) -> Reading:
    apart = abs(placed[0].off - placed[1].off)
    further = max(placed, key=lambda line: abs(line.off))
    called = "of two lines of text that should share their middle one stands {} beside the other"
    return Reading("lines", 100.0 * apart, "% of radius", ALLOWED * view.grain, _region(view, further), called)


def _one(view: DialView, line: Placed, off: float) -> Reading:
    side = "right" if off > 0 else "left"
    half = "upper" if line.top < 0 else "lower"
    return Reading(
        place=f"line at {round(100 * (line.top + line.bottom) / 2)}",
        value=100.0 * abs(off),
        unit="% of radius",
        allowed=ALLOWED * view.grain,
        region=_region(view, line),
        called=f"a line of text in the {half} half of the dial stands {{}} {side} of the other lines",
    )


def _together(view: DialView, placed: list[Placed], middle: float, allowed: float) -> Reading:
    side = "right" if middle > 0 else "left"
    widest = max(placed, key=lambda line: line.right - line.left)
    called = f"the text stands {{}} {side} of the line from twelve to six"
    return Reading("text", 100.0 * abs(middle), "% of radius", allowed, _region(view, widest), called)


def _region(view: DialView, line: Placed) -> Region:
    return view.box(line.left - 0.01, line.top - 0.01, line.right + 0.01, line.bottom + 0.01)


def centred_lines(view: DialView) -> list[Placed]:
    """Return the lines of text that are centred about the axis and that no hand touches."""
    level = (line for line in view.dial.lines if abs(line.direction) < _LEVEL)
    placed = (_placed(view, line) for line in level if abs(float(line.quad[:, 0].mean())) < 2 * _CENTRED)
    return [line for line in placed if line is not None and abs(line.off) < _CENTRED]


def _placed(view: DialView, line: Line) -> Placed | None:
    """Return where a line's ink is; None where a hand may cover a part of it or it runs on beyond its box."""
    room = np.array([_ROOM, 0.0])
    low, high = line.quad.min(axis=0) - room, line.quad.max(axis=0) + room
    if low[1] < _NEAR and high[1] > -_NEAR:
        return None
    left, top = np.rint(low * RADIUS + SIDE / 2).astype(int)
    right, bottom = np.rint(high * RADIUS + SIDE / 2).astype(int)
    ink = np.abs(view.relief[top:bottom, left:right])
    strong = float(np.percentile(ink, 97)) if ink.size else 0.0
    rows = _rows(ink > _INK * strong) if strong >= _FAINT else None
    if rows is None:
        return None
    ink, (top, bottom) = ink[rows[0] : rows[1]], (top + rows[0], top + rows[1])
    span = _span((ink > _INK * strong).sum(axis=0) >= max(2, round(0.08 * len(ink))), round(_GAP * len(ink)))
    if span is None or _crossed(view, (left + span[0], left + span[1]), (top - 1, bottom + 1), _INK * strong):
        return None
    ends = (span[0] + _edge(ink, span[0], strong), span[1] + 1 - _edge(ink, span[1], strong))
    first, last = ((left + end - SIDE / 2) / RADIUS for end in ends)
    if abs((first + last) / 2 - float(line.quad[:, 0].mean())) > _AGREED:
        return None
    upper, lower = ((row - SIDE / 2) / RADIUS for row in (top - _CLOSE, bottom + _CLOSE))
    return Placed(float(first), float(upper), float(last), float(lower))


def _rows(inked: Bools) -> tuple[int, int] | None:
    """Return the first row of the letters and the one after the last, from the middle of the line, where no hand is."""
    third = inked.shape[1] // 3
    filled = np.flatnonzero(inked[:, third : 2 * third].mean(axis=1) > _CAPITAL)
    return (int(filled[0]), int(filled[-1]) + 1) if len(filled) >= _FEWEST else None


def _crossed(view: DialView, across: tuple[int, int], rows: tuple[int, int], inked: float) -> bool:
    """Return whether something runs on above or below either end of a line, as a hand does that covers the end.

    The hands' own mask is of no use here: text between the hands is taken for a part of them.
    """
    end = round(_END * RADIUS)
    for first, last in ((across[0] - _CLOSE, across[0] + end), (across[1] - end, across[1] + 1 + _CLOSE)):
        for top, bottom in ((rows[0] - _BEYOND, rows[0]), (rows[1], rows[1] + _BEYOND)):
            if (np.abs(view.relief[top:bottom, first:last]) > inked).sum() >= _BEYOND // 2:
                return True
    return False


def _span(inked: Bools, gap: int) -> tuple[int, int] | None:
    """Return first and last column of what runs on from the middle without a wide gap; None where it runs out."""
    columns = np.flatnonzero(inked)
    if len(columns) < _FEWEST:
        return None
    breaks = np.flatnonzero(np.diff(columns) > gap)
    starts, ends = columns[np.append(0, breaks + 1)], columns[np.append(breaks, len(columns) - 1)]
    middle = len(inked) / 2
    k = int(np.minimum(np.abs(starts - middle), np.abs(ends - middle)).argmin())
    inside = np.flatnonzero((starts <= middle) & (ends >= middle))
    k = int(inside[0]) if len(inside) else k
    runs_out = starts[k] < _CLOSE or ends[k] >= len(inked) - _CLOSE
    return None if runs_out else (int(starts[k]), int(ends[k]))


def _edge(ink: Floats, column: int, strong: float) -> float:
    """Return which part of an end's column its ink leaves free, from how dark the column is."""
    return float(np.clip(1.0 - ink[:, column].max() / strong, 0.0, 1.0))
