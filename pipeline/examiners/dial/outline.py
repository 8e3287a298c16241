"""The middle between a marker's outermost edges: a second reading of where it stands, which asks for no mirror image.

The mirror axis (``pipeline.imaging.rectified.marks``) is exact to a twentieth of a degree where a marker's two halves
look alike. It is the axis of a part of the marker where they do not: where one bevelled flank shines a hundred times
brighter than the other, or where a Roman figure repeats a stroke. The outline is coarser and has neither weakness: an
edge counts from what stands out of the dial's own grain, however faint it is beside a shining one.
"""

import numpy as np

from pipeline.examiners.dial.reading import DialView
from pipeline.imaging.rectified import RADIUS, SIDE, polar
from pipeline.imaging.rectified.marks import HOURS, Band
from pipeline.imaging.rectified.polar import Bools, Doubles, Floats

_GRAIN, _LEAST = 6.0, 3.0
"""An edge counts half at so many times the median steepness of the marker's ring, and at so many grey levels at least.
With four times, the edges of shadows on a dark dial moved the middle by up to 1.5 degrees; with eight, a facet about as
dark as its dial was lost as often."""

_SHARES = (0.0, 0.2)
"""And at so much of the marker's own strong edges: with nothing, the shadow of a dark marker on a light dial counts as
its edge; with a fifth, the dark facet of a shining marker does not. Hence two readings."""

_STRONG = 97.0
"""Percentile of a marker's edges that is taken for its strong ones."""

_EDGE = 0.4
"""Of a marker's clearest column, from which on a column is its edge."""

_REACHES = (9.0, 12.0)
"""Degrees to either side in which an outline is sought: a Roman eight fills 8.6, and may stand off besides."""


_ROOM = round(3.0 * polar.DEGREE)
"""Columns of bare dial between an outline's end and a hand: strokes of a Roman figure stand 2 to 3 degrees apart, and
the next may lie beneath the hand."""


def outline_middles(view: DialView, band: Band) -> Doubles:
    """Return how many degrees clockwise of its hour the middle of each marker's outline lies: (2, 12).

    The first row is of all edges, the second of those that are not faint beside the marker's own. NaN where a hand, or
    something else that reaches too far, hides an end of the outline.
    """
    rows, hidden = polar.steepness(view.dial.strip)[band.first : band.last], _hidden(view, band)
    grain = max(_GRAIN * float(np.median(rows)), _LEAST)
    middles = np.full((len(_SHARES), HOURS), np.nan)
    for reach in _REACHES:
        around = np.arange(-round(reach * polar.DEGREE), round(reach * polar.DEGREE) + 1)
        for kind, step in np.argwhere(np.isnan(middles)):
            columns = (step * (polar.COLUMNS // HOURS) + around) % polar.COLUMNS
            edge = _edge(rows[:, columns], grain, _SHARES[kind])
            middles[kind, step] = _middle(edge, hidden[columns]) / polar.DEGREE
    return middles


def _edge(patch: Floats, grain: float, share: float) -> Doubles:
    """Return how much edge each column of a marker's surroundings has, 0 to 1."""
    halfway = max(grain, share * float(np.percentile(patch, _STRONG)))
    square = patch.astype(np.float64) ** 2
    return np.asarray((square / (square + halfway**2)).mean(axis=0), np.float64)


def _hidden(view: DialView, band: Band) -> Bools:
    """Return in which columns of the strip a hand covers any row of the band."""
    turn = (np.arange(polar.COLUMNS) + 0.5) * (2 * np.pi / polar.COLUMNS)
    radii = (polar.INNER + np.arange(band.first, band.last)[:, None] * polar.STEP) * RADIUS
    x, y = (SIDE / 2 + radii * np.sin(turn)).astype(int), (SIDE / 2 - radii * np.cos(turn)).astype(int)
    return np.asarray(view.mask[np.clip(y, 0, SIDE - 1), np.clip(x, 0, SIDE - 1)].any(axis=0), np.bool_)


def _middle(edge: Doubles, hidden: Bools) -> float:
    """Return columns from the middle one to the middle of the outline; NaN where an end of it is not seen."""
    centre = len(edge) // 2
    under = np.flatnonzero(hidden)
    first = int(under[under <= centre].max(initial=-1)) + 1
    last = int(under[under > centre].min(initial=len(edge)))
    seen = edge[first:last]
    if len(seen) == 0:
        return float("nan")
    level = _EDGE * float(seen.max())
    high = np.flatnonzero(seen >= level)
    left, right = int(high[0]), int(high[-1])
    open_left, open_right = (_ROOM if first else 1), (_ROOM if last < len(edge) else 1)
    if left < open_left or right >= len(seen) - open_right:
        return float("nan")
    start = left - (seen[left] - level) / max(seen[left] - seen[left - 1], 1e-9)
    end = right + (seen[right] - level) / max(seen[right] - seen[right + 1], 1e-9)
    return float((start + end) / 2) + first - centre
