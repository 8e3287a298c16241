"""The form of print, where it can be compared and where nothing is left to compare."""

import math
from dataclasses import replace

import numpy as np
import pytest

from models.vocabulary.finding import Bearing
from models.vocabulary.views import Component
from pipeline.examiners.reference import colour, covered, form, weight
from pipeline.examiners.reference.finding import measured
from pipeline.examiners.reference.light import Surface
from pipeline.examiners.reference.overlay import Overlay, lay
from tests.pipeline.examiners.reference.divers import library, opened, photographed


def over() -> Overlay:
    photo = photographed(3)
    laid = lay(photo[0], opened(photo), library())
    assert isinstance(laid, Overlay)
    return laid


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_was_not_measured(value: float) -> None:
    found = measured(Component.DIAL, "form", value=value, unit="%", allowed=30.0, sentence="Never said.", region=None)
    assert found.bearing is Bearing.UNREADABLE
    assert found.measure is None
    assert "could not be measured" in found.sentence


def test_a_part_that_is_covered_whole_is_compared_in_nothing_and_faults_nowhere() -> None:
    laid = over()
    nothing = replace(laid, part=np.zeros_like(laid.part))
    assert form.compare(nothing.pixels, nothing.references, nothing.part) is None
    surface = Surface(nothing)
    assert [each.bearing for each in colour.compare(surface)] == [Bearing.UNREADABLE]
    assert weight.measure(surface) is None


def test_another_ground_is_not_taken_for_hands() -> None:
    laid = over()
    references = [each.pixels for each in laid.references]
    radius = laid.frame.radius * 1.5
    assert covered.rays(laid.pixels, references, radius).mean() < 0.2
    rings = (np.indices(laid.part.shape).sum(axis=0) // 8 % 2 * 160).astype(np.uint8)
    other = np.repeat(rings[..., None], 3, axis=2)
    assert not covered.rays(other, references, radius).any()
