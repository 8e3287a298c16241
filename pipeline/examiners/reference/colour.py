"""The colour of a dial's painted fields, after the light of the photo is taken off.

The light is estimated by the print: one ink under two lights (von Kries, 1902: a gain for each channel). How bright a
field is depends on where the lamp hangs, so only its hue and chroma are compared, at the references' lightness.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.vocabulary.finding import Finding
from models.vocabulary.views import Component, View
from models.vocabulary.words import capital, the
from pipeline.examiners.reference import place
from pipeline.examiners.reference.details import Floats
from pipeline.examiners.reference.finding import measured, unreadable
from pipeline.examiners.reference.light import FEWEST_INK, LUMINANCE, Field, Surface, to_lab
from pipeline.examiners.reference.overlay import FINE
from pipeline.examiners.reference.picture import Doubles
from pipeline.imaging.colour_difference import ciede2000

FEWEST_REFERENCES = 2
"""One photo cannot say which fields look the same under any light."""
COLOUR_ALLOWED: Final = 3.3
COLOUR_ALLOWED_BY_TWO: Final = 5.0
"""CIEDE2000, with three or more references and with two. On 46 rendered photos of flawless dials, of six references
with four verified photos each, in any of the studio's lights, none came to more than 2.0; of 15 with paint 8 to 9.4
off one came to 3.4 and the others to 4.9 or more, and 15 with paint 16 to 22 off to 11 or more. With two references,
whose light is seldom like the photo's, a flawless dial came to 3.3; 5 was then declared by judgement."""
_STEADY = 4.0
"""CIEDE2000: largest median difference among the references for a field to be compared; beyond, it mirrors."""
_ALIKE = 5.0
"""CIEDE2000 within which fields are taken for one paint."""
_FEWEST_FIELDS, _LEAST_PAINT = 3, 90
"""Fields of one paint, and their pixels of the fine sheet together. A date's window or a polished emblem is alone, and
among the markers of its colour each field has one voice."""


@dataclass(frozen=True)
class Paint:
    """Fields of one colour.

    :ivar difference: median of the fields' CIEDE2000 from the nearest reference: the one in the likest light.
    """

    fields: tuple[Field, ...]
    difference: float


def compare(surface: Surface) -> list[Finding]:
    """Compare the colour of fields; nothing is said of views other than the dial's."""
    over = surface.over
    if over.view is not View.DIAL or not over.frame.round:
        return []
    if len(over.references) < FEWEST_REFERENCES:
        why = f"It takes {FEWEST_REFERENCES} verified photos that lie over the photo to compare colours."
        return [unreadable(Component.DIAL, "colour", why)]
    paints = measure(surface)
    if not paints:
        why = "Too little even colour and print beside it are seen on the dial to compare colours under one light."
        return [unreadable(Component.DIAL, "colour", why)]
    return [_finding(max(paints, key=lambda paint: paint.difference), surface)]


def measure(surface: Surface) -> list[Paint]:
    """Return the paints whose colour can be compared."""
    gains = _gains(surface)
    compared = []
    for field in surface.fields:
        lit = np.asarray(field.colours / gains, np.float32)
        known = lit[np.isfinite(lit).all(axis=1)]
        if len(known) <= FEWEST_REFERENCES:
            continue
        colours = _lab(known)
        among = [ciede2000(colours[k], colours[k + 1 :]) for k in range(1, len(colours) - 1)]
        if np.median(np.concatenate(among)) <= _STEADY:
            compared.append((field, colours))
    return [paint for paint in map(_paint, _grouped(compared)) if paint is not None]


def _gains(surface: Surface) -> Doubles:
    """Return (1 + references, 3): each picture's light by its print, relative to the subject's.

    Not numbers where too little print is free on both.
    """
    inked, around = surface.ink(words_alone=False)
    gains = np.full((len(surface.free), 3), np.nan)
    gains[0] = 1.0
    own = surface.print_alone[0]
    for k, (light, free) in enumerate(zip(surface.print_alone[1:], surface.free[1:], strict=True), 1):
        both = around & surface.clear(free)
        if (inked & both).sum() >= FEWEST_INK:
            here, there = (each[both].sum(axis=0, dtype=np.float64) for each in (own, light))
            gains[k] = np.where(here * there > 0.0, there / np.where(here == 0.0, 1.0, here), np.nan)
    return gains


def _lab(colours: Floats) -> Doubles:
    """Return CIE L*a*b* of (k, 3) linear light, all made as bright as the references' median."""
    level = np.maximum(colours @ LUMINANCE, 1e-4)
    return to_lab(colours * (np.median(level[1:]) / level)[:, None])


def _grouped(compared: Sequence[tuple[Field, Doubles]]) -> list[list[tuple[Field, Doubles]]]:
    """Put fields of one colour together, by the references: the largest field begins."""
    groups: list[tuple[Doubles, list[tuple[Field, Doubles]]]] = []
    for field, colours in sorted(compared, key=lambda each: -len(each[0].places)):
        own = np.median(colours[1:], axis=0)
        for colour, members in groups:
            if float(ciede2000(own, colour)) <= _ALIKE:
                members.append((field, colours))
                break
        else:
            groups.append((own, [(field, colours)]))
    return [members for _, members in groups]


def _paint(members: Sequence[tuple[Field, Doubles]]) -> Paint | None:
    area = sum(len(field.places) for field, _ in members)
    if len(members) < _FEWEST_FIELDS or area < _LEAST_PAINT:
        return None
    apart = [float(ciede2000(colours[0], colours[1:]).min()) for _, colours in members]
    return Paint(tuple(field for field, _ in members), float(np.median(apart)))


def _finding(paint: Paint, surface: Surface) -> Finding:
    shown = paint.fields[0].places / FINE
    where, value = place.by_the_hours(shown, surface.over.frame), paint.difference
    many = len(surface.over.references) > FEWEST_REFERENCES
    allowed = COLOUR_ALLOWED if many else COLOUR_ALLOWED_BY_TWO
    how = "have the colour" if value <= allowed else "have another colour than that"
    sentence = (
        f"{the(Component.DIAL)}'s painted fields, for instance {where}, {how} that verified photos show, the light "
        f"taken off by the print: the difference is {value:.1f} (CIEDE2000); {allowed:.1f} is what a photo may "
        "cost."
    )
    return measured(
        Component.DIAL,
        "colour",
        value=value,
        unit="dE",
        allowed=allowed,
        sentence=capital(sentence),
        region=place.region(shown, 0.5, surface.over),
    )
