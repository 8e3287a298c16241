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
    """

    turn: float
    centre: tuple[float, float]
    residuals: Doubles


def fit_grid(marks: Marks, use: Bools) -> Grid:
    """Fit the grid to the marks in ``use``."""
    return fit_offsets(marks.offsets, use, radius_of((marks.band.first + marks.band.last) / 2))


def fit_offsets(offsets: Doubles, use: Bools, radius: float) -> Grid:
    """Fit the grid to degrees clockwise from even steps: least absolute residuals, which a few cannot move.

    :param radius: at which the marks stand, radii of the dial.
    """
    turn = np.arange(len(offsets)) * (2 * np.pi / len(offsets))
    reach = np.degrees(1.0 / radius)
    waves = np.stack([np.ones(len(offsets)), np.cos(turn) * reach, np.sin(turn) * reach], axis=1)
    wanted = np.where(use, offsets, 0.0)
    weight = np.sqrt(use.astype(np.float64))
    solution = np.zeros(3)
    for _ in range(_ROUNDS):
        solution, *_ = np.linalg.lstsq(waves * weight[:, None], wanted * weight, rcond=None)
        weight = np.sqrt(use / np.maximum(np.abs(wanted - waves @ solution), _NOISE))
    residuals = offsets - waves @ solution
    return Grid(float(solution[0]), (float(solution[1]), float(solution[2])), residuals)


def without_centre(radii: Doubles) -> Doubles:
    """Return by how much each of the marks lies outside their circle, whose centre and radius are fitted like a grid.

    :param radii: NaN where unknown, there and in the result.
    """
    known = np.isfinite(radii)
    turn = np.arange(len(radii)) * (2 * np.pi / len(radii))
    waves = np.stack([np.ones(len(radii)), np.sin(turn), np.cos(turn)], axis=1)
    wanted, weight, solution = np.where(known, radii, 0.0), known.astype(np.float64), np.zeros(3)
    for _ in range(_ROUNDS):
        scale = np.sqrt(weight)
        solution, *_ = np.linalg.lstsq(waves * scale[:, None], wanted * scale, rcond=None)
        weight = known / np.maximum(np.abs(wanted - waves @ solution), 1e-3)
    return np.asarray(radii - waves @ solution, np.float64)
