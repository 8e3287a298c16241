"""Looks for a short code in whole photos: read once, and where it seems to stand read again from the original.

What is read is compared and forgotten: no text of a photo leaves this module, least of all as an instruction.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import cv2
import numpy as np

from models.catalogue.spelling import skeleton
from models.vocabulary.finding import Region
from models.vocabulary.photo import Ellipse, Prepared
from models.vocabulary.views import View
from pipeline.examiners.contract import Photos, Pixels
from pipeline.imaging import ocr

MOST = 8
"""Photos that are read, those with a dial first: one to two seconds each."""

LONGEST = 1440
"""Pixels of the longer side at which a whole photo is read: what the reading of unknown photos needed."""

CLEAR = 0.9
"""Confidence of the reader from which it is not mistaken but for look-alikes: misreadings of the real photos' words
had less."""

_LEAST = 0.6
"""Confidence below which a line is no evidence of anything."""

_NEARER = 640
"""Pixels of the longer side of the cut-out that is read again."""

_ROOM = 0.8
"""Of a line's height, by which its cut-out is widened: a second search for its edges, not the same one again."""

_PAPER = 150
"""Grey level (of 255) that most of a line's ground exceeds where it is written on paper. Judgement: white paper in the
shade of the rendered and the real photos has 170."""

_BESIDE = 1.5
"""Of the dial's longer radius: case and bezel end within it, and a slip of paper lies beyond."""

_LOOKALIKE = str.maketrans("OQDILZSGB", "000112568")
"""Characters that readers take for one another, whatever the size."""


class Found(StrEnum):
    """What a photo says about the code."""

    RIGHT = "right"
    OTHER = "other"
    """A code of the same form, on paper, but not the one asked for."""
    UNSURE = "unsure"
    """Something like it, which a second reading did not confirm."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A code in a photo.

    :ivar confidence: the lesser of two readings, 0 to 1.
    """

    found: Found
    confidence: float
    region: Region


def offered(photos: Photos) -> list[Prepared]:
    """Return the photos that are read, at most ``MOST``: those that show a dial or the watch from elsewhere first."""
    first = (View.DIAL, View.OTHER, View.HANDS, View.CASEBACK)
    order = {view: k for k, view in enumerate(first)}
    return sorted(photos.all, key=lambda photo: order.get(photo.photo.view, len(order)))[:MOST]


def sightings(photos: Photos, photo: Prepared, code: str) -> list[Sighting]:
    """Return where a photo seems to hold the code, or another one in its place."""
    pixels = _fitted(photos.pixels(photo))
    found = []
    for line in ocr.read(pixels):
        if line.confidence < _LEAST:
            continue
        kind = _kind(line.text, code)
        if kind is Found.RIGHT or (kind is Found.OTHER and _stands_apart(photo, pixels, line)):
            found.append(_confirmed(photos, photo, pixels, line, code, kind))
    return found


def _kind(text: str, code: str) -> Found | None:
    """Return what a line is: the code, another of its form, or None."""
    words = _words(text)
    if any(_folded(word) == _folded(code) for word in words):
        return Found.RIGHT
    return Found.OTHER if _same_form(text.strip(), code) else None


def _words(text: str) -> list[str]:
    """Return the words of a line, and each two neighbours as one: a reader sees gaps where letters stand wide."""
    words = [word for word in map(skeleton, text.split()) if word]
    return [*words, *(one + other for one, other in pairwise(words))]


def _folded(text: str) -> str:
    return skeleton(text).translate(_LOOKALIKE)


def _same_form(text: str, code: str) -> bool:
    """Return whether a line is nothing but a word that could be such a code: as long, of capitals and figures.

    A code of letters or of figures alone has the form of any word or number, and nothing counts as another one.
    """
    mixed = [any(map(str.isalpha, each)) and any(map(str.isdigit, each)) for each in (text, code)]
    return len(text) == len(code) and all(mixed) and text.isalnum() and text.isascii() and text.upper() == text


def _stands_apart(photo: Prepared, pixels: Pixels, line: ocr.Seen) -> bool:
    """Return whether a line is written on something light outside of the dial, as a slip of paper is.

    Papers, case backs and clasps bear numbers of their own: there no line is taken for a wrong code.
    """
    if line.confidence < CLEAR or photo.photo.view not in (View.DIAL, View.HANDS, View.OTHER):
        return False
    strip = ocr.straighten(pixels, line.quad)
    light = float(np.percentile(cv2.cvtColor(strip, cv2.COLOR_RGB2GRAY), 75))
    return light >= _PAPER and not _on_dial(photo, pixels, line)


def _on_dial(photo: Prepared, pixels: Pixels, line: ocr.Seen) -> bool:
    if not isinstance(photo.dial, Ellipse):
        return False
    height, width = pixels.shape[:2]
    away = float(np.linalg.norm(line.quad.mean(axis=0) - np.array(photo.dial.centre) * (width, height)))
    return bool(away < photo.dial.axes[0] * max(width, height) * _BESIDE)


def _confirmed(
    photos: Photos, photo: Prepared, pixels: Pixels, line: ocr.Seen, code: str, kind: Found | None
) -> Sighting:
    """Read a line's place again, from the original and cut out anew; what both readings say is what stands there."""
    box = _box(line, pixels)
    nearer = photos.crop(photo, box, longest=_NEARER)
    again = [each for each in ocr.read(_fitted(nearer, _NEARER)) if _kind(each.text, code) is kind]
    sure = max((each.confidence for each in again), default=0.0)
    left, top, right, bottom = box
    region = Region(photo=photo.photo.sha256, polygon=((left, top), (right, top), (right, bottom), (left, bottom)))
    agreed = sure >= (CLEAR if kind is Found.OTHER else _LEAST) and kind is not None
    return Sighting(kind if agreed and kind else Found.UNSURE, min(sure, line.confidence), region)


def _box(line: ocr.Seen, pixels: Pixels) -> tuple[float, float, float, float]:
    height, width = pixels.shape[:2]
    tall = float(np.linalg.norm(line.quad[3] - line.quad[0]))
    low, high = line.quad.min(axis=0) - _ROOM * tall, line.quad.max(axis=0) + _ROOM * tall
    left, top = max(0.0, float(low[0]) / width), max(0.0, float(low[1]) / height)
    return left, top, min(1.0, float(high[0]) / width), min(1.0, float(high[1]) / height)


def _fitted(pixels: Pixels, longest: int = LONGEST) -> Pixels:
    height, width = pixels.shape[:2]
    scale = min(1.0, longest / max(height, width))
    if scale < 1.0:
        size = (max(32, round(width * scale)), max(32, round(height * scale)))
        return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return pixels
