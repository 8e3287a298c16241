"""Criterion ``compression_history``: how a JPEG was compressed, and whether more than once.

Always neutral: messengers, browsers and phones compress again whatever passes through them. It says how much the other
criteria can still see.

A second, coarser compression leaves the histogram of a frequency's coefficients with gaps and peaks at regular
distances (Popescu and Farid, "Statistical Tools for Digital Forensics", IH 2004, section 2), which its Fourier
transform shows as a peak.
"""

import io
import warnings
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Prepared
from pipeline.examiners.integrity.answer import Answer
from pipeline.imaging.colour import Pixels
from pipeline.imaging.containers.contract import Header, Kind

CRITERION = "compression_history"

_LOW = ((0, 1), (1, 0), (1, 1), (0, 2), (2, 0))
"""Rows and columns of the frequencies that are looked at: those with the most coefficients that are not zero."""

_SPAN = 60
"""Multiples of the quantiser, to either side of zero, that the histogram covers."""

_PERIODIC = 0.35
"""Share of a histogram's own weight that a period may have by chance. Photos compressed once stayed below 0.2."""

_BLOCKS = 20_000
"""Blocks of 8 x 8 pixels that are enough for a histogram: 1.3 megapixels."""

_LEAST = 400
"""Coefficients beside zero without which a histogram says nothing."""

SIDE = 8
Doubles = NDArray[np.float64]
_BASE_MEAN = 57.6
"""Mean of the luminance table of ITU-R T.81 annex K.1, which stands for quality 50."""


def judge(photo: Prepared, header: Header, original: bytes, pixels: Pixels) -> Answer:
    """Return how the file was compressed, as far as it shows."""
    label = photo.photo.label
    if header.kind is not Kind.JPEG:
        said = f"The photo {label} is no JPEG: what was done to it before is not known."
        return Answer(photo, CRITERION, Bearing.NEUTRAL, 0.0, f"{header.kind.value} file", said)
    table = luminance_table(original)
    if table is None:
        said = f"How the photo {label} was compressed cannot be read."
        return Answer(photo, CRITERION, Bearing.UNREADABLE, 0.0, "not readable", said)
    quality = _quality(table)
    aligned = photo.metadata.orientation == 1
    if aligned and periodicity(pixels, table) > _PERIODIC:
        said = f"The photo {label} was compressed at least twice, at last at a quality of about {quality} of 100."
        return Answer(photo, CRITERION, Bearing.NEUTRAL, 0.0, f"compressed again, quality {quality}", said)
    said = f"The photo {label} was compressed at a quality of about {quality} of 100; no earlier compression shows."
    return Answer(photo, CRITERION, Bearing.NEUTRAL, 0.0, f"compressed, quality {quality}", said)


def stored_table(photo: Prepared, header: Header, original: bytes) -> Doubles | None:
    """Return the steps of the last compression, (8, 8), where the upright photo's blocks are those of the file."""
    stored = header.kind is Kind.JPEG and photo.metadata.orientation == 1
    return luminance_table(original) if stored else None


def periodicity(pixels: Pixels, table: Doubles) -> float:
    """Return how periodic the histograms of quantised coefficients are, 0 to 1; the highest of all frequencies.

    :param table: (8, 8), the quantiser of each frequency of luminance.
    """
    blocks = _blocks(pixels)
    basis = dct()
    found = [0.0]
    for row, column in _LOW:
        wave = np.outer(basis[row], basis[column]).ravel()
        values = np.rint(blocks @ wave / max(float(table[row, column]), 1.0)).astype(np.int64)
        found.append(_periodic(np.bincount(np.clip(np.abs(values), 0, _SPAN), minlength=_SPAN + 1)[1:_SPAN]))
    return max(found)


def _periodic(counts: NDArray[np.int64]) -> float:
    """Return the share of a fast ripple in a histogram, after its slow decay is taken out."""
    filled = counts[: max(int(np.flatnonzero(counts > 1)[-1]) + 1, 1)] if (counts > 1).any() else counts[:0]
    shortest = 12
    if filled.sum() < _LEAST or len(filled) < shortest:
        return 0.0
    smooth = np.convolve(np.pad(filled, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    ripple = (filled - smooth) / np.maximum(smooth, 1.0)
    waves = np.abs(np.fft.rfft(ripple * np.hanning(len(ripple)))) * 2 / len(ripple)
    return float(waves[2:].max())


def _blocks(pixels: Pixels) -> NDArray[np.float32]:
    """Return up to 20,000 blocks of luminance from the photo's middle, aligned to its corner: (n, 64)."""
    height, width = (side // SIDE for side in pixels.shape[:2])
    rows = min(height, max(1, _BLOCKS // max(width, 1)))
    top = (height - rows) // 2
    cut = pixels[top * SIDE : (top + rows) * SIDE, : width * SIDE]
    grey = cv2.cvtColor(np.ascontiguousarray(cut), cv2.COLOR_RGB2GRAY).astype(np.float32) - 128
    return grey.reshape(rows, SIDE, width, SIDE).transpose(0, 2, 1, 3).reshape(-1, SIDE * SIDE)


@lru_cache(maxsize=1)
def dct() -> NDArray[np.float32]:
    """Return the orthonormal 8-point DCT-II, a frequency a row."""
    k, n = np.arange(SIDE)[:, None], np.arange(SIDE)[None, :]
    waves = np.sqrt(2 / SIDE) * np.cos(np.pi / (2 * SIDE) * k * (2 * n + 1))
    waves[0] /= np.sqrt(2)
    return np.asarray(waves, np.float32)


def luminance_table(original: bytes) -> Doubles | None:
    """Return the quantiser of each frequency of luminance, (8, 8); None where there is none. Decodes no pixel."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(original), formats=["JPEG"]) as image:
            tables = getattr(image, "quantization", {})
    except Exception:  # noqa: BLE001 - a decoder on a stranger's bytes
        return None
    values = tables.get(0, [])
    return np.array(values, np.float64).reshape(SIDE, SIDE) if len(values) == SIDE * SIDE else None


def _quality(table: Doubles) -> int:
    """Return the quality, 1 to 100, at which libjpeg would use a table as coarse (its ``jpeg_quality_scaling``)."""
    scale = 100 * float(table.mean()) / _BASE_MEAN
    quality = (200 - scale) / 2 if scale <= 100 else 5000 / scale  # noqa: PLR2004 - per cent
    return int(np.clip(round(quality), 1, 100))
