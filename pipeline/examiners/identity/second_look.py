"""Reads one place again in several ways. A spelling that is really there survives them; a slip of the reader does not.

On the real photos the slips ("PROVESSIONAL", "IOYEAR", "HETERS", "BEASTA") changed or lost confidence under at least
one of these; 19 drawn words, most of them misspelt, at 14 to 36 pixels, were read alike under all.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.catalogue.spelling import skeleton
from pipeline.examiners.contract import Photos, Pixels
from pipeline.examiners.identity.covered import cover, is_covered
from pipeline.examiners.identity.looking import height_of
from pipeline.examiners.identity.reading import Band, Edge, Place
from pipeline.imaging import ocr

_MARGINS = (0.05, 0.15, 0.3)
"""Of the line's height, added on every side."""

_SLANTS = (-0.1, 0.1)
"""Of the line's height, by which the upper edge is shifted along the line."""

_SLICES = 48
"""Even slices of a place in which it is told whether a hand lies there: some to each letter of the longest word."""

_ACROSS = np.linspace(0.0, 1.0, 7)
"""From the upper edge to the lower, where a slice is looked at: a slanting seconds hand never fills a letter's room."""

_LONGEST = 1600
"""Pixels to which the cut-out is bounded; a line is read at 48 pixels, so nothing is lost."""


@dataclass(frozen=True, slots=True)
class Glimpses:
    """What the same place gave each time.

    :ivar columns: where along the line each letter of the first text stands, in even steps; blanks left out.
    :ivar covered: whether a hand lies across it.
    :ivar cover: share under hands of each of its even slices, in reading direction.
    """

    texts: tuple[str, ...]
    confidences: tuple[float, ...]
    columns: tuple[int, ...]
    covered: bool
    cover: tuple[float, ...]

    def agree(self, text: str, *, least: float) -> bool:
        """Return whether every reading gave this text with this confidence."""
        wanted = skeleton(text)
        sure = min(self.confidences, default=0.0) >= least
        return sure and all(skeleton(each) == wanted for each in self.texts)

    def gap_at(self, k: int) -> float:
        """Return the distance from the letter before ``k`` to letter ``k``, over the median distance of the line.

        A letter that a hand covers leaves a gap of about 2; a letter that was never there leaves none.
        """
        gaps = np.diff(self.columns)
        return float(gaps[k - 1] / max(float(np.median(gaps)), 1.0)) if 0 < k <= len(gaps) else float("inf")

    def cover_at(self, start: float, end: float) -> float:
        """Return the share that hands cover between two fractions of the place's length."""
        first, last = round(start * len(self.cover)), round(end * len(self.cover))
        return float(np.mean(self.cover[first : max(last, first + 1)]))


SecondLook = Callable[[Place], Glimpses]


def second_look(photos: Photos) -> SecondLook:
    """Return a function that looks again at a place, in the original's pixels."""

    def look(place: Place) -> Glimpses:
        strips = _strips(photos, place)
        seen = ocr.recognise(strips)
        return Glimpses(
            tuple(text for text, _ in seen),
            tuple(confidence for _, confidence in seen),
            ocr.letter_columns(strips[0]),
            is_covered(photos, place.reading.photo, place.region.polygon),
            cover(photos, place.reading.photo, _slices(place.band)),
        )

    return look


def _slices(band: Band) -> NDArray[np.float64]:
    """Return places within even slices of a band: (slices, places, 2)."""
    along = (np.arange(_SLICES) + 0.5) / _SLICES
    top, bottom = (_at(edge, along)[:, None] for edge in (band.top, band.bottom))
    return np.asarray(top + (bottom - top) * _ACROSS[:, None])


def _strips(photos: Photos, place: Place) -> list[Pixels]:
    photo, band = place.reading.photo, place.band
    left, top, right, bottom = band.box
    room_x = height_of(band, photo) / photo.measurements.width
    room_y = height_of(band, photo) / photo.measurements.height
    box = (max(0.0, left - room_x), max(0.0, top - room_y), min(1.0, right + room_x), min(1.0, bottom + room_y))
    pixels = photos.crop(photo, box, longest=_LONGEST)
    plain = [_strip(pixels, band, box, margin, 0.0) for margin in _MARGINS]
    slanted = [_strip(pixels, band, box, _MARGINS[1], slant) for slant in _SLANTS]
    return [*plain, *slanted, _softer(plain[1]), _sharper(plain[1])]


def _strip(pixels: Pixels, band: Band, box: tuple[float, float, float, float], margin: float, slant: float) -> Pixels:
    """Straighten a band of the cut-out ``pixels`` that show ``box``; works for straight lines and for arcs."""
    scale = np.array([pixels.shape[1], pixels.shape[0]]) / np.array([box[2] - box[0], box[3] - box[1]])
    top, bottom = ((edge - np.array(box[:2])) * scale for edge in (band.top, band.bottom))
    height = max(float(np.linalg.norm(bottom - top, axis=1).mean()), 1.0)
    length = max(float(np.linalg.norm(np.diff((top + bottom) / 2, axis=0), axis=1).sum()), 1.0)
    room = margin * height / length
    size = (max(16, round(ocr.HEIGHT * length * (1 + 2 * room) / (height * (1 + 2 * margin)))), ocr.HEIGHT)
    x, y = np.meshgrid(np.linspace(-room, 1 + room, size[0]), np.linspace(-margin, 1 + margin, size[1]))
    along = x + slant * (0.5 - y) * height / length
    upper, lower = (_at(edge, along) for edge in (top, bottom))
    source = (upper + (lower - upper) * y[..., None] - 0.5).astype(np.float32)
    across, down = source[..., 0], source[..., 1]
    strip = cv2.remap(pixels, across, down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(strip, np.uint8)


def _at(edge: Edge, along: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the points at fractions of an edge's length, straight on beyond its ends."""
    position = along * (len(edge) - 1)
    first = np.clip(np.floor(position).astype(int), 0, len(edge) - 2)
    part = (position - first)[..., None]
    return np.asarray(edge[first] * (1 - part) + edge[first + 1] * part)


def _softer(strip: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(strip, (0, 0), 1.0), np.uint8)


def _sharper(strip: Pixels) -> Pixels:
    return np.asarray(cv2.addWeighted(strip, 1.6, cv2.GaussianBlur(strip, (0, 0), 2.0), -0.6, 0.0), np.uint8)
