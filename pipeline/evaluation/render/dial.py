"""The dial: sunburst face, minute track, markers, printed wording, date, crystal."""

import cv2
import numpy as np

from pipeline.evaluation.render import hands, markers
from pipeline.evaluation.render.canvas import Canvas, Colours, dim, linear, rectangle, tinted
from pipeline.evaluation.render.lettering import Type, curved, straight
from pipeline.evaluation.render.material import STEEL, Studio, radial_streaks, smooth
from pipeline.evaluation.render.watch import DIAL_RADIUS, Defects, Style, Watch

_INK: Colours = linear("#f2f3ee")
_REHAUT = 15.7
"""Millimetres: where the sloping ring between dial and crystal ends."""


def _face(canvas: Canvas, studio: Studio, watch: Watch, rng: np.random.Generator) -> None:
    """Lacquer over radial brushing: dark at the edge, a bow of light across."""
    patch = canvas.ring(0.0, DIAL_RADIUS)
    x, y = canvas.grid(patch)
    radius = np.maximum(np.hypot(x, y), 1e-3)
    colour = linear(watch.face)
    edge = 1.0 - 0.72 * smooth(radius, 5.0, DIAL_RADIUS + 1.0)
    if watch.style is Style.DIVER:
        marks = 1.0 + 0.10 * radial_streaks(np.arctan2(y, x), rng)
        shine = studio.grooves(x / radius, y / radius, 26.0) * marks
    else:
        grain = rng.standard_normal(patch.cover.shape, dtype=np.float32)
        shine = 0.30 + 0.05 * grain
    light = (0.30 + 1.35 * shine) * edge
    sheen = shine * np.float32(0.006)
    canvas.paint(patch, tinted(light, colour) + cv2.merge([sheen, sheen, sheen]))


def _track(canvas: Canvas, watch: Watch) -> None:
    """Sixty minutes, every fifth longer, with two gaps for the wording beside six o'clock."""
    for minute in range(60):
        if 1 < abs(minute - 30) < 4:  # noqa: PLR2004 - minutes: the foot of the dial stands here
            continue
        long = minute % 5 == 0
        inner, width = (13.15, 0.20) if long else (13.55, 0.09)
        canvas.paint(canvas.polygon(markers.baton(inner, 14.15, width, minute * 6.0)), _INK, 0.95)
    if watch.style is Style.FIELD:
        canvas.paint(canvas.ring(13.10, 13.16), _INK, 0.8)


def _emblem(canvas: Canvas, studio: Studio) -> None:
    """The maker's sign: two applied peaks."""
    for x, y, half in ((0.55, -8.25, 0.62), (-0.25, -8.75, 0.85)):
        outline = np.array([(x, y), (x + half, -7.4), (x - half, -7.4)])
        markers.framed(canvas, studio, outline, 0.16, None)


def _wording(canvas: Canvas, watch: Watch, defects: Defects) -> None:
    """Everything printed on the dial."""
    lines = [(watch.brand, -6.15, Type(cap=1.20, spacing=0.16, bold=0.05)), (watch.model, -4.45, Type(cap=0.82))]
    small = Type(cap=0.80, spacing=0.14)
    lines += [(word, 4.9 + 1.75 * k, small) for k, word in enumerate(watch.wording)]
    for word, y, style in lines:
        canvas.paint(straight(canvas, defects.printed(word), (0.0, y), style), _INK)
    foot = Type(cap=0.52, spacing=0.18)
    swiss, _, made = defects.printed(watch.foot).partition(" ")
    canvas.paint(curved(canvas, swiss, 13.60, 192.6, foot, inward=True), _INK, 0.95)
    canvas.paint(curved(canvas, made, 13.60, 167.4, foot, inward=True), _INK, 0.95)


def _date(canvas: Canvas, studio: Studio, day: int) -> None:
    """A framed window at three o'clock over a white disc."""
    frame = rectangle(9.55, -1.35, 12.65, 1.35)
    markers.framed(canvas, studio, frame, 0.26, linear("#f4f2ea"))
    hole = markers.inset(frame, 0.26)
    canvas.darken(canvas.polygon(np.array([hole[0], hole[1], hole[1] + (0, 0.22), hole[0] + (0, 0.22)])), 0.30)
    canvas.paint(straight(canvas, str(day), (11.1, 0.03), Type(cap=1.35, spacing=0.06, bold=0.06)), linear("#16181b"))


def _rehaut(canvas: Canvas, studio: Studio, rng: np.random.Generator) -> None:
    """The sloping steel ring around the dial; its foot shades the dial's edge."""
    lx, ly, lz = studio.light.direction
    ring = canvas.ring(DIAL_RADIUS, _REHAUT + 0.4)
    canvas.shadow(ring, (-lx / lz * 0.7, -ly / lz * 0.7), 0.35, 0.55)
    band = canvas.ring(DIAL_RADIUS, _REHAUT)
    x, y = canvas.grid(band)
    radius = np.maximum(np.hypot(x, y), 1e-3)
    slope = -0.62 / radius
    fall = 0.55 + 0.45 * smooth(radius, DIAL_RADIUS, _REHAUT)
    marks = 1.0 + 0.03 * radial_streaks(np.arctan2(y, x), rng)
    steel = STEEL * (0.22 + 0.78 * studio.mirror(x * slope, y * slope))
    dim(steel, fall * marks)
    canvas.paint(band, steel)
    canvas.darken(canvas.ring(DIAL_RADIUS - 0.02, DIAL_RADIUS + 0.10), 0.55)


def crystal(canvas: Canvas, studio: Studio) -> None:
    """The sapphire: a faint window of light, bluish from its coating, and a bright rim."""
    patch = canvas.ring(0.0, _REHAUT)
    x, y = canvas.grid(patch)
    lx, ly, _ = studio.light.direction
    flat = float(np.hypot(lx, ly)) + 1e-6
    along, across = (x * lx + y * ly) / flat, (x * ly - y * lx) / flat
    window = smooth(along + 0.10 * across, 3.0, 14.0) * smooth(-np.abs(across + 3.0), -9.0, -7.6)
    canvas.glow(patch.with_cover(patch.cover * window), np.array((0.030, 0.040, 0.062), np.float32))
    canvas.glow(canvas.ring(_REHAUT - 0.22, _REHAUT - 0.10), np.array((0.10, 0.11, 0.13), np.float32))


def draw(canvas: Canvas, studio: Studio, watch: Watch, defects: Defects, rng: np.random.Generator) -> None:
    """The dial with its hands, under glass."""
    _face(canvas, studio, watch, rng)
    _track(canvas, watch)
    _wording(canvas, watch, defects)
    _rehaut(canvas, studio, rng)
    _emblem(canvas, studio)
    marker = markers.diver_marker if watch.style is Style.DIVER else markers.field_marker
    for hour in range(1, 13):
        if hour == 3 and watch.date is not None:  # noqa: PLR2004 - the hour three
            continue
        marker(canvas, studio, hour, defects.angle(hour))
    if watch.date is not None:
        _date(canvas, studio, watch.date)
    hands.draw(canvas, studio, watch)
    crystal(canvas, studio)
