"""Rendered divers with a lettered bezel against verified photos of them."""

import cv2
import numpy as np
import pytest

from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.photo import Ellipse, Prepared
from models.vocabulary.views import Component
from pipeline.evaluation.render.watch import Defects
from pipeline.examiners.reference import rim
from pipeline.examiners.reference.overlay import Overlay, lay
from pipeline.examiners.reference.strip import Ring, laid_along, unroll
from pipeline.imaging.decode import decode_jpeg, encode_jpeg
from tests.pipeline.examiners.reference.divers import library, opened, photographed, prepared

OTHER_TYPE = Defects(rehaut_bold=0.12, rehaut_scale=1.12)


def over(photo: tuple[Prepared, bytes], references: int = 3) -> Overlay:
    laid = lay(photo[0], opened(photo), library(references))
    assert isinstance(laid, Overlay)
    return laid


def found(photo: tuple[Prepared, bytes], references: int = 3, *, sharp: bool = True) -> Finding:
    (finding,) = rim.compare(over(photo, references), sharp=sharp)
    assert finding.component is Component.BEZEL
    assert finding.criterion == "form"
    return finding


def turned(photo: tuple[Prepared, bytes], degrees: float) -> tuple[Prepared, bytes]:
    """Turn what lies between the rehaut and the bezel's notched edge, as its owner may."""
    pixels, dial = decode_jpeg(photo[1]), photo[0].dial
    assert isinstance(dial, Ellipse)
    side = pixels.shape[0]
    centre, radius = np.array(dial.centre) * side, dial.axes[0] * side
    around = cv2.getRotationMatrix2D((float(centre[0]), float(centre[1])), -degrees, 1.0)
    moved = cv2.warpAffine(pixels, around, (side, side), flags=cv2.INTER_LINEAR)
    y, x = np.mgrid[:side, :side]
    away = np.hypot(x - centre[0], y - centre[1]) / radius
    ring = (away > 1.09) & (away < 1.32)
    return prepared(encode_jpeg(np.where(ring[..., None], moved, pixels).astype(np.uint8)))


def test_a_genuine_bezel_in_another_pose_and_light_is_supported() -> None:
    assert found(photographed(3)).bearing is Bearing.SUPPORTS


def test_figures_of_another_type_contradict_and_are_shown_outside_the_dial() -> None:
    photo = photographed(3, defects=OTHER_TYPE)
    finding = found(photo)
    assert finding.bearing is Bearing.CONTRADICTS
    assert "o'clock" in finding.sentence
    assert finding.region is not None
    dial = photo[0].dial
    assert isinstance(dial, Ellipse)
    away = np.linalg.norm(np.array(finding.region.polygon) - np.array(dial.centre), axis=1) / dial.axes[0]
    assert 0.9 < away.min() < away.max() < 1.6


def test_a_bezel_that_its_owner_turned_is_not_held_against_the_watch() -> None:
    assert found(turned(photographed(0), 75.0)).bearing is not Bearing.CONTRADICTS


def test_how_far_a_ring_was_turned_is_measured() -> None:
    bezel = Ring("bezel", inner=1.09, outer=1.32, per_unit=320, turns=True)
    photo = photographed(0)
    other = turned(photo, 75.0)
    _, wave = laid_along(unroll(opened(photo), opened(photo).to_pixels, bezel), opened(other), opened(other).to_pixels)
    assert wave[0, 0] * 360.0 / bezel.width == pytest.approx(75.0, abs=1.0)


def test_two_references_or_a_blurred_photo_are_not_enough() -> None:
    assert found(photographed(3), references=2).bearing is Bearing.UNREADABLE
    assert found(photographed(3), sharp=False).bearing is Bearing.UNREADABLE
