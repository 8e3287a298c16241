"""The movement, seen through the opened case: plate, bridges, balance, wheels, stones, screws, and a rotor."""

import numpy as np

from models.vocabulary.photo import Point
from pipeline.evaluation.render import caseback, markers
from pipeline.evaluation.render.canvas import (
    Canvas,
    Colours,
    Field,
    Patch,
    dim,
    linear,
    polar,
    rectangle,
    single,
    turned,
)
from pipeline.evaluation.render.engraving import engrave, step, turned_steel
from pipeline.evaluation.render.lettering import Type, curved, straight
from pipeline.evaluation.render.material import STEEL, Studio, bevel, smooth
from pipeline.evaluation.render.watch import Watch

_OPENING, _RADIUS = 16.4, 13.7
"""Millimetres: the opened case, and the movement within its holder ring."""
_BALANCE: Point = (-5.7, 5.5)
_WHEEL = (3.75, 4.35)
"""Where the balance turns, and the radii of its rim."""
_WELL = 5.15
"""Radius of the room that the bridges leave for it."""
_GAP = 0.5
"""Millimetres between two bridges."""
_STRIPE = (1.9, 32.0)
"""Width of a stripe in millimetres, and degrees by which the stripes are turned."""
_SPOT = 0.62
"""Millimetres from one ground spot of the plate to the next."""
_BRASS = "#e0b45c"
_GOLD, _RUBY, _BLUED = linear(_BRASS), linear("#b5123e"), linear("#2f4c9a")
_RHODIUM: Colours = STEEL * np.array((0.93, 0.92, 0.90), np.float32)
_ROTOR = (6.2, 9.9, 13.1)
"""Millimetres: where the rotor's web ends, and its weight begins and ends."""


def _plate(canvas: Canvas, studio: Studio) -> None:
    """The main plate, ground in overlapping spots."""
    patch = canvas.ring(0.0, _RADIUS)
    x, y = canvas.grid(patch)
    dx, dy = (v - np.round(v / _SPOT) * np.float32(_SPOT) for v in (x, y))
    away = np.maximum(np.hypot(dx, dy), 1e-3)
    fan = studio.grooves(-dy / away, dx / away, 10.0)
    canvas.paint(patch, _RHODIUM * (0.10 + 0.26 * fan)[..., None])


def _inside(distance: Field, scale: float) -> Field:
    """How much of each pixel lies inside an outline, from the distance to it in millimetres (positive inside)."""
    return single(np.clip(distance * scale + 0.5, 0.0, 1.0))


def _bridge(canvas: Canvas, *, upper: bool) -> Patch:
    """The barrel's bridge above a gently bent gap, or the train's below it, right of the balance."""
    patch = canvas.ring(0.0, _RADIUS - 0.55)
    x, y = canvas.grid(patch)
    seam = np.float32(0.9) + 0.55 * np.sin(x * 0.22 + 0.6)
    away = np.hypot(x - _BALANCE[0], y - _BALANCE[1])
    side = (seam - _GAP / 2 - y) if upper else np.minimum(y - seam - _GAP / 2, x + 1.2 - 0.10 * (y - 6.0))
    return patch.with_cover(patch.cover * _inside(np.minimum(side, away - _WELL), canvas.scale))


def _striped(canvas: Canvas, studio: Studio, patch: Patch) -> None:
    """Stripes like shallow waves, and a polished bevel along every edge."""
    if not patch.cover.size:
        return
    markers.cast(canvas, studio, patch, 0.35)
    x, y = canvas.grid(patch)
    width, degrees = _STRIPE
    cos, sin = float(np.cos(np.radians(degrees))), float(np.sin(np.radians(degrees)))
    wave = np.mod((x * cos + y * sin) / width, 1.0) - 0.5
    nx, ny, edge = bevel(canvas, patch, 0.28, 0.75)
    tooth = 0.34 * wave * (1.0 - edge)
    metal = studio.mirror(nx + tooth * cos + 0.006 * x, ny + tooth * sin + 0.006 * y)
    soft = studio.mirror(tooth * cos + 0.010 * x, tooth * sin + 0.010 * y, soft=True)
    light = edge[..., None] * metal + (1.0 - edge)[..., None] * soft
    dim(light, 1.0 - 0.25 * smooth(np.abs(wave), 0.44, 0.5) * (1.0 - edge))
    canvas.paint(patch, _RHODIUM * light)


def _screw(canvas: Canvas, studio: Studio, at: Point, radius: float, degrees: float) -> None:
    """A polished head in its sink, with a slot."""
    canvas.darken(canvas.ring(0.0, radius + 0.12, at), 0.55)
    head = canvas.ring(0.0, radius, at)
    x, y = canvas.grid(head)
    dx, dy = (x - at[0]) / radius, (y - at[1]) / radius
    fall = 0.7 * smooth(np.hypot(dx, dy), 0.72, 1.0)
    canvas.paint(head, _BLUED * 2.4 * studio.mirror(0.05 + dx * fall, 0.07 + dy * fall))
    slot = rectangle(-0.80 * radius, -0.14 * radius, 0.80 * radius, 0.14 * radius)
    canvas.darken(canvas.polygon(turned(slot, degrees) + at), 0.85)


def _jewel(canvas: Canvas, studio: Studio, at: Point, radius: float) -> None:
    """A ruby in its polished sink: dark at one side, lit through at the other, a hole in the middle."""
    setting = canvas.ring(0.0, radius * 1.5, at)
    x, y = canvas.grid(setting)
    dx, dy = (x - at[0]) / radius, (y - at[1]) / radius
    canvas.paint(setting, _GOLD * studio.mirror(-0.35 * dx, -0.35 * dy))
    lx, ly, _ = studio.light.direction
    stone = canvas.ring(0.0, radius, at)
    x, y = canvas.grid(stone)
    through = 0.75 - 0.65 * ((x - at[0]) * lx + (y - at[1]) * ly) / radius
    canvas.paint(stone, _RUBY * through[..., None])
    canvas.glow(canvas.ring(0.0, radius * 0.22, (at[0] + lx * 0.4 * radius, at[1] + ly * 0.4 * radius)), STEEL)
    canvas.paint(canvas.ring(0.0, radius * 0.2, at), STEEL * np.float32(0.2))


def _wheel(canvas: Canvas, studio: Studio, at: Point, radius: float, teeth: int) -> None:
    """A winding wheel, ground in rays, with pointed teeth."""
    around = np.arange(2 * teeth) * (180.0 / teeth)
    outline = np.array([polar(radius if k % 2 else radius * 0.92, float(a)) for k, a in enumerate(around)]) + at
    patch = canvas.polygon(outline)
    markers.cast(canvas, studio, patch, 0.25)
    x, y = canvas.grid(patch)
    dx, dy = x - at[0], y - at[1]
    away = np.maximum(np.hypot(dx, dy), 1e-3)
    fan = studio.grooves(dx / away, dy / away, 14.0)
    canvas.paint(patch, STEEL * (0.22 + 0.62 * fan)[..., None])
    canvas.darken(canvas.ring(radius * 0.80, radius * 0.84, at), 0.4)
    _screw(canvas, studio, at, radius * 0.30, 25.0)


def _balance(canvas: Canvas, studio: Studio) -> None:
    """The well, the spring, and the wheel of gilt brass with its three arms."""
    canvas.darken(canvas.ring(0.0, _WELL - 0.2, _BALANCE), 0.55)
    for k in range(7):
        canvas.paint(canvas.ring(0.75 + 0.2 * k, 0.81 + 0.2 * k, _BALANCE), _BLUED * np.float32(1.2), 0.9)
    rim = canvas.ring(*_WHEEL, _BALANCE)
    markers.cast(canvas, studio, rim, 0.5)
    x, y = canvas.grid(rim)
    dx, dy = x - _BALANCE[0], y - _BALANCE[1]
    away = np.maximum(np.hypot(dx, dy), 1e-3)
    dome = (away - sum(_WHEEL) / 2) / (_WHEEL[1] - _WHEEL[0]) * 1.1
    canvas.paint(rim, _GOLD * studio.mirror(dx / away * dome, dy / away * dome))
    gilt = studio.plated(_BRASS)
    for k in range(3):
        arm = canvas.polygon(turned(rectangle(-0.24, -_WHEEL[0] - 0.1, 0.24, 0.0), 20.0 + 120.0 * k) + _BALANCE)
        markers.cast(canvas, studio, arm, 0.3)
        canvas.paint(arm, gilt.facet(0.12, 0.10))


def _cock(canvas: Canvas, studio: Studio) -> None:
    """The arm over the balance, from the edge to its middle."""
    (x, y), reach = _BALANCE, float(np.hypot(*_BALANCE))
    outward = np.array([x, y]) / reach
    across = np.array([-outward[1], outward[0]])
    middle, foot = np.array([x, y]), outward * (_RADIUS - 0.75)
    half = ((1.15, -0.55), (2.3, 0.62), (2.9, 1.0))
    edge = [middle + (foot - middle) * along + across * wide for wide, along in half]
    other = [middle + (foot - middle) * along - across * wide for wide, along in half]
    arc = [middle + 1.25 * (-outward * np.cos(t) + across * np.sin(t)) for t in np.linspace(-1.2, 1.2, 15)]
    outline = np.array([*other[:0:-1], *arc, *edge[1:]])
    _striped(canvas, studio, canvas.polygon(outline))
    _jewel(canvas, studio, _BALANCE, 0.52)
    _screw(canvas, studio, (float(foot[0] * 0.90), float(foot[1] * 0.90)), 0.62, 70.0)


def _fittings(canvas: Canvas, studio: Studio) -> None:
    """Screws and stones of the bridges."""
    for at, degrees in (((-10.6, -5.2), 10.0), ((10.9, -4.4), 65.0), ((9.3, 8.0), 120.0), ((0.7, 11.6), 40.0)):
        _screw(canvas, studio, at, 0.72, degrees)
    for at, radius in (((0.0, 2.35), 0.45), ((10.6, 2.6), 0.40), ((4.0, 11.0), 0.36), ((-8.4, -1.2), 0.40)):
        _jewel(canvas, studio, at, radius)


def _engraved(canvas: Canvas, studio: Studio, text: str, at: Point, cap: float) -> None:
    engrave(canvas, studio, straight(canvas, text, at, Type(cap=cap, spacing=0.16, bold=0.06)))


def _rotor(canvas: Canvas, studio: Studio, brand: str) -> None:
    """Half a disc over the upper bridge: a web, a heavy rim that carries the brand, a bearing in the middle."""
    web_end, inner, outer = _ROTOR
    patch = canvas.ring(0.0, outer)
    x, y = canvas.grid(patch)
    radius = np.maximum(np.hypot(x, y), 1e-3)
    level = -y + 0.35
    shape = patch.with_cover(patch.cover * _inside(level, canvas.scale))
    markers.cast(canvas, studio, shape, 0.9)
    nx, ny, edge = bevel(canvas, shape, 0.30, 0.6)
    fan = studio.grooves(-y / radius, x / radius, 16.0)
    light = (1.0 - edge)[..., None] * (0.26 + 0.55 * fan)[..., None] + edge[..., None] * studio.mirror(nx, ny)
    canvas.paint(shape, STEEL * light)
    canvas.darken(_upper(canvas, canvas.ring(inner - 0.10, inner + 0.06)), 0.5)
    opening = _upper(canvas, canvas.ring(web_end, inner - 0.75), 1.6)
    canvas.darken(opening, 0.30)
    engrave(canvas, studio, curved(canvas, brand, 10.75, 0.0, Type(cap=1.55, spacing=0.26, bold=0.08)))
    bearing = canvas.ring(0.0, 1.9)
    markers.cast(canvas, studio, bearing, 0.4)
    bx, by = canvas.grid(bearing)
    canvas.paint(bearing, STEEL * studio.mirror(bx / 1.9 * 0.4, by / 1.9 * 0.4))
    _screw(canvas, studio, (0.0, 0.0), 0.85, 15.0)


def _upper(canvas: Canvas, ring: Patch, above: float = 0.0) -> Patch:
    """The part of a ring that lies more than ``above`` millimetres above the centre."""
    _, y = canvas.grid(ring)
    return ring.with_cover(ring.cover * _inside(-y - above, canvas.scale))


def draw(canvas: Canvas, studio: Studio, watch: Watch, rng: np.random.Generator) -> None:
    """The opened case from behind with the movement in it."""
    caseback.body(canvas, studio, watch, rng)
    markers.cast(canvas, studio, canvas.ring(0.0, caseback.LID), 0.35)
    turned_steel(canvas, studio, _OPENING, caseback.LID, rng)
    turned_steel(canvas, studio, _RADIUS, _OPENING, rng)
    canvas.darken(canvas.ring(_RADIUS, _OPENING), 0.45)
    step(canvas, studio, _OPENING - 0.25, 0.35, -0.5)
    canvas.darken(canvas.ring(_RADIUS - 0.1, _RADIUS + 0.25), 0.7)
    _plate(canvas, studio)
    _balance(canvas, studio)
    for upper in (False, True):
        _striped(canvas, studio, _bridge(canvas, upper=upper))
    _cock(canvas, studio)
    _fittings(canvas, studio)
    if watch.rotor:
        _rotor(canvas, studio, watch.brand)
    else:
        _wheel(canvas, studio, (-5.4, -6.0), 3.0, 52)
        _wheel(canvas, studio, (0.9, -8.3), 1.9, 34)
        _engraved(canvas, studio, watch.brand, (3.2, -2.4), 1.25)
    _engraved(canvas, studio, f"CAL. {watch.calibre}", (4.5, 4.8), 1.25)
    _engraved(canvas, studio, f"{watch.jewels} JEWELS", (4.2, 7.0), 1.05)
