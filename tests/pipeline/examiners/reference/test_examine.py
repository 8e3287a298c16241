"""Rendered watches against a set of rendered photos of the same reference."""

import hashlib
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from models import catalogue
from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Examined
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.photo import Prepared, Submitted
from models.vocabulary.reference import ReferencePhoto, ReferenceSet
from models.vocabulary.views import Profile, View
from pipeline.adapters.gemini.no_key import NoKey
from pipeline.evaluation.render.photos import render_dial_photo
from pipeline.evaluation.render.watch import FLAWLESS, TIDEWATCH, Camera, Defects, Light
from pipeline.examiners.contract import Knowledge
from pipeline.examiners.reference.examine import examine
from pipeline.examiners.reference.finding import judged
from pipeline.imaging.decode import encode_jpeg
from pipeline.imaging.refusal import DEFAULT
from pipeline.stages.preprocess import preprocess
from tests.support.photos import PhotosInMemory, Picture

CLAIM = Claim(brand="Aldenmoor", model="Tidewatch", reference="AM-2204")
TIMES = ((1, 52, 20), (4, 37, 50), (8, 4, 33), (10, 22, 5))


@cache
def prepared(defects: Defects, nth: int) -> tuple[Prepared, bytes]:
    """A dial in a pose, a light and at a time of its own."""
    camera = Camera(
        width=1100, height=1100, field=44.0 + nth, tilt=4.0 + 3 * nth, azimuth=70.0 * nth, rotation=2.0 * nth - 4.0
    )
    light = Light(azimuth=-150.0 + 45.0 * nth, warmth=0.1 * nth - 0.2)
    watch = TIDEWATCH.model_copy(update={"time": TIMES[nth % 4], "date": 3 + nth})
    data = encode_jpeg(render_dial_photo(watch, camera, light, nth, defects=defects).pixels)
    photo = Submitted(sha256=hashlib.sha256(data).hexdigest(), view=View.DIAL, size=len(data))
    made = preprocess(photo, data, DEFAULT)
    assert isinstance(made, tuple)
    return made


class Shelf:
    """A reference set in memory."""

    def __init__(self, photos: Sequence[tuple[Prepared, bytes]], brand: str = "Aldenmoor") -> None:
        self._jpegs = {photo.derivative: data for photo, data in photos}
        listed = [
            ReferencePhoto(
                sha256=photo.derivative, view=View.DIAL, size=photo.derivative_size, dial=photo.dial, watch="first"
            )
            for photo, _ in photos
        ]
        self._set = ReferenceSet(
            brand=brand, reference="AM-2204", domain="rendered", source="drawn for a test", photos=tuple(listed)
        )

    def find(self, digest: str) -> ReferenceSet | None:
        return self._set if digest == "0" * 64 else None

    def jpeg(self, photo: ReferencePhoto) -> bytes:
        return self._jpegs[photo.sha256]


@cache
def shelf() -> Shelf:
    return Shelf([prepared(FLAWLESS, nth) for nth in range(3)])


def examined(picture: Picture | bytes, photo: Prepared | None, references: Shelf | None) -> Examined:
    photos = PhotosInMemory()
    own = photos.add(picture, View.DIAL, dial=photo.dial) if photo else photos.add(picture, View.DIAL)
    case = CaseFile(
        case="0" * 20,
        examination=1,
        profile=Profile.WATCH,
        claim=CLAIM,
        photos=(own.photo,),
        created="2026-01-01T00:00:00Z",
        serial_salt="0" * 32,
        knowledge={"references": "0" * 64},
        examiners=("reference",),
    )
    answer = examine(case, photos, Knowledge(catalogue=catalogue.load(), vision=NoKey(), references=references))
    assert isinstance(answer, Examined)
    return answer


def seen(defects: Defects, nth: int = 3) -> dict[str, Finding]:
    photo, data = prepared(defects, nth)
    return {finding.criterion: finding for finding in examined(data, photo, shelf()).findings}


def test_a_genuine_dial_in_another_pose_light_and_time_is_supported() -> None:
    found = seen(FLAWLESS)
    assert set(found) == {"colour", "displacement", "form", "print"}
    assert all(finding.bearing is Bearing.SUPPORTS for finding in found.values())


def test_a_marker_two_degrees_off_is_named_by_place_size_and_region() -> None:
    moved = seen(Defects(shifted=((8, 2.0),)))["displacement"]
    assert moved.bearing is Bearing.CONTRADICTS
    assert moved.measure is not None
    assert moved.measure.value == pytest.approx(2.7, abs=0.6)
    assert "8 o'clock" in moved.sentence
    assert moved.region is not None
    x, y = np.mean(moved.region.polygon, axis=0)
    assert 0.2 < x < 0.5 < y < 0.75


def test_another_word_is_another_form() -> None:
    form = seen(Defects(words=(("TIDEWATCH", "FIELDMASTER"),)))["form"]
    assert form.bearing is Bearing.CONTRADICTS
    assert form.region is not None


def test_a_set_of_another_watch_an_empty_one_and_none_are_not_compared() -> None:
    photo, data = prepared(FLAWLESS, 3)
    for references, why in (
        (Shelf([prepared(FLAWLESS, 0)], brand="Omega"), "another watch"),
        (Shelf([]), "empty"),
        (None, "no access"),
    ):
        answer = examined(data, photo, references)
        assert answer.findings == ()
        assert why in answer.not_examined[0].why


@pytest.mark.parametrize("kind", ["black", "white", "noise", "tiny"])
def test_what_shows_no_watch_is_unreadable_and_never_a_fault(kind: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (600, 600, 3), dtype=np.uint8)
    picture = {
        "black": np.zeros((600, 600, 3), np.uint8),
        "white": np.full((600, 600, 3), 255, np.uint8),
        "noise": noise,
        "tiny": noise[:64, :64].copy(),
    }[kind]
    for photo in (None, prepared(FLAWLESS, 3)[0]):
        findings = examined(picture, photo, shelf()).findings
        assert [finding.bearing for finding in findings] == [Bearing.UNREADABLE]


def test_strength_rises_away_from_what_is_allowed() -> None:
    supports = [judged(quotient)[1] for quotient in (0.8, 0.5, 0.1)]
    against = [judged(quotient)[1] for quotient in (1.2, 1.6, 3.0)]
    assert supports == sorted(supports)
    assert against == sorted(against)
