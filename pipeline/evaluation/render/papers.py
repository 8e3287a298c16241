"""The warranty card: print, typed entries, a stamp and a signature."""

from datetime import date

import cv2
import numpy as np

from pipeline.evaluation.render import emblem
from pipeline.evaluation.render.canvas import Canvas, Colours, Patch, Points, linear, rectangle, single
from pipeline.evaluation.render.lettering import Type, curved, left_aligned, straight
from pipeline.evaluation.render.watch import Watch

WIDTH, HEIGHT = 105.0, 74.0
"""Millimetres: A7, the common size of warranty cards and booklets (ISO 216)."""
_PAPER: Colours = linear("#f3eee2")
_NAVY: Colours = linear("#14294a")
_SILVER: Colours = linear("#c9ced3")
_INK: Colours = linear("#20242b")
_LABEL: Colours = linear("#6d6a63")
_STAMP: Colours = linear("#9c2b38")
_PEN: Colours = linear("#1d3a8f")
_BAND_HEIGHT = 19.0
"""Millimetres: the coloured band at the head of the card."""
_CREST = 0.965
"""Waves are printed where they rise above this: thin lines."""


def _rounded(width: float, height: float, radius: float) -> Points:
    """A rectangle around the origin with round corners, clockwise."""
    points = []
    for k, (x, y) in enumerate(((1, -1), (1, 1), (-1, 1), (-1, -1))):
        middle = np.array([x * (width / 2 - radius), y * (height / 2 - radius)])
        angles = np.radians(np.linspace(-90.0, 0.0, 12) + 90.0 * k)
        points.append(middle + radius * np.column_stack([np.cos(angles), np.sin(angles)]))
    return np.concatenate(points)


def _card(canvas: Canvas, rng: np.random.Generator) -> None:
    """Paper with a fine tooth, the brand's band, and waves printed faintly over it as a security pattern."""
    sheet = canvas.polygon(_rounded(WIDTH, HEIGHT, 3.0))
    tooth = cv2.GaussianBlur(rng.standard_normal(sheet.cover.shape, dtype=np.float32), (0, 0), 1.2)
    canvas.paint(sheet, _PAPER * (0.93 + 0.035 * tooth)[..., None])
    x, y = canvas.grid(sheet)
    bends = (2.6 * np.sin(x * 0.13), 2.6 * np.sin(x * 0.13 + 2.1), 2.6 * np.sin(x * 0.13 + 4.2))
    wave = np.maximum.reduce([np.sin(y * 2.6 + bend * 2.6) for bend in bends])
    canvas.paint(sheet.with_cover(sheet.cover * (wave > _CREST)), linear("#b9c4d2"), 0.30)
    band = sheet.cover * np.clip((_BAND_HEIGHT - HEIGHT / 2 - y) * canvas.scale, 0.0, 1.0)
    canvas.paint(sheet.with_cover(band), _NAVY * (0.95 + 0.05 * tooth)[..., None])


def _heading(canvas: Canvas, watch: Watch) -> None:
    """The brand in silver foil, and what this card is."""
    y = -HEIGHT / 2 + _BAND_HEIGHT / 2
    for k, shape in enumerate(emblem.on_card(watch.emblem, y)):
        canvas.paint(canvas.polygon(shape), _SILVER * np.float32(1.0 if k else 0.85))
    canvas.paint(left_aligned(canvas, watch.brand, (-36.5, y), Type(cap=4.1, spacing=0.20, bold=0.06)), _SILVER)
    kind = straight(canvas, "WARRANTY CARD", (35.3, y), Type(cap=1.75, spacing=0.22))
    canvas.paint(kind, _SILVER)


def _entries(canvas: Canvas, watch: Watch) -> None:
    """Label and entry, two columns."""
    sold = date.fromisoformat(watch.sold)
    rows = (
        ("MODEL", watch.model.title(), -46.0, -9.5),
        ("REFERENCE", watch.reference, -46.0, 2.5),
        ("SERIAL NUMBER", watch.serial, -46.0, 14.5),
        ("CALIBRE", watch.calibre, 4.0, -9.5),
        ("DATE OF PURCHASE", f"{sold.day} {sold:%B} {sold.year}", 4.0, 2.5),
    )
    for label, entry, x, y in rows:
        canvas.paint(left_aligned(canvas, label, (x, y), Type(cap=1.35, spacing=0.20)), _LABEL)
        canvas.paint(left_aligned(canvas, entry, (x, y + 4.2), Type(cap=2.75, spacing=0.08, bold=0.03)), _INK)
        canvas.paint(canvas.polygon(rectangle(x, y + 6.9, x + 40.0, y + 7.02)), _LABEL, 0.7)
    foot = "This card belongs to one watch. Both numbers must agree with its case back."
    canvas.paint(left_aligned(canvas, foot, (-46.0, 31.6), Type(cap=1.15, spacing=0.06)), _LABEL)


def _worn(patch: Patch, rng: np.random.Generator) -> Patch:
    """A rubber stamp's uneven ink."""
    cells = (max(patch.cover.shape[1] // 14, 2), max(patch.cover.shape[0] // 14, 2))
    blot = cv2.resize(rng.random(cells[::-1], dtype=np.float32), patch.cover.shape[::-1], interpolation=cv2.INTER_CUBIC)
    return patch.with_cover(patch.cover * np.clip(0.55 + 0.6 * blot, 0.0, 1.0))


def _stamp(canvas: Canvas, watch: Watch, rng: np.random.Generator) -> None:
    """The dealer's round stamp and the date in its middle, drawn upright and then moved and turned."""
    side = 12.5
    pad = Canvas((0.0, 0.0), (side, side), canvas.scale)
    ink = pad.blank((-side, -side), (side, side))
    words = Type(cap=1.65, spacing=0.22, bold=0.05)
    shapes = (
        pad.ring(10.7, 11.2),
        pad.ring(6.6, 6.85),
        curved(pad, "AUTHORISED", 8.0, 0.0, words),
        curved(pad, "RETAILER", 9.65, 180.0, words, inward=True),
        straight(pad, watch.sold, (0.0, 0.0), Type(cap=1.55, spacing=0.06, bold=0.05)),
    )
    for shape in shapes:
        rows, columns = shape.window
        np.maximum(ink.cover[rows, columns], shape.cover, out=ink.cover[rows, columns])
    middle = (ink.cover.shape[1] / 2, ink.cover.shape[0] / 2)
    cover = cv2.warpAffine(ink.cover, cv2.getRotationMatrix2D(middle, 14.0, 1.0), ink.cover.shape[::-1])
    place = canvas.blank((35.5 - side, 21.5 - side), (35.5 + side, 21.5 + side), margin=0)
    fitted = cv2.resize(cover, place.cover.shape[::-1], interpolation=cv2.INTER_AREA)
    canvas.paint(_worn(place.with_cover(single(fitted)), rng), _STAMP, 0.78)


def _signature(canvas: Canvas) -> None:
    """A pen's line: loops that shrink along the way."""
    t = np.linspace(0.0, 1.0, 400)
    x = 5.0 + 19.0 * t + 2.1 * np.sin(2 * np.pi * 5.2 * t)
    y = 24.4 + (3.3 - 2.4 * t) * np.sin(2 * np.pi * 5.2 * t + 1.9) * (0.55 + 0.45 * np.cos(2 * np.pi * 1.3 * t))
    width = 0.16 + 0.09 * np.sin(2 * np.pi * 5.2 * t)
    line, step = np.column_stack([x, y]), np.gradient(np.column_stack([x, y]), axis=0)
    normal = np.column_stack([-step[:, 1], step[:, 0]]) / np.linalg.norm(step, axis=1, keepdims=True)
    for k in range(0, len(t) - 4, 4):
        part = slice(k, k + 5)
        there, back = line[part] + normal[part] * width[part, None], line[part] - normal[part] * width[part, None]
        canvas.paint(canvas.polygon(np.concatenate([there, back[::-1]])), _PEN, 0.9)
    canvas.paint(canvas.polygon(rectangle(4.0, 28.0, 24.5, 28.12)), _LABEL, 0.7)


def draw(canvas: Canvas, watch: Watch, rng: np.random.Generator) -> None:
    """The card, filled in."""
    _card(canvas, rng)
    _heading(canvas, watch)
    _entries(canvas, watch)
    _signature(canvas)
    _stamp(canvas, watch, rng)


def note(canvas: Canvas, lines: tuple[str, ...], centre: tuple[float, float], width: float) -> None:
    """A white slip of paper with printed lines."""
    pitch = width * 0.16
    tall = pitch * (len(lines) + 1)
    slip = _rounded(width, tall, 0.4) + centre
    canvas.paint(canvas.polygon(slip), _PAPER)
    for k, line in enumerate(lines):
        at = (centre[0], centre[1] + pitch * (k - (len(lines) - 1) / 2))
        canvas.paint(straight(canvas, line, at, Type(cap=width * 0.072, spacing=0.10, bold=0.04)), _INK)
