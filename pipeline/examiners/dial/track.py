"""The minute track: its strokes (or dots), each against the even grid that all make.

Those at the hours are left out: figures or markers often stand in their place.
"""

import numpy as np

from pipeline.examiners.dial.reading import DialView, Measured, NotMeasurable, Reading
from pipeline.imaging.rectified import polar
from pipeline.imaging.rectified.grid import fit_grid
from pipeline.imaging.rectified.marks import HOURS, MINUTES

ALLOWED = 0.35
"""Degrees, for nine strokes of ten. On 118 genuine drawn dials 0.03 rms, the worst 0.07; on two real watches 0.05 and
0.11."""

_SHARE = 90.0
"""Per cent of the strokes that must stand within: a hand, a figure or a word beside a stroke moves single ones."""

_CLEAR = 0.6
"""Of the median symmetry: below it a stroke is crossed by something, or is none."""

_FEWEST = 30
"""Strokes of 48: fewer are less than two thirds of the circle."""


def measure_track(view: DialView) -> Measured:
    """Return within how many degrees of their places nine of ten strokes stand."""
    minutes = view.dial.minutes
    if minutes is None:
        return NotMeasurable("no minute track was made out")
    between = np.arange(MINUTES) % (MINUTES // HOURS) != 0
    clear = between & (minutes.symmetry >= _CLEAR * np.median(minutes.symmetry)) & (minutes.weight > _FAINT)
    if int(clear.sum()) < _FEWEST:
        return NotMeasurable("too few strokes of the minute track can be seen clearly")
    off = np.abs(fit_grid(minutes, clear).residuals)
    value = float(np.percentile(off[clear], _SHARE))
    worst = int(np.flatnonzero(clear)[off[clear].argmax()])
    inner, outer = polar.radius_of(minutes.band.first), polar.radius_of(minutes.band.last)
    region = view.sector(worst * 360.0 / MINUTES, 6.0, inner, outer)
    called = "one stroke of the minute track in ten stands {} or more off its place"
    return (Reading("minute track", value, "deg", ALLOWED * view.grain, region, called),)


_FAINT = 0.4
"""Of the median stroke's weight, below which nothing is printed there."""
