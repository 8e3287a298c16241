"""The makers' signs: the shapes each is made of, on the dial, on the case back and on paper."""

import numpy as np

from models.vocabulary.photo import Point
from pipeline.evaluation.render.canvas import Points
from pipeline.evaluation.render.watch import Emblem

_SAIL = (
    np.array([(0.14, -1.0), (0.92, 0.62), (0.14, 0.62)]),
    np.array([(-0.14, -0.66), (-0.14, 0.62), (-0.80, 0.62)]),
    np.array([(-0.95, 0.80), (0.95, 0.80), (0.62, 1.0), (-0.62, 1.0)]),
)
_STAR = (
    np.array([(0.0, -1.0), (0.24, 0.0), (0.0, 1.0), (-0.24, 0.0)]),
    np.array([(0.0, -0.24), (0.85, 0.0), (0.0, 0.24), (-0.85, 0.0)]),
)
"""Unit shapes, convex, clockwise; y downwards."""


def _peaks(foot: float, *tops: tuple[float, float, float]) -> tuple[Points, ...]:
    """Peaks on one line: (x, y of the top, half the width at the foot) each."""
    return tuple(np.array([(x, y), (x + half, foot), (x - half, foot)]) for x, y, half in tops)


def _placed(kind: Emblem, centre: Point, size: float) -> tuple[Points, ...]:
    """The unit shapes of a sign, ``size`` millimetres in radius."""
    return tuple(shape * size + centre for shape in (_SAIL if kind is Emblem.SAIL else _STAR))


def on_dial(kind: Emblem) -> tuple[Points, ...]:
    """Millimetres around the dial's centre."""
    if kind is Emblem.PEAKS:
        return _peaks(-7.4, (0.55, -8.25, 0.62), (-0.25, -8.75, 0.85))
    return _placed(kind, (0.0, -8.25), 0.92)


def on_caseback(kind: Emblem) -> tuple[Points, ...]:
    """Millimetres around the case back's centre."""
    if kind is Emblem.PEAKS:
        return _peaks(-5.9, (1.2, -7.6, 1.35), (-0.6, -8.8, 1.9))
    return _placed(kind, (0.0, -7.0), 1.9)


def on_card(kind: Emblem, middle: float) -> tuple[Points, ...]:
    """Millimetres around the card's centre, on the line ``middle``; the smaller shape first."""
    if kind is Emblem.PEAKS:
        return _peaks(middle + 2.2, (-41.0, middle - 1.4, 1.7), (-43.2, middle - 3.2, 2.5))
    return _placed(kind, (-42.4, middle), 3.2)
