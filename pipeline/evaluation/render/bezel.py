"""The ring around the crystal: a diver's, a chronograph's, or plain steel."""

import numpy as np

from pipeline.evaluation.render.canvas import Canvas, Colours, blend, dim, linear, polar
from pipeline.evaluation.render.lettering import Type, curved
from pipeline.evaluation.render.markers import baton, cast, triangle
from pipeline.evaluation.render.material import STEEL, Studio, radial_streaks, smooth
from pipeline.evaluation.render.watch import Bezel, Defects, Watch

_INSERT = (15.75, 19.25)
"""Inner and outer radius of a bezel's insert."""
_EDGE = 20.7
"""Outer radius of a bezel."""
_STEP = 18.5
"""Where the inner step of a polished bezel ends."""
_SILVER: Colours = linear("#dfe3e6")
_BLACK: Colours = linear("#16171a")
_SPEEDS = (400, 300, 240, 200, 170, 150, 130, 110, 100, 90, 80, 70, 65, 60)
"""Units an hour: a tachymeter has each where the hand stands after 3600 / speed seconds."""


def _dive_insert(canvas: Canvas, studio: Studio, watch: Watch, defects: Defects) -> None:
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
    style = _figures(1.95, 0.10, defects)
    foot = 16.75 - 1.95 * (defects.rehaut_scale - 1.0) / 2
    for minute in (10, 20, 30, 40, 50):
        canvas.paint(curved(canvas, str(minute), foot, minute * 6.0, style), _SILVER)
    canvas.paint(canvas.polygon(triangle(18.9, 3.0, 2.5, 0.0)), _SILVER)
    pip = canvas.ring(0.0, 0.62, polar(18.0, 0.0))
    canvas.paint(canvas.ring(0.0, 0.74, polar(18.0, 0.0)), studio.facet(0.1, 0.1))
    canvas.paint(pip, linear(watch.lume))


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


def _polished_edge(canvas: Canvas, studio: Studio) -> None:
    """A plain rounded edge around an insert."""
    edge = canvas.ring(_INSERT[1], _EDGE)
    x, y = canvas.grid(edge)
    radius = np.maximum(np.hypot(x, y), 1e-3)
    fall = (0.10 + 0.60 * smooth(radius, _INSERT[1], _EDGE)) / radius
    canvas.paint(edge, STEEL * studio.mirror(x * fall, y * fall))
    canvas.darken(canvas.ring(_INSERT[1] - 0.05, _INSERT[1] + 0.06), 0.6)


def _tachymeter(canvas: Canvas, studio: Studio, defects: Defects) -> None:
    """A black ring that tells speeds."""
    band = canvas.ring(*_INSERT)
    x, y = canvas.grid(band)
    radius = np.maximum(np.hypot(x, y), 1e-3)
    slope = 0.24 / radius
    canvas.paint(band, 0.7 * _BLACK + np.float32(0.030) * studio.mirror(x * slope, y * slope) ** 2)
    style = _figures(1.25, 0.06, defects)
    for speed in _SPEEDS:
        degrees = 3600.0 / speed * 6.0
        canvas.paint(canvas.ring(0.0, 0.17, polar(16.35, degrees)), _SILVER)
        canvas.paint(curved(canvas, str(speed), 17.5 - style.cap / 2, degrees, style), _SILVER)
    word = _figures(0.95, 0.05, defects).model_copy(update={"spacing": 0.2})
    canvas.paint(curved(canvas, "TACHYMETER", 17.5 - word.cap / 2, 24.0, word), _SILVER)


def _figures(cap: float, bold: float, defects: Defects) -> Type:
    """The type of a bezel's figures."""
    return Type(cap=cap * defects.rehaut_scale, spacing=0.10, bold=bold, weight=defects.rehaut_bold)


def _domed(canvas: Canvas, studio: Studio) -> None:
    """Two polished steps of steel, the inner one rounded, the outer one hollow."""
    ring = canvas.ring(_INSERT[0], _EDGE)
    x, y = canvas.grid(ring)
    radius = np.maximum(np.hypot(x, y), 1e-3)
    dome = 0.75 * smooth(radius, _INSERT[0] - 1.2, _STEP) - 0.12
    hollow = 0.62 - 0.50 * smooth(radius, _STEP, _EDGE)
    slope = np.where(radius < _STEP, dome, hollow) / radius
    canvas.paint(ring, STEEL * studio.mirror(x * slope, y * slope))
    canvas.darken(canvas.ring(_STEP - 0.06, _STEP + 0.10), 0.5)


def draw(canvas: Canvas, studio: Studio, watch: Watch, defects: Defects, rng: np.random.Generator) -> None:
    """The ring, with its shadow on the case."""
    cast(canvas, studio, canvas.ring(_INSERT[0], _EDGE), 0.9)
    match watch.bezel:
        case Bezel.DIVE:
            _dive_insert(canvas, studio, watch, defects)
            _coin_edge(canvas, studio)
        case Bezel.TACHYMETER:
            _tachymeter(canvas, studio, defects)
            _polished_edge(canvas, studio)
        case Bezel.BRUSHED:
            _plain_bezel(canvas, studio, rng)
        case Bezel.POLISHED:
            _domed(canvas, studio)
    canvas.darken(canvas.ring(15.66, 15.80), 0.6)
