"""The sub-dials of a chronograph: recessed, turned on the lathe, each with its scale and hand."""

from typing import NamedTuple

import numpy as np

from models.vocabulary.photo import Point
from pipeline.evaluation.render import hands
from pipeline.evaluation.render.canvas import Canvas, linear, polar, tinted
from pipeline.evaluation.render.lettering import Type, straight
from pipeline.evaluation.render.material import Studio, circular_streaks
from pipeline.evaluation.render.printing import Press
from pipeline.evaluation.render.watch import Defects, Watch, millimetres

_RADIUS = 2.95
_FROM_CENTRE = 6.45
"""Millimetres."""
_LIGHT_FACE = 0.35
"""Linear light above which a face is printed on in dark ink."""
_DARK_INK, _LIGHT_INK = linear("#1b1d20"), linear("#f2f3ee")


class Counter(NamedTuple):
    """What a sub-dial counts: how many steps its scale has, which are long and what stands at those."""

    steps: int
    every: int
    figures: tuple[str, ...]


_MINUTES = Counter(30, 5, ("30", "", "10", "", "20", ""))
_HOURS = Counter(12, 1, ("12", "", "", "3", "", "", "6", "", "", "9", "", ""))
_SECONDS = Counter(60, 5, ("60", "", "", "15", "", "", "30", "", "", "45", "", ""))
_COUNTERS = {3: _MINUTES, 6: _HOURS, 9: _SECONDS}


def centre(hour: int, defects: Defects) -> Point:
    """Where a sub-dial stands, millimetres."""
    (x, y), (dx, dy) = polar(_FROM_CENTRE, hour * 30.0), millimetres(defects.subdial_offset)
    return x + dx, y + dy


def _face(canvas: Canvas, studio: Studio, colour: str, at: Point, rng: np.random.Generator) -> None:
    """The recess: fine rings of the lathe, and the step around it."""
    patch = canvas.ring(0.0, _RADIUS, at)
    x, y = canvas.grid(patch)
    x, y = x - np.float32(at[0]), y - np.float32(at[1])
    radius = np.maximum(np.hypot(x, y), 1e-3)
    marks = circular_streaks(radius, np.arctan2(y, x), rng, 0.09)
    fan = studio.grooves(-y / radius, x / radius, 18.0)
    canvas.paint(patch, tinted((0.55 + 0.55 * fan) * (1.0 + 0.05 * marks), linear(colour)))
    canvas.darken(canvas.ring(_RADIUS - 0.10, _RADIUS + 0.03, at), 0.45)
    canvas.glow(canvas.ring(_RADIUS + 0.02, _RADIUS + 0.10, at), np.array((0.10, 0.10, 0.11), np.float32))


def _scale(canvas: Canvas, press: Press, counter: Counter, at: Point) -> None:
    """Strokes and figures."""
    step = 360.0 / counter.steps
    for k in range(counter.steps):
        long = k % counter.every == 0
        press.line(2.25 if long else 2.5, 2.78, 0.11 if long else 0.06, k * step, at)
    for k, figure in enumerate(counter.figures):
        if figure:
            x, y = polar(1.72, k * counter.every * step)
            style = press.type(Type(cap=0.62, spacing=0.06))
            press.ink_on(straight(canvas, figure, (at[0] + x, at[1] + y), style), cap=style.cap)


def _angle(hour: int, time: tuple[int, int, int]) -> float:
    """Where the hand of a sub-dial points: seconds run at nine; the counters stand as if started at ten o'clock."""
    match hour:
        case 9:
            return time[2] * 6.0
        case 3:
            return time[1] % 30 * 12.0
        case _:
            return (time[0] % 12 + time[1] / 60.0 - 10.0) * 30.0 % 360.0


def draw(
    canvas: Canvas, studio: Studio, watch: Watch, defects: Defects, rng: np.random.Generator, teeth: np.random.Generator
) -> None:
    """All sub-dials; ``teeth`` roughens their print."""
    colour = watch.subdial_face or watch.face
    ink = _DARK_INK if linear(colour).mean() > _LIGHT_FACE else _LIGHT_INK
    press = Press(canvas, ink, defects, teeth)
    for hour in watch.subdials:
        at = centre(hour, defects)
        _face(canvas, studio, colour, at, rng)
        _scale(canvas, press, _COUNTERS[hour], at)
        hands.small(canvas, studio, at, 2.35, _angle(hour, watch.time))
