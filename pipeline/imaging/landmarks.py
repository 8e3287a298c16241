"""What is kept of a photo to recognise it later: a few hundred local features and a small grey sketch.

Two photos of one model have the same forms at the same places; only the same photo has the same grain of the table,
the same reflections and the same framing. Hence three questions: do features of the *whole* frame agree, is the way
from one to the other a mere scaling, turn or cut, and does the sketch agree block by block.

Features: ORB (Rublee, Rabaud, Konolige, Bradski: "ORB: an efficient alternative to SIFT or SURF", ICCV 2011);
homography by RANSAC (Fischler and Bolles, 1981).
"""

import struct
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.colour import Pixels
from pipeline.imaging.decode import fit

LONGEST = 640
"""Pixels at which features are looked for: fine enough for print, coarse enough to survive recompression."""

MOST = 300
"""Features kept of a photo: 11 kB."""

SKETCH = 128
"""Pixels: the sketch's longer side; 12 kB."""

_HEAD = struct.Struct(">8sHHHHH")
_MAGIC = b"landmk1\0"
_PLACES = 16
"""Places are kept as sixteenths of a pixel in 16 bits: 640 pixels fit four times over."""

_DESCRIPTOR = 32
_RATIO = 0.8
"""A feature counts as found where its second nearest is so much worse (Lowe, IJCV 2004, section 7.1)."""

_REACH = 3.0
"""Pixels at ``LONGEST`` within which a matched feature agrees with the homography."""

_LEAST = 12
"""Agreeing features without which a homography means nothing: four determine it."""

_BLOCK = 16
"""Pixels: side of the sketch's blocks."""

_TEXTURED = 6.0
"""Standard deviation in grey values below which a block says nothing: JPEG's and the sensor's noise stay below 3."""

Grey = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Landmarks:
    """What is kept of a photo.

    :ivar size: width and height of the picture that ``places`` are in.
    :ivar places: (n, 2), x and y in pixels.
    :ivar descriptors: (n, 32).
    :ivar sketch: (h, w), grey.
    """

    size: tuple[int, int]
    places: Floats
    descriptors: NDArray[np.uint8]
    sketch: Grey


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well one photo's landmarks lie on another's.

    :ivar features: how many agree with one homography.
    :ivar share: of the features that lie in both pictures, 0 to 1.
    :ivar spread: share of the common field's 4 x 4 cells that hold an agreeing feature, of those that hold any.
    :ivar bend: how far the homography is from a turn, scaling and shift, as a share of the picture's side.
    :ivar blocks: share of the sketch's textured blocks that correlate above 0.9.
    """

    features: int
    share: float
    spread: float
    bend: float
    blocks: float


def landmarks(pixels: Pixels) -> Landmarks:
    """Return the landmarks of an RGB picture of any size."""
    grey = np.asarray(cv2.cvtColor(fit(pixels, LONGEST), cv2.COLOR_RGB2GRAY), np.uint8)
    found, descriptors = cv2.ORB.create(MOST, fastThreshold=10).detectAndCompute(grey, None)
    places = np.array([point.pt for point in found], np.float32).reshape(-1, 2)[:MOST]
    kept = np.empty((0, _DESCRIPTOR), np.uint8) if descriptors is None else np.asarray(descriptors, np.uint8)[:MOST]
    return Landmarks((grey.shape[1], grey.shape[0]), places, kept, fit(grey, SKETCH))


def pack(marks: Landmarks) -> bytes:
    """Return the landmarks as at most 27 kB."""
    height, width = marks.sketch.shape
    head = _HEAD.pack(_MAGIC, *marks.size, len(marks.places), width, height)
    places = np.round(marks.places * _PLACES).astype(">u2")
    return head + places.tobytes() + marks.descriptors.tobytes() + marks.sketch.tobytes()


def unpack(data: bytes) -> Landmarks | None:
    """Return the landmarks; None where the bytes are none."""
    if len(data) < _HEAD.size or not data.startswith(_MAGIC):
        return None
    _, across, down, count, width, height = _HEAD.unpack_from(data)
    at, ends = _HEAD.size, np.cumsum([_HEAD.size, 4 * count, _DESCRIPTOR * count, width * height])
    if int(ends[-1]) != len(data) or not (across and down and width and height):
        return None
    places = np.frombuffer(data, ">u2", 2 * count, at).reshape(-1, 2).astype(np.float32) / np.float32(_PLACES)
    descriptors = np.frombuffer(data, np.uint8, _DESCRIPTOR * count, int(ends[1])).reshape(-1, _DESCRIPTOR)
    sketch = np.frombuffer(data, np.uint8, width * height, int(ends[2])).reshape(height, width)
    return Landmarks((across, down), places, descriptors, sketch)


def compare(one: Landmarks, other: Landmarks) -> Agreement | None:
    """Return how well ``one`` lies on ``other``; None where no homography is supported."""
    pairs = _matches(one.descriptors, other.descriptors)
    if len(pairs) < _LEAST:
        return None
    source, target = one.places[pairs[:, 0]], other.places[pairs[:, 1]]
    cv2.setRNGSeed(1)
    found, inside = cv2.findHomography(source, target, cv2.RANSAC, _REACH, maxIters=1000, confidence=0.999)
    agreeing = 0 if inside is None else int(np.sum(inside))
    if found is None or agreeing < _LEAST:
        return None
    matrix = np.asarray(found, np.float64)
    common = _common(one, other, matrix)
    agreed = target[np.ravel(inside) > 0]
    return Agreement(
        features=agreeing,
        share=agreeing / max(len(common), 1),
        spread=len(_cells(agreed, other.size)) / max(len(_cells(common, other.size)), 1),
        bend=_bend(matrix, one.size, other.size),
        blocks=_blocks(one, other, matrix),
    )


def _matches(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return pairs of features whose descriptors are each other's nearest by a clear margin."""
    least = 2
    if len(one) < least or len(other) < least:
        return np.empty((0, 2), np.int64)
    near = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(one, other, k=2)
    clear = [a for a, b in near if a.distance < _RATIO * b.distance]
    return np.array([(match.queryIdx, match.trainIdx) for match in clear], np.int64).reshape(-1, 2)


def _common(one: Landmarks, other: Landmarks, matrix: NDArray[np.float64]) -> Floats:
    """Return the features of ``one``, on ``other``, that lie within its frame."""
    moved = cv2.perspectiveTransform(one.places[None], matrix)[0]
    inside = ((moved >= 0) & (moved < np.array(other.size))).all(axis=1)
    return np.asarray(moved[inside], np.float32)


def _cells(places: Floats, size: tuple[int, int]) -> set[tuple[int, int]]:
    cells = np.floor(places / np.array(size) * 4).astype(int)
    return {(int(x), int(y)) for x, y in cells}


def _bend(matrix: NDArray[np.float64], size: tuple[int, int], target: tuple[int, int]) -> float:
    """Return how far the corners of the frame lie from where the best turn, scaling and shift takes them."""
    width, height = size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    moved = cv2.perspectiveTransform(corners[None], matrix)[0]
    if not np.isfinite(moved).all():
        return 1.0
    z, w = (points @ np.array([1, 1j]) for points in (corners, moved))
    z, w = z - z.mean(), w - w.mean()
    factor = np.vdot(z, w) / np.vdot(z, z)
    return float(np.abs(w - factor * z).max() / max(target))


def _blocks(one: Landmarks, other: Landmarks, matrix: NDArray[np.float64]) -> float:
    """Return the share of textured blocks of the other's sketch on which the one's, laid over it, correlates."""
    height, width = other.sketch.shape
    to_sketch = np.diag([width / other.size[0], height / other.size[1], 1.0])
    from_sketch = np.diag([one.size[0] / one.sketch.shape[1], one.size[1] / one.sketch.shape[0], 1.0])
    whole = to_sketch @ matrix @ from_sketch
    laid = np.asarray(cv2.warpPerspective(one.sketch, whole, (width, height), flags=cv2.INTER_LINEAR), np.uint8)
    covered = cv2.warpPerspective(np.ones_like(one.sketch), whole, (width, height), flags=cv2.INTER_NEAREST)
    alike = [
        _correlation(laid[cell], other.sketch[cell])
        for cell in _grid(height, width)
        if covered[cell].all() and other.sketch[cell].std() > _TEXTURED
    ]
    correlated = 0.9
    return float(np.mean([value > correlated for value in alike])) if alike else 0.0


def _grid(height: int, width: int) -> list[tuple[slice, slice]]:
    rows, columns = range(0, height - _BLOCK + 1, _BLOCK), range(0, width - _BLOCK + 1, _BLOCK)
    return [(slice(y, y + _BLOCK), slice(x, x + _BLOCK)) for y in rows for x in columns]


def _correlation(one: Grey, other: Grey) -> float:
    a, b = (block.astype(np.float64) - block.mean() for block in (one, other))
    return float((a * b).sum() / max(np.sqrt((a * a).sum() * (b * b).sum()), 1e-9))
