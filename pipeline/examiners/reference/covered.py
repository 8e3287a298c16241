"""What covers a dial: hands, as one photo alone tells them and as they differ from other photos of the same dial."""

from collections.abc import Sequence
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.examiners.reference.details import Floats, lightness
from pipeline.imaging.colour import Pixels
from pipeline.imaging.hands.find import find_hands

Mask = NDArray[np.bool_]

_RAYS, _STEPS = 720, 90
"""Half degrees, and steps of a radius, in which a dial is unrolled."""
_SMOOTH = 1.5
"""Pixels: smooths noise before a dial is unrolled."""
_GROUND, _GROUND_STEP = 56, 14
"""Half degrees to each side whose median difference is the light's and not a hand's, of which every few are enough. Two
hands beside each other, 0.08 radii wide, take less than half of that from 0.35 radii on; sunburst changes slower."""
_DIFFERS = 8.0
"""Steps of lightness, of 255, by which a hand differs from the dial."""

_INNER, _OUTER = 18, 45
"""Steps (0.2 to 0.5 radii) along which every hand that is long enough to cover print runs without a break."""
_UNBROKEN = 0.85
"""Share of those steps at which it must differ, to be a hand that one photo did not tell."""
_WIDER = 7
"""Half degrees by which such a ray is widened to each side: its shadow, and what is slanted about it."""

_TO_TELL = 4
"""Photos of a dial from which most of the others tell what is a hand on one."""
_RUN = 12
"""Steps along a ray (0.13 radii) that a run of difference has at least: no letter of another wording is as tall."""
_THIN = 3
"""Half degrees within which a run goes on: a thin hand is seldom turned exactly about the dial's middle."""
_CANNON, _GAP = 20, 15
"""Steps (0.22 radii) around the middle that hands always cover, and steps within a hand that may look like the dial."""
_LONG = 40
"""Steps (0.44 radii) from which a run is surely a hand's, which may go on over a sub-dial or lume of its own colour."""
_BESIDE = 0.05
"""Radii beside a run that a hand's other facet and its shadow cover."""


def hands(photos: Sequence[Pixels], radius: float) -> list[Mask]:
    """Return what hands cover on each of several photos of one dial laid over each other, the subject first.

    What one photo alone takes for a hand may be a word or a sub-dial, which the others show as well: a hand covers no
    more than what lies between the middle and the end of a run of difference from most of them. Of the subject, whole
    rays that differ from the other photos are added.

    :param radius: of the dial, in pixels; its middle is the photos'.
    """
    margin = photos[0].shape[0] / 2 / radius - 1.0
    told = [find_hands(each, margin=margin).mask for each in photos]
    unrolled = [_unrolled(each, radius) for each in photos]
    count = len(photos)
    pairs = {(j, k): _off_ground(unrolled[j] - unrolled[k]) for j, k in combinations(range(count), 2)}
    differs = [[pairs[min(j, k), max(j, k)] for j in range(count) if j != k] for k in range(count)]
    if count >= _TO_TELL:
        told = [mask & _under_runs(each, mask.shape, radius) for mask, each in zip(told, differs, strict=True)]
    return [told[0] | _rays(differs[0], told[0].shape, radius), *told[1:]]


def _unrolled(photo: Pixels, radius: float) -> Floats:
    smooth = cv2.GaussianBlur(lightness(photo), (0, 0), _SMOOTH)
    middle = photo.shape[0] / 2
    turned = cv2.warpPolar(smooth, (_STEPS, _RAYS), (middle, middle), radius, cv2.WARP_POLAR_LINEAR)
    return np.asarray(turned, np.float32)


def _off_ground(difference: Floats) -> Floats:
    """Return how much a difference stands out, without what the light does to whole sectors."""
    beside = [np.roll(difference, k, axis=0) for k in range(-_GROUND, _GROUND + 1, _GROUND_STEP)]
    return np.asarray(np.abs(difference - np.median(beside, axis=0)), np.float32)


def _under_runs(differs: Sequence[Floats], shape: tuple[int, ...], radius: float) -> Mask:
    """Return what hands can cover on a photo: from the middle to where runs of difference end, and around it."""
    most = (np.median(differs, axis=0) > _DIFFERS).astype(np.uint8)
    beside = cv2.dilate(most, np.ones((_THIN, 1), np.uint8))
    runs = cv2.morphologyEx(beside, cv2.MORPH_OPEN, np.ones((1, _RUN), np.uint8))
    runs[:, :_CANNON] = 1
    joined = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    reached = np.asarray(np.minimum.accumulate(joined, axis=1), np.uint8)
    reached[reached[:, _LONG] > 0] = 1
    under = _rolled(reached, shape, radius)
    size = 2 * round(_BESIDE * radius) + 1
    return np.asarray(cv2.dilate(under, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))) > 0)


def _rays(differs: Sequence[Floats], shape: tuple[int, ...], radius: float) -> Mask:
    """Return whole rays along which a photo differs from the others: hands that it alone did not tell.

    One of three and more may show a hand at the same place.
    """
    spared = 1 if len(differs) + 1 >= _TO_TELL else 0
    least = np.sort(differs, axis=0)[spared, :, _INNER:_OUTER]
    along = ((least > _DIFFERS).mean(axis=1) > _UNBROKEN).astype(np.uint8)
    around = np.tile(along[:, None], (3, 1))
    wide = cv2.dilate(around, np.ones((2 * _WIDER + 1, 1), np.uint8))[_RAYS : 2 * _RAYS]
    return _rolled(np.asarray(wide.repeat(_STEPS, axis=1), np.uint8), shape, radius) > 0


def _rolled(unrolled: NDArray[np.uint8], shape: tuple[int, ...], radius: float) -> NDArray[np.uint8]:
    middle, back = shape[0] / 2, cv2.WARP_POLAR_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPolar(unrolled, (shape[1], shape[0]), (middle, middle), radius, back), np.uint8)
