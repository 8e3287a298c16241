"""Finds regions of a photo that are copies of others: equal to the grain, at one offset.

The grain (what a small blur takes away) is made equally strong everywhere and correlated with itself over all offsets
at once, in the Fourier domain. A watch repeats its forms twelve- and sixty-fold, but each turned and with its own
grain; so the few best offsets are then checked place by place, and only where the grain is like no other near it: along
an edge or in a weave it is, and there any offset would do.

After Fridrich, Soukal and Lukas, "Detection of copy-move forgery in digital images" (DFRWS 2003), who match blocks; the
autocorrelation is theirs too (section 3.2).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.colour import Pixels

Floats = NDArray[np.float32]

_GRAIN = 1.5
"""Pixels: standard deviation of the blur that the grain is what is left of."""

_EVEN = 6.0
"""Pixels: over which the grain is made equally strong."""

_WINDOW = 25
"""Pixels: side of the window in which grain is compared; 600 values, so that chance stays below 0.2."""

LEAST_OFFSET = 64
"""Pixels: nearer lie the next link, the next letter, the next notch of the bezel, drawn or cut alike; and windows
overlap."""

_OFFSETS = 10
"""Offsets that are checked place by place."""

_ALIKE = 0.7
"""Correlation from which on two windows hold the same grain. Copies that were compressed again keep 0.75 to 0.98."""

_STRAIGHT = 0.3
"""Coherence of the grain's structure tensor, 0 (grain) to 1 (a straight edge), up to which it is a place's own.

Along an edge any offset fits. Hands and bars of markers have 0.5 and more, sensor noise below 0.1."""

_BESIDE = ((0, 4), (4, 0))
"""Rows and columns: how far beside grain may not be alike either, as a weave's or a screen's is."""

_OWN = 0.55
"""Correlation with what lies beside it up to which grain is a place's own."""

_FAINT = 0.6
"""Grey values: standard deviation below which a compressed photo's grain is its rounding."""

_CAP, _STRONG = 3.0, 20.0


@dataclass(frozen=True, slots=True)
class Copy:
    """A region and its copy.

    :ivar radius: pixels: of the largest disc that agrees throughout.
    :ivar centre: of that disc: column and row.
    :ivar offset: columns and rows from there to the copy.
    """

    radius: float
    centre: tuple[int, int]
    offset: tuple[int, int]


def largest_copy(pixels: Pixels) -> Copy | None:
    """Return the largest disc that has a copy; None where there is not one pixel of it."""
    grain = _grain(pixels)
    own = _own(grain)
    found = [_checked(grain, own, down, across) for down, across in _offsets(grain)]
    return max((copy for copy in found if copy is not None), key=lambda copy: copy.radius, default=None)


def _grain(pixels: Pixels) -> Floats:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(grey - cv2.GaussianBlur(grey, (0, 0), _GRAIN), np.float32)


def _offsets(grain: Floats) -> Iterator[tuple[int, int]]:
    """Yield the offsets (rows down, columns across) at which the grain correlates best with itself."""
    height, width = grain.shape
    even = grain / (np.sqrt(cv2.GaussianBlur(grain * grain, (0, 0), _EVEN)) + _FAINT)
    rows, columns = (cv2.getOptimalDFTSize(side + side // 2) for side in (height, width))
    room = cv2.copyMakeBorder(np.clip(even, -_CAP, _CAP), 0, rows - height, 0, columns - width, cv2.BORDER_CONSTANT)
    waves = cv2.dft(room, flags=cv2.DFT_COMPLEX_OUTPUT)
    power = waves[..., 0] ** 2 + waves[..., 1] ** 2
    spectrum = np.zeros_like(waves)
    spectrum[..., 0] = np.minimum(power, _STRONG * np.median(power[::4, ::4]))
    like = np.asarray(cv2.idft(spectrum, flags=cv2.DFT_REAL_OUTPUT), np.float32)[: height // 2 + 1]
    yield from _peaks(np.asarray(like - cv2.GaussianBlur(like, (0, 0), 3), np.float32), columns)


def _peaks(like: Floats, columns: int) -> Iterator[tuple[int, int]]:
    """Yield the highest places, far enough from no offset at all and from each other."""
    like[:LEAST_OFFSET, :LEAST_OFFSET] = like[:LEAST_OFFSET, -LEAST_OFFSET:] = -np.inf
    for _ in range(_OFFSETS):
        down, across = (int(k) for k in np.unravel_index(int(like.argmax()), like.shape))
        yield down, across if across < columns // 2 else across - columns
        like[max(0, down - 3) : down + 4, max(0, across - 3) : across + 4] = -np.inf


def _own(grain: Floats) -> NDArray[np.bool_]:
    """Return where the grain is strong enough to be compared, runs in no direction, and is unlike what is beside it."""
    box = (_WINDOW, _WINDOW)
    power = cv2.blur(grain * grain, box)
    own = (power > _FAINT**2) & (_coherence(grain) < _STRAIGHT)
    for down, across in _BESIDE:
        beside = cv2.blur(grain * np.roll(grain, (down, across), (0, 1)), box)
        own &= beside < _OWN * np.maximum(power, 0)
    return np.asarray(own)


def _coherence(grain: Floats) -> Floats:
    """Return how much the grain runs in one direction (Bigun and Granlund, ICCV 1987), 0 to 1."""
    box = (_WINDOW, _WINDOW)
    across, down = (cv2.Sobel(grain, cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    xx, yy, xy = (cv2.blur(values, box) for values in (across * across, down * down, across * down))
    return np.asarray(((xx - yy) ** 2 + 4 * xy**2) / ((xx + yy) ** 2 + 1e-6), np.float32)


def _checked(grain: Floats, own: NDArray[np.bool_], down: int, across: int) -> Copy | None:
    """Return the largest disc whose grain lies again ``down`` and ``across`` from it."""
    height, width = grain.shape
    left, right = max(0, -across), min(width, width - across)
    if down >= height or right - left < _WINDOW or height - down < _WINDOW:
        return None
    here, there = grain[: height - down, left:right], grain[down:, left + across : right + across]
    box = (_WINDOW, _WINDOW)
    product, one, other = (cv2.blur(values, box) for values in (here * there, here * here, there * there))
    alike = (product > _ALIKE * np.sqrt(np.maximum(one * other, 0))) & own[: height - down, left:right]
    alike &= own[down:, left + across : right + across]
    depth = cv2.distanceTransform(
        cv2.copyMakeBorder(alike.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 3
    )
    row, column = (int(k) - 1 for k in np.unravel_index(int(depth.argmax()), depth.shape))
    return Copy(float(depth.max()), (left + column, row), (across, down)) if alike.any() else None
