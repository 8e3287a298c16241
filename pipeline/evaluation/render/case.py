"""The case around the dial: lugs, crown and its guards, bezel."""

import numpy as np

from pipeline.evaluation.render.canvas import Canvas, Colours, Patch, Points, blend, dim, linear, polar, rectangle
from pipeline.evaluation.render.lettering import Type, curved
from pipeline.evaluation.render.markers import LUME, baton, cast, triangle
from pipeline.evaluation.render.material import STEEL, Studio, bevel, radial_streaks, smooth, streaks
from pipeline.evaluation.render.watch import Style, Watch

RADIUS = 20.5
"""Millimetres: the case without lugs and crown."""
_INSERT = (15.75, 19.25)
"""Inner and outer radius of a bezel's insert."""
_EDGE = 20.7
"""Outer radius of a bezel."""
_SILVER: Colours = linear("#dfe3e6")


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


def _insert(canvas: Canvas, studio: Studio, watch: Watch) -> None:
    """The ceramic ring of a diver: sixty minutes, a luminous pip."""
    band = canvas.ring(*_INSERT)
    x, y = canvas.grid(band)
    radius = np.maximum(np.hypot(x, y), 1e-3)
    slope = 0.24 / radius
    shine = studio.mirror(x * slope, y * slope) ** 2
    canvas.paint(band, 0.30 * linear(watch.face) + np.float32(0.032) * shine)
    for minute in range(60):
        beside_ten = abs(minute - 10) <= 1
        if minute % 10 == 0 or beside_ten or (minute > 15 and minute % 5):  # noqa: PLR2004 - each minute up to fifteen
            continue
        inner, width = (16.8, 0.46) if minute % 5 == 0 else (17.5, 0.17)
        canvas.paint(canvas.polygon(baton(inner, 18.75, width, minute * 6.0)), _SILVER)
    for minute in (10, 20, 30, 40, 50):
        canvas.paint(curved(canvas, str(minute), 16.75, minute * 6.0, Type(cap=1.95, spacing=0.10, bold=0.10)), _SILVER)
    canvas.paint(canvas.polygon(triangle(18.9, 3.0, 2.5, 0.0)), _SILVER)
    pip = canvas.ring(0.0, 0.62, polar(18.0, 0.0))
    canvas.paint(canvas.ring(0.0, 0.74, polar(18.0, 0.0)), studio.facet(0.1, 0.1))
    canvas.paint(pip, LUME)


def _coin_edge(canvas: Canvas, studio: Studio) -> None:
    """The notched steel edge of a turning bezel."""
    edge = canvas.ring(_INSERT[1], _EDGE)
    x, y = canvas.grid(edge)
    radius = np.maximum(np.hypot(x, y), 1e-3)
    notch = np.sin(np.arctan2(y, x) * 96.0) * 0.42 * smooth(radius, 19.7, 20.0)
    fall = 0.12 + 0.55 * smooth(radius, 19.75, _EDGE)
    ux, uy = x / radius, y / radius
    canvas.paint(edge, STEEL * studio.mirror(ux * fall - uy * notch, uy * fall + ux * notch))
    canvas.darken(canvas.ring(_INSERT[1] - 0.05, _INSERT[1] + 0.06), 0.6)


def _plain_bezel(canvas: Canvas, studio: Studio, rng: np.random.Generator) -> None:
    """The steel bezel of a field watch: a brushed slope and a polished rim."""
    ring = canvas.ring(_INSERT[0], _EDGE)
    x, y = canvas.grid(ring)
    radius = np.maximum(np.hypot(x, y), 1e-3)
    polished = smooth(radius, 19.2, 19.3)
    slope = (0.22 + 0.35 * polished) / radius
    satin = studio.mirror(x * slope, y * slope, soft=True)
    dim(satin, 0.90 + 0.05 * radial_streaks(np.arctan2(y, x), rng))
    blend(satin, polished, studio.mirror(x * slope, y * slope))
    canvas.paint(ring, STEEL * satin)


def bezel(canvas: Canvas, studio: Studio, watch: Watch, rng: np.random.Generator) -> None:
    """The ring around the crystal, with its shadow on the case."""
    cast(canvas, studio, canvas.ring(_INSERT[0], _EDGE), 0.9)
    match watch.style:
        case Style.DIVER:
            _insert(canvas, studio, watch)
            _coin_edge(canvas, studio)
        case Style.FIELD:
            _plain_bezel(canvas, studio, rng)
    canvas.darken(canvas.ring(15.66, 15.80), 0.6)


def draw(canvas: Canvas, studio: Studio, watch: Watch, rng: np.random.Generator) -> None:
    """Case, crown and bezel; the dial is painted afterwards."""
    crown(canvas, studio)
    body = canvas.polygon(outline(guards=watch.style is Style.DIVER))
    cast(canvas, studio, body, 0.8)
    steel(canvas, studio, body, rng, 0.75)
    bezel(canvas, studio, watch, rng)
