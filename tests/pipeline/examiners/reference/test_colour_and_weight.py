"""Colour of paint and weight of print on rendered dials, against rendered photos of the same reference."""

import hashlib
from functools import cache

import numpy as np
import pytest

from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.photo import Prepared, Submitted
from models.vocabulary.reference import ReferencePhoto, ReferenceSet
from models.vocabulary.views import Component, View
from pipeline.evaluation.render.photos import render_dial_photo
from pipeline.evaluation.render.watch import FIELDMASTER, FLAWLESS, Camera, Defects, Light
from pipeline.evaluation.studio.colours import away
from pipeline.examiners.reference.compare import compare
from pipeline.examiners.reference.library import Library
from pipeline.examiners.reference.picture import Picture
from pipeline.imaging.decode import decode_jpeg, encode_jpeg
from pipeline.imaging.refusal import DEFAULT
from pipeline.stages.preprocess import preprocess

TIMES = ((1, 52, 20), (4, 37, 50), (8, 4, 33), (2, 23, 5))


@cache
def prepared(defects: Defects, nth: int, warmth: float = 0.0) -> tuple[Prepared, bytes]:
    camera = Camera(width=1100, height=1100, field=44.0 + nth, tilt=2.0 + 3 * nth, azimuth=70.0 * nth)
    light = Light(azimuth=-150.0 + 45.0 * nth, warmth=warmth)
    watch = FIELDMASTER.model_copy(update={"time": TIMES[nth]})
    data = encode_jpeg(render_dial_photo(watch, camera, light, nth, defects=defects).pixels)
    photo = Submitted(sha256=hashlib.sha256(data).hexdigest(), view=View.DIAL, size=len(data))
    made = preprocess(photo, data, DEFAULT)
    assert isinstance(made, tuple)
    return made


class Shelf:
    """Verified photos in memory."""

    def __init__(self, count: int) -> None:
        made = [prepared(FLAWLESS, nth) for nth in range(count)]
        self._jpegs = {photo.derivative: data for photo, data in made}
        listed = [
            ReferencePhoto(
                sha256=photo.derivative, view=View.DIAL, size=photo.derivative_size, dial=photo.dial, watch="first"
            )
            for photo, _ in made
        ]
        self.references = ReferenceSet(
            brand="Aldenmoor", reference="AM-1107", domain="rendered", source="drawn for a test", photos=tuple(listed)
        )

    def find(self, digest: str) -> ReferenceSet | None:
        return self.references if digest else None

    def jpeg(self, photo: ReferencePhoto) -> bytes:
        return self._jpegs[photo.sha256]


def found(defects: Defects = FLAWLESS, warmth: float = 0.0, references: int = 3) -> dict[str, Finding]:
    photo, data = prepared(defects, 3, warmth)
    shelf = Shelf(references)
    findings = compare(photo, Picture(decode_jpeg(data), photo.dial), Library(shelf, shelf.references))
    assert len({(finding.component, finding.criterion) for finding in findings}) == len(findings)
    return {finding.criterion: finding for finding in findings if finding.component is Component.DIAL}


def test_a_genuine_dial_in_warm_light_has_the_maker_s_colour_and_print() -> None:
    seen = found(warmth=0.3)
    assert seen["colour"].bearing is Bearing.SUPPORTS
    assert seen["print"].bearing is Bearing.SUPPORTS


def test_paint_of_another_colour_is_measured_and_shown_on_a_marker() -> None:
    colour = found(Defects(lume=away(FIELDMASTER.lume, 18.0, 100.0)), warmth=0.3)["colour"]
    assert colour.bearing is Bearing.CONTRADICTS
    assert colour.measure is not None
    assert colour.measure.unit == "dE"
    assert colour.measure.value == pytest.approx(15.0, abs=6.0)
    assert colour.region is not None
    assert np.ptp(np.array(colour.region.polygon), axis=0).max() < 0.15


def test_bolder_print_holds_more_ink_and_is_no_matter_of_colour() -> None:
    seen = found(Defects(bold=0.10), warmth=0.3)
    assert seen["print"].bearing is Bearing.CONTRADICTS
    assert "more ink" in seen["print"].sentence
    assert seen["colour"].bearing is Bearing.SUPPORTS


def test_coarse_print_contradicts() -> None:
    seen = found(Defects(coarse=0.03), warmth=0.3)["print"]
    assert seen.bearing is Bearing.CONTRADICTS
    assert "coarser" in seen.sentence


def test_colour_takes_two_references() -> None:
    assert found(warmth=0.3, references=1)["colour"].bearing is Bearing.UNREADABLE
    assert found(warmth=0.3, references=2)["colour"].bearing is Bearing.SUPPORTS
