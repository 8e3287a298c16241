"""Printed and engraved text, straight or along a circle, glyph by glyph, so that letters can be spaced."""

from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.vocabulary.photo import Point
from models.vocabulary.value import Value
from pipeline.evaluation.render.canvas import Canvas, Field, Patch, Points, polar, rectangle, single, turned

_CAP = 0.70
"""Height of a capital of Pillow's own font (Aileron) as a fraction of its size, measured on an H."""
_OVER = 2.0
"""Glyphs are set at twice their size and placed by a linear warp: halving is what that filters well."""
_FINE = 4
"""Times finer than a glyph its outline is found."""
_PAD = 6
"""Pixels around a glyph: room for the stroke and for the filter."""


class Type(Value):
    """How a text is set.

    :ivar cap: height of a capital, millimetres.
    :ivar spacing: extra space between letters as a fraction of ``cap``.
    :ivar bold: extra thickness as a fraction of ``cap``, in whole pixels of the drawing.
    :ivar weight: further thickness as a fraction of ``cap``, in any fraction of a pixel; below 0 it thins the letters.
    """

    cap: float
    spacing: float = 0.12
    bold: float = 0.0
    weight: float = 0.0


def _weighted(cover: Field, extra: float) -> Field:
    """Move the outline of a letter outwards by ``extra`` pixels, or inwards below 0: its signed distance is cut."""
    large = cv2.resize(cover, None, fx=_FINE, fy=_FINE, interpolation=cv2.INTER_CUBIC)
    inside = (large > 0.5).astype(np.uint8)  # noqa: PLR2004 - half covered: the outline
    inwards, outwards = (cv2.distanceTransform(part, cv2.DIST_L2, 5) for part in (inside, 1 - inside))
    moved = np.clip((inwards - outwards) / _FINE + extra + 0.5, 0.0, 1.0)
    return single(cv2.resize(moved, cover.shape[::-1], interpolation=cv2.INTER_AREA))


class Glyph:
    """One letter at twice its size: coverage, and how far the next one stands."""

    def __init__(self, letter: str, size: float, stroke: int, extra: float) -> None:
        """Set ``letter`` at ``size`` pixels, thickened by ``stroke`` and then ``extra`` pixels on each side."""
        font = ImageFont.load_default(size=size)
        self.advance = font.getlength(letter)
        box = (int(self.advance) + 2 * _PAD + 2 * stroke + 4, int(size * 1.3) + 2 * _PAD)
        self.baseline = int(size) + _PAD
        image = Image.new("L", box, 0)
        draw = ImageDraw.Draw(image)
        draw.text((_PAD + stroke, self.baseline), letter, font=font, fill=255, anchor="ls", stroke_width=stroke)
        self.start = _PAD + stroke
        cover = single(np.asarray(image)) / 255.0
        cover = _weighted(cover, extra) if extra else cover
        self.cover = single(cv2.GaussianBlur(cover, (0, 0), 0.5))


@lru_cache(maxsize=512)
def _glyph(letter: str, size: float, stroke: int, extra: float) -> Glyph:
    return Glyph(letter, size, stroke, extra)


def _glyphs(text: str, style: Type, scale: float) -> tuple[list[Glyph], list[float], float]:
    """The letters, the millimetres at which each starts, and the whole width."""
    size = round(style.cap * scale * _OVER / _CAP, 2)
    stroke = round(style.bold * style.cap * scale * _OVER / 2)
    extra = round(style.weight * style.cap * scale * _OVER / 2, 2)
    glyphs = [_glyph(letter, size, stroke, extra) for letter in text]
    starts, at = [], 0.0
    for glyph in glyphs:
        starts.append(at)
        at += glyph.advance / (_OVER * scale) + style.spacing * style.cap
    return glyphs, starts, at - style.spacing * style.cap


def _stamp(canvas: Canvas, patch: Patch, glyph: Glyph, at: Point, degrees: float) -> None:
    """Add a glyph to a patch: its start on the baseline ``at`` millimetres, turned clockwise."""
    x, y = canvas.to_pixels(np.array([at]))[0] - (patch.left, patch.top)
    cos, sin = np.cos(np.radians(degrees)) / _OVER, np.sin(np.radians(degrees)) / _OVER
    start, base = glyph.start, glyph.baseline
    warp = np.array([[cos, -sin, x - cos * start + sin * base], [sin, cos, y - sin * start - cos * base]])
    height, width = patch.cover.shape
    corners = np.array([(0, 0), (glyph.cover.shape[1], 0), glyph.cover.shape[::-1], (0, glyph.cover.shape[0])])
    placed = corners @ warp[:, :2].T + warp[:, 2]
    left, top = (int(max(np.floor(v), 0)) for v in placed.min(axis=0))
    right, bottom = (int(min(np.ceil(v) + 1, n)) for v, n in zip(placed.max(axis=0), (width, height), strict=True))
    if right <= left or bottom <= top:
        return
    warp[:, 2] -= (left, top)
    piece = cv2.warpAffine(glyph.cover, warp, (right - left, bottom - top), flags=cv2.INTER_LINEAR)
    np.maximum(patch.cover[top:bottom, left:right], piece, out=patch.cover[top:bottom, left:right])


def straight(canvas: Canvas, text: str, centre: Point, style: Type, degrees: float = 0.0) -> Patch:
    """A line of text whose capitals are centred on ``centre``; remembered in ``canvas.texts``."""
    glyphs, starts, width = _glyphs(text, style, canvas.scale)
    half, rise = width / 2, style.cap / 2
    corners = turned(rectangle(-half, -rise, half, rise), degrees) + centre
    patch = canvas.blank(tuple(corners.min(axis=0) - style.cap), tuple(corners.max(axis=0) + style.cap))
    points = turned(np.array([(start - half, rise) for start in starts]), degrees) + centre
    for glyph, point in zip(glyphs, points, strict=True):
        _stamp(canvas, patch, glyph, tuple(point), degrees)
    canvas.texts.append((text, corners))
    return patch


def left_aligned(canvas: Canvas, text: str, start: Point, style: Type) -> Patch:
    """A line of text that begins at ``start``, on the middle of its capitals."""
    _, _, width = _glyphs(text, style, canvas.scale)
    return straight(canvas, text, (start[0] + width / 2, start[1]), style)


def curved(
    canvas: Canvas,
    text: str,
    radius: float,
    degrees: float,
    style: Type,
    *,
    inward: bool = False,
    centre: Point = (0.0, 0.0),
) -> Patch:
    """Text along a circle around ``centre``, its middle at ``degrees`` clockwise from twelve.

    Letters stand on the circle; with ``inward`` their feet point away from the centre, as at the foot of a dial.
    """
    glyphs, starts, width = _glyphs(text, style, canvas.scale)
    turn = -1.0 if inward else 1.0
    reach = np.degrees(width / 2 / radius)
    arc = np.array([polar(radius, degrees + reach * k / 8) for k in range(-8, 9)]) + centre
    patch = canvas.blank(tuple(arc.min(axis=0) - 2 * style.cap), tuple(arc.max(axis=0) + 2 * style.cap))
    for glyph, start in zip(glyphs, starts, strict=True):
        wide = glyph.advance / (_OVER * canvas.scale)
        angle = degrees + turn * float(np.degrees((start + wide / 2 - width / 2) / radius))
        tilt = angle + (180.0 if inward else 0.0)
        foot = np.array([polar(radius, angle)]) + centre
        _stamp(canvas, patch, glyph, tuple((foot + turned(np.array([(-wide / 2, 0.0)]), tilt))[0]), tilt)
    canvas.texts.append((text, _around(width, radius, degrees, style.cap, inward=inward) + centre))
    return patch


def _around(width: float, radius: float, degrees: float, cap: float, *, inward: bool) -> Points:
    """Corners of the chord's box of a curved text."""
    half = width / 2
    sagitta = radius - float(np.sqrt(max(radius**2 - half**2, 0.0)))
    box = rectangle(-half, -cap, half, sagitta)
    tilt = degrees + (180.0 if inward else 0.0)
    if inward:
        box = rectangle(-half, -cap - sagitta, half, 0.0)
    return turned(box, tilt) + polar(radius, degrees)
