"""Drawn watches of a design that breaks its own symmetry, with verified photos of the same."""

from functools import cache

import pytest

from models.vocabulary.finding import Bearing
from models.vocabulary.views import View
from pipeline.evaluation.render.photos import render_dial_photo
from pipeline.evaluation.render.watch import FIELDMASTER, FLAWLESS, Camera, Defects
from tests.support.dial import ask, outline_of
from tests.support.photos import NOWHERE, Picture
from tests.support.reference_shelf import ShelfInMemory

ODD = Defects(shifted=((4, 2.3),))


@cache
def drawn(defects: Defects = FLAWLESS, azimuth: float = 35.0) -> Picture:
    camera = Camera(width=1000, height=1000, tilt=9.0, azimuth=azimuth, distance=280.0, field=50.0)
    return render_dial_photo(FIELDMASTER, camera, defects=defects).pixels


def shelf(*pictures: Picture) -> ShelfInMemory:
    found = ShelfInMemory()
    for picture in pictures:
        found.add(picture, View.DIAL, dial=outline_of(picture))
    return found


def bearing(subject: Defects, references: ShelfInMemory | None) -> Bearing:
    return ask(drawn(subject), references=references).one("marker_positions").bearing


def test_a_marker_that_stands_off_on_every_verified_photo_is_the_design() -> None:
    assert bearing(ODD, None) is Bearing.CONTRADICTS
    assert bearing(ODD, shelf(drawn(ODD, 80.0), drawn(ODD, 200.0))) is Bearing.SUPPORTS


@pytest.mark.parametrize(
    "subject", [Defects(shifted=((4, 3.6),)), Defects(shifted=((5, 2.3),))], ids=["further off", "another marker"]
)
def test_what_the_verified_photos_do_not_show_stays_a_fault(subject: Defects) -> None:
    assert bearing(subject, shelf(drawn(ODD, 80.0), drawn(ODD, 200.0))) is Bearing.CONTRADICTS


def test_a_fault_of_one_verified_watch_is_not_its_references_design() -> None:
    assert bearing(ODD, shelf(drawn(ODD, 80.0), drawn(FLAWLESS, 200.0))) is Bearing.CONTRADICTS


def test_verified_photos_that_are_gone_or_show_no_dial_say_nothing() -> None:
    lost = shelf(drawn(ODD, 80.0), drawn(ODD, 200.0))
    lost.blobs.clear()
    assert bearing(ODD, lost) is Bearing.CONTRADICTS
    blind = ShelfInMemory()
    for azimuth in (80.0, 200.0):
        blind.add(drawn(ODD, azimuth), View.DIAL, dial=NOWHERE)
    assert bearing(ODD, blind) is Bearing.CONTRADICTS


def test_a_genuine_dial_of_a_plain_design_is_measured_as_before() -> None:
    alone, beside = (
        ask(drawn(), references=each) for each in (None, shelf(drawn(FLAWLESS, 80.0), drawn(FLAWLESS, 200.0)))
    )
    assert alone.examined.findings == beside.examined.findings
