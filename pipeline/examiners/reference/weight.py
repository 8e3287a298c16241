"""How heavy the strokes of a dial's words are: how much ink there is, whatever the photo's sharpness.

The light that print adds to its ground, summed over a letter and divided by the picture's contrast, is the ink's area:
blur spreads it and leaves the sum. The quotient of two such sums is the same for every letter of a bolder print.
"""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.views import Component
from models.vocabulary.words import the
from pipeline.examiners.reference.covered import Mask
from pipeline.examiners.reference.details import Floats
from pipeline.examiners.reference.finding import measured
from pipeline.examiners.reference.light import FEWEST_INK, LUMINANCE, Surface

_LETTER = 8.0
"""Pixels of the fine sheet: standard deviation of the window over which ink is summed, about a small letter."""
_NOTHING = 1e-4
"""Ink, relative to the contrast, by which nothing is divided; what is not a number is not above it either."""
MORE_ALLOWED: Final = 18.0
LESS_ALLOWED: Final = 21.0
"""% by which ink may be more, and less, than on the references: on 70 of the studio's flawless calibration photos, of
six references with four verified photos each, at most 15 % more and 19 % less, where hands leave few words free on a
light dial. Strokes heavier by 0.04 to 0.055 of the capitals' height hold 37 to 41 % more and, on the light dial, 16 %;
by 0.09 to 0.13 44 to 89 %."""


def weighed(findings: Sequence[Finding], surface: Surface) -> list[Finding]:
    """Return the findings, with the weight of strokes in the place of a print that is less striking than it."""
    if any(each.criterion == "colour" and each.bearing is Bearing.CONTRADICTS for each in findings):
        return list(findings)  # paint of another brightness would pass for another amount of ink
    if all(each.criterion != "print" for each in findings) or (extra := measure(surface)) is None:
        return list(findings)
    return [_worse(each, extra) if each.criterion == "print" else each for each in findings]


def measure(surface: Surface) -> float | None:
    """Return how much more ink the subject's words have, relative to the references; None where it cannot be told."""
    where, around = surface.ink(words_alone=True)
    level = [light @ LUMINANCE / each for light, each in zip(surface.print_alone, surface.contrast, strict=True)]
    quotients = []
    for known, free in zip(level[1:], surface.free[1:], strict=True):
        clear = surface.clear(free)
        own, other = (_summed(each, around & clear)[where & clear] for each in (level[0], known))
        told = np.isfinite(own) & (np.abs(other) > _NOTHING)
        if told.sum() >= FEWEST_INK:
            quotients.append(float(np.median(own[told] / other[told])))
    return float(np.median(quotients)) - 1.0 if quotients else None


def _summed(light: Floats, where: Mask) -> Floats:
    kept = np.where(where, light, np.float32(0.0)).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(kept, (0, 0), _LETTER), np.float32)


def _worse(finding: Finding, extra: float) -> Finding:
    measure = finding.measure
    value, allowed = 100.0 * abs(extra), MORE_ALLOWED if extra > 0 else LESS_ALLOWED
    if measure is not None and value / allowed <= measure.value / measure.allowed:
        return finding
    return _finding(finding.component, value, allowed, "more" if extra > 0 else "less")


def _finding(component: Component, value: float, allowed: float, how: str) -> Finding:
    heavy = "are as heavy as" if value <= allowed else "have another weight of stroke than"
    return measured(
        component,
        "print",
        value=value,
        unit="%",
        allowed=allowed,
        sentence=f"The words on {the(component)} {heavy} on verified photos: they hold {value:.0f} % {how} ink, where "
        f"{allowed:.0f} % is what light and sharpness may cost.",
        region=None,
    )
