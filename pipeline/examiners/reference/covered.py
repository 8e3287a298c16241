"""What covers a dial: hands, on a photo alone and held against the references, and whatever moves between photos."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.examiners.reference.details import Floats, lightness
from pipeline.imaging.colour import Pixels
from pipeline.imaging.hands.find import find_hands

Mask = NDArray[np.bool_]

_RAYS, _STEPS = 720, 90
"""Half degrees, and steps of a radius, in which a dial is unrolled."""
_INNER, _OUTER = 18, 45
"""Steps (0.2 to 0.5 radii) along which every hand that is long enough to cover print runs without a break."""
_DIFFERS = 10.0
"""Steps of lightness, of 255, by which a hand differs from the dial on every reference."""
_UNBROKEN = 0.85
"""Share of those steps at which it must."""
_WIDER = 9
"""Half degrees by which a ray is widened to each side: a hand of 0.1 radii at half the radius, and its shadow."""
_MOST_HANDS = 1 / 6
"""Share of all rays at most that hands can be: four, with their shadows, each 0.1 radii wide at 0.4 radii. Where more
of a dial differs from every reference, its ground is another one, and that is not to be set aside."""


def hands(photo: Pixels, margin: float) -> Mask:
    """Return what the hands cover, as far as one photo tells. ``margin``: free space around the dial, in radii."""
    return find_hands(photo, margin=margin).mask


def rays(subject: Pixels, references: Sequence[Pixels], radius: float) -> Mask:
    """Return whole rays along which the subject differs from every reference: hands that one photo did not tell.

    None where the whole dial differs: that is another dial.
    """
    light = _level(lightness(subject))
    differs = np.min([np.abs(light - _level(lightness(each))) for each in references], axis=0)
    smooth = cv2.GaussianBlur(differs.astype(np.float32), (0, 0), 2.0)
    middle = subject.shape[0] / 2
    unrolled = cv2.warpPolar(smooth, (_STEPS, _RAYS), (middle, middle), radius, cv2.WARP_POLAR_LINEAR)
    along = (unrolled[:, _INNER:_OUTER] > _DIFFERS).mean(axis=1) > _UNBROKEN
    if along.mean() > _MOST_HANDS:
        return np.zeros(subject.shape[:2], np.bool_)
    found = np.repeat(along[:, None], _STEPS, axis=1).astype(np.uint8) * 255
    around = np.concatenate([found, found, found])
    wide = cv2.dilate(around, np.ones((2 * _WIDER + 1, 1), np.uint8))[_RAYS : 2 * _RAYS]
    back = cv2.WARP_POLAR_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPolar(wide, subject.shape[:2], (middle, middle), radius, back) > 0)


def _level(light: Floats) -> Floats:
    """Take off what the light does to large areas."""
    small = cv2.resize(light, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    ground = cv2.GaussianBlur(small, (0, 0), light.shape[0] / 40)
    return np.asarray(light - cv2.resize(ground, light.shape[::-1]), dtype=np.float32)
