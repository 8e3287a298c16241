"""Digests of pixels: exact (SHA-256) and perceptual (PDQ).

PDQ is implemented from its description ("The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm",
Facebook 2019, section PDQ): luminance; two passes of a box filter with the width of a 128th of the picture; 64 x 64
samples; the first 16 x 16 non-constant DCT coefficients; bits by their median; quality from the samples' gradients.
Both box passes and the sampling are linear and separable, so they are two small matrices here.
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
_PASSES = 2
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
    small = _at_most(pixels, _MOST)
    luma: Matrix = small @ _LUMA if small.ndim > 2 else small.astype(np.float32)  # noqa: PLR2004 - colour
    height, width = luma.shape
    samples: Matrix = _sampler(height) @ luma @ _sampler(width).T
    waves = _dct()
    spectrum = (waves @ samples @ waves.T).ravel()
    bits = spectrum > np.sort(spectrum)[(spectrum.size - 1) // 2]
    return Perceptual(pdq=np.packbits(bits[::-1]).tobytes().hex(), quality=_quality(samples))


def _at_most(pixels: Pixels, longest: int) -> Pixels:
    height, width = pixels.shape[:2]
    if max(height, width) <= longest:
        return pixels
    size = (min(width, longest), min(height, longest))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


@lru_cache(maxsize=64)
def _sampler(length: int) -> Matrix:
    """Return the (64, length) matrix of two box filters followed by taking 64 samples."""
    width = (length + 2 * _GRID - 1) // (2 * _GRID)
    ahead = (width + 2) // 2
    box = np.zeros((length, length))
    for k in range(length):
        first, last = max(0, k + ahead - width), min(length, k + ahead)
        box[k, first:last] = 1.0 / (last - first)
    taken = ((np.arange(_GRID) + 0.5) * length / _GRID).astype(int)
    return np.linalg.matrix_power(box, _PASSES)[taken].astype(np.float32)


@lru_cache(maxsize=1)
def _dct() -> Matrix:
    """Return rows 1 to 16 of the orthonormal 64-point DCT-II; the constant row 0 is left out."""
    rows, columns = np.arange(1, _KEPT + 1)[:, None], np.arange(_GRID)[None, :]
    return (np.sqrt(2 / _GRID) * np.cos(np.pi / (2 * _GRID) * rows * (2 * columns + 1))).astype(np.float32)


def _quality(samples: Matrix) -> int:
    steps = (np.diff(samples, axis=0), np.diff(samples, axis=1))
    total = sum(int(np.abs(np.trunc(step * (100 / 255))).sum()) for step in steps)
    return min(100, total // _QUALITY_SCALE)
