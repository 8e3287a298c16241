"""The form of print, where it can be compared and where nothing is left to compare."""

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.vocabulary.finding import Bearing
from models.vocabulary.views import Component
from pipeline.examiners.reference import colour, contour, covered, form, weight
from pipeline.examiners.reference.compare import PRINT_ALLOWED, formed
from pipeline.examiners.reference.covered import Mask
from pipeline.examiners.reference.finding import measured
from pipeline.examiners.reference.light import Surface
from pipeline.examiners.reference.overlay import FINE, Overlay, lay
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
    assert form.compare(nothing.pixels, nothing.references, nothing.whole, nothing.part) is None
    surface = Surface(nothing)
    assert [each.bearing for each in colour.compare(surface)] == [Bearing.UNREADABLE]
    assert weight.measure(surface) is None
    assert contour.measure(surface) is None


def test_how_much_of_the_print_hands_leave_free_is_measured() -> None:
    laid = over()
    free = _form(laid).compared
    assert 0.7 < free < 1.0
    half = laid.part & _right(laid)
    assert _form(replace(laid, part=half)).compared == pytest.approx(free / 2, abs=0.15)


def test_a_support_weakens_with_what_hands_cover_and_says_so() -> None:
    laid = over()
    whole, less = (formed(replace(laid, part=part)) for part in (laid.part, laid.part & _right(laid)))
    assert whole.bearing is less.bearing is Bearing.SUPPORTS
    assert less.strength < 0.8 * whole.strength
    assert "could be compared" in less.sentence


def _right(laid: Overlay) -> Mask:
    return np.broadcast_to(np.arange(laid.part.shape[1]) > laid.part.shape[1] / 2, laid.part.shape)


def _form(laid: Overlay) -> form.Form:
    found = form.compare(laid.pixels, laid.references, laid.whole, laid.part)
    assert found is not None
    return found


def test_a_blurred_photo_does_not_make_print_coarse() -> None:
    laid = over()
    blurred = cv2.GaussianBlur(laid.pixels, (0, 0), 1.0)
    coarse = contour.measure(Surface(replace(laid, pixels=np.asarray(blurred, np.uint8))))
    assert coarse is not None
    assert coarse < 0.85 * PRINT_ALLOWED


def test_words_and_another_ground_are_not_taken_for_hands() -> None:
    laid = over()
    sheets = [laid.pixels, *(each.pixels for each in laid.references)]
    radius = laid.frame.radius * FINE
    assert (covered.hands(sheets, radius)[0] & laid.whole).sum() < 0.35 * laid.whole.sum()
    other = np.full_like(laid.pixels, 160)
    assert (covered.hands([other, *sheets[1:]], radius)[0] & laid.whole).sum() < 0.1 * laid.whole.sum()
