"""How different two colours look: CIEDE2000, for whole pictures at once.

G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 color-difference formula: implementation notes, supplementary test data,
and mathematical observations", Color Research and Application 30 (2005); the numbers of equations are theirs.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Doubles = NDArray[np.float64]

_TWENTY_FIVE_7 = 25.0**7
_HALF_TURN = 180.0


def ciede2000(one: ArrayLike, other: ArrayLike) -> Doubles:
    """Return the difference of colours with all parametric weights 1; from about 1 it can be seen side by side.

    :param one: (..., 3), L* 0 to 100, a*, b*; ``other`` likewise, of a shape that goes with it.
    :return: (...), 0 and more.
    """
    (light1, a1, b1), (light2, a2, b2) = (np.moveaxis(np.asarray(each, np.float64), -1, 0) for each in (one, other))
    lift = 1.5 - 0.5 * _of_chroma((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2)  # equation 4, and 1 of equation 5
    chroma1, chroma2 = np.hypot(lift * a1, b1), np.hypot(lift * a2, b2)
    hue1, hue2 = (np.degrees(np.arctan2(b, lift * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    grey = chroma1 * chroma2 == 0
    turn = np.where(grey, 0.0, (hue2 - hue1 + _HALF_TURN) % 360 - _HALF_TURN)
    light, chroma = (light1 + light2) / 2, (chroma1 + chroma2) / 2
    hue = _mean_hue(hue1, hue2, grey)
    from_middle = (light - 50) ** 2
    by_light = (light2 - light1) / (1 + 0.015 * from_middle / np.sqrt(20 + from_middle))
    by_chroma = (chroma2 - chroma1) / (1 + 0.045 * chroma)
    apart = 2 * np.sqrt(chroma1 * chroma2) * np.sin(np.radians(turn / 2))
    by_hue = apart / (1 + 0.015 * chroma * _of_hue(hue))
    turned = 60 * np.exp(-(((hue - 275) / 25) ** 2))
    mixed = -np.sin(np.radians(turned)) * 2 * _of_chroma(chroma) * by_chroma * by_hue
    return np.asarray(np.sqrt(np.maximum(by_light**2 + by_chroma**2 + by_hue**2 + mixed, 0.0)), np.float64)


def _of_chroma(chroma: Doubles) -> Doubles:
    """The root in equations 4 and 17, near 0 for greys and near 1 for strong colours."""
    return np.asarray(np.sqrt(chroma**7 / (chroma**7 + _TWENTY_FIVE_7)))


def _mean_hue(one: Doubles, other: Doubles, grey: NDArray[np.bool_]) -> Doubles:
    """Equation 14: the mean the short way round; the sum where one of the two has no hue."""
    total = one + other
    far = np.abs(one - other) > _HALF_TURN
    mean = np.where(far, np.where(total < 2 * _HALF_TURN, total / 2 + _HALF_TURN, total / 2 - _HALF_TURN), total / 2)
    return np.asarray(np.where(grey, total, mean))


def _of_hue(hue: Doubles) -> Doubles:
    """Equation 15: how much less a difference of hue is seen at some hues."""
    waves = ((-0.17, 1, 30), (0.24, 2, 0), (0.32, 3, -6), (-0.20, 4, 63))
    return np.asarray(1 + sum(size * np.cos(np.radians(times * hue - shift)) for size, times, shift in waves))
