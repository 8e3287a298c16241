"""Lattices that lie over a whole photo, in the Fourier domain.

The pixels of a screen make peaks at the same few frequencies wherever one looks in the photo, over the subject and its
surroundings alike; where the sensor undersamples them, moire makes them at others, again everywhere. A guilloche dial,
a bezel's notches, a bracelet or a woven cloth make them too, but only where they lie: so a frequency counts by the
*smaller* of its two means, over the subject's tiles and over the others.

The log spectrum of each tile is taken relative to its own neighbourhood in frequency, which removes what brushed metal
and edges make: ridges, no peaks (after Mahdian and Saic, "Blind authentication using periodic properties of
interpolation", IEEE TIFS 2008, who look for peaks of another origin in the same way).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.colour import Pixels

TILE = 256
"""Pixels: a lattice of 30 pixels still repeats eight times, and one that drifts by 2 % over a tile keeps its peak."""

ALONG = 6
"""Tiles along each side at most; fewer would let one motif fill most of them, more only cost time."""

LEAST_SIDE = 600
"""Pixels: below it the tiles are so few and overlap so much that one texture may fill them all."""

LEAST_TILES = 4
"""Usable tiles on the subject, and beside it."""

_DARK, _BLOWN, _MOSTLY = 25.0, 250, 0.5
"""Grey values: what is darker, or blown out over half of a tile, shows no lattice, as a screen's black does not."""

_DETAIL = 8.0
"""Pixels: standard deviation of the smoothing that takes forms away before the transform."""

_AROUND = 33
"""Frequencies on a side of the neighbourhood that a peak must rise from."""

_FLOOR = 1e-3
"""Grey values squared: rounding to 8 bits makes 1/12 already; only pixels that are exactly equal fall below."""

_REACH = 7
"""Frequencies within which peaks of two tiles are the same: perspective changes the pitch by some per cent."""

_HIGHEST = 8.0
"""Natural logarithms above the neighbourhood beyond which a peak counts no more: one tile must not outvote others."""

_AXIS = 1
"""Frequencies beside the axes that are left out: there lie JPEG's blocks of 8 pixels, whatever they were scaled to."""

Floats = NDArray[np.float32]
_WINDOW: Floats = np.outer(np.hanning(TILE), np.hanning(TILE)).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """A square cut from the full-size photo.

    :ivar centre: normalised coordinates.
    :ivar pixels: (TILE, TILE, 3).
    """

    centre: tuple[float, float]
    pixels: Floats


@dataclass(frozen=True, slots=True)
class Lattice:
    """The most persistent frequency of a signal.

    :ivar height: how far it rises from its neighbourhood, on average over the tiles, natural logarithms of power.
    :ivar period: pixels.
    """

    height: float
    period: float


def tiles(pixels: Pixels) -> list[Tile]:
    """Return the usable tiles of a full-size photo, evenly spread."""
    height, width = pixels.shape[:2]
    cut = [(x, y, pixels[y : y + TILE, x : x + TILE]) for y in _starts(height) for x in _starts(width)]
    usable = [(x, y, tile) for x, y, tile in cut if tile.mean() > _DARK and (tile >= _BLOWN).mean() < _MOSTLY]
    half = TILE / 2
    return [Tile(((x + half) / width, (y + half) / height), tile.astype(np.float32)) for x, y, tile in usable]


def _starts(side: int) -> list[int]:
    count = int(np.clip(np.ceil(side / TILE), 1, ALONG))
    return [int(start) for start in np.linspace(0, side - TILE, count)]


def brightness(tile: Tile) -> Floats:
    """Return the tile's luma (ITU-R BT.601)."""
    return np.asarray(tile.pixels @ np.array([0.299, 0.587, 0.114], np.float32))


def reddish(tile: Tile) -> Floats:
    """Return red against green: stripes of three colours are out of step, forms and textures are not."""
    return tile.pixels[..., 0] - tile.pixels[..., 1]


def bluish(tile: Tile) -> Floats:
    """Return blue against green, likewise."""
    return tile.pixels[..., 2] - tile.pixels[..., 1]


def persistent(subject: Sequence[Floats], around: Sequence[Floats], lowest: int) -> Lattice:
    """Return the frequency that persists most over both groups of tiles.

    :param lowest: cycles per tile below which forms are found rather than lattices.
    """
    allowed = _allowed(lowest)
    means = [np.mean([_peaks(tile, allowed) for tile in group], axis=0) for group in (subject, around)]
    both = np.where(allowed, np.minimum(*means), 0.0)
    row, column = np.unravel_index(int(both.argmax()), both.shape)
    cycles = float(np.hypot(row - TILE // 2, column))
    return Lattice(float(both[row, column]), TILE / max(cycles, 1.0))


def _allowed(lowest: int) -> NDArray[np.bool_]:
    down, across = np.arange(-TILE // 2, TILE // 2)[:, None], np.arange(TILE // 2 + 1)[None, :]
    return np.asarray((np.hypot(down, across) > lowest) & (np.abs(down) > _AXIS) & (across > _AXIS))


def _peaks(signal: Floats, allowed: NDArray[np.bool_]) -> Floats:
    """Return (TILE, TILE / 2 + 1): the highest peak near each frequency. Rows run from -TILE/2, columns from 0."""
    detail = (signal - cv2.GaussianBlur(signal, (0, 0), _DETAIL)) * _WINDOW
    power = np.abs(np.fft.fftshift(np.fft.rfft2(detail), axes=0)) ** 2
    logs = np.log(power + _FLOOR * TILE * TILE).astype(np.float32)
    raised = (logs - cv2.blur(logs, (_AROUND, _AROUND), borderType=cv2.BORDER_REFLECT)) * allowed
    near = cv2.dilate(raised, np.ones((_REACH, _REACH), np.uint8))
    return np.asarray(np.clip(near, 0.0, _HIGHEST), np.float32)
