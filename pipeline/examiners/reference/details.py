"""What of a sheet is compared: edges, by direction and not by which side is bright."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.colour import Pixels

Floats = NDArray[np.float32]

_FINE = 0.9
"""Pixels: smooths noise before edges are taken."""
_AROUND = 9.5
"""Pixels: the neighbourhood (5 % of the radius) within which edges are made equally strong."""
_FLOOR = 0.6
"""Steps of lightness a pixel, of 255: weaker edges are noise and stay weak."""


def lightness(pixels: Pixels) -> Floats:
    """Return L of CIELAB, 0 to 255."""
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)[..., 0].astype(np.float32)


def edges(light: Floats) -> Floats:
    """Return (height, width, 2): edges with their direction doubled, so that bright on dark and dark on bright agree.

    A polished bevel is bright or dark as the lamp hangs; its two edges stay where they are (double-angle
    representation: Granlund, 1978). Strength is relative to the neighbourhood's.
    """
    smooth = cv2.GaussianBlur(light, (0, 0), _FINE)
    across = cv2.Scharr(smooth, cv2.CV_32F, 1, 0) / 32
    down = cv2.Scharr(smooth, cv2.CV_32F, 0, 1) / 32
    strength = np.sqrt(across * across + down * down) + np.float32(1e-6)
    level = np.sqrt(cv2.GaussianBlur(strength * strength, (0, 0), _AROUND)) + np.float32(_FLOOR)
    doubled = np.dstack([across * across - down * down, 2 * across * down])
    return np.asarray(doubled / (strength * level)[..., None], dtype=np.float32)
