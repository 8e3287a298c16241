"""The projective map and the grid, from made-up observations of a known truth."""

import numpy as np
import pytest

from pipeline.imaging.rectified.fit import Observed, correct
from pipeline.imaging.rectified.grid import fit_offsets, without_centre
from pipeline.imaging.rectified.polar import Doubles

TRUTH = np.array([[1.004, 0.003, 0.010], [0.003, 0.996, -0.006], [0.008, -0.005, 1.0]])


def seen(count: int, radius: float, *, across: bool) -> Observed:
    """What marks and rings at even places look like through ``TRUTH``."""
    turn = np.arange(count) * (2 * np.pi / count)
    outwards = np.stack([np.sin(turn), -np.cos(turn)])
    clockwise = np.stack([np.cos(turn), np.sin(turn)])
    moved = TRUTH @ np.vstack([outwards * radius, np.ones(count)])
    shift = moved[:2] / moved[2] - outwards * radius
    offsets = (shift * (outwards if across else clockwise)).sum(axis=0)
    return Observed(turn, radius, offsets, np.ones(count), 0.001, across)


def spoilt(observed: Observed, which: int, by: float) -> Observed:
    offsets = observed.offsets.copy()
    offsets[which] += by
    return Observed(observed.turn, observed.radius, offsets, observed.weight, observed.noise, observed.across)


@pytest.mark.parametrize("by", [0.0, 0.05])
def test_centre_shape_and_perspective_are_found_though_one_marker_stands_off(by: float) -> None:
    hours = spoilt(seen(12, 0.8, across=False), 4, by)
    found = correct([hours, seen(60, 0.95, across=False), seen(72, 1.0, across=True)])

    assert np.abs(found.matrix - TRUTH).max() < 4e-4


def offsets_of(centre: tuple[float, float], radius: float) -> Doubles:
    turn = np.arange(12) * (np.pi / 6)
    return np.degrees(np.arctan((centre[0] * np.cos(turn) + centre[1] * np.sin(turn)) / radius))


def test_a_grid_finds_its_own_centre_and_leaves_out_what_it_is_told_to() -> None:
    offsets = offsets_of((0.015, -0.008), 0.8)
    offsets[3] += 40.0
    offsets[7] += 1.5
    grid = fit_offsets(offsets, np.arange(12) != 3, 0.8)

    assert grid.centre == pytest.approx((0.015, -0.008), abs=1e-3)
    assert grid.residuals[7] == pytest.approx(1.5, abs=0.06)
    assert np.abs(np.delete(grid.residuals, [3, 7])).max() < 0.06


def test_a_circle_of_marks_tells_which_of_them_is_too_far_out() -> None:
    turn = np.arange(12) * (np.pi / 6)
    radii = 0.8 + 0.01 * np.sin(turn)
    radii[5] += 0.015
    radii[0] = np.nan
    out = without_centre(radii)

    assert np.isnan(out[0])
    assert out[5] == pytest.approx(0.015, abs=2e-3)
    assert np.abs(np.delete(out, [0, 5])).max() < 2e-3
