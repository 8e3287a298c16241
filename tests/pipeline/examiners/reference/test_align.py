"""What patches tell of a displacement."""

import numpy as np
import pytest

from pipeline.examiners.reference.align import HALF, across_edges
from pipeline.examiners.reference.details import edges

SIDE = 4 * HALF
MOVED = np.array([[2.0, 5.0]])
MIDDLE = np.array([[SIDE / 2, SIDE / 2]])


def drawn(*, crossed: bool) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    light = np.full((SIDE, SIDE), 60.0, np.float32)
    light[:, SIDE // 2 - 3 : SIDE // 2 + 3] = 200.0
    if crossed:
        light[SIDE // 2 - 3 : SIDE // 2 + 3] = 200.0
    return edges(light)


def test_a_groove_tells_no_move_along_it() -> None:
    assert across_edges(MOVED, MIDDLE, drawn(crossed=False))[0] == pytest.approx([2.0, 0.0], abs=1e-6)


def test_a_crossing_tells_both_ways() -> None:
    assert across_edges(MOVED, MIDDLE, drawn(crossed=True))[0] == pytest.approx([2.0, 5.0])


def test_no_patches_tell_nothing() -> None:
    assert across_edges(np.zeros((0, 2)), np.zeros((0, 2)), drawn(crossed=False)).shape == (0, 2)
