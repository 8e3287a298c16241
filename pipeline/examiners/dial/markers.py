"""Hour markers: each against the even grid that the others make.

The grid's turn and centre are fitted to the markers themselves, so that a printed ring beside its place is not taken
for twelve markers beside theirs (``ring_centring`` compares the two), and robustly, so that one marker that stands off
does not pull the grid towards itself.
"""

import numpy as np

from pipeline.examiners.dial.reading import DialView, Measured, NotMeasurable, Reading
from pipeline.imaging.rectified import polar
from pipeline.imaging.rectified.grid import Grid, fit_grid
from pipeline.imaging.rectified.marks import HOURS, Marks

ALLOWED_ANGLE = 0.5
"""Degrees. Measured on drawn dials tilted 0 to 20 degrees: 0.02 rms, the worst of eleven clear markers below 0.15. On the two
real watches of the test photos 0.1 rms, the worst 0.2; the rest is what makers of such watches are seen to allow."""

CLEAR = 0.85
"""Of the median symmetry of the dial's markers. Drawn markers that nothing covers have 0.9 and more, and one under the
minute hand 0.75 and less, with offsets of more than a degree."""

_FEWEST = 7
"""Clear markers, below which four that stand off could pass for the grid."""

_HALF = 6.0
"""Degrees to either side of a marker that its region shows."""


def measure_markers(view: DialView) -> Measured:
    """Return how far each clear marker stands off its angle."""
    marks = view.dial.hours
    if marks is None:
        return NotMeasurable("no markers stand at even hours: they may be hidden, or the design has none")
    clear = clear_ones(marks)
    if int(clear.sum()) < _FEWEST:
        return NotMeasurable(f"only {int(clear.sum())} markers can be seen clearly")
    grid = fit_grid(marks, clear)
    return tuple(_reading(view, marks, grid, step) for step in range(HOURS) if clear[step])


def clear_ones(marks: Marks) -> np.ndarray:
    """Return which markers mirror themselves as well as the others: neither hidden nor of an uneven shape."""
    return np.asarray(marks.symmetry >= CLEAR * float(np.median(marks.symmetry)))


def _reading(view: DialView, marks: Marks, grid: Grid, step: int) -> Reading:
    inner, outer = polar.radius_of(marks.band.first), polar.radius_of(marks.band.last)
    hour = view.hour(step)
    return Reading(
        place=f"marker {hour}",
        value=abs(float(grid.residuals[step])),
        unit="deg",
        allowed=ALLOWED_ANGLE,
        region=view.sector(step * 30.0 + float(marks.offsets[step]), _HALF, inner, outer),
        called=f"the marker at {hour} stands {{}} off its angle",
    )
