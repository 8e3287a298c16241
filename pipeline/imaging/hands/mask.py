"""What of the picture hands and their shadows cover."""

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.imaging.hands.polar import COLUMNS, ROWS, STEP, rolled_back
from pipeline.imaging.hands.result import Mask
from pipeline.imaging.hands.streaks import Present, Streak, run

_HUB = 0.09
"""Radii: cap and boss in the middle. The rendered caps have 0.066."""

_HALF_WIDEST = 0.085
"""Radii from a hand's middle line beyond which what stands out is no longer its own."""

_AROUND = 0.015
"""Radii by which all is widened: soft edges, and the faint rim of a shadow."""


def covered(seen: Present, hands: Sequence[Streak], side: int, margin: float) -> Mask:
    """Return the (side, side) mask of hands (tails are streaks too), hub and whatever clings to them."""
    strip = np.zeros((ROWS, COLUMNS), np.uint8)
    strip[: round(_HUB / STEP)] = 255
    for hand in hands:
        _draw(strip, seen, hand)
    radius = side / 2 / (1 + margin)
    mask = rolled_back(strip, side, (side / 2, side / 2), radius)
    size = 2 * max(1, round(_AROUND * radius)) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(cv2.dilate(mask, kernel) > 127)  # noqa: PLR2004 - half


def _draw(strip: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], seen: Present, hand: Streak) -> None:
    middle = round(hand.angle * COLUMNS / 360.0)
    for row in range(min(ROWS, round(hand.length / STEP) + 2)):
        widest = round(_HALF_WIDEST / ((row + 0.5) * STEP) * COLUMNS / (2 * np.pi))
        least = max(1, round(hand.width / 2 / ((row + 0.5) * STEP) * COLUMNS / (2 * np.pi)))
        first, last = run(seen[row], middle) or (middle, middle)
        first, last = min(max(first, middle - widest), middle - least), max(min(last, middle + widest), middle + least)
        strip[row, np.arange(max(first, middle - COLUMNS // 2), min(last, middle + COLUMNS // 2) + 1) % COLUMNS] = 255
