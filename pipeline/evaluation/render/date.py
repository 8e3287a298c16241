"""The date: a framed window over a white disc."""

import numpy as np

from models.vocabulary.photo import Point
from pipeline.evaluation.render import markers
from pipeline.evaluation.render.canvas import Canvas, linear, polar, rectangle, turned
from pipeline.evaluation.render.lettering import Type, straight
from pipeline.evaluation.render.material import Studio
from pipeline.evaluation.render.printing import Press

_DISC, _INK = linear("#f4f2ea"), linear("#16181b")
_WIDE, _TALL, _RIM = 3.1, 2.7, 0.26
_BETWEEN = (10.85, 135.0)
"""Millimetres and degrees: a window between four and five stands a little nearer the centre, where there is room."""
_SMALLER = 0.78
"""Its size there, as a fraction."""


def place(hour: int) -> tuple[Point, float, float]:
    """The middle of the window that stands at ``hour`` (millimetres), degrees by which it is turned, its scale."""
    match hour:
        case 4:
            return polar(*_BETWEEN), _BETWEEN[1] - 90.0, _SMALLER
        case 6:
            return (0.0, 11.1), 0.0, 1.0
        case _:
            return (11.1, 0.0), 0.0, 1.0


def draw(canvas: Canvas, studio: Studio, press: Press, day: int, hour: int, offset: Point) -> None:
    """The window at ``hour``, ``offset`` millimetres off its place, and the day in it."""
    (x, y), degrees, scale = place(hour)
    centre = (x + offset[0], y + offset[1])
    upright = rectangle(-_WIDE / 2 * scale, -_TALL / 2 * scale, _WIDE / 2 * scale, _TALL / 2 * scale)
    frame = turned(upright, degrees) + centre
    markers.framed(canvas, studio, frame, _RIM * scale, _DISC)
    hole = markers.inset(frame, _RIM * scale)
    canvas.darken(canvas.polygon(np.array([hole[0], hole[1], hole[1] + (0, 0.22), hole[0] + (0, 0.22)])), 0.30)
    style = press.type(Type(cap=1.35 * scale, spacing=0.06, bold=0.06))
    text = straight(canvas, str(day), (centre[0], centre[1] + 0.03), style, degrees)
    press.ink_on(text, ink=_INK, cap=style.cap)
