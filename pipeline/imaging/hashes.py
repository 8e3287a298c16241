"""Digests of pixels: exact (SHA-256) and perceptual (PDQ).

PDQ is implemented from its description ("The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm",
Facebook 2019, section PDQ): luminance; two passes of a box filter with the width of a 128th of the picture; 64 x 64
samples; the first 16 x 16 non-constant DCT coefficients; bits by their median; quality from the samples' gradients.
Both box passes and the sampling are linear and separable, so each sample is a weighted sum of a few rows and columns.
"""

import hashlib
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from models.vocabulary.photo import Perceptual
from pipeline.imaging.colour import Pixels

Matrix = NDArray[np.float32]

_GRID = 64
_KEPT = 16
_MOST = 512
"""The reference implementation scales larger pictures down to 512 pixels first."""

_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)
_QUALITY_SCALE = 90
"""Sum of gradients, in hundredths of the full range, that a point of quality stands for; as published."""


def sha256_pixels(pixels: Pixels) -> str:
    """Return SHA-256 over height and width as big-endian uint32, then RGB rows, as 64 hexadecimal digits."""
    height, width = pixels.shape[:2]
    digest = hashlib.sha256(height.to_bytes(4, "big") + width.to_bytes(4, "big"))
    digest.update(np.ascontiguousarray(pixels).data)
    return digest.hexdigest()


def pdq(pixels: Pixels) -> Perceptual:
    """Return PDQ and its quality for an RGB picture (or a grey one, (height, width)) of any size."""
    luma = _luminance(_at_most(pixels, _MOST))
    samples = np.ascontiguousarray(_sampled(_sampled(luma).T).T)
    waves = _dct()
    spectrum = (waves @ samples @ waves.T).ravel()
    bits = spectrum > np.sort(spectrum)[(spectrum.size - 1) // 2]
    return Perceptual(pdq=np.packbits(bits[::-1]).tobytes().hex(), quality=_quality(samples))


def _luminance(pixels: Pixels) -> Matrix:
    colour = 3
    return np.asarray(pixels @ _LUMA if pixels.ndim == colour else pixels, dtype=np.float32)


def _at_most(pixels: Pixels, longest: int) -> Pixels:
    height, width = pixels.shape[:2]
    if max(height, width) <= longest:
        return pixels
    size = (min(width, longest), min(height, longest))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _sampled(lines: Matrix) -> Matrix:
    """Return 64 box-filtered rows of (n, m) rows: (64, m)."""
    rows, weights = _taps(lines.shape[0])
    filtered = np.zeros((_GRID, lines.shape[1]), dtype=np.float32)
    for k in range(rows.shape[1]):
        filtered += weights[:, k, None] * lines[rows[:, k]]
    return filtered


@lru_cache(maxsize=64)
def _taps(length: int) -> tuple[NDArray[np.int64], Matrix]:
    """Return, for each of 64 samples, the rows that two box filters mix into it, and their weights: (64, taps) each."""
    width = (length + 2 * _GRID - 1) // (2 * _GRID)
    ahead = (width + 2) // 2
    box = np.zeros((length, length))
    for k in range(length):
        first, last = max(0, k + ahead - width), min(length, k + ahead)
        box[k, first:last] = 1.0 / (last - first)
    taken = ((np.arange(_GRID) + 0.5) * length / _GRID).astype(np.int64)
    mixed = box[taken] @ box
    most = int((mixed > 0).sum(axis=1).max())
    rows = np.argsort(-mixed, axis=1, kind="stable")[:, :most]
    return rows, np.take_along_axis(mixed, rows, axis=1).astype(np.float32)


@lru_cache(maxsize=1)
def _dct() -> Matrix:
    """Return rows 1 to 16 of the orthonormal 64-point DCT-II; the constant row 0 is left out."""
    rows, columns = np.arange(1, _KEPT + 1)[:, None], np.arange(_GRID)[None, :]
    waves = np.sqrt(2 / _GRID) * np.cos(np.pi / (2 * _GRID) * rows * (2 * columns + 1))
    return np.asarray(waves, dtype=np.float32)


def _quality(samples: Matrix) -> int:
    steps = (np.diff(samples, axis=0), np.diff(samples, axis=1))
    total = sum(int(np.abs(np.trunc(step * (100 / 255))).sum()) for step in steps)
    return min(100, total // _QUALITY_SCALE)
