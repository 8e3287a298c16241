"""Whether what was printed together stands about the same centre as the markers and the rim."""

import numpy as np

from pipeline.examiners.dial.numerals import find_numerals
from pipeline.examiners.dial.reading import DialView, Measured, NotMeasurable, Reading
from pipeline.examiners.dial.standing import stand
from pipeline.examiners.dial.subdials import measure_subdials
from pipeline.imaging.rectified import polar
from pipeline.imaging.rectified.grid import Grid, fit_grid, fit_offsets
from pipeline.imaging.rectified.marks import MINUTES, Marks
from pipeline.imaging.rectified.polar import Doubles

ALLOWED = 0.6
"""Hundredths of the radius. On 118 genuine drawn dials the minute track's centre lay 0.14 rms off the markers', at most
0.40 (against numerals); on two real watches 0.04 and 0.46."""

_HEIGHT = 3.0
"""Hundredths of the radius by which applied markers and the rim stand above the print (0.4 mm of 14): seen from the
side, they move by this times the tangent of the tilt along the direction of the tilt, and not across it."""


def measure_centring(view: DialView) -> Measured:
    """Return how far the minute track's centre lies from the markers', and the sub-dials from their middle line."""
    readings = list(measure_subdials(view))
    minutes, hours = view.dial.minutes, _hours(view)
    if minutes is not None and hours is not None:
        readings.append(_against_markers(view, minutes, fit_grid(minutes, np.ones(MINUTES, np.bool_)), hours))
    if not readings:
        return NotMeasurable("neither sub-dials nor a minute track and markers to compare it with were made out")
    return tuple(readings)


def _hours(view: DialView) -> Grid | None:
    """Return the grid of the markers or numerals."""
    if view.dial.hours is not None:
        standing = stand(view)
        return None if standing is None else standing.grid
    numerals = find_numerals(view)
    return None if numerals is None else fit_offsets(numerals.off, numerals.known, float(np.nanmedian(numerals.out)))


def _against_markers(view: DialView, minutes: Marks, track: Grid, markers: Grid) -> Reading:
    offset = np.array(track.centre) - np.array(markers.centre)
    return _reading(view, minutes, offset, "track", "the minute track lies {} off the centre of the hour markers")


def _reading(view: DialView, minutes: Marks, offset: Doubles, place: str, called: str) -> Reading:
    turn = float(np.degrees(np.arctan2(offset[0], -offset[1])))
    inner, outer = polar.radius_of(minutes.band.first - 6), polar.radius_of(minutes.band.last + 6)
    return Reading(
        place=place,
        value=100.0 * float(np.hypot(*offset)),
        unit="% of radius",
        allowed=allowed_towards(view, turn),
        region=view.sector(turn, 40.0, inner, outer),
        called=called,
    )


def allowed_towards(view: DialView, turn: float) -> float:
    """Return what is allowed in a direction (degrees clockwise from straight up), in hundredths of the radius."""
    quality = view.dial.quality
    along = ALLOWED + _HEIGHT * float(np.tan(np.radians(quality.tilt)))
    angle = np.radians(turn - quality.lean)
    return view.grain / float(np.hypot(np.cos(angle) / along, np.sin(angle) / ALLOWED))
