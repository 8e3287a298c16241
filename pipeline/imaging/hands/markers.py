"""Where the hour markers stand, up to the thirty degrees between two of them."""

import numpy as np

from pipeline.imaging.hands.polar import COLUMNS, STEP, Floats

_BAND = (0.68, 0.97)
"""Radii between which hour markers and the track's longer strokes lie on nearly all dials."""

_PLAIN = 0.12
"""Share of what stands out there that must repeat twelve times: below it the phase is chance. Noise gives under 0.05,
the rendered and the real dials 0.2 and more."""


def marker_phase(out: Floats) -> float | None:
    """Return the angle of a marker, -15 to 15 degrees from straight up, or None where nothing repeats twelve times.

    It is the phase of the twelfth harmonic along the circle. One missing marker or a date window shifts it little.
    """
    first, last = (round(edge / STEP) for edge in _BAND)
    along = np.clip(out[first:last], 0, 60).sum(axis=0)
    at = 2 * np.pi * 12 * (np.arange(COLUMNS) + 0.5) / COLUMNS
    harmonic = complex((along * np.exp(1j * at)).sum())
    total = float(along.sum())
    if total <= 0 or abs(harmonic) < _PLAIN * total:
        return None
    return float(np.degrees(np.angle(harmonic))) / 12
