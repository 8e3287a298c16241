"""Hands: two polished flanks each, luminous paint between them, and the shadows they throw."""

from typing import NamedTuple

import numpy as np

from models.vocabulary.photo import Point
from pipeline.evaluation.render.canvas import Canvas, Colours, Points, linear, polar, turned
from pipeline.evaluation.render.markers import cast, inset
from pipeline.evaluation.render.material import Studio
from pipeline.evaluation.render.watch import Defects, HandShape, Style, Watch

_FLANK = 0.42
"""Slope of a hand's flanks: about 23 degrees."""
_WIDTH = {Style.DIVER: 1.0, Style.FIELD: 0.72, Style.DRESS: 0.62, Style.CHRONOGRAPH: 0.72}
"""How wide a style's hands are; a diver's are the widest."""
_TAIL = {Style.DIVER: 1.0, Style.FIELD: 1.0, Style.DRESS: 0.68, Style.CHRONOGRAPH: 0.68}
"""How long a second hand's counterweight is, against a diver's; a short one never covers the model's name."""
_ORANGE: Colours = linear("#e8641b")


class Blade(NamedTuple):
    """An hour or minute hand that points to twelve, millimetres.

    :ivar shoulder: where a sword is widest.
    """

    length: float
    width: float
    tail: float
    shoulder: float


_HOUR = Blade(8.8, 1.95, 2.0, 5.6)
_MINUTE = Blade(13.0, 1.6, 2.2, 8.8)


def angles(time: tuple[int, int, int]) -> tuple[float, float, float]:
    """Degrees of the hour, minute and second hand."""
    hour, minute, second = time
    minutes = minute + second / 60.0
    return (hour % 12 + minutes / 60.0) * 30.0, minutes * 6.0, second * 6.0


def _outline(shape: HandShape, blade: Blade) -> Points:
    """The outline of a hand, clockwise from its tip, left and right alike."""
    half = blade.width * 0.5
    match shape:
        case HandShape.SWORD:
            neck = blade.width * 0.42
            right = [(half, -blade.shoulder), (neck * 0.5, -2.0), (neck * 0.5, blade.tail)]
        case HandShape.BATON:
            right = [(half * 0.72, 0.45 - blade.length), (half * 0.72, blade.tail)]
        case HandShape.DAUPHINE:
            right = [(half * 1.1, -1.9), (half * 0.25, blade.tail)]
        case HandShape.LEAF:
            along = np.linspace(0.0, 1.0, 25)[1:]
            belly = half * 1.15 * np.sin(np.pi * along**0.8) ** 0.85 + 0.13 * along
            right = [(float(x), float(y)) for x, y in zip(belly, blade.length * (along - 1.0) * 0.9, strict=True)]
            right = [(x, y - 0.1 * blade.length) for x, y in right] + [(0.16, blade.tail)]
    return np.array([(0.0, -blade.length), *right, *[(-x, y) for x, y in reversed(right)]], dtype=np.float64)


def _field(shape: HandShape, outline: Points, blade: Blade) -> Points | None:
    """Where luminous paint lies; None for slender hands, which have none."""
    match shape:
        case HandShape.SWORD:
            tip, right = outline[0], outline[1]
            left = right * (-1.0, 1.0)
            return np.array([tip, right, right * (0.62, 1.0) + (0, 2.0), left * (0.62, 1.0) + (0, 2.0), left])
        case HandShape.BATON:
            x, top = outline[1]
            foot = -0.32 * blade.length
            return np.array([(-x, top - 0.1), (x, top - 0.1), (x, foot), (-x, foot)])
        case HandShape.DAUPHINE | HandShape.LEAF:
            return None


def _flanks(canvas: Canvas, studio: Studio, outline: Points, degrees: float) -> None:
    """Paint the two polished sides of a symmetrical hand."""
    middle = np.array([outline[0], (0.0, outline[:, 1].max())])
    half = len(outline) // 2 + 1
    sides = (outline[:half], np.concatenate([outline[half:], outline[:1]]))
    for side, sign in zip(sides, (1.0, -1.0), strict=True):
        nx, ny = polar(sign * _FLANK, degrees + 90)
        shape = np.concatenate([side, middle[::-1] if sign > 0 else middle])
        canvas.paint(canvas.polygon(turned(shape, degrees)), studio.facet(nx, ny))


def _bladed(
    canvas: Canvas, studio: Studio, outline: Points, field: Points | None, lume: Colours, degrees: float, height: float
) -> None:
    """One hand with its shadow and its luminous field."""
    whole = canvas.polygon(turned(outline, degrees))
    cast(canvas, studio, whole, height)
    canvas.paint(whole, studio.facet(0.05, 0.05))
    _flanks(canvas, studio, outline, degrees)
    if field is not None:
        canvas.paint(canvas.polygon(turned(inset(field, 0.27), degrees)), lume * np.float32(0.95))


def _needle(canvas: Canvas, studio: Studio, degrees: float, scale: float, tail: float) -> None:
    """The thin hand with its counterweight."""
    end, near, far = 4.6 * tail, 2.2 * tail, 4.9 * tail
    needle = np.array([(-0.07, -13.2 * scale), (0.07, -13.2 * scale), (0.13, end), (-0.13, end)])
    patch = canvas.polygon(turned(needle, degrees))
    cast(canvas, studio, patch, 2.0)
    canvas.paint(patch, studio.facet(0.12, 0.18))
    weight = np.array([(-0.16, near), (0.16, near), (0.42, far), (-0.42, far)])
    counterweight = canvas.polygon(turned(weight, degrees))
    cast(canvas, studio, counterweight, 2.0)
    canvas.paint(counterweight, studio.facet(0.10, 0.20))


def _seconds(canvas: Canvas, studio: Studio, style: Style, lume: Colours, degrees: float, scale: float) -> None:
    """A needle: with a luminous disc on a diver, an orange tip on a field watch or chronograph, plain for dress."""
    _needle(canvas, studio, degrees, scale, _TAIL[style])
    match style:
        case Style.DIVER:
            at = polar(8.9 * scale, degrees)
            disc = canvas.ring(0.0, 0.80, at)
            cast(canvas, studio, disc, 2.0)
            canvas.paint(disc, studio.facet(0.12, 0.18))
            canvas.paint(canvas.ring(0.0, 0.60, at), lume * np.float32(0.97))
        case Style.FIELD | Style.CHRONOGRAPH:
            far, near = -13.2 * scale, -9.8 * scale
            tip = np.array([(-0.08, far), (0.08, far), (0.10, near), (-0.10, near)])
            canvas.paint(canvas.polygon(turned(tip, degrees)), _ORANGE)
        case Style.DRESS:
            pass


def _pinion(canvas: Canvas, studio: Studio) -> None:
    """The polished cap in the middle."""
    for radius, slope in ((0.95, 0.5), (0.55, 0.35)):
        patch = canvas.ring(0.0, radius)
        cast(canvas, studio, patch, 0.25)
        x, y = canvas.grid(patch)
        canvas.paint(patch, studio.metal * studio.mirror(x / radius * slope, y / radius * slope))


def small(canvas: Canvas, studio: Studio, centre: Point, length: float, degrees: float) -> None:
    """The hand of a sub-dial."""
    outline = np.array([(0.0, -length), (0.17, -0.4), (0.17, 0.9), (-0.17, 0.9), (-0.17, -0.4)])
    patch = canvas.polygon(turned(outline, degrees) + centre)
    cast(canvas, studio, patch, 0.5)
    canvas.paint(patch, studio.facet(0.10, 0.16))
    cap = canvas.ring(0.0, 0.34, centre)
    cast(canvas, studio, cap, 0.15)
    canvas.paint(cap, studio.facet(0.15, 0.25))


def draw(canvas: Canvas, studio: Studio, watch: Watch, defects: Defects) -> None:
    """Hour, minute, second hand and cap, from the dial upwards."""
    hour, minute, second = angles(watch.time)
    shape, scale, wide = defects.hands or watch.hands, defects.hand_scale, _WIDTH[watch.style]
    lume = linear(defects.lume or watch.lume)
    for model, degrees, height in ((_HOUR, hour, 1.0), (_MINUTE, minute, 1.5)):
        blade = Blade(model.length * scale, model.width * wide, model.tail, model.shoulder * scale)
        outline = _outline(shape, blade)
        field = None if watch.style is Style.DRESS else _field(shape, outline, blade)
        _bladed(canvas, studio, outline, field, lume, degrees, height)
    _seconds(canvas, studio, watch.style, lume, second, scale)
    _pinion(canvas, studio)
