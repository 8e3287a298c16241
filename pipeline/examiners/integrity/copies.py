"""Finds regions of a photo that are copies of others: equal in tone and to the grain, at one offset.

A watch repeats its forms twelve- and sixty-fold, and ornament, links and print repeat with nothing turned. But each
repeat is a place of its own: it lies in its own light, so that its tones differ by several grey values, and it has its
own grain. A copy has neither; compressing it again leaves a fraction of a grey value between the two. So an offset's
tones are compared place by place, and of the largest disc in which they are the same the grain must be the same too,
where it is like no other near it: along an edge or in a weave it is, and there any offset would do. And the copy must
be better than whatever else resembles the disc: a faint pattern in even light has a third place as good as the second.

After Fridrich, Soukal and Lukas, "Detection of copy-move forgery in digital images" (DFRWS 2003), who match blocks.
"""

from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.examiners.integrity import offsets
from pipeline.imaging.colour import Pixels

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

_GRAIN = 1.5
"""Pixels: standard deviation of the blur that the grain is what is left of."""

_EVEN = 6.0
"""Pixels: over which the grain is made equally strong."""

_WINDOW = 25
"""Pixels: side of the window in which grain and tones are compared."""

_TONES = 2.0
"""Pixels: standard deviation of the blur that takes grain and compression out of tones."""

_SAME_TONES = 0.8
"""Grey values, root mean square, up to which a window's tones are the same.

In drawn copies that were compressed again at a quality of 85 to 94 they differ by 0.1 to 0.3, at 75 by up to 0.8; in
the most alike repeats (engraved case backs, printed papers) by 5 and more."""

_ALIKE = 0.5
"""Correlation from which on the grain of two discs is the same: 24 copies had 0.73 to 1.0, discs of equal tone on
drawn and real photos that hold no copy at most 0.2."""

_RATHER_ALIKE = 0.3
"""The same for a window: chance stays below, and in plain places nothing else parts a copy from what is beside it."""

_TELLING = 300
"""Pixels of a disc whose grain can be compared, below which it says nothing: chance stays below 0.2."""

_STRAIGHT = 0.3
"""Coherence of the grain's structure tensor, 0 (grain) to 1 (a straight edge), up to which it is a place's own.

Along an edge any offset fits. Hands and bars of markers have 0.5 and more, sensor noise below 0.1."""

_BESIDE = ((0, 4), (4, 0))
"""Rows and columns: how far beside grain may not be alike either, as a weave's or a screen's is."""

_OWN = 0.55
"""Correlation with what lies beside it up to which grain is a place's own."""

_FAINT = 0.6
"""Grey values: standard deviation below which a compressed photo's grain is its rounding."""

_CAP = 3.0

_BETTER = 1.35
"""Times by which the third place most like a disc must differ more from it than its copy does (in 1 - correlation). Of
500 drawn photos without a copy, 8 (papers with a printed ground, pearled movements) hold discs that pass everything
else; there the third place is as good as the second (0.8 to 1.0). For copies it is 1.8 and more, even at 75."""

_PATCH = 8, 40
"""Pixels: least and largest reach of what a third place is compared by; more costs time and adds nothing."""


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


class _Picture(NamedTuple):
    """What is compared; all of one shape.

    :ivar even: the grain, equally strong everywhere.
    :ivar grainy: where there is grain at all: not in what is blown out, black, or smoothed away.
    :ivar own: where, moreover, it is a place's own.
    """

    grey: Floats
    even: Floats
    grainy: Mask
    own: Mask

    def part(self, rows: slice, columns: slice) -> "_Picture":
        """Return a rectangle of it, as views."""
        cut = (rows, columns)
        return _Picture(self.grey[cut], self.even[cut], self.grainy[cut], self.own[cut])


def largest_copy(pixels: Pixels) -> Copy | None:
    """Return the largest disc that has a copy; None where there is none."""
    picture = _picture(pixels)
    proposed = dict.fromkeys(chain(offsets.by_grain(picture.even), offsets.by_corners(picture.grey)))
    found = [copy for down, across in proposed if (copy := _checked(picture, down, across)) is not None]
    found.sort(key=lambda copy: -copy.radius)
    return next((copy for copy in found if not _repeats(picture.even, copy)), None)


def _picture(pixels: Pixels) -> _Picture:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    grain = np.asarray(grey - cv2.GaussianBlur(grey, (0, 0), _GRAIN), np.float32)
    even = grain / (np.sqrt(cv2.GaussianBlur(grain * grain, (0, 0), _EVEN)) + _FAINT)
    power = np.asarray(cv2.blur(grain * grain, (_WINDOW, _WINDOW)), np.float32)
    grainy = np.asarray(power > _FAINT**2)
    return _Picture(grey, np.clip(even, -_CAP, _CAP), grainy, grainy & _own(grain, power))


def _own(grain: Floats, power: Floats) -> Mask:
    """Return where the grain runs in no direction and is unlike what is beside it."""
    own = _coherence(grain) < _STRAIGHT
    for down, across in _BESIDE:
        beside = cv2.blur(grain * np.roll(grain, (down, across), (0, 1)), (_WINDOW, _WINDOW))
        own &= beside < _OWN * np.maximum(power, 0)
    return np.asarray(own)


def _coherence(grain: Floats) -> Floats:
    """Return how much the grain runs in one direction (Bigun and Granlund, ICCV 1987), 0 to 1."""
    box = (_WINDOW, _WINDOW)
    across, down = (cv2.Sobel(grain, cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    xx, yy, xy = (cv2.blur(values, box) for values in (across * across, down * down, across * down))
    return np.asarray(((xx - yy) ** 2 + 4 * xy**2) / ((xx + yy) ** 2 + 1e-6), np.float32)


def _checked(picture: _Picture, down: int, across: int) -> Copy | None:
    """Return the largest disc that lies again ``down`` and ``across`` from it."""
    height, width = picture.grey.shape
    left, right = max(0, -across), min(width, width - across)
    if right - left < _WINDOW or height - down < _WINDOW:
        return None
    here = picture.part(slice(height - down), slice(left, right))
    there = picture.part(slice(down, height), slice(left + across, right + across))
    radius, (column, row) = _largest_disc(_same(here, there))
    if not _same_grain(here, there, radius, (column, row)):
        return None
    return Copy(radius, (left + column, row), (across, down))


def _same(here: _Picture, there: _Picture) -> Mask:
    """Return where tones are the same, and grain may be."""
    box = (_WINDOW, _WINDOW)
    apart = cv2.GaussianBlur(here.grey - there.grey, (0, 0), _TONES)
    same = (cv2.blur(apart * apart, box) < _SAME_TONES**2) & here.grainy & there.grainy
    product, one, other = (cv2.blur(values, box) for values in (here.even * there.even, here.even**2, there.even**2))
    return np.asarray(same & (product > _RATHER_ALIKE * np.sqrt(np.maximum(one * other, 0))))


def _largest_disc(mask: Mask) -> tuple[float, tuple[int, int]]:
    """Return radius and centre (column, row) of the largest disc within a mask; what is outside it is not in it."""
    bordered = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    depth = cv2.distanceTransform(bordered, cv2.DIST_L2, 3)
    row, column = (int(k) - 1 for k in np.unravel_index(int(depth.argmax()), depth.shape))
    return float(depth.max()), (column, row)


def _same_grain(here: _Picture, there: _Picture, radius: float, centre: tuple[int, int]) -> bool:
    """Return whether a disc and its copy hold the same grain, where it is their own."""
    around = (
        slice(max(0, int(centre[1] - radius)), int(centre[1] + radius) + 1),
        slice(max(0, int(centre[0] - radius)), int(centre[0] + radius) + 1),
    )
    rows, columns = np.ogrid[: here.grey.shape[0], : here.grey.shape[1]]
    disc = (rows[around[0]] - centre[1]) ** 2 + (columns[:, around[1]] - centre[0]) ** 2 < radius**2
    telling = disc & here.own[around] & there.own[around]
    one, other = here.even[around][telling], there.even[around][telling]
    if len(one) < _TELLING:
        return False
    return bool((one * other).sum() > _ALIKE * np.sqrt(float((one**2).sum()) * float((other**2).sum())))


def _repeats(even: Floats, copy: Copy) -> bool:
    """Return whether a third place is as much like the disc as its copy: a pattern, which goes on."""
    least, most = _PATCH
    reach = int(min(max(copy.radius / np.sqrt(2), least), most))
    height, width = even.shape
    across, down = copy.offset
    column, row = (
        min(max(at, reach, reach - by), side - 1 - reach, side - 1 - reach - by)
        for at, by, side in zip(copy.centre, copy.offset, (width, height), strict=True)
    )
    patch = even[row - reach : row + reach + 1, column - reach : column + reach + 1]
    like = np.asarray(cv2.matchTemplate(even, patch, cv2.TM_CCOEFF_NORMED), np.float32)
    left, top = column - reach, row - reach
    second = float(_around(like, left + across, top + down, 1).max())
    for x, y in ((left, top), (left + across, top + down)):
        _around(like, x, y, reach // 2)[:] = -1.0
    return 1 - float(like.max()) < _BETTER * (1 - second)


def _around(values: Floats, column: int, row: int, reach: int) -> Floats:
    """Return the square around a place, as a view."""
    return values[max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1]
