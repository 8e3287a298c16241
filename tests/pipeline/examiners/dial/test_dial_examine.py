"""Drawn watches, whose faults are known, and real ones, which have none."""

import numpy as np
import pytest

from models.vocabulary.finding import Bearing
from pipeline.evaluation.render.photos import render_dial_photo
from pipeline.evaluation.render.watch import FIELDMASTER, FLAWLESS, Camera, Defects
from tests.support.dial import ask

CAMERA = Camera(width=1200, height=1200, tilt=11.0, azimuth=35.0, distance=280.0)


def drawn(defects: Defects = FLAWLESS, camera: Camera = CAMERA) -> np.ndarray:
    return render_dial_photo(FIELDMASTER, camera, defects=defects).pixels


def test_a_genuine_dial_is_supported() -> None:
    finding = ask(drawn()).one("marker_positions")

    assert finding.bearing is Bearing.SUPPORTS
    assert finding.strength > 0.8
    assert finding.measure is not None
    assert finding.measure.value < 0.2


@pytest.mark.parametrize(("hour", "degrees"), [(4, 1.5), (9, -1.5), (6, 3.0)])
def test_a_marker_off_its_angle_is_named_with_its_measure_and_place(hour: int, degrees: float) -> None:
    finding = ask(drawn(Defects(shifted=((hour, degrees),)))).one("marker_positions")

    assert finding.bearing is Bearing.CONTRADICTS
    assert finding.measure is not None
    assert finding.measure.value == pytest.approx(abs(degrees), abs=0.15)
    assert f"The marker at {hour} stands" in finding.sentence
    assert finding.region is not None
