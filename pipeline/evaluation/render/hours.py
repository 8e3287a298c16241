"""The twelve hour markers of each style, applied or printed."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.evaluation.render.canvas import Canvas, Colours, linear, polar
from pipeline.evaluation.render.lettering import Type, straight
from pipeline.evaluation.render.markers import baton, framed, inset, plot, triangle
from pipeline.evaluation.render.material import Studio
from pipeline.evaluation.render.printing import Press
from pipeline.evaluation.render.watch import Defects, Markers, Style, Watch, marked_hours

_TOP = 12
_BARS = (6, 9)
"""The hours that a diver marks with bars."""
_ROMAN = ("XII", "I", "II", "III", "IIII", "V", "VI", "VII", "VIII", "IX", "X", "XI")
"""Four as clocks write it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What every marker of a dial is made with.

    :ivar lume: luminous paint, linear RGB.
    """

    canvas: Canvas
    studio: Studio
    press: Press
    lume: Colours


@dataclass(frozen=True, slots=True)
class Place:
    """Where one marker stands: its hour, 1 to 12; degrees clockwise; millimetres outside its circle."""

    hour: int
    degrees: float
    push: float


def _applied_diver(on: Setting, at: Place) -> None:
    """A triangle at twelve, bars at six and nine, plots elsewhere."""
    if at.hour == _TOP:
        framed(on.canvas, on.studio, triangle(12.6 + at.push, 3.3, 3.5, at.degrees), 0.26, on.lume)
    elif at.hour in _BARS:
        framed(on.canvas, on.studio, baton(9.3 + at.push, 12.5 + at.push, 1.5, at.degrees), 0.24, on.lume)
    else:
        plot(on.canvas, on.studio, polar(11.35 + at.push, at.degrees), 1.22, on.lume)


def _printed_diver(on: Setting, at: Place) -> None:
    """The same shapes in luminous paint on an edge of ink."""
    if at.hour == _TOP or at.hour in _BARS:
        bar = baton(9.3 + at.push, 12.5 + at.push, 1.4, at.degrees)
        outline = triangle(12.6 + at.push, 3.2, 3.4, at.degrees) if at.hour == _TOP else bar
        on.press.ink_on(on.canvas.polygon(outline))
        on.press.ink_on(on.canvas.polygon(inset(outline, 0.16)), ink=on.lume)
        return
    centre = polar(11.35 + at.push, at.degrees)
    on.press.ink_on(on.canvas.ring(0.0, 1.15, centre))
    on.press.ink_on(on.canvas.ring(0.0, 0.98, centre), ink=on.lume)


def _doubled(on: Setting, at: Place, *, inner: float, width: float, apart: float, fill: Colours | None) -> None:
    """Two bars side by side."""
    for side in (-1.0, 1.0):
        bar = baton(inner + at.push, 12.7 + at.push, width, at.degrees) + polar(side * apart, at.degrees + 90)
        framed(on.canvas, on.studio, bar, min(0.22, 0.42 * width), fill)


def _applied_field(on: Setting, at: Place) -> None:
    """Bars, doubled at twelve."""
    if at.hour == _TOP:
        _doubled(on, at, inner=10.2, width=0.75, apart=0.62, fill=None)
    else:
        framed(on.canvas, on.studio, baton(10.6 + at.push, 12.7 + at.push, 0.85, at.degrees), 0.22, on.lume)


def _figure(on: Setting, at: Place, radius: float, style: Type) -> None:
    """An upright figure in luminous paint."""
    word = straight(on.canvas, str(at.hour), polar(radius + at.push, at.degrees), on.press.type(style))
    on.press.ink_on(word, ink=on.lume, cap=style.cap)


def _outlined(on: Setting, at: Place, radius: float, style: Type) -> None:
    """An upright figure in luminous paint with an edge of ink, which light dials need."""
    heavy = style.model_copy(update={"bold": style.bold + 0.14})
    where = polar(radius + at.push, at.degrees)
    on.press.ink_on(straight(on.canvas, str(at.hour), where, on.press.type(heavy)), cap=style.cap)
    del on.canvas.texts[-1]
    _figure(on, at, radius, style)


def _printed_field(on: Setting, at: Place) -> None:
    """Large upright figures."""
    style = Type(cap=2.15, spacing=0.04, bold=0.10)
    (_outlined if on.press.ink.mean() < on.lume.mean() / 2 else _figure)(on, at, 11.0, style)


def _applied_dress(on: Setting, at: Place) -> None:
    """Slim polished bars without paint, doubled at twelve."""
    if at.hour == _TOP:
        _doubled(on, at, inner=9.9, width=0.5, apart=0.42, fill=None)
    else:
        framed(on.canvas, on.studio, baton(9.9 + at.push, 12.7 + at.push, 0.56, at.degrees), 0.2, None)


def _printed_dress(on: Setting, at: Place) -> None:
    """Roman figures, their feet towards the centre."""
    style = on.press.type(Type(cap=2.1, spacing=0.05, bold=0.0))
    word = straight(on.canvas, _ROMAN[at.hour % 12], polar(11.35 + at.push, at.degrees), style, at.degrees)
    on.press.ink_on(word, cap=style.cap)


def _applied_chronograph(on: Setting, at: Place) -> None:
    """Short luminous bars, doubled at twelve."""
    if at.hour == _TOP:
        _doubled(on, at, inner=10.6, width=0.72, apart=0.56, fill=on.lume)
    else:
        framed(on.canvas, on.studio, baton(10.6 + at.push, 12.7 + at.push, 0.75, at.degrees), 0.2, on.lume)


def _printed_chronograph(on: Setting, at: Place) -> None:
    """Upright figures, smaller than a field watch's: the sub-dials need the room."""
    _figure(on, at, 11.35, Type(cap=1.75, spacing=0.04, bold=0.08))


_MARKERS: dict[tuple[Style, Markers], Callable[[Setting, Place], None]] = {
    (Style.DIVER, Markers.APPLIED): _applied_diver,
    (Style.DIVER, Markers.PRINTED): _printed_diver,
    (Style.FIELD, Markers.APPLIED): _applied_field,
    (Style.FIELD, Markers.PRINTED): _printed_field,
    (Style.DRESS, Markers.APPLIED): _applied_dress,
    (Style.DRESS, Markers.PRINTED): _printed_dress,
    (Style.CHRONOGRAPH, Markers.APPLIED): _applied_chronograph,
    (Style.CHRONOGRAPH, Markers.PRINTED): _printed_chronograph,
}


def draw(canvas: Canvas, studio: Studio, press: Press, watch: Watch, defects: Defects) -> None:
    """Every hour but the one that the date's window stands on."""
    setting = Setting(canvas, studio, press, linear(defects.lume or watch.lume))
    marker = _MARKERS[watch.style, watch.markers]
    for hour in marked_hours(watch):
        marker(setting, Place(hour, defects.angle(hour), defects.push(hour)))
