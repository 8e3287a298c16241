"""What was read on a photo: lines of text with their places, and how a phrase is looked for in them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from models.catalogue.spelling import skeleton
from models.vocabulary.finding import Region
from models.vocabulary.photo import Ellipse, Prepared
from pipeline.examiners.identity.letters import alike
from pipeline.examiners.identity.ring import is_within

Edge = NDArray[np.float64]
"""(n, 2): points in normalised coordinates of the upright photo, in reading direction."""

_SAME_PLACE = 0.4
"""Intersection over union of two lines' outlines above which they are the same line of the watch. Judgement:
neighbouring lines of a dial hardly overlap, the same line found by two passes nearly coincides."""


_WORD = re.compile(r"[^\s.,:;=()|]+")
_WORDS = 6
"""Words in the longest run that is looked at: the longest wording in the catalogue has four; a reference written with
points (``331.10.39.51.01.001``) has six."""

_FINE = 1000.0
"""OpenCV's polygon routines work in pixels: normalised coordinates are too fine for their tolerances."""


class Pass(StrEnum):
    """How a photo was looked at."""

    PHOTO = "photo"
    DIAL = "dial"
    POLAR = "polar"
    NEAR = "near"


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Where a line runs: its upper and lower edge, two points each for a straight line, more for one on a ring."""

    top: Edge
    bottom: Edge

    def part(self, start: float, end: float) -> "Band":
        """Return the stretch between two fractions of the length."""
        return Band(_stretch(self.top, start, end), _stretch(self.bottom, start, end))

    @property
    def outline(self) -> Edge:
        """The edges as one polygon."""
        return np.concatenate([self.top, self.bottom[::-1]])

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        points = self.outline
        (left, upper), (right, lower) = points.min(axis=0), points.max(axis=0)
        return float(left), float(upper), float(right), float(lower)

    @property
    def centre(self) -> tuple[float, float]:
        """Mean of the outline's points."""
        x, y = self.outline.mean(axis=0)
        return float(x), float(y)

    def region(self, photo: Prepared) -> Region:
        """Return the band as a polygon on a photo."""
        outline = np.clip(self.outline, 0.0, 1.0)
        polygon = tuple((round(float(x), 5), round(float(y), 5)) for x, y in outline)
        return Region(photo=photo.photo.sha256, polygon=polygon)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line of text.

    :ivar confidence: mean over its characters, 0 to 1.
    :ivar height: of the letters with their margin, in pixels of the original photo.
    :ivar passes: which passes read this very text here.
    :ivar also: what other passes read in the same place, with their confidence.
    """

    text: str
    confidence: float
    band: Band
    height: float
    passes: frozenset[Pass]
    also: tuple[tuple[str, float], ...] = ()

    @property
    def on_rim(self) -> bool:
        """Whether it was read on the unrolled rim alone: print or engraving that runs around the dial."""
        return self.passes == {Pass.POLAR}


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A photo and all that was read on it."""

    photo: Prepared
    lines: tuple[Line, ...]

    def without_rim(self) -> "Reading":
        """Return what stands on the dial itself."""
        return Reading(self.photo, tuple(line for line in self.lines if not line.on_rim))


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a phrase was found.

    :ivar exact: False where letters had to be taken for others that look alike.
    """

    reading: Reading
    line: Line
    seen: str
    confidence: float
    band: Band
    exact: bool

    @property
    def region(self) -> Region:
        """The place as a polygon on its photo."""
        return self.band.region(self.reading.photo)

    @property
    def in_the_middle(self) -> bool:
        """Whether its middle stands on the dial further in than what the unrolled rim shows."""
        photo = self.reading.photo
        if not isinstance(photo.dial, Ellipse):
            return False
        return is_within(self.band.centre, photo.dial, photo.derivative_size)


def merge(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Join what several passes read in the same place; the surest reading gives the text."""
    merged: list[Line] = []
    for line in sorted(lines, key=lambda each: (-each.confidence, -len(each.text))):
        k = next((k for k, other in enumerate(merged) if _overlap(line.band, other.band) > _SAME_PLACE), None)
        if k is None:
            merged.append(line)
        else:
            merged[k] = _joined(merged[k], line)
    return tuple(merged)


def windows(text: str) -> Iterator[tuple[str, float, float]]:
    """Yield every run of up to ``_WORDS`` neighbouring words with the fractions of the line where it starts and ends.

    Points and colons part words too: the reader loses the blank in ``CAL. AM31``.
    """
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    for k, (start, _) in enumerate(words):
        for _, end in words[k : k + _WORDS]:
            yield text[start:end], start / len(text), end / len(text)


def find_phrase(phrase: str, readings: Sequence[Reading], *, least: float) -> Place | None:
    """Return the surest place of a phrase: on one line, or each of its words on a line of the same photo.

    :param least: confidence below which a line is not considered.
    """
    whole = max(places(phrase, readings, least=least), key=_sureness, default=None)
    words = phrase.split()
    if whole is not None or len(words) == 1:
        return whole
    for reading in readings:
        parts = [max(places(word, [reading], least=least), key=_sureness, default=None) for word in words]
        found = [part for part in parts if part is not None]
        if len(found) == len(words):
            return replace(min(found, key=_sureness), seen=phrase)
    return None


def places(phrase: str, readings: Sequence[Reading], *, least: float) -> Iterator[Place]:
    """Yield every place of a phrase that stands on one line."""
    wanted, spelled = alike(phrase), skeleton(phrase)
    if not wanted:
        return
    for reading in readings:
        for line in reading.lines:
            for text, confidence in ((line.text, line.confidence), *line.also):
                if confidence < least:
                    continue
                for seen, start, end in windows(text):
                    if alike(seen) == wanted:
                        band = line.band.part(start, end)
                        yield Place(reading, line, seen, confidence, band, exact=skeleton(seen) == spelled)


def _sureness(place: Place) -> tuple[bool, float]:
    return place.exact, place.confidence


def _joined(best: Line, line: Line) -> Line:
    if skeleton(best.text) == skeleton(line.text):
        return replace(best, passes=best.passes | line.passes, also=best.also + line.also)
    return replace(best, also=(*best.also, (line.text, line.confidence), *line.also))


def _overlap(one: Band, other: Band) -> float:
    hulls = [cv2.convexHull(band.outline.astype(np.float32)) for band in (one, other)]
    both, _ = cv2.intersectConvexConvex(hulls[0] * _FINE, hulls[1] * _FINE)
    areas = sum(cv2.contourArea(hull * _FINE) for hull in hulls)
    return float(both) / max(float(areas) - float(both), 1e-9)


def _stretch(edge: Edge, start: float, end: float) -> Edge:
    along = np.linspace(0.0, 1.0, len(edge))
    inside = along[(along > start) & (along < end)]
    wanted = np.concatenate([[start], inside, [end]])
    return np.stack([np.interp(wanted, along, edge[:, axis]) for axis in (0, 1)], axis=1)
