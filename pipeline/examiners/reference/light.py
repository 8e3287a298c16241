"""A dial's surface in linear light, on the subject and on the references: its ground, its print, its painted fields.

Print is measured by what it adds to the ground around it, summed over its surroundings: blur spreads that sum and does
not change it, and neither does the haze of a glass, which print and ground share.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np

from pipeline.examiners.reference.covered import Mask
from pipeline.examiners.reference.details import Floats
from pipeline.examiners.reference.overlay import FINE, Overlay
from pipeline.examiners.reference.picture import Doubles
from pipeline.imaging.colour import Pixels
from pipeline.imaging.colour_difference import ciede2000

LUMINANCE: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Shares of the primaries in Y (IEC 61966-2-1)."""

_AROUND = 41
"""Pixels of the fine sheet (0.14 radii): the neighbourhood whose median is the ground. Strokes of print fill less than
half of it."""
_SOFT = 1.5
"""Pixels: smooths print before it is told from noise."""
_INKED, _UNLIKE = 0.10, 0.25
"""Print differs from the ground by at least so much of the dial's contrast, and by the same on all references: their
standard deviation is at most so much of the mean. Polished emblems, facets and hands are set aside by that."""
_STROKE = 11
"""Pixels (3.7 % of the radius): no stroke of print is as wide, with the blur."""
_BESIDE = 7
"""Pixels (1.2 % of the radius to each side): what blur and heavier strokes add to a stroke stays within."""
_CLEAR = 9
"""Pixels by which print must be clear of what is set aside."""
_TEXT = (0.10, 0.62)
"""Radii between which words stand on dials: within the markers, outside the cannon pinion."""
_TRACK = (0.89, 0.965)
"""Radii of a minute track: outside the markers, within the foot of the rehaut."""
FEWEST_INK = 300
"""Pixels of print below which nothing is said of it: four letters of 5 % of the radius."""

_FEWEST_FREE = 2
"""References that must show a place, so that what is the same on them can be told."""
_OPEN = 0.8
"""Share of a field that must be free on a picture for its colour there to be taken."""

_FIELDS_END = 0.88
"""Radii within which painted fields are looked for."""
_EVEN, _EVEN_SIDE, _DARKEST = 0.18, 5, 0.1
"""A field is even: within so many pixels its light varies by at most that share, or that share of the darkest light
that is not noise."""
_MOST = 0.6
"""Share of the references on which a field must be even."""
_LEAST_FIELD, _LARGEST_FIELD = 20, 6000
"""Pixels of a painted field, its edge left out: a bar of 0.4 by 1.5 mm, and a triangle at twelve; ground is larger."""
_OFF_GROUND = 4.0
"""CIEDE2000 from which a field is not ground: paint on a silvered dial may be as bright as it and greener."""
_AS_BRIGHT = 0.6
"""Share of the brightest field's light from which a field is taken for paint and not for shaded ground."""
_STEADY = 0.25
"""Largest relative standard deviation of a field's light among the references: paint is steady, polished metal not."""
_BLACK = 1e-4
"""Light by which nothing is divided."""
_LIGHT_GROUND = 0.25
"""Linear light above which a dial is light: its ground then tells how bright the picture is, and its fields do not."""


@dataclass(frozen=True)
class Field:
    """An even patch that is not ground.

    :ivar places: (n, 2) x and y in pixels of the fine sheet.
    :ivar colours: (1 + references, 3) median linear light on the subject and on each reference; not a number on a
        reference where a hand covers it.
    """

    places: Doubles
    colours: Floats


class Surface:
    """What is measured of a dial. Index 0 is the subject, then come the references."""

    def __init__(self, over: Overlay) -> None:
        """Take the sheets of an overlay."""
        self.over = over
        sheets = [over.pixels, *(each.pixels for each in over.references)]
        self._light = [linear(each) for each in sheets]
        self._grounds = [cv2.medianBlur(each, _AROUND).astype(np.uint8) for each in sheets]
        side = over.pixels.shape[0]
        y, x = np.mgrid[:side, :side] + (0.5 - side / 2)
        self._away = np.hypot(x, y) / (over.frame.radius * FINE)
        self.free: list[Mask] = [over.part, *(~each.mask for each in over.references)]
        self._seen: Mask = over.part & (np.sum(self.free[1:], axis=0) >= _FEWEST_FREE)

    @cached_property
    def print_alone(self) -> list[Floats]:
        """What is added to (or taken from) the ground, (side, side, 3) linear light."""
        pairs = zip(self._light, self._grounds, strict=True)
        return [light - linear(ground) for light, ground in pairs]

    @cached_property
    def ground(self) -> Floats:
        """(1 + references, 3): median linear light of even ground within the markers; not a number where covered."""
        where = self._even & self._seen & _between(self._away, _TEXT)
        return np.array([_middle(light[where & free], 1) for light, free in self._pairs], np.float32)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Painted fields, by the references: even, of another light than the ground, and steady."""
        where = (self._even & self._seen & (self._away < _FIELDS_END)).astype(np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(where, connectivity=4)
        found = []
        for label in range(1, count):
            left, top, width, height, area = (int(k) for k in stats[label])
            if not _LEAST_FIELD <= area <= _LARGEST_FIELD:
                continue
            box = np.s_[top : top + height, left : left + width]
            inside = labels[box] == label
            middles = [_middle(light[box][inside & free[box]], _OPEN * area) for light, free in self._pairs]
            colours = np.array(middles, np.float32)
            if self._painted(colours):
                places = np.argwhere(inside)[:, ::-1].astype(np.float64) + np.array([left, top], np.float64)
                found.append(Field(places, colours))
        return tuple(found)

    @cached_property
    def contrast(self) -> Floats:
        """(1 + references,): the light by which pictures of one dial are as bright as each other.

        A light dial's ground, or by how much the fields of a dark one are brighter than it. Not a number where unknown.
        """
        ground = self.ground @ LUMINANCE
        if _mean(ground[1:]) > _LIGHT_GROUND:
            return np.asarray(ground, np.float32)
        levels = [field.colours @ LUMINANCE for field in self.fields]
        brightest = max((_mean(each[1:]) for each in levels), default=0.0)
        bright = np.array([each - ground for each in levels if _mean(each[1:]) > _AS_BRIGHT * brightest])
        if not len(bright):
            return np.full(len(self._light), np.nan, np.float32)
        level = np.array([_middle(column[np.isfinite(column)][:, None], 1)[0] for column in bright.T], np.float32)
        return np.where(level > 0.0, level, np.float32(np.nan))

    def ink(self, *, words_alone: bool) -> tuple[Mask, Mask]:
        """Return where there is print on every reference, and its surroundings, as far as nothing covers them."""
        return self._words if words_alone else self._ink(words_alone=False)

    @cached_property
    def _words(self) -> tuple[Mask, Mask]:
        return self._ink(words_alone=True)

    def _ink(self, *, words_alone: bool) -> tuple[Mask, Mask]:
        zone = _between(self._away, _TEXT)
        if not words_alone:
            zone |= _between(self._away, _TRACK)
        clear = self.clear(self._seen)
        at = zone & self._seen
        stack = np.array([self._relative(k)[at] for k in range(1, len(self._light))])
        stack = stack[np.isfinite(self.contrast[1:])]
        if not stack.size:
            return at & False, at & False
        known = np.isfinite(stack).sum(axis=0) >= _FEWEST_FREE
        at[at] = known
        middle, spread = np.nanmedian(stack[:, known], axis=0), np.nanstd(stack[:, known], axis=0)
        inked = np.zeros_like(at)
        inked[at] = (np.abs(middle) > _INKED) & (spread < _UNLIKE * np.abs(middle))
        inked &= ~_thick(inked)
        around = cv2.dilate(inked.astype(np.uint8), np.ones((_BESIDE, _BESIDE), np.uint8)) > 0
        return inked & clear, np.asarray(around & clear)

    @staticmethod
    def clear(free: Mask) -> Mask:
        """Return what is well clear of what covers it."""
        return np.asarray(cv2.erode(free.astype(np.uint8), np.ones((_CLEAR, _CLEAR), np.uint8)) > 0)

    @property
    def _pairs(self) -> Iterator[tuple[Floats, Mask]]:
        return zip(self._light, self.free, strict=True)

    def _relative(self, k: int) -> Floats:
        """Print relative to the contrast, smoothed; not a number where covered."""
        light = (self.print_alone[k] @ LUMINANCE) / self.contrast[k]
        smooth = cv2.GaussianBlur(light, (0, 0), _SOFT)
        return np.where(self.free[k], smooth, np.float32(np.nan)).astype(np.float32)

    @cached_property
    def _even(self) -> Mask:
        kernel = np.ones((_EVEN_SIDE, _EVEN_SIDE), np.uint8)
        even = np.zeros(self._seen.shape, np.float32)
        for light, free in list(self._pairs)[1:]:
            level = np.asarray(light @ LUMINANCE, np.float32)
            varies = cv2.dilate(level, kernel) - cv2.erode(level, kernel)
            even += (varies < _EVEN * np.maximum(level, _DARKEST)) & free
        return np.asarray(even > _MOST * np.sum(self.free[1:], axis=0))

    def _painted(self, colours: Floats) -> bool:
        ground = self.ground[1:]
        known = np.isfinite(colours[1:] + ground).all(axis=1)
        if known.sum() < _FEWEST_FREE or not np.isfinite(colours[0]).all():
            return False
        levels = (colours[1:] @ LUMINANCE / np.maximum(ground @ LUMINANCE, _BLACK))[known]
        apart = ciede2000(to_lab(colours[1:][known]), to_lab(ground[known]))
        bright = _mean(colours[1:] @ LUMINANCE) > _DARKEST  # the colour of what is darker is the reflections' colour
        steady = float(levels.std()) < _STEADY * float(levels.mean())
        return bright and steady and float(np.median(apart)) > _OFF_GROUND


def linear(pixels: Pixels) -> Floats:
    """Return the light of sRGB pixels, 0 to 1 (IEC 61966-2-1)."""
    return np.asarray(_LINEAR[pixels])


def to_lab(light: Floats) -> Doubles:
    """Return CIE L*a*b* (D65) of (n, 3) linear light, 0 to 1."""
    knee = 0.0031308  # IEC 61966-2-1
    light = np.clip(light, 0.0, 1.0)
    coded = np.where(light <= knee, 12.92 * light, 1.055 * np.maximum(light, knee) ** (1 / 2.4) - 0.055)
    return np.asarray(cv2.cvtColor(coded.astype(np.float32)[None], cv2.COLOR_RGB2Lab)[0], np.float64)


def _middle(light: Floats, fewest: float) -> Floats:
    """Return the median of (n, channels), not numbers where there are fewer than ``fewest``."""
    if len(light) < fewest or not len(light):
        return np.full(light.shape[1], np.nan, np.float32)
    return np.asarray(np.median(light, axis=0), np.float32)


def _thick(inked: Mask) -> Mask:
    """Return what is no stroke, and its edge: applied emblems."""
    opened = cv2.morphologyEx(inked.astype(np.uint8), cv2.MORPH_OPEN, np.ones((_STROKE, _STROKE), np.uint8))
    return np.asarray(cv2.dilate(opened, np.ones((2 * _STROKE - 1, 2 * _STROKE - 1), np.uint8)) > 0)


def _mean(levels: Floats) -> float:
    """Return the mean of what is known, 0 where nothing is."""
    known = levels[np.isfinite(levels)]
    return float(known.mean()) if len(known) else 0.0


def _between(away: Doubles, ends: tuple[float, float]) -> Mask:
    return np.asarray((away > ends[0]) & (away < ends[1]))


def _curve() -> Floats:
    steps = np.arange(256) / 255.0
    return np.where(steps <= 0.04045, steps / 12.92, ((steps + 0.055) / 1.055) ** 2.4).astype(np.float32)  # noqa: PLR2004 - the standard's knee


_LINEAR: Final = _curve()
