"""The rehaut, the sloping ring between dial and crystal with its lettering, and the crystal."""

import numpy as np

from pipeline.evaluation.render.canvas import Canvas, dim, linear
from pipeline.evaluation.render.engraving import engrave
from pipeline.evaluation.render.lettering import Type, curved
from pipeline.evaluation.render.material import STEEL, Studio, radial_streaks, smooth
from pipeline.evaluation.render.watch import DIAL_RADIUS, Defects, Watch

_OUTER = 15.7
"""Millimetres: where the sloping ring ends."""
_LETTERING = 0.68
"""Millimetres: the capitals on the ring."""
_INK = linear("#15171a")


def _ring(canvas: Canvas, studio: Studio, rng: np.random.Generator) -> None:
    """Steel that faces the centre; its foot shades the dial's edge."""
    lx, ly, lz = studio.light.direction
    ring = canvas.ring(DIAL_RADIUS, _OUTER + 0.4)
    canvas.shadow(ring, (-lx / lz * 0.7, -ly / lz * 0.7), 0.35, 0.55)
    band = canvas.ring(DIAL_RADIUS, _OUTER)
    x, y = canvas.grid(band)
    radius = np.maximum(np.hypot(x, y), 1e-3)
    slope = -0.62 / radius
    fall = 0.55 + 0.45 * smooth(radius, DIAL_RADIUS, _OUTER)
    marks = 1.0 + 0.03 * radial_streaks(np.arctan2(y, x), rng)
    steel = STEEL * (0.22 + 0.78 * studio.mirror(x * slope, y * slope))
    dim(steel, fall * marks)
    canvas.paint(band, steel)
    canvas.darken(canvas.ring(DIAL_RADIUS - 0.02, DIAL_RADIUS + 0.10), 0.55)


def _lettering(canvas: Canvas, studio: Studio, watch: Watch, defects: Defects) -> None:
    """Figures in ink, words engraved."""
    cap = _LETTERING * defects.rehaut_scale
    style = Type(cap=cap, spacing=0.22, weight=defects.rehaut_bold)
    radius = (DIAL_RADIUS + _OUTER) / 2 - cap / 2
    for k, text in enumerate(watch.rehaut):
        patch = curved(canvas, text, radius, k * 360.0 / len(watch.rehaut), style)
        if text.isdigit():
            canvas.paint(patch, _INK, 0.92)
        else:
            engrave(canvas, studio, patch, 0.6)


def draw(canvas: Canvas, studio: Studio, watch: Watch, defects: Defects, rng: np.random.Generator) -> None:
    """The ring and what stands on it."""
    _ring(canvas, studio, rng)
    _lettering(canvas, studio, watch, defects)


def crystal(canvas: Canvas, studio: Studio) -> None:
    """The sapphire: a faint window of light, bluish from its coating, and a bright rim."""
    patch = canvas.ring(0.0, _OUTER)
    x, y = canvas.grid(patch)
    lx, ly, _ = studio.light.direction
    flat = float(np.hypot(lx, ly)) + 1e-6
    along, across = (x * lx + y * ly) / flat, (x * ly - y * lx) / flat
    window = smooth(along + 0.10 * across, 3.0, 14.0) * smooth(-np.abs(across + 3.0), -9.0, -7.6)
    canvas.glow(patch.with_cover(patch.cover * window), np.array((0.030, 0.040, 0.062), np.float32))
    canvas.glow(canvas.ring(_OUTER - 0.22, _OUTER - 0.10), np.array((0.10, 0.11, 0.13), np.float32))
