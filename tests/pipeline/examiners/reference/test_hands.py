"""Hands of rendered watches held against those on rendered photos of the same reference, at other times."""

from functools import cache

import pytest

from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.photo import Prepared
from models.vocabulary.views import Component
from pipeline.evaluation.render.collection import SPLITMERE
from pipeline.evaluation.render.photos import render_dial_photo
from pipeline.evaluation.render.watch import FIELDMASTER, FLAWLESS, Camera, Defects, HandShape, Light, Watch
from pipeline.examiners.reference import hands, reading
from pipeline.examiners.reference.blades import blade
from pipeline.examiners.reference.outline import outline
from pipeline.examiners.reference.overlay import Overlay, lay
from pipeline.imaging.decode import encode_jpeg
from tests.pipeline.examiners.reference.divers import library_of, opened, prepared

TIMES = ((1, 52, 20), (4, 37, 50), (8, 22, 33), (2, 12, 40), (9, 23, 5))


@cache
def photographed(defects: Defects, nth: int, watch: Watch) -> tuple[Prepared, bytes]:
    """A dial in a pose, a light and at a time of its own."""
    camera = Camera(
        width=1000, height=1000, field=44.0 + nth, tilt=3.0 + 2 * nth, azimuth=70.0 * nth, rotation=2.0 * nth - 4.0
    )
    light = Light(azimuth=-150.0 + 45.0 * nth, warmth=0.1 * nth - 0.2)
    taken = watch.model_copy(update={"time": TIMES[nth]})
    return prepared(encode_jpeg(render_dial_photo(taken, camera, light, nth, defects=defects).pixels))


@cache
def overlay(defects: Defects, nth: int, watch: Watch = FIELDMASTER) -> Overlay:
    known = library_of([photographed(FLAWLESS, other, watch) for other in range(3)], "Aldenmoor", watch)
    photo = photographed(defects, nth, watch)
    over = lay(photo[0], opened(photo), known)
    assert isinstance(over, Overlay)
    return over


def seen(defects: Defects, nth: int = 4) -> dict[str, Finding]:
    found = hands.compare(overlay(defects, nth))
    assert all(each.component is Component.HANDS for each in found)
    return {each.criterion: each for each in found}


def test_hands_of_a_genuine_watch_at_another_time_are_supported() -> None:
    found = seen(FLAWLESS)
    assert set(found) == {"displacement", "form"}
    assert all(each.bearing is Bearing.SUPPORTS for each in found.values())


def test_hands_that_are_too_short_are_named_with_their_length() -> None:
    short = seen(Defects(hand_scale=0.88))["displacement"]
    assert short.bearing is Bearing.CONTRADICTS
    assert "short" in short.sentence
    assert short.measure is not None
    assert short.measure.unit == "% of radius"
    assert short.measure.value == pytest.approx(11.5, abs=2.0)
    assert short.region is not None


@pytest.mark.parametrize("shape", [HandShape.DAUPHINE, HandShape.LEAF])
def test_hands_of_another_shape_have_another_outline(shape: HandShape) -> None:
    other = seen(Defects(hands=shape))["form"]
    assert other.bearing is Bearing.CONTRADICTS
    assert other.region is not None


def test_the_time_of_every_photo_is_read_from_what_moves() -> None:
    found = reading.read(overlay(FLAWLESS, 4))
    own = found.subject
    assert own.hour is not None
    assert own.minute is not None
    hour, minute, second = TIMES[4]
    apart = (hour * 60 + minute + second / 60) * (6 - 0.5) % 360
    assert (own.minute - own.hour) % 360 == pytest.approx(apart, abs=2.0)
    assert len(found.references) == 3


def test_the_references_hands_are_joined_to_one_outline_each() -> None:
    hour, minute = reading.read(overlay(FLAWLESS, 4)).outlines
    assert hour is not None
    assert minute is not None
    assert hour.reach / minute.reach == pytest.approx(8.8 / 13.0, abs=0.06)


def test_a_minute_hand_ends_at_its_tip_and_not_at_the_rim_that_shines_beyond_it() -> None:
    minute = reading.read(overlay(FLAWLESS, 4)).outlines[1]
    assert minute is not None
    assert minute.reach < 0.97


def test_hands_of_a_chronograph_are_told_by_what_its_photos_have_in_common() -> None:
    found = hands.compare(overlay(FLAWLESS, 4, SPLITMERE))
    assert [each.bearing for each in found] == [Bearing.SUPPORTS, Bearing.SUPPORTS]


def test_one_reference_alone_makes_no_outline() -> None:
    found = reading.read(overlay(FLAWLESS, 4))
    radius = reading.fine_radius(overlay(FLAWLESS, 4))
    assert found.subject.hour is not None
    assert outline([blade(found.subject, found.subject.hour, radius)], radius) is None


def test_hands_that_lie_over_each_other_are_unreadable_and_no_fault() -> None:
    assert all(each.bearing is not Bearing.CONTRADICTS for each in seen(FLAWLESS, 3).values())
