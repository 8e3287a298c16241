"""The time of dials that lie over each other, drawn so that little but the hands' edges stands out."""

import cv2
import numpy as np
import pytest

from pipeline.examiners.reference.clockwork import faces, times_on, turned
from pipeline.imaging.colour import Pixels

RADIUS = 300
TIMES = (107.5, 471.0, 257.0, 150.0, 610.0)
PAPER, EDGE = (215, 208, 184), (30, 30, 30)


def hollow(minutes: float) -> Pixels:
    """A dial whose hands have its own colour between two dark edges, 0.06 radii apart."""
    side = round(2.4 * RADIUS)
    dial = np.full((side, side, 3), PAPER, np.uint8)
    for degrees, length in ((minutes / 2, 0.6), (minutes * 6, 0.88)):
        along = np.array([np.sin(np.radians(degrees)), -np.cos(np.radians(degrees))])
        tip = np.rint(side / 2 + along * length * RADIUS).astype(int)
        middle = (side // 2, side // 2)
        for colour, width in ((EDGE, 0.085), (PAPER, 0.06)):
            cv2.line(dial, middle, (int(tip[0]), int(tip[1])), colour, round(width * RADIUS), cv2.LINE_AA)
    return dial


def test_a_blade_of_the_dials_own_colour_is_a_hand_between_its_edges() -> None:
    found = [times_on(face, 0.0) for face in faces([hollow(each) for each in TIMES], RADIUS)]
    assert [each.likely[0] for each in found] == pytest.approx(TIMES, abs=1.0)
    assert sum(each.decided for each in found) >= 4


def test_angles_are_turned_between_minus_and_plus_a_half_turn() -> None:
    assert turned(350.0 - 10.0) == pytest.approx(-20.0)
    assert turned(np.array([190.0, -190.0])) == pytest.approx([-170.0, 170.0])
