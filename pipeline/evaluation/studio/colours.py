"""The difference of two colours as people see it, and a colour at a wanted difference from another.

CIEDE2000: G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 color-difference formula", Color Research and Application 30
(2005), whose test data the tests use through scikit-image.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Lab = NDArray[np.float64]
"""(3,): CIE L*, a*, b* under D65."""

_TWENTY_FIVE_7 = 25.0**7


def lab(hexadecimal: str) -> Lab:
    """CIE L*a*b* of an sRGB colour written ``#rrggbb``."""
    rgb = np.array([[[int(hexadecimal[k : k + 2], 16) / 255.0 for k in (1, 3, 5)]]], np.float32)
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2Lab)[0, 0], np.float64)


def hexadecimal(colour: Lab) -> str:
    """The nearest sRGB colour, ``#rrggbb``."""
    rgb = cv2.cvtColor(colour.astype(np.float32)[None, None], cv2.COLOR_Lab2RGB)[0, 0]
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in np.clip(rgb, 0.0, 1.0))


def _chroma_weight(chroma: float) -> float:
    """The formula's root of C^7 / (C^7 + 25^7), which treats greys apart from colours."""
    return float(np.sqrt(chroma**7 / (chroma**7 + _TWENTY_FIVE_7)))


def _mean_hue(one: float, other: float, *, grey: bool) -> float:
    """Mean of two hues in degrees, the short way round."""
    if grey:
        return one + other
    mean = (one + other) / 2.0
    return mean if abs(one - other) <= 180.0 else mean + (180.0 if mean < 180.0 else -180.0)  # noqa: PLR2004 - half a turn


def difference(one: Lab, other: Lab) -> float:
    """CIEDE2000 between two colours, with all weights 1."""
    lift = 1.5 - 0.5 * _chroma_weight(float(np.hypot(*one[1:]) + np.hypot(*other[1:])) / 2.0)
    chroma = [float(np.hypot(lift * each[1], each[2])) for each in (one, other)]
    hue = [float(np.degrees(np.arctan2(each[2], lift * each[1]))) % 360.0 for each in (one, other)]
    grey = chroma[0] * chroma[1] == 0.0
    turn = 0.0 if grey else (hue[1] - hue[0] + 180.0) % 360.0 - 180.0
    apart = 2.0 * float(np.sqrt(chroma[0] * chroma[1]) * np.sin(np.radians(turn / 2.0)))
    light, rich = float(one[0] + other[0]) / 2.0, sum(chroma) / 2.0
    mean = np.radians(_mean_hue(*hue, grey=grey))
    tone = 1.0 - 0.17 * np.cos(mean - np.radians(30)) + 0.24 * np.cos(2 * mean)
    tone += 0.32 * np.cos(3 * mean + np.radians(6)) - 0.20 * np.cos(4 * mean - np.radians(63))
    by_light = (other[0] - one[0]) / (1.0 + 0.015 * (light - 50.0) ** 2 / np.sqrt(20.0 + (light - 50.0) ** 2))
    by_chroma = (chroma[1] - chroma[0]) / (1.0 + 0.045 * rich)
    by_hue = apart / (1.0 + 0.015 * rich * tone)
    blue = np.radians(60.0) * np.exp(-(((np.degrees(mean) - 275.0) / 25.0) ** 2))
    mixed = -2.0 * _chroma_weight(rich) * np.sin(blue) * by_chroma * by_hue
    return float(np.sqrt(by_light**2 + by_chroma**2 + by_hue**2 + mixed))


def away(start: str, wanted: float, hue: float) -> str:
    """A colour ``wanted`` CIEDE2000 from ``start``, towards ``hue`` (degrees in a*b*), a little darker on the way.

    Found by halving; what sRGB cannot hold is cut off, so that a far colour may end nearer than wanted.
    """
    first = lab(start)
    step = np.array([-0.25, np.cos(np.radians(hue)), np.sin(np.radians(hue))])
    low, high = 0.0, 100.0
    for _ in range(24):
        middle = (low + high) / 2.0
        near = difference(first, lab(hexadecimal(first + middle * step))) < wanted
        low, high = (middle, high) if near else (low, middle)
    return hexadecimal(first + low * step)
