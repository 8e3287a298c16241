"""The case around the dial: lugs, crown and its guards, pushers."""

import numpy as np

from pipeline.evaluation.render import bezel
from pipeline.evaluation.render.canvas import Canvas, Patch, Points, blend, dim, rectangle, turned
from pipeline.evaluation.render.markers import cast
from pipeline.evaluation.render.material import STEEL, Studio, bevel, smooth, streaks
from pipeline.evaluation.render.watch import Defects, Style, Watch

RADIUS = 20.5
"""Millimetres: the case without lugs and crown."""
_PUSHERS = (62.0, 118.0)
"""Degrees from twelve o'clock: beside the crown, at two and four."""


def _curve(start: tuple[float, float], pull: tuple[float, float], end: tuple[float, float]) -> Points:
    """A quadratic Bezier curve, 24 points."""
    t = np.linspace(0.0, 1.0, 24)[:, None]
    a, b, c = (np.array(p, dtype=np.float64) for p in (start, pull, end))
    return np.asarray((1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c)


def outline(*, guards: bool) -> Points:
    """The case from above, clockwise from the inner side of the right upper lug."""
    flank = _curve((13.0, -24.6), (16.9, -19.2), (20.6, -7.6))
    waist = _curve((20.6, -7.6), (21.5, -4.4), (21.5, 0.0))[1:]
    lug = np.concatenate([[(10.15, -17.0), (10.15, -24.2), (10.6, -24.6)], flank])
    guard = _curve((21.0, -6.4), (22.4, -5.6), (23.4, -3.75))
    crowned = np.concatenate([lug, guard, [(20.9, -3.5)]]) if guards else np.concatenate([lug, waist])
    right = np.concatenate([crowned, crowned[::-1] * (1.0, -1.0)])
    round_lug = np.concatenate([lug, waist])
    left = np.concatenate([round_lug, round_lug[::-1] * (1.0, -1.0)])[::-1] * (-1.0, 1.0)
    return np.concatenate([right, left])


def steel(canvas: Canvas, studio: Studio, patch: Patch, rng: np.random.Generator, chamfer: float) -> None:
    """A brushed top with a polished edge."""
    if not patch.cover.size:
        return
    x, y = canvas.grid(patch)
    nx, ny, edge = bevel(canvas, patch, chamfer, 0.62)
    lx, ly, _ = studio.light.direction
    fall = np.sign(y) * np.maximum(np.abs(y) - 13.0, 0.0) * 0.028
    brushed = studio.mirror(x * 0.005, y * 0.004 + fall, soft=True)
    near = 0.90 + 0.016 * (x * lx + y * ly)
    dim(brushed, near * (1.0 + 0.05 * streaks(patch.cover.shape, rng)))
    blend(brushed, edge, studio.mirror(nx, ny))
    canvas.paint(patch, STEEL * brushed)


def crown(canvas: Canvas, studio: Studio, side: float = 1.0) -> None:
    """A fluted crown: a cylinder along x, and the stem that carries it; ``side`` -1 draws it on the left."""
    stem = canvas.polygon(rectangle(20.0, -1.6, 21.8, 1.6) * (side, 1.0))
    canvas.paint(stem, studio.facet(0.0, 0.3) * 0.5)
    upper = np.array([(21.2, -2.9), (21.5, -3.25), (24.9, -3.25), (25.5, -2.8)])
    patch = canvas.polygon(np.concatenate([upper, upper[::-1] * (1.0, -1.0)]) * (side, 1.0))
    x, y = canvas.grid(patch)
    out = x * side
    ny = np.clip(y / 3.3, -0.97, 0.97)
    around = np.arcsin(ny)
    flute = np.sin(around * 26.0) * 0.30 * smooth(out, 21.3, 21.7) * smooth(-out, -25.1, -24.8)
    nx = side * (0.55 * smooth(out, 24.9, 25.5) - 0.45 * smooth(-out, -21.5, -21.2))
    canvas.paint(patch, STEEL * studio.mirror(nx + 0 * y, ny * 0.85 + flute * np.cos(around)))


def pushers(canvas: Canvas, studio: Studio, side: float = 1.0) -> None:
    """The buttons of a chronograph: a stem and a polished cap each; ``side`` -1 draws them on the left."""
    for degrees in _PUSHERS:
        around = (degrees - 90.0) * side
        for left, half, right in ((20.0, 0.85, 23.2), (22.6, 1.45, 24.7)):
            outline = turned(rectangle(left, -half, right, half) * (side, 1.0), around)
            patch = canvas.polygon(outline)
            cast(canvas, studio, patch, 0.4)
            x, y = canvas.grid(patch)
            angle = float(np.radians(around))
            across = np.clip((y * np.cos(angle) - x * np.sin(angle)) / half, -0.97, 0.97)
            nx, ny = -across * np.sin(angle) * 0.85, across * np.cos(angle) * 0.85
            canvas.paint(patch, STEEL * studio.mirror(nx, ny))


def protruding(canvas: Canvas, studio: Studio, watch: Watch, side: float = 1.0) -> None:
    """What stands out of the case's flank."""
    crown(canvas, studio, side)
    if watch.style is Style.CHRONOGRAPH:
        pushers(canvas, studio, side)


def draw(canvas: Canvas, studio: Studio, watch: Watch, defects: Defects, rng: np.random.Generator) -> None:
    """Case, crown and bezel; the dial is painted afterwards."""
    protruding(canvas, studio, watch)
    body = canvas.polygon(outline(guards=watch.style is Style.DIVER))
    cast(canvas, studio, body, 0.8)
    steel(canvas, studio, body, rng, 0.75)
    bezel.draw(canvas, studio, watch, defects, rng)
