"""The even grid that marks make: its turn and its centre, whatever a few of them do."""

from dataclasses import dataclass

import numpy as np

from pipeline.imaging.rectified.marks import Marks
from pipeline.imaging.rectified.polar import Bools, Doubles, radius_of

_ROUNDS = 15

_NOISE = 0.05
"""Degrees: below it residuals are taken alike; twice the spread of clear markers on drawn dials."""


@dataclass(frozen=True, slots=True)
class Grid:
    """An even grid around a centre of its own.

    :ivar turn: degrees clockwise from straight up.
    :ivar centre: x (rightwards) and y (downwards) from the rectified dial's centre, radii.
    :ivar residuals: degrees by which each mark stands clockwise of its place, those left out of the fit included.
    :ivar error: standard error of the centre, radii, along either axis.
    """

    turn: float
    centre: tuple[float, float]
    residuals: Doubles
    error: float


def fit_grid(marks: Marks, use: Bools) -> Grid:
    """Fit the grid to the marks in ``use``: least absolute residuals, which half of them may leave unmoved."""
    count = len(marks.offsets)
    turn = np.arange(count) * (2 * np.pi / count)
    radius = radius_of((marks.band.first + marks.band.last) / 2)
    reach = np.degrees(1.0 / radius)
    waves = np.stack([np.ones(count), np.cos(turn) * reach, np.sin(turn) * reach], axis=1)
    weight = np.sqrt(use.astype(np.float64))
    solution = np.zeros(3)
    for _ in range(_ROUNDS):
        solution, *_ = np.linalg.lstsq(waves * weight[:, None], marks.offsets * weight, rcond=None)
        left = np.abs(marks.offsets - waves @ solution)
        weight = np.sqrt(use / np.maximum(left, _NOISE))
    residuals = marks.offsets - waves @ solution
    spread = 1.4826 * float(np.median(np.abs(residuals[use]))) + _NOISE / 5
    error = float(np.radians(spread) * radius * np.sqrt(2.0 / max(int(use.sum()) - 3, 1)))
    return Grid(float(solution[0]), (float(solution[1]), float(solution[2])), residuals, error)
