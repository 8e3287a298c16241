"""Where the centres of ellipses lie: steps 1 and 2 of the search for the dial (see ``dial``)."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""(height, width), 8 bit; 300 to 700 pixels on the longer side."""
Floats = NDArray[np.float32]

SMALLEST, LARGEST = 0.04, 0.62
"""Semi-axis as a share of the longer side. The smallest watch of the real photos has 0.05."""

_DIRECTIONS = 128
"""Gradient directions that are told apart: 2.8 degrees, which blurs a centre by 4 % of the radius."""
_HEADINGS = 8
_SUM = np.ones((1, _HEADINGS), dtype=np.float32)
_MOST_VOTERS = 2000
"""With 1400, 4 of 80 turned, dimmed and noisy copies of photos of several watches passed for one or none; with 2000
none did, for 0.8 ms more."""
_FAINT, _STRONG = 8.0, 24.0
"""Sobel gradients (a step of 1 grey level, smoothed, has 2.6): below the first lies noise; what goes beyond the second,
a bright marker or hand, does not raise its surroundings' mean further and hide the rim of a dial in a case as dark."""
_STEPS = 10
"""Of strength in a unit of gradient: 24 units fill 8 bits."""
_MOST_CENTRES = 6
_CELL = 4


@dataclass(frozen=True, slots=True)
class Edges:
    """Edge points.

    :ivar points: (2, n), x and y in pixels: rows apart, because numpy is five times faster along them.
    :ivar normals: (2, n), unit gradients.
    """

    points: Floats
    normals: Floats

    def __len__(self) -> int:
        return int(self.points.shape[1])

    def where(self, kept: NDArray[np.bool_]) -> "Edges":
        """Return some of the points."""
        return self.take(np.flatnonzero(kept))

    def take(self, places: NDArray[np.intp]) -> "Edges":
        """Return the points at these places; ``take`` is five times faster than indexing both rows by a mask."""
        return Edges(self.points.take(places, axis=1), self.normals.take(places, axis=1))


def find_edges(grey: Grey) -> Edges:
    """Return thinned edges whose gradient stands out from its surroundings."""
    smooth = cv2.GaussianBlur(grey, (7, 7), 1.2)
    across, down = cv2.spatialGradient(smooth)
    size = cv2.magnitude(across.astype(np.float32), down.astype(np.float32))
    side = max(grey.shape) // 20 | 1
    strength = cv2.convertScaleAbs(np.minimum(size, _STRONG), alpha=_STEPS)  # 8 bit: its mean takes half the time
    gain = 64.0 * _STEPS / (cv2.blur(strength, (side, side)) + np.float32(_FAINT * _STEPS))
    east, south = (cv2.multiply(part, gain, dtype=cv2.CV_16S) for part in (across, down))
    thin = cv2.Canny(east, south, 77, 141, L2gradient=True)  # 1.2 and 2.2 times the local mean
    where = np.flatnonzero(thin != 0)  # a fifth of the time that numpy takes for bytes
    normals = np.stack([across.reshape(-1)[where], down.reshape(-1)[where]]).astype(np.float32)
    normals /= np.maximum(length_of(normals), 1e-6)
    rows, columns = np.divmod(where, grey.shape[1])
    return Edges(np.stack([columns, rows]).astype(np.float32), normals)


def length_of(vectors: Floats) -> Floats:
    """Return the lengths of (2, n) vectors."""
    return np.asarray(np.sqrt(vectors[0] * vectors[0] + vectors[1] * vectors[1]), dtype=np.float32)


def find_centres(edges: Edges, shape: tuple[int, ...]) -> list[tuple[float, float]]:
    """Return where midpoints of facing edges of many directions lie, best first.

    Votes are kept apart by direction and their roots added: the two edges of a strap give many votes of one direction.
    """
    midpoints, distances, headings = _facing_pairs(thinned(edges, _MOST_VOTERS), max(shape))
    if not midpoints.size:
        return []
    rows, columns = shape[0] // _CELL + 1, shape[1] // _CELL + 1
    cells = (midpoints // _CELL).astype(np.int64)
    places = (cells[1] * columns + cells[0]) * _HEADINGS + headings
    votes = np.bincount(places, weights=1 / distances, minlength=rows * columns * _HEADINGS)
    field = cv2.GaussianBlur(votes.reshape(rows, columns, _HEADINGS).astype(np.float32), (7, 7), 1.2)
    return _peaks(np.asarray(cv2.transform(np.sqrt(field, out=field), _SUM), dtype=np.float32), midpoints)


def _peaks(field: Floats, midpoints: Floats) -> list[tuple[float, float]]:
    best: list[tuple[float, float]] = []
    strongest = 0.0
    for _ in range(_MOST_CENTRES):
        _, value, _, (column, row) = cv2.minMaxLoc(field)
        strongest = max(strongest, value)
        if value < 0.4 * strongest or value == 0:
            break
        peak = np.array([(column + 0.5) * _CELL, (row + 0.5) * _CELL], dtype=np.float32)
        near = length_of(midpoints - peak[:, None]) < 2 * _CELL
        x, y = midpoints[:, near].mean(axis=1) if near.any() else peak
        best.append((float(x), float(y)))
        cv2.circle(field, (column, row), 5, 0.0, -1)
    return best


def _facing_pairs(edges: Edges, side: int) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return midpoints, lengths and headings of pairs with opposite gradients that lie along the line between them."""
    heading = np.arctan2(edges.normals[1], edges.normals[0])
    order = np.argsort(heading, kind="stable")
    edges = edges.take(order)
    limits = np.linspace(-np.pi, np.pi, _DIRECTIONS + 1)
    start = np.searchsorted(heading[order], limits)
    one, other = _index_pairs(start)
    near, far = edges.points.take(one, axis=1), edges.points.take(other, axis=1)
    normal = edges.normals.take(one, axis=1)
    line = far - near
    length = length_of(line)
    aside = np.abs(line[0] * normal[1] - line[1] * normal[0])
    kept = np.flatnonzero((length > 2 * SMALLEST * side) & (length < 2 * LARGEST * side) & (aside < 0.36 * length))
    group = np.searchsorted(start, np.arange(len(edges)), side="right") * _HEADINGS // (_DIRECTIONS // 2)
    middle = np.asarray((near.take(kept, axis=1) + far.take(kept, axis=1)) / 2, dtype=np.float32)
    return middle, length.take(kept), np.minimum(group, _HEADINGS - 1).take(one.take(kept))


def _index_pairs(start: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pair the points of each direction with those of the opposite one and its two neighbours."""
    half = _DIRECTIONS // 2
    sector = np.arange(half)
    first, last = start[sector + half - 1], start[np.minimum(sector + half + 2, _DIRECTIONS)]
    members = np.diff(start[: half + 1])
    partners = np.repeat(last - first, members)
    one = np.repeat(np.arange(start[0], start[half]), partners)
    before = np.repeat(np.cumsum(partners) - partners, partners)
    other = np.arange(len(one)) - before + np.repeat(np.repeat(first, members), partners)
    return one, other


def thinned(edges: Edges, most: int) -> Edges:
    """Return at most ``most`` points, evenly taken."""
    if len(edges) <= most:
        return edges
    return edges.take(np.linspace(0, len(edges) - 1, most).astype(np.intp))
