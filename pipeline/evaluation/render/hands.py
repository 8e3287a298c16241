"""Hands: two polished flanks each, luminous paint between them, and the shadows they throw."""

import numpy as np

from pipeline.evaluation.render.canvas import Canvas, Points, linear, polar, turned
from pipeline.evaluation.render.markers import LUME, cast, inset
from pipeline.evaluation.render.material import STEEL, Studio
from pipeline.evaluation.render.watch import Style, Watch

_FLANK = 0.42
"""Slope of a hand's flanks: about 23 degrees."""


def angles(time: tuple[int, int, int]) -> tuple[float, float, float]:
    """Degrees of the hour, minute and second hand."""
    hour, minute, second = time
    minutes = minute + second / 60.0
    return (hour % 12 + minutes / 60.0) * 30.0, minutes * 6.0, second * 6.0


def _sword(length: float, width: float, tail: float, shoulder: float) -> Points:
    """Outline of a hand that points to twelve and is widest at ``shoulder``, clockwise from the tip."""
    neck = width * 0.42
    right = [(width * 0.5, -shoulder), (neck * 0.5, -2.0), (neck * 0.5, tail)]
    return np.array([(0.0, -length), *right, *[(-x, y) for x, y in reversed(right)]], dtype=np.float64)


def _flanks(canvas: Canvas, studio: Studio, outline: Points, degrees: float) -> None:
    """Paint the two polished sides of a symmetrical hand."""
    middle = np.array([outline[0], (0.0, outline[:, 1].max())])
    half = len(outline) // 2 + 1
    sides = (outline[:half], np.concatenate([outline[half:], outline[:1]]))
    for side, sign in zip(sides, (1.0, -1.0), strict=True):
        nx, ny = polar(sign * _FLANK, degrees + 90)
        shape = np.concatenate([side, middle[::-1] if sign > 0 else middle])
        canvas.paint(canvas.polygon(turned(shape, degrees)), studio.facet(nx, ny))


def _bladed(canvas: Canvas, studio: Studio, outline: Points, degrees: float, height: float) -> None:
    """One hand with its shadow and its luminous field."""
    whole = canvas.polygon(turned(outline, degrees))
    cast(canvas, studio, whole, height)
    canvas.paint(whole, studio.facet(0.05, 0.05))
    _flanks(canvas, studio, outline, degrees)
    tip, right = outline[0], outline[1]
    left = right * (-1.0, 1.0)
    field = np.array([tip, right, right * (0.62, 1.0) + (0, 2.0), left * (0.62, 1.0) + (0, 2.0), left])
    canvas.paint(canvas.polygon(turned(inset(field, 0.27), degrees)), LUME * np.float32(0.95))


def _seconds(canvas: Canvas, studio: Studio, style: Style, degrees: float) -> None:
    """The thin hand: a needle with a luminous disc on a diver, an orange tip on a field watch."""
    needle = np.array([(-0.07, -13.2), (0.07, -13.2), (0.13, 4.6), (-0.13, 4.6)])
    patch = canvas.polygon(turned(needle, degrees))
    cast(canvas, studio, patch, 2.0)
    canvas.paint(patch, studio.facet(0.12, 0.18))
    counterweight = canvas.polygon(turned(np.array([(-0.16, 2.2), (0.16, 2.2), (0.42, 4.9), (-0.42, 4.9)]), degrees))
    cast(canvas, studio, counterweight, 2.0)
    canvas.paint(counterweight, studio.facet(0.10, 0.20))
    if style is Style.DIVER:
        at = polar(8.9, degrees)
        disc = canvas.ring(0.0, 0.80, at)
        cast(canvas, studio, disc, 2.0)
        canvas.paint(disc, studio.facet(0.12, 0.18))
        canvas.paint(canvas.ring(0.0, 0.60, at), LUME * np.float32(0.97))
    else:
        tip = np.array([(-0.08, -13.2), (0.08, -13.2), (0.10, -9.8), (-0.10, -9.8)])
        canvas.paint(canvas.polygon(turned(tip, degrees)), linear("#e8641b"))


def _pinion(canvas: Canvas, studio: Studio) -> None:
    """The polished cap in the middle."""
    for radius, slope in ((0.95, 0.5), (0.55, 0.35)):
        patch = canvas.ring(0.0, radius)
        cast(canvas, studio, patch, 0.25)
        x, y = canvas.grid(patch)
        canvas.paint(patch, STEEL * studio.mirror(x / radius * slope, y / radius * slope))


def draw(canvas: Canvas, studio: Studio, watch: Watch) -> None:
    """Hour, minute, second hand and cap, from the dial upwards."""
    hour, minute, second = angles(watch.time)
    wide = 1.0 if watch.style is Style.DIVER else 0.72
    _bladed(canvas, studio, _sword(8.8, 1.95 * wide, 2.0, 5.6), hour, 1.0)
    _bladed(canvas, studio, _sword(13.0, 1.6 * wide, 2.2, 8.8), minute, 1.5)
    _seconds(canvas, studio, watch.style, second)
    _pinion(canvas, studio)
