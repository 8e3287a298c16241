"""The dial: face, minute track, wording, sub-dials, markers, date, rehaut, hands, crystal."""

import cv2
import numpy as np

from models.vocabulary.photo import Point
from pipeline.evaluation.render import date, emblem, hands, hours, markers, rehaut, subdials
from pipeline.evaluation.render.canvas import Canvas, linear, tinted
from pipeline.evaluation.render.lettering import Type, curved, straight
from pipeline.evaluation.render.material import Studio, radial_streaks, smooth
from pipeline.evaluation.render.printing import Press
from pipeline.evaluation.render.watch import DIAL_RADIUS, Defects, Emblem, Markers, Style, Watch, millimetres

_SUNBURST = {Style.DIVER: 26.0, Style.DRESS: 20.0}
"""Styles whose face is brushed from the centre, and how narrow its bow of light is; the others are matt."""
_LIGHT_FACE = 0.35
"""Linear light above which a face is light: its edge darkens little and it needs no shine to be seen."""
_BRAND_WIDTH = 10.8
"""Millimetres of capitals' height, summed over a name: a longer name is set smaller, to stand between the markers."""
_ROUND_SIX = 6
"""A sub-dial here takes the place of the wording below the centre."""


def _face(canvas: Canvas, studio: Studio, watch: Watch, rng: np.random.Generator) -> None:
    """Lacquer: radial brushing with a bow of light across, or a fine grain; darker at the edge."""
    patch = canvas.ring(0.0, DIAL_RADIUS)
    x, y = canvas.grid(patch)
    radius = np.maximum(np.hypot(x, y), 1e-3)
    colour = linear(watch.face)
    fade = smooth(radius, 5.0, DIAL_RADIUS + 1.0)
    if watch.style in _SUNBURST:
        marks = 1.0 + 0.10 * radial_streaks(np.arctan2(y, x), rng)
        shine = studio.grooves(x / radius, y / radius, _SUNBURST[watch.style]) * marks
    else:
        grain = rng.standard_normal(patch.cover.shape, dtype=np.float32)
        shine = 0.30 + 0.05 * grain
    if colour.mean() > _LIGHT_FACE:
        light = (0.72 + 0.42 * shine) * (1.0 - 0.16 * fade)
    else:
        light = (0.30 + 1.35 * shine) * (1.0 - 0.72 * fade)
    sheen = shine * np.float32(0.006)
    canvas.paint(patch, tinted(light, colour) + cv2.merge([sheen, sheen, sheen]))


def _track(press: Press, watch: Watch, at: Point) -> None:
    """Sixty minutes, every fifth longer, with two gaps for the wording beside six o'clock."""
    for minute in range(60):
        if 1 < abs(minute - 30) < 4:  # noqa: PLR2004 - minutes: the foot of the dial stands here
            continue
        long = minute % 5 == 0
        inner, width = (13.15, 0.20) if long else (13.55, 0.09)
        press.line(inner, 14.15, width, minute * 6.0, at)
    if watch.style is Style.FIELD:
        inner = 13.10 if watch.markers is Markers.APPLIED else 12.90
        press.circle(inner, inner + 0.06, at)


def _emblem(canvas: Canvas, studio: Studio, watch: Watch, at: Point) -> None:
    """The maker's sign, applied."""
    rim = 0.16 if watch.emblem is Emblem.PEAKS else 0.07
    for outline in emblem.on_dial(watch.emblem):
        markers.framed(canvas, studio, outline + at, rim, None)


def _lines(watch: Watch) -> list[tuple[str, float, Type]]:
    """Model and wording: text, millimetres below the centre, type."""
    model, small, tiny = Type(cap=0.82), Type(cap=0.80, spacing=0.14), Type(cap=0.62, spacing=0.14)
    if _ROUND_SIX in watch.subdials:
        places = [(-3.35, tiny), (2.45, tiny)][: len(watch.wording)]
    else:
        places = [(4.9 + 1.75 * k, small) for k in range(len(watch.wording))]
    wording = [(word, *place) for word, place in zip(watch.wording, places, strict=True)]
    return [(watch.model, -4.45, model), *wording]


def _wording(canvas: Canvas, press: Press, watch: Watch, defects: Defects) -> None:
    """Brand, model, what is said of the watch, and the foot, which the plate of the minute track prints."""
    logo, ring = millimetres(defects.logo_offset), millimetres(defects.ring_offset)
    brand = Type(cap=min(1.20, _BRAND_WIDTH / len(watch.brand)), spacing=0.16, bold=0.05)
    lines = [(watch.brand, (logo[0], -6.15 + logo[1]), brand)]
    lines += [(text, (0.0, y), style) for text, y, style in _lines(watch)]
    for text, at, style in lines:
        press.ink_on(straight(canvas, defects.printed(text), at, press.type(style)), cap=style.cap)
    foot = press.type(Type(cap=0.52, spacing=0.18))
    swiss, _, made = defects.printed(watch.foot).partition(" ")
    for word, degrees in ((swiss, 192.6), (made, 167.4)):
        press.ink_on(curved(canvas, word, 13.60, degrees, foot, inward=True, centre=ring), 0.95, cap=foot.cap)


def draw(canvas: Canvas, studio: Studio, watch: Watch, defects: Defects, rng: np.random.Generator) -> None:
    """The dial with its hands, under glass."""
    teeth, lathe = rng.spawn(2)
    press, plated = Press(canvas, linear(watch.ink), defects, teeth), studio.plated(watch.metal)
    _face(canvas, studio, watch, rng)
    _track(press, watch, millimetres(defects.ring_offset))
    _wording(canvas, press, watch, defects)
    subdials.draw(canvas, plated, watch, defects, lathe, teeth)
    rehaut.draw(canvas, studio, watch, defects, rng)
    _emblem(canvas, plated, watch, millimetres(defects.logo_offset))
    hours.draw(canvas, plated, press, watch, defects)
    if watch.date is not None:
        date.draw(canvas, plated, press, watch.date, watch.date_at, millimetres(defects.date_offset))
    hands.draw(canvas, plated, watch, defects)
    rehaut.crystal(canvas, studio)
