"""Hour markers: each against the even grid that the others make, in angle and, among those of one shape, in radius.

The grid's turn and centre are fitted to the markers themselves, so that a printed ring beside its place is not taken
for twelve markers beside theirs (``centring`` compares the two), and robustly, so that one marker that stands off does
not pull the grid towards itself.
"""

import cv2
import numpy as np

from models.vocabulary.finding import Region
from pipeline.examiners.dial.finding import UNSURE
from pipeline.examiners.dial.numerals import measure_numerals
from pipeline.examiners.dial.reading import DialView, Measured, NotMeasurable, Reading
from pipeline.examiners.dial.standing import FEWEST, Standing, stand
from pipeline.imaging.rectified import polar
from pipeline.imaging.rectified.grid import without_centre
from pipeline.imaging.rectified.marks import HOURS, Marks
from pipeline.imaging.rectified.polar import Bools, Doubles, Floats

ALLOWED_ANGLE = 0.5
"""Degrees. On 120 genuine drawn dials (six watches, 20 poses and lights, tilted 0 to 20 degrees): 0.04 rms over 763
clear markers, 99 of 100 below 0.13, the worst 0.46; on two real watches the worst 0.15."""

ALLOWED_RADIUS = 0.9
"""Hundredths of the dial's radius. On the same drawn dials 0.04 rms, the worst 0.19; on a real watch under dusty
glass, seen from 11 degrees, the worst 0.55."""

_KNOWN = 1.5
"""Of what is allowed: a marker of which more must be allowed, since its two readings differ, is not said to be in
place. It is a third of the moderate fault that would then go unseen."""

_FEWEST_KNOWN = 4
"""Markers known so well, a third of the dial, below which nothing is said to be in place."""

_HALF = 6.0
"""Degrees to either side of a marker that its region shows."""

_SLIDE = 17
"""Rows (5.7 % of the radius) by which a marker is sought further in or out: nearly twice a severe fault's 3 %."""

_CORE = 3.0
"""Degrees to either side of a marker's axis whose radial profile is taken."""

_SAME_SHAPE = 0.85
"""Correlation of two markers' profiles from which on they are of one shape."""

_FEWEST_ALIKE = 4
"""Markers of one shape, below which none can be said to stand off."""


def measure_markers(view: DialView) -> Measured:
    """Return how far each clear marker stands off its angle and its radius."""
    if view.dial.hours is None:
        return measure_numerals(view)
    standing = stand(view)
    if standing is None:
        return NotMeasurable(f"fewer than {FEWEST} markers can be seen clearly")
    angles = [_angle(view, standing, int(step)) for step in np.flatnonzero(standing.clear)]
    pushed = _pushed(view.dial.strip, standing.marks, standing.clear)
    radii = [_radius(view, standing.marks, pushed[step], step) for step in range(HOURS) if not np.isnan(pushed[step])]
    known = [each for each in angles if each.allowed <= _KNOWN * ALLOWED_ANGLE * view.grain]
    if len(known) >= _FEWEST_KNOWN:
        return (*known, *(each for each in angles if each not in known and each.ratio > UNSURE), *radii)
    off = tuple(each for each in (*angles, *radii) if each.ratio > UNSURE)
    return off or NotMeasurable("where the markers stand could not be told exactly enough")


def _angle(view: DialView, standing: Standing, step: int) -> Reading:
    hour = view.hour(step)
    return Reading(
        place=f"marker {hour}",
        value=abs(float(standing.grid.residuals[step])),
        unit="deg",
        allowed=ALLOWED_ANGLE * view.grain + standing.unsure(view, step),
        region=_region(view, standing.marks, step),
        called=f"the marker at {hour} stands {{}} off its angle",
    )


def _radius(view: DialView, marks: Marks, pushed: float, step: int) -> Reading:
    hour = view.hour(step)
    way = "too far out" if pushed > 0 else "too far in"
    return Reading(
        place=f"marker {hour}, radius",
        value=100.0 * abs(float(pushed)),
        unit="% of radius",
        allowed=ALLOWED_RADIUS * view.grain + 100.0 * view.unround,
        region=_region(view, marks, step),
        called=f"the marker at {hour} stands {{}} {way}",
    )


def _region(view: DialView, marks: Marks, step: int) -> Region:
    inner, outer = polar.radius_of(marks.band.first), polar.radius_of(marks.band.last)
    return view.sector(step * 30.0 + float(marks.offsets[step]), _HALF, inner, outer)


def _pushed(strip: Floats, marks: Marks, clear: Bools) -> Doubles:
    """Return by how much (radii) each marker stands outside the place that its shape has; NaN where that is unknown."""
    profiles = _profiles(strip, marks)
    shifts, alike = np.full((HOURS, HOURS), np.nan), np.zeros((HOURS, HOURS), np.bool_)
    for one in np.flatnonzero(clear):
        for other in np.flatnonzero(clear):
            if one != other:
                shifts[one, other], agreement = _slid(profiles[one], profiles[other])
                alike[one, other] = agreement >= _SAME_SHAPE
    pushed = np.full(HOURS, np.nan)
    for step in np.flatnonzero(clear):
        if alike[step].sum() >= _FEWEST_ALIKE - 1:
            pushed[step] = float(np.median(shifts[step][alike[step]])) * polar.STEP
    return pushed if np.isfinite(pushed).sum() < FEWEST else without_centre(pushed)


def _profiles(strip: Floats, marks: Marks) -> Doubles:
    """Return how steep the grey is outwards along each marker, row by row: (12, rows of the band and around it)."""
    first, last = marks.band.first - 4 - _SLIDE, marks.band.last + 4 + _SLIDE
    rows = strip[np.clip(np.arange(first, last), 0, polar.ROWS - 1)]
    steep = np.abs(np.gradient(cv2.GaussianBlur(rows, (0, 0), 1.0), axis=0))
    around = np.arange(-round(_CORE * polar.DEGREE), round(_CORE * polar.DEGREE) + 1)
    centres = np.rint((np.arange(HOURS) * 30.0 + marks.offsets) * polar.DEGREE).astype(int)
    patches = steep[:, (centres[:, None] + around) % polar.COLUMNS].transpose(1, 0, 2)
    strong = np.maximum(np.percentile(patches, 97, axis=(1, 2), keepdims=True), 6.0)
    return np.asarray((patches / (patches + 0.7 * strong)).mean(axis=2), np.float64)


def _slid(one: Doubles, other: Doubles) -> tuple[float, float]:
    """Return by how many rows ``one`` lies outside ``other``, and how well they agree there."""
    wanted = other[_SLIDE:-_SLIDE]
    wanted = wanted - wanted.mean()
    windows = np.lib.stride_tricks.sliding_window_view(one, len(wanted))
    centred = windows - windows.mean(axis=1, keepdims=True)
    scores = centred @ wanted / (np.sqrt((centred**2).sum(axis=1) * (wanted @ wanted)) + 1e-9)
    k = int(np.clip(scores.argmax(), 1, len(scores) - 2))
    left, mid, right = scores[k - 1], scores[k], scores[k + 1]
    bend = min(left - 2 * mid + right, -1e-9)
    return k + float(np.clip(0.5 * (left - right) / bend, -1, 1)) - _SLIDE, float(mid)
