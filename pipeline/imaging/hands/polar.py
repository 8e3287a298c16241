"""The dial unrolled about the hands' axis, and how far each place stands out from the dial around it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.colour import Pixels

Floats = NDArray[np.float32]

COLUMNS = 1440
"""A quarter of a degree each: a second hand of 1 % of the radius is two columns wide at its tip."""

ROWS = 192
"""From the axis to ``REACH``: about half a per cent of the radius each."""

REACH = 1.0
"""Radii. No hand reaches beyond the dial."""

STEP = REACH / ROWS

_COARSE = 180
"""Columns at which the dial's own colour is estimated: two degrees each."""

_WINDOW = 13
"""Coarse columns to either side (26 degrees) whose median is the dial's own colour. Wide enough that two hands side
by side are the smaller part of it, narrow enough to follow a sunburst and the edge of a reflection."""

_INNER = 0.3
"""Radii, within which the hands themselves fill such a window: there the colour at this radius is used."""


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


def standing_out(strip: Pixels) -> Floats:
    """Return how far the colour of each place is from the dial's own there: (ROWS, COLUMNS), CIE76 in CIELAB."""
    lab = np.asarray(cv2.cvtColor(strip.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    whole = np.median(lab[:, ::4], axis=1, keepdims=True)
    return np.asarray(np.minimum(_distance(lab, _ground(lab)), _distance(lab, whole)), np.float32)


def _distance(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.sqrt(np.square(one - other).sum(axis=2)), np.float32)


def _ground(lab: Floats) -> Floats:
    """Return the dial's own colour: the median around each place along its circle.

    Under a line of text that is the text's colour: there the median of the whole circle tells the dial apart.
    """
    coarse = cv2.resize(lab, (_COARSE, ROWS), interpolation=cv2.INTER_AREA)
    around = np.concatenate([coarse[:, -_WINDOW:], coarse, coarse[:, :_WINDOW]], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(around, 2 * _WINDOW + 1, axis=1)
    ground = np.median(windows, axis=-1).astype(np.float32)
    inner = round(_INNER / STEP)
    ground[:inner] = ground[inner : inner + 8].mean(axis=0)
    return np.asarray(cv2.resize(ground, (COLUMNS, ROWS), interpolation=cv2.INTER_LINEAR), np.float32)


def rolled_back(strip: NDArray[np.uint8], side: int, centre: tuple[float, float], radius: float) -> NDArray[np.uint8]:
    """Return the (side, side) picture of which a one-channel strip was unrolled; 0 beyond ``REACH``."""
    x, y = np.meshgrid(np.arange(side, dtype=np.float32), np.arange(side, dtype=np.float32))
    x, y = x + np.float32(0.5 - centre[0]), y + np.float32(0.5 - centre[1])
    out = np.hypot(x, y) / np.float32(STEP * radius) - 0.5
    turn = np.mod(np.arctan2(x, -y), 2 * np.pi) * np.float32(COLUMNS / (2 * np.pi)) - 0.5
    closed = np.concatenate([strip, strip[:, :2]], axis=1)
    turn = np.where(turn < 0, turn + COLUMNS, turn).astype(np.float32)
    return np.asarray(cv2.remap(closed, turn, out.astype(np.float32), cv2.INTER_LINEAR, borderValue=0), np.uint8)
