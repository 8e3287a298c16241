"""Where the hour markers stand: each read in independent ways, against the even grid that all make.

The two ways are its mirror axis and the middle of its outline. Where they differ, one of them saw a part of the marker,
a neighbour or a shadow, and which of them is not known. So a marker is taken to stand where the reading nearer to its
place has it: it is off only where no reading has it in place, and the less surely so the further the two are apart.
"""

from dataclasses import dataclass, replace

import numpy as np

from pipeline.examiners.dial.outline import outline_middles
from pipeline.examiners.dial.reading import DialView, once
from pipeline.imaging.rectified import RADIUS, SIDE, polar
from pipeline.imaging.rectified.grid import Grid, fit_offsets
from pipeline.imaging.rectified.marks import HOURS, Marks
from pipeline.imaging.rectified.polar import Bools, Doubles, Floats

CLEAR = 0.85
"""Of the median symmetry of the dial's markers. Drawn markers under a minute hand have 0.4 to 0.75, with offsets of
more than a degree."""

FEWEST = 7
"""Clear markers, below which four that stand off could pass for the grid."""

_COVERED = 0.04
"""Share of a marker's surroundings under a hand, from which on its outline is not its own."""

_BESIDE = 4.5
"""Degrees from an hour within which a hand covers its marker."""

_INSIDE, _UNBROKEN, _AS_STEEP = (45, 6), 15.0, 0.4
"""Rows inside a marker, the share of them (per cent) that may show no edge, and how steep one must be, of the markers'
own edges, for a hand to be seen there."""

_AROUND = 6.0
"""Degrees to either side of an hour in which a hand may not cover more than that."""

_ROUNDS = 6
"""Of choosing the nearer reading and fitting the grid again: more than a choice among three takes to settle."""


_ALONE = 1.0
"""Degrees: what the axis is taken to be uncertain by where no outline is seen, and at most. On 146 drawn markers with
one shining facet it was 1.1 at the worst. Where more than a quarter of the dial's axes are further off their outlines,
as those of Roman figures are, no axis is believed without an outline."""


_AGREE, _IN_PLACE, _MOSTLY = 0.15, 0.25, 0.75
"""Degrees between the two outlines of a marker, and from its place, and the share of the clear markers that must be
within both, for outlines to be believed. Shadows beside markers on a light dial let less than half."""

_SHADOW = 0.25
"""Degrees. The median of drawn dials is 0.0 to 0.1; of light dials with applied markers under slanting light 0.3 to
1.5."""

_FACET = 1.5
"""Degrees by which a shining facet moves the axis of a slim bar: 1.1 at the worst. A date window or a hand that is
taken for an end of the outline moves its middle by 2 and more."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Where the markers stand.

    :ivar grid: the even grid that they make; its residuals are those of the readings nearer to it, degrees clockwise.
    :ivar marks: the marks, their offsets the nearer readings.
    :ivar clear: those that no hand covers and that mirror themselves as well as the others do.
    :ivar apart: degrees between the chosen reading of each and the next one.
    """

    grid: Grid
    marks: Marks
    clear: Bools
    apart: Doubles

    def unsure(self, view: DialView, step: int) -> float:
        """Return by how many degrees more or less a marker may stand off than it seems to."""
        radius = polar.radius_of((self.marks.band.first + self.marks.band.last) / 2)
        return float(self.apart[step] / 2 + np.degrees(view.uneven / radius))


@once
def stand(view: DialView) -> Standing | None:
    """Read the markers; None where too few of them are clear, or shadows leave open which of them are in place."""
    marks = view.dial.hours
    if marks is None:
        return None
    readings = np.vstack([marks.offsets, outline_middles(view, marks.band)])
    apart = np.abs(readings[0] - readings[2])
    clear = _uncovered(view, marks)
    if (apart <= _ALONE).sum() < _MOSTLY * np.isfinite(apart).sum():
        clear &= np.isfinite(apart)
    if int(clear.sum()) < FEWEST:
        return None
    if not _shadowed(apart[clear]):
        return _fitted(readings, readings, marks, clear)
    standing = _fitted(readings[:1], readings, marks, clear)
    off = clear & (np.abs(standing.grid.residuals) > _IN_PLACE)
    return None if int(off.sum()) > 1 else standing


def _shadowed(apart: Doubles) -> bool:
    """Return whether most outlines end elsewhere than their axes want: beside all markers lie shadows as sharp as they.

    Then the axis is believed, but not where it has several markers off at once.
    """
    known = apart[~np.isnan(apart)]
    return len(known) > 0 and float(np.median(known)) > _SHADOW


def _fitted(believed: Doubles, readings: Doubles, marks: Marks, clear: Bools) -> Standing:
    """Fit the grid to those of the readings that are believed, marker by marker to the one nearest to it."""
    radius = polar.radius_of((marks.band.first + marks.band.last) / 2)
    known = np.where(np.isnan(believed), marks.offsets, believed)
    fits = [fit_offsets(each, clear, radius) for each in known]
    grid = min(fits, key=lambda fit: float(np.median(np.abs(fit.residuals[clear]))))
    nearer = known[fits.index(grid)]
    for _ in range(_ROUNDS):
        off = known - (nearer - grid.residuals)
        nearer = np.take_along_axis(known, np.abs(off).argmin(axis=0)[None], axis=0)[0]
        grid = fit_offsets(nearer, clear, radius)
    wanted = nearer - grid.residuals
    chosen = _outlined(readings, nearer, wanted, clear) if len(believed) > 1 else nearer
    grid = replace(grid, residuals=chosen - wanted)
    return Standing(grid, replace(marks, offsets=chosen), clear, _apart(readings, chosen))


def _outlined(readings: Doubles, nearer: Doubles, wanted: Doubles, clear: Bools) -> Doubles:
    """Return the outlines of markers of which no reading is in place, on a dial where outlines are to be believed.

    There the axis may be that of one shining facet, half a marker's width nearer to its place than the marker is.
    """
    axis, middle = readings[0] - wanted, readings[1:].mean(axis=0) - wanted
    agree = np.abs(readings[1] - readings[2]) <= _AGREE
    believed = (clear & agree & (np.abs(middle) <= _IN_PLACE)).sum() >= max(FEWEST, _MOSTLY * int(clear.sum()))
    facet = (np.abs(axis) > _IN_PLACE) & (np.abs(middle - axis) <= _FACET) & (axis * middle > 0)
    return np.where(believed & agree & facet, wanted + middle, nearer)


def _apart(readings: Doubles, nearer: Doubles) -> Doubles:
    """Return how far the reading that is next to each chosen one is from it, degrees."""
    differences = np.sort(np.where(np.isnan(readings), _ALONE, np.abs(readings - nearer)), axis=0)
    return np.asarray(np.minimum(differences[1], _ALONE), np.float64)


def _uncovered(view: DialView, marks: Marks) -> Bools:
    """Return which markers no hand covers and mirror themselves as well as the others do."""
    clear = marks.symmetry >= CLEAR * float(np.median(marks.symmetry))
    clear &= ~_crossed(view.dial.strip, marks)
    inner, outer = polar.radius_of(marks.band.first), polar.radius_of(marks.band.last)
    for step in np.flatnonzero(clear):
        clear[step] = _covered(view, step * 30.0, _AROUND, inner, outer) < _COVERED
    return np.asarray(clear, np.bool_)


def _crossed(strip: Floats, marks: Marks) -> Bools:
    """Return at which hours an edge runs without a break from further in up to the marker, as that of a hand does."""
    rows = polar.steepness(strip)
    around = np.arange(-round(_BESIDE * polar.DEGREE), round(_BESIDE * polar.DEGREE) + 1)
    columns = (np.arange(HOURS)[:, None] * (polar.COLUMNS // HOURS) + around) % polar.COLUMNS
    at_marker = np.percentile(rows[marks.band.first : marks.band.last, columns], 97)
    inside = rows[max(marks.band.first - _INSIDE[0], 0) : marks.band.first - _INSIDE[1], columns].max(axis=2)
    return np.asarray(np.percentile(inside, _UNBROKEN, axis=0) > _AS_STEEP * at_marker, np.bool_)


def _covered(view: DialView, turn: float, half: float, inner: float, outer: float) -> float:
    """Return which share of a part of a ring lies under a hand."""
    angles = np.radians(np.linspace(turn - half, turn + half, 24))
    radii = np.linspace(inner, outer, 16)[:, None] * RADIUS
    x, y = np.rint(SIDE / 2 + radii * np.sin(angles)), np.rint(SIDE / 2 - radii * np.cos(angles))
    inside = (x >= 0) & (y >= 0) & (x < SIDE) & (y < SIDE)
    mask = view.mask
    return float(mask[y[inside].astype(int), x[inside].astype(int)].mean()) if inside.any() else 0.0
