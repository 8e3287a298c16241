"""Looks at a photo in up to four passes and says what is written on it.

``photo``  the whole frame
``dial``   the dial cut from the original, where the frame had to be shrunk so far that small print was lost
``polar``  the dial's rim unrolled into straight strips: minute track, ``SWISS MADE``, bezel
``near``   a movement on which no calibre was read, again in four parts cut from the original
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models.vocabulary.photo import Ellipse, Prepared
from models.vocabulary.views import View
from pipeline.examiners.contract import Photos, Pixels
from pipeline.examiners.identity.letters import CALIBRE_LABEL
from pipeline.examiners.identity.reading import Band, Line, Pass, Reading, merge
from pipeline.examiners.identity.ring import Ring, rings
from pipeline.imaging import ocr
from pipeline.imaging.geometry import Box, dial_box

WITH_DIAL = 960
"""Longer side in pixels of the ``photo`` pass where a ``dial`` pass follows. On the real photos the brand was read at
960 and lost at 640; finding text costs about 0.5 s a megapixel on one core."""

WITHOUT_DIAL = 1440
"""The same where it does not follow. On the photos of several watches 1280 lost a model's name; 1600 read only
fragments more, for a quarter more time and 230 MB more memory."""

DIAL = 1120
"""Longer side of the ``dial`` pass: makes small print (1.5 % of the dial) about 15 pixels tall. Drawn print was read
without a fault from 14 pixels on."""

_AROUND = 0.15
"""The dial's box is widened by this, so that a rim found too tight cuts no letter."""

_WORTH_IT = 1.25
"""The ``dial`` pass is left out where it would show the dial less than this much larger: on the photo of a Timex that
fills the frame it read nothing that the ``photo`` pass had not, for as much time again."""

_RIM_LEGIBLE = 450.0
"""Pixels of the dial's diameter below which the ``polar`` pass is left out: print at the rim is 1.5 to 2 % of it. On a
Casio's dial of 370 pixels the pass read figures of the bezel and nothing else, for 0.9 s."""

_HALVES = ((0.0, 0.55), (0.45, 1.0))
"""What is cut at one half's edge stands whole in the other: lines of engraving are shorter than a tenth of the frame
where they are too small for one look."""

_WORTH_PARTS = 1.25
"""Times ``WITHOUT_DIAL`` from which the ``near`` pass follows. On a rendered movement in 9 megapixels the first look
lost a calibre whose letters were 30 pixels high; in four parts it was read, for 5 s more."""

_SMALLEST = 736
"""A smaller picture is enlarged to it: the size below which the detector was not trained (``limit_side_len``)."""


def look(photos: Photos, photo: Prepared) -> Reading:
    """Read a photo, once. Boxes are mapped back to the upright photo."""
    return photos.remember(photo, "identity.reading", lambda: _look(photos, photo))


def _look(photos: Photos, photo: Prepared) -> Reading:
    match photo.dial:
        case Ellipse() as dial if photo.photo.view is not View.PAPERS:
            lines = _with_dial(photos, photo, dial)
        case _:
            lines = _frame(photos, photo, WITHOUT_DIAL)
    if photo.photo.view is View.MOVEMENT and not any(CALIBRE_LABEL.search(line.text) for line in lines):
        lines += _in_parts(photos, photo)
    return Reading(photo, merge(line for line in lines if _latin(line.text)))


def _in_parts(photos: Photos, photo: Prepared) -> list[Line]:
    """Read a photo in four parts that overlap, where the original shows them finer than one look did."""
    if max(photo.measurements.width, photo.measurements.height) < _WORTH_PARTS * WITHOUT_DIAL:
        return []
    lines = []
    for left, right in _HALVES:
        for top, bottom in _HALVES:
            box = (left, top, right, bottom)
            pixels = _fitted(photos.crop(photo, box, longest=WITHOUT_DIAL), WITHOUT_DIAL)
            lines += _straight(ocr.read(pixels), pixels, box, photo, Pass.NEAR)
    return lines


def _with_dial(photos: Photos, photo: Prepared, dial: Ellipse) -> list[Line]:
    lines = _frame(photos, photo, WITH_DIAL)
    size = (photo.measurements.width, photo.measurements.height)
    box = dial_box(dial, size, margin=_AROUND)
    nearer = _gain(box, photo) >= _WORTH_IT
    unrolled = photo.measurements.dial_pixels >= _RIM_LEGIBLE
    if not (nearer or unrolled):
        return lines
    pixels = _fitted(photos.crop(photo, box, longest=DIAL), DIAL)
    if nearer:
        lines += _straight(ocr.read(pixels), pixels, box, photo, Pass.DIAL)
    if unrolled:
        for ring in rings(pixels, box, dial, size):
            lines += _curved(ocr.read(ring.pixels), ring, photo)
    return lines


def _frame(photos: Photos, photo: Prepared, longest: int) -> list[Line]:
    pixels = _fitted(photos.pixels(photo), longest)
    return _straight(ocr.read(pixels), pixels, (0.0, 0.0, 1.0, 1.0), photo, Pass.PHOTO)


def _gain(box: Box, photo: Prepared) -> float:
    """Return how much larger the ``dial`` pass shows the dial than the ``photo`` pass."""
    width, height = photo.measurements.width, photo.measurements.height
    frame = _scale((height, width), WITH_DIAL)
    return _scale((round((box[3] - box[1]) * height), round((box[2] - box[0]) * width)), DIAL) / frame


def _latin(text: str) -> bool:
    """Return whether a text is more than the strokes that the reader takes for Chinese: markers, hands, lugs."""
    return any(character.isascii() and character.isalnum() for character in text)


def _fitted(pixels: Pixels, longest: int) -> Pixels:
    height, width = pixels.shape[:2]
    scale = _scale((height, width), longest)
    if scale == 1.0:
        return pixels
    size = (max(32, round(width * scale)), max(32, round(height * scale)))
    how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8)


def _scale(size: tuple[int, int], longest: int) -> float:
    return min(longest / max(size), max(1.0, _SMALLEST / max(min(size), 1)))


def _straight(seen: Sequence[ocr.Seen], pixels: Pixels, box: Box, photo: Prepared, how: Pass) -> list[Line]:
    origin, extent = np.array(box[:2]), np.array([box[2] - box[0], box[3] - box[1]])
    scale = extent / np.array([pixels.shape[1], pixels.shape[0]])
    lines = []
    for each in seen:
        corners = origin + each.quad.astype(np.float64) * scale
        band = Band(corners[:2], corners[[3, 2]])
        lines.append(Line(each.text, each.confidence, band, height_of(band, photo), frozenset({how})))
    return lines


def _curved(seen: Sequence[ocr.Seen], ring: Ring, photo: Prepared) -> list[Line]:
    lines = []
    for each in seen:
        band = Band(ring.edge(each.quad[0], each.quad[1]), ring.edge(each.quad[3], each.quad[2]))
        lines.append(Line(each.text, each.confidence, band, height_of(band, photo), frozenset({Pass.POLAR})))
    return lines


def height_of(band: Band, photo: Prepared) -> float:
    """Return the height of a line in pixels of the original."""
    size = np.array([photo.measurements.width, photo.measurements.height])
    ends: NDArray[np.float64] = (band.bottom[[0, -1]] - band.top[[0, -1]]) * size
    return float(np.linalg.norm(ends, axis=1).mean())
