"""The case back: a screwed steel lid with its engravings."""

import cv2
import numpy as np

from pipeline.evaluation.render import case, emblem, markers
from pipeline.evaluation.render.canvas import Canvas, Field, Patch, polar, rectangle, turned
from pipeline.evaluation.render.engraving import engrave, step, turned_steel
from pipeline.evaluation.render.lettering import Type, curved, straight
from pipeline.evaluation.render.material import STEEL, Studio
from pipeline.evaluation.render.watch import Emblem, Style, Watch

LID = 18.6
_BAND = (12.5, 16.2)
"""Millimetres: the outer radius of the lid, and the ring that carries the engraving around."""
_BRAND_WIDTH = 18.45
"""Millimetres of capitals' height, summed over a name: a longer name is engraved smaller, to stay within the ring."""


def _notches(canvas: Canvas) -> None:
    """Six recesses for the key that opens the lid."""
    for k in range(6):
        outline = turned(rectangle(-1.25, -LID - 0.1, 1.25, -17.15), 30.0 + 60.0 * k)
        patch = canvas.polygon(outline)
        canvas.paint(patch, STEEL * np.float32(0.16))
        floor = canvas.polygon(outline + polar(0.22, 135.0))
        overlap = patch.with_cover(np.minimum(patch.cover, _aligned(patch, floor)))
        canvas.paint(overlap, STEEL * np.float32(0.30))


def _aligned(patch: Patch, other: Patch) -> Field:
    """The cover of ``other`` where ``patch`` lies."""
    warp = np.array([[1, 0, other.left - patch.left], [0, 1, other.top - patch.top]], dtype=np.float64)
    return np.asarray(cv2.warpAffine(other.cover, warp, patch.cover.shape[::-1], flags=cv2.INTER_NEAREST), np.float32)


def _engravings(canvas: Canvas, studio: Studio, watch: Watch) -> None:
    """All wording: around the ring, and straight in the middle."""
    ring = Type(cap=1.55, spacing=0.24, bold=0.06)
    engrave(canvas, studio, curved(canvas, f"WATER RESISTANT {watch.resistance}", 13.55, 0.0, ring))
    engrave(canvas, studio, curved(canvas, "STAINLESS STEEL", 15.10, 180.0, ring, inward=True))
    for degrees in (90.0, 270.0):
        engrave(canvas, studio, canvas.ring(0.0, 0.38, polar(14.3, degrees)))
    plain = Type(cap=1.30, spacing=0.16, bold=0.05)
    lines = (
        (watch.brand, -2.6, Type(cap=min(2.05, _BRAND_WIDTH / len(watch.brand)), spacing=0.18, bold=0.08)),
        (f"REF. {watch.reference}", 0.9, plain),
        (f"SERIAL {watch.serial}", 3.7, plain),
        (f"CAL. {watch.calibre}", 6.5, plain),
    )
    for text, y, style in lines:
        engrave(canvas, studio, straight(canvas, text, (0.0, y), style))


def _emblem(canvas: Canvas, studio: Studio, kind: Emblem) -> None:
    """The maker's sign; the two peaks stand over two waves."""
    for shape in emblem.on_caseback(kind):
        engrave(canvas, studio, canvas.polygon(shape), 0.55)
    for k in range(2 if kind is Emblem.PEAKS else 0):
        along = np.linspace(-3.4, 3.4, 60)
        wave = np.column_stack([along, -5.25 + 0.50 * k + 0.16 * np.sin(along * 3.7)])
        under = wave[::-1] + np.array([(0.0, 0.16)])
        engrave(canvas, studio, canvas.polygon(np.concatenate([wave, under])), 0.6)


def body(canvas: Canvas, studio: Studio, watch: Watch, rng: np.random.Generator) -> None:
    """The case from behind: the crown is on the other side."""
    case.protruding(canvas, studio, watch, side=-1.0)
    outline = case.outline(guards=watch.style is Style.DIVER)[::-1] * (-1.0, 1.0)
    body = canvas.polygon(outline)
    markers.cast(canvas, studio, body, 0.8)
    case.steel(canvas, studio, body, rng, 0.75)


def draw(canvas: Canvas, studio: Studio, watch: Watch, rng: np.random.Generator) -> None:
    """Case and lid from behind."""
    body(canvas, studio, watch, rng)
    markers.cast(canvas, studio, canvas.ring(0.0, LID), 0.35)
    turned_steel(canvas, studio, _BAND[1], LID, rng)
    step(canvas, studio, LID - 0.35, 0.35, 0.5)
    _notches(canvas)
    turned_steel(canvas, studio, _BAND[0], _BAND[1], rng)
    step(canvas, studio, _BAND[1] - 0.15, 0.30, 0.55)
    turned_steel(canvas, studio, 0.0, _BAND[0] - 0.3, rng)
    step(canvas, studio, _BAND[0] - 0.35, 0.40, -0.5)
    _engravings(canvas, studio, watch)
    _emblem(canvas, studio, watch.emblem)
