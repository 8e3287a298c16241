"""A plane in millimetres on which parts are painted, back to front, in linear light."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.vocabulary.photo import Point

Field = NDArray[np.floating[Any]]
"""(height, width): one number a pixel; 32 bit, though numpy's annotations cannot tell."""
Colours = NDArray[np.floating[Any]]
"""(height, width, 3) or (3,): linear RGB, 0 black, 1 white paper in the key light; may exceed 1 in reflections."""
Points = NDArray[np.float64]
"""(n, 2), millimetres."""

_SRGB_KNEE = 0.04045
"""Below it, sRGB is a straight line (IEC 61966-2-1)."""
_SHIFT = 5
"""Fractional bits of OpenCV's polygon coordinates: 1/32 pixel, finer than its own anti-aliasing."""
_STRIP = 64
"""Rows that are worked on at once: what is allocated for them stays in the processor's cache (3 times faster)."""
_OVER = 2
"""Polygons are drawn at twice the size and averaged: OpenCV's anti-aliased edge alone is a little rough."""


def single(numbers: ArrayLike) -> Field:
    """The same numbers in 32 bits: what libraries return is annotated too loosely to be passed on."""
    return np.asarray(numbers, np.float32)


def linear(hexadecimal: str) -> Colours:
    """Linear light of an sRGB colour written ``#rrggbb`` (IEC 61966-2-1)."""
    srgb = np.array([int(hexadecimal[k : k + 2], 16) / 255.0 for k in (1, 3, 5)])
    return np.where(srgb <= _SRGB_KNEE, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).astype(np.float32)


def polar(radius: float, degrees: float) -> Point:
    """The point at ``degrees`` clockwise from twelve o'clock, millimetres."""
    angle = np.radians(degrees)
    return float(radius * np.sin(angle)), float(-radius * np.cos(angle))


def turned(points: Points, degrees: float, about: Point = (0.0, 0.0)) -> Points:
    """Rotate points clockwise."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.asarray((points - about) @ np.array([[cos, sin], [-sin, cos]]) + about, np.float64)


def rectangle(left: float, top: float, right: float, bottom: float) -> Points:
    """The corners of an upright rectangle, clockwise from the top left."""
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=np.float64)


def tinted(light: Field, colour: Colours) -> Colours:
    """A colour under light of varying strength: (height, width, 3). Faster than broadcasting over a last axis of 3."""
    return single(cv2.merge([light * np.float32(part) for part in colour]))


def dim(picture: Colours, factor: Field) -> None:
    """Multiply a picture by one number a pixel, in place."""
    for top in range(0, len(picture), _STRIP):
        part = picture[top : top + _STRIP]
        cv2.multiply(part, cv2.cvtColor(single(factor[top : top + _STRIP]), cv2.COLOR_GRAY2RGB), dst=part)


def blend(below: Colours, cover: Field, colours: Colours) -> None:
    """Lay colours over a picture, in place."""
    height, width = cover.shape
    if colours.ndim == 1:
        strip = np.empty((min(_STRIP, height), width, 3), np.float32)
        strip[:] = colours
    for top in range(0, height, _STRIP):
        part, over = below[top : top + _STRIP], cover[top : top + _STRIP]
        paint = strip[: len(part)] if colours.ndim == 1 else single(colours[top : top + _STRIP])
        cv2.blendLinear(part, paint, 1.0 - over, over, dst=part)


def blurred(picture: Field, sigma: float) -> Field:
    """Gaussian blur; a wide one is done at a quarter of the size, where it cannot be told apart."""
    height, width = picture.shape[:2]
    if sigma < 0.3 or not picture.size:  # noqa: PLR2004 - below a third of a pixel nothing changes
        return picture
    if sigma < 6.0 or min(height, width) < 8:  # noqa: PLR2004 - pixels; a narrower blur needs the full size
        return single(cv2.GaussianBlur(picture, (0, 0), sigma))
    small = cv2.resize(picture, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / 4)
    return single(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))


@dataclass(frozen=True, slots=True)
class Patch:
    """A piece of a canvas: the top left pixel and how much of each pixel is covered, 0 to 1."""

    left: int
    top: int
    cover: Field

    @property
    def window(self) -> tuple[slice, slice]:
        """The piece of the canvas that the patch lies on."""
        height, width = self.cover.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)

    def with_cover(self, cover: Field) -> "Patch":
        """The same place, covered otherwise."""
        return Patch(self.left, self.top, cover.astype(np.float32, copy=False))


class Canvas:
    """Pixels of a plane.

    :ivar pixels: (height, width, 3), linear RGB, premultiplied by ``alpha``.
    :ivar alpha: (height, width): 1 where something was painted.
    :ivar scale: pixels a millimetre.
    :ivar texts: (text, its four corners in millimetres), as they were written.
    """

    def __init__(self, centre: Point, half: tuple[float, float], scale: float) -> None:
        """Span ``half`` millimetres to each side of ``centre``."""
        self.scale = scale
        self.corner = (centre[0] - half[0], centre[1] - half[1])
        height, width = round(2 * half[1] * scale), round(2 * half[0] * scale)
        self.pixels: Colours = np.zeros((height, width, 3), np.float32)
        self.alpha: Field = np.zeros((height, width), np.float32)
        self.texts: list[tuple[str, Points]] = []

    def to_pixels(self, points: Points) -> Points:
        """Millimetres to pixels; a pixel's centre has whole coordinates."""
        return np.asarray((points - np.array(self.corner)) * self.scale - 0.5, np.float64)

    def matrix(self) -> NDArray[np.float64]:
        """(3, 3): pixels to millimetres."""
        step = 1.0 / self.scale
        return np.array(
            [[step, 0, self.corner[0] + step / 2], [0, step, self.corner[1] + step / 2], [0, 0, 1]], dtype=np.float64
        )

    def blank(self, lower: Point, upper: Point, margin: int = 2) -> Patch:
        """An uncovered patch around a box in millimetres, clipped to the canvas."""
        first, last = self.to_pixels(np.array([lower, upper], dtype=np.float64))
        height, width = self.alpha.shape
        left, top = (int(np.clip(np.floor(v) - margin, 0, n)) for v, n in zip(first, (width, height), strict=True))
        right, bottom = (int(np.clip(np.ceil(v) + margin, 0, n)) for v, n in zip(last, (width, height), strict=True))
        return Patch(left, top, np.zeros((max(bottom - top, 0), max(right - left, 0)), np.float32))

    def grid(self, patch: Patch) -> tuple[Field, Field]:
        """Where the patch is: x and y of the patch's pixels in millimetres: (1, width) and (height, 1)."""
        height, width = patch.cover.shape
        x = self.corner[0] + (np.arange(width, dtype=np.float32) + (patch.left + 0.5)) / self.scale
        y = self.corner[1] + (np.arange(height, dtype=np.float32) + (patch.top + 0.5)) / self.scale
        return x.astype(np.float32)[None, :], y.astype(np.float32)[:, None]

    def polygon(self, points: Points) -> Patch:
        """The inside of a polygon."""
        patch = self.blank(tuple(points.min(axis=0)), tuple(points.max(axis=0)))
        height, width = patch.cover.shape
        if not height or not width:
            return patch
        large = np.zeros((height * _OVER, width * _OVER), np.uint8)
        local = (self.to_pixels(points) - (patch.left, patch.top) + 0.5) * _OVER - 0.5
        cv2.fillPoly(large, [np.rint(local * 2**_SHIFT).astype(np.int32)], 255, cv2.LINE_AA, _SHIFT)
        small = cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA)
        return patch.with_cover(small.astype(np.float32) / 255.0)

    def ring(self, inner: float, outer: float, centre: Point = (0.0, 0.0)) -> Patch:
        """What lies between two circles; a disc where ``inner`` is 0."""
        patch = self.blank((centre[0] - outer, centre[1] - outer), (centre[0] + outer, centre[1] + outer))
        x, y = self.grid(patch)
        radius = np.hypot(x - centre[0], y - centre[1])
        cover = np.clip((outer - radius) * self.scale + 0.5, 0.0, 1.0)
        if inner > 0:
            cover *= np.clip((radius - inner) * self.scale + 0.5, 0.0, 1.0)
        return patch.with_cover(cover)

    def paint(self, patch: Patch, colours: Colours, opacity: float = 1.0) -> None:
        """Lay colours over what is there."""
        cover = patch.cover * np.float32(opacity)
        rows, columns = patch.window
        if cover.size:
            blend(self.pixels[rows, columns], cover, colours)
        self.alpha[rows, columns] += cover * (1.0 - self.alpha[rows, columns])

    def glow(self, patch: Patch, colours: Colours) -> None:
        """Add light, where something was painted."""
        rows, columns = patch.window
        if patch.cover.size:
            below = self.pixels[rows, columns]
            cv2.add(below, tinted(patch.cover * self.alpha[rows, columns], colours), dst=below)

    def darken(self, patch: Patch, depth: float) -> None:
        """Take light away: ``depth`` 1 leaves none."""
        rows, columns = patch.window
        if patch.cover.size:
            dim(self.pixels[rows, columns], 1.0 - patch.cover * np.float32(depth))

    def shadow(self, patch: Patch, offset: Point, blur: float, depth: float) -> None:
        """Darken where the patch's shadow falls, ``offset`` millimetres away and blurred by ``blur`` millimetres."""
        sigma = max(blur * self.scale, 0.3)
        pad = int(np.ceil(3 * sigma))
        padded = cv2.copyMakeBorder(patch.cover, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
        cover = blurred(single(padded), sigma)
        left, top = patch.left - pad + round(offset[0] * self.scale), patch.top - pad + round(offset[1] * self.scale)
        self.darken(self.clipped(left, top, cover), depth)

    def clipped(self, left: int, top: int, cover: Field) -> Patch:
        """The part of a mask that lies on the canvas."""
        height, width = self.alpha.shape
        cut_left, cut_top = min(max(-left, 0), cover.shape[1]), min(max(-top, 0), cover.shape[0])
        right, bottom = max(width - left, cut_left), max(height - top, cut_top)
        return Patch(left + cut_left, top + cut_top, cover[cut_top:bottom, cut_left:right])
