"""The dial unrolled about the hands' axis, and how far each place stands out from the dial around it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.colour import Pixels
from pipeline.imaging.hands.ground import ground

Floats = NDArray[np.float32]

COLUMNS = 1440
"""A quarter of a degree each: a second hand of 1 % of the radius is two columns wide at its tip."""

ROWS = 192
"""From the axis to ``REACH``: about half a per cent of the radius each."""

REACH = 1.0
"""Radii. No hand reaches beyond the dial."""

STEP = REACH / ROWS

_INNER = 0.3
"""Radii, within which the hands themselves cover half of a circle and more."""

_DARKEST = 0.5
"""CIELAB's lightness in a shadow over that beside it: half the lightness is a fifth of the light, and on every dial
the room's light alone gives more."""

_TINTED = 5.0
"""CIE76 between a shadow's tint and the dimmed dial's, below which the eye calls them the same colour."""


def unrolled(pixels: Pixels, centre: tuple[float, float], radius: float) -> Pixels:
    """Return the (ROWS, COLUMNS, 3) picture whose columns run clockwise from straight up, rows outwards.

    :param centre: the axis in pixels, counted from the corner.
    :param radius: of the dial, in pixels.
    """
    turn = (np.arange(COLUMNS, dtype=np.float32) + 0.5) * np.float32(2 * np.pi / COLUMNS)
    out = (np.arange(ROWS, dtype=np.float32) + 0.5)[:, None] * np.float32(STEP * radius)
    x = (out * np.sin(turn) + np.float32(centre[0] - 0.5)).astype(np.float32)
    y = (-out * np.cos(turn) + np.float32(centre[1] - 0.5)).astype(np.float32)
    return np.asarray(cv2.remap(pixels, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT), np.uint8)


def standing_out(strip: Pixels) -> tuple[Floats, NDArray[np.bool_]]:
    """Return how far each place is from the dial's own colour there, and where that may be only a shadow.

    :returns: (ROWS, COLUMNS), CIE76 in CIELAB; and True where the dial's own colour is merely dimmed.
    """
    lab = np.asarray(cv2.cvtColor(strip.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    own = ground(lab, round(_INNER / STEP))
    off = np.sqrt(np.square(lab - own).sum(axis=2))
    light = lab[..., 0] / np.maximum(own[..., 0], 1.0)
    tint = np.sqrt(np.square(lab[..., 1:] - own[..., 1:] * light[..., None]).sum(axis=2))
    return np.asarray(off, np.float32), (light < 1) & (light > _DARKEST) & (tint < _TINTED)


def rolled_back(strip: NDArray[np.uint8], side: int, centre: tuple[float, float], radius: float) -> NDArray[np.uint8]:
    """Return the (side, side) picture of which a one-channel strip was unrolled; 0 beyond ``REACH``."""
    x, y = np.meshgrid(np.arange(side, dtype=np.float32), np.arange(side, dtype=np.float32))
    x, y = x + np.float32(0.5 - centre[0]), y + np.float32(0.5 - centre[1])
    out = np.hypot(x, y) / np.float32(STEP * radius) - 0.5
    turn = np.mod(np.arctan2(x, -y), 2 * np.pi) * np.float32(COLUMNS / (2 * np.pi)) - 0.5
    closed = np.concatenate([strip, strip[:, :2]], axis=1)
    turn = np.where(turn < 0, turn + COLUMNS, turn).astype(np.float32)
    return np.asarray(cv2.remap(closed, turn, out.astype(np.float32), cv2.INTER_LINEAR, borderValue=0), np.uint8)
