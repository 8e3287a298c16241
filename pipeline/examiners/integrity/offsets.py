"""At which offsets a photo may hold a copy of one of its parts: what repeats in the grain, and what repeats at corners.

The grain (what a small blur takes away) is made equally strong everywhere and correlated with itself over all offsets
at once, in the Fourier domain (Fridrich, Soukal and Lukas, "Detection of copy-move forgery in digital images", DFRWS
2003, section 3.2). That finds what was copied of plain surfaces. A small copy full of print drowns in the watch's own
repeats there; its corners do not: each has a twin of the same tones, all at one offset, while the corners of two
markers made alike lie in another light (the matching of their section 3.3, at corners instead of everywhere).
"""

from collections import Counter
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Offset = tuple[int, int]
"""Rows down, columns across; rows are never negative."""

LEAST = 64
"""Pixels: nearer lie the next link, the next letter, the next notch of the bezel, drawn or cut alike; and windows
overlap."""

_EACH = 10
"""Offsets proposed by either way."""

_APART = 3
"""Pixels within which two offsets are one."""

_STRONG = 20.0
"""Of the spectrum's median: stronger waves are the watch's own repeats and are cut to it."""

_CORNERS = 3000
_QUALITY = 0.0005
_BETWEEN = 4
"""Most corners that are looked at, the least of them against the best (``goodFeaturesToTrack``), and pixels between
two: print, edges and marks all have theirs, plain surfaces none."""

_REACH, _STRIDE = 10, 2
"""Pixels around a corner in which tones are compared, and between the tones."""

_SOFT = 2.0
"""Pixels: standard deviation of the blur that takes grain and compression out of tones."""

_SAME_TONES = 1.0
"""Grey values, root mean square, up to which two corners are twins. Copies compressed again differ by 0.1 to 0.6."""

_AT_ONCE = 500


def by_grain(even: Floats) -> Iterator[Offset]:
    """Yield the offsets at which the grain correlates best with itself.

    :param even: (height, width), the grain, equally strong everywhere.
    """
    height, width = even.shape
    rows, columns = (cv2.getOptimalDFTSize(side + side // 2) for side in (height, width))
    room = cv2.copyMakeBorder(even, 0, rows - height, 0, columns - width, cv2.BORDER_CONSTANT)
    waves = cv2.dft(room, flags=cv2.DFT_COMPLEX_OUTPUT)
    power = waves[..., 0] ** 2 + waves[..., 1] ** 2
    spectrum = np.zeros_like(waves)
    spectrum[..., 0] = np.minimum(power, _STRONG * np.median(power[::4, ::4]))
    like = np.asarray(cv2.idft(spectrum, flags=cv2.DFT_REAL_OUTPUT), np.float32)[: height // 2 + 1]
    yield from _peaks(np.asarray(like - cv2.GaussianBlur(like, (0, 0), 3), np.float32), columns)


def _peaks(like: Floats, columns: int) -> Iterator[Offset]:
    """Yield the highest places, far enough from no offset at all and from each other."""
    like[:LEAST, :LEAST] = like[:LEAST, -LEAST:] = -np.inf
    for _ in range(_EACH):
        down, across = (int(k) for k in np.unravel_index(int(like.argmax()), like.shape))
        yield down, across if across < columns // 2 else across - columns
        like[max(0, down - _APART) : down + _APART + 1, max(0, across - _APART) : across + _APART + 1] = -np.inf


def by_corners(grey: Floats) -> list[Offset]:
    """Return the offsets at which the most corners have a twin.

    :param grey: (height, width), 0 to 255.
    """
    places = _corners(grey)
    if not len(places):
        return []
    votes = _votes(places, _tones(grey, places))
    chosen: list[Offset] = []
    for (down, across), _ in votes.most_common():
        if all(max(abs(down - other), abs(across - beside)) > _APART for other, beside in chosen):
            chosen.append((down, across))
        if len(chosen) == _EACH:
            break
    return chosen


def _corners(grey: Floats) -> NDArray[np.intp]:
    """Return columns and rows of the corners, (n, 2), as far from the picture's edge as tones are compared."""
    found = cv2.goodFeaturesToTrack(cv2.GaussianBlur(grey, (0, 0), 1.0), _CORNERS, _QUALITY, _BETWEEN)
    if found is None:
        return np.empty((0, 2), np.intp)
    places = np.rint(found[:, 0]).astype(np.intp)
    last = np.array(grey.shape[::-1]) - _REACH
    return np.asarray(places[((places >= _REACH) & (places < last)).all(axis=1)])


def _tones(grey: Floats, places: NDArray[np.intp]) -> Floats:
    """Return the tones around each place, (n, tones)."""
    soft = cv2.GaussianBlur(grey, (0, 0), _SOFT)
    steps = np.arange(-_REACH, _REACH + 1, _STRIDE)
    rows, columns = places[:, 1, None] + steps, places[:, 0, None] + steps
    return np.asarray(soft[rows[:, :, None], columns[:, None, :]].reshape(len(places), -1), np.float32)


def _votes(places: NDArray[np.intp], tones: Floats) -> Counter[Offset]:
    """Count the twins at each offset."""
    centred = tones - tones.mean()
    squares, most = (centred**2).sum(axis=1), _SAME_TONES**2 * tones.shape[1]
    votes: Counter[Offset] = Counter()
    for start in range(0, len(places), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        away = squares[some, None] + squares[None, :] - 2 * centred[some] @ centred.T
        here, there = np.nonzero(away < most)
        moved = places[there] - places[start + here]
        far = (np.abs(moved) >= LEAST).any(axis=1) & (moved[:, 1] >= 0)
        votes.update((int(down), int(across)) for across, down in moved[far])
    return votes
