"""Drawn watches, whose faults are known, and real ones, which have none."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Ellipse, NoDial
from models.vocabulary.views import Component, View
from pipeline.evaluation.render.collection import FELLGATE, KVELDEN, MARSHLIGHT, REGATTEN, SOIREVAL, SPLITMERE
from pipeline.evaluation.render.photos import render_dial_photo
from pipeline.evaluation.render.watch import FIELDMASTER, FLAWLESS, TIDEWATCH, Camera, Defects, Watch
from pipeline.imaging.decode import decode_upright
from tests.support.dial import ask
from tests.support.photos import Picture

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"
needs_photos = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real photos is not beside the repository")

CAMERA = Camera(width=1200, height=1200, tilt=9.0, azimuth=35.0, distance=280.0, field=50.0)
SMALL = Camera(width=700, height=700, tilt=9.0, azimuth=35.0, field=50.0)
CRITERIA = {
    "marker_positions",
    "minute_track",
    "ring_centring",
    "text_symmetry",
    "date_window",
    "print_quality",
    "hand_geometry",
}


@cache
def drawn(watch: Watch = FIELDMASTER, defects: Defects = FLAWLESS, camera: Camera = CAMERA) -> Picture:
    return render_dial_photo(watch, camera, defects=defects).pixels


@pytest.mark.parametrize("watch", [FIELDMASTER, FELLGATE, REGATTEN, SPLITMERE], ids=lambda watch: watch.model)
def test_a_genuine_dial_is_contradicted_in_nothing(watch: Watch) -> None:
    findings = ask(drawn(watch)).examined.findings

    assert {each.criterion for each in findings} == CRITERIA
    assert {each.bearing for each in findings} <= {Bearing.SUPPORTS, Bearing.UNREADABLE}
    supported = {each.criterion for each in findings if each.bearing is Bearing.SUPPORTS}
    assert supported >= {"marker_positions", "minute_track", "ring_centring"}
    assert all(
        each.component is (Component.HANDS if each.criterion == "hand_geometry" else Component.DIAL)
        for each in findings
    )


FAULTS = [
    (FIELDMASTER, Defects(shifted=((4, 1.5),)), "marker_positions", 1.5, 0.15, "The marker at 4 stands"),
    (FELLGATE, Defects(pushed=((7, 1.8),)), "marker_positions", 1.8, 0.35, "The marker at 7 stands"),
    (REGATTEN, Defects(shifted=((8, 3.0),)), "marker_positions", 3.0, 0.4, "The numeral at 8 stands"),
    (FIELDMASTER, Defects(ring_offset=(1.4, 1.1)), "ring_centring", 1.78, 0.4, "The minute track lies"),
    (SPLITMERE, Defects(subdial_offset=(1.5, 0.0)), "ring_centring", 1.5, 0.2, "The sub-dial"),
    (FELLGATE, Defects(logo_offset=(2.0, 0.0)), "text_symmetry", 2.0, 0.4, "A line of text in the upper half"),
    (REGATTEN, Defects(date_offset=(2.5, 0.0)), "date_window", 2.5, 0.5, "The date window stands"),
]


@pytest.mark.parametrize(("watch", "defects", "criterion", "value", "within", "words"), FAULTS)
def test_a_fault_is_named_with_its_measure_and_its_place(
    watch: Watch, defects: Defects, criterion: str, value: float, within: float, words: str
) -> None:
    finding = ask(drawn(watch, defects)).one(criterion)

    assert finding.bearing is Bearing.CONTRADICTS
    assert finding.measure is not None
    assert finding.measure.value == pytest.approx(value, abs=within)
    assert finding.sentence.startswith(words)
    assert finding.region is not None


SLANTED = Camera(width=1200, height=1200, tilt=14.0, azimuth=110.0, distance=280.0, field=50.0)
STEEPER = Camera(width=1200, height=1200, tilt=16.0, azimuth=200.0, distance=280.0, field=50.0)
ROMAN = KVELDEN.model_copy(update={"time": (11, 56, 35)})
"""Hands that leave the figures free whose axis lies in their middle."""


@pytest.mark.parametrize(
    ("watch", "camera"),
    [(SOIREVAL, STEEPER), (ROMAN, CAMERA), (MARSHLIGHT, CAMERA)],
    ids=["one facet of each marker shines", "Roman figures repeat their strokes", "a date stands in a numeral's place"],
)
def test_what_is_no_fault_is_not_taken_for_a_marker_off_its_place(watch: Watch, camera: Camera) -> None:
    answer = ask(drawn(watch, camera=camera))

    for criterion in ("marker_positions", "ring_centring"):
        assert answer.one(criterion).bearing is Bearing.SUPPORTS


@pytest.mark.parametrize(
    ("watch", "camera", "defects", "place"),
    [
        (SOIREVAL, STEEPER, Defects(shifted=((8, 1.6),)), "marker 8:"),
        (ROMAN, CAMERA, Defects(shifted=((2, 1.6),)), "marker 2:"),
        (FELLGATE, CAMERA, Defects(pushed=((7, 4.8),)), "marker 7, radius:"),
    ],
)
def test_a_marker_off_its_place_is_found_all_the_same(
    watch: Watch, camera: Camera, defects: Defects, place: str
) -> None:
    finding = ask(drawn(watch, defects, camera)).one("marker_positions")

    assert finding.bearing is Bearing.CONTRADICTS
    assert finding.observed.startswith(place)


@pytest.mark.parametrize(
    "watch",
    [
        TIDEWATCH.model_copy(update={"time": (3, 43, 10)}),
        MARSHLIGHT.model_copy(update={"time": (2, 55, 13)}),
    ],
    ids=["beside a bar", "over a numeral"],
)
def test_a_hand_whose_tip_is_lost_over_a_marker_is_not_called_short(watch: Watch) -> None:
    finding = ask(drawn(watch, camera=SLANTED)).one("hand_geometry")

    assert finding.bearing in {Bearing.SUPPORTS, Bearing.UNREADABLE}


def test_a_hand_that_ends_on_bare_dial_is_called_short() -> None:
    short = FIELDMASTER.model_copy(update={"time": (10, 12, 40)})
    finding = ask(drawn(short, Defects(hand_scale=0.78))).one("hand_geometry")

    assert finding.bearing is Bearing.CONTRADICTS
    assert "short of the minute track" in finding.sentence


def test_coarse_print_has_longer_edges_than_clean_print() -> None:
    clean = ask(drawn(REGATTEN)).one("print_quality")
    coarse = ask(drawn(REGATTEN, Defects(coarse=0.12))).one("print_quality")

    assert clean.measure is not None
    assert coarse.measure is not None
    assert coarse.measure.value > clean.measure.value + 8.0
    assert coarse.bearing is Bearing.CONTRADICTS


def test_the_region_lies_where_the_marker_stands() -> None:
    finding = ask(drawn(defects=Defects(shifted=((3, 3.0),)))).one("marker_positions")

    assert finding.region is not None
    x, y = np.mean(finding.region.polygon, axis=0)
    assert 0.65 < x < 0.8
    assert 0.45 < y < 0.6


def test_a_fault_seen_on_one_of_two_photos_is_not_believed() -> None:
    genuine, faulty = drawn(), drawn(defects=Defects(shifted=((4, 1.5),)))

    assert ask(genuine, faulty).one("marker_positions").bearing is Bearing.SUPPORTS


def test_a_fourth_photo_is_left_out_with_its_reason() -> None:
    answer = ask(*[drawn(camera=SMALL)] * 4)

    assert len(answer.examined.photos) == 3
    assert [each.why for each in answer.examined.not_examined if each.what == "dial-4"] == [
        "3 photos of the dial are enough"
    ]


def test_hands_over_each_other_are_not_measured() -> None:
    over = FIELDMASTER.model_copy(update={"time": (2, 11, 40)})

    assert ask(drawn(over)).one("hand_geometry").bearing is Bearing.UNREADABLE


@needs_photos
@pytest.mark.parametrize("path", ["cases/timex/dial.jpg", "cases/casio/dial.jpg", "more-photos/test-image.jpg"])
def test_a_real_watch_is_contradicted_in_nothing(path: str) -> None:
    findings = ask(decode_upright((SHARED / path).read_bytes())).examined.findings

    assert Bearing.CONTRADICTS not in {each.bearing for each in findings}
    if path.startswith("cases"):
        seen = {each.criterion for each in findings if each.bearing is Bearing.SUPPORTS}
        assert seen >= {"marker_positions", "minute_track", "ring_centring"}


WHOLE = Ellipse(centre=(0.5, 0.5), axes=(0.3, 0.3), angle=0.0, support=1.0)
NOISE = np.random.default_rng(5).integers(0, 255, (600, 600, 3)).astype(np.uint8)
GLARE = np.clip(drawn().astype(int) + 235, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("picture", "dial", "why"),
    [
        (np.zeros((600, 600, 3), np.uint8), WHOLE, "nothing can be made out on the dial"),
        (np.full((600, 600, 3), 255, np.uint8), WHOLE, "nothing can be made out on the dial"),
        (GLARE, WHOLE, ""),
        (NOISE, WHOLE, "no rings or marks at even steps were found to straighten the dial by"),
        (drawn()[::15, ::15], WHOLE, "the dial is too small in it"),
        (drawn()[:, 560:], None, ""),
        (NOISE, WHOLE.model_copy(update={"centre": (0.05, 0.5)}), "a part of the dial lies outside the picture"),
        (NOISE, NoDial(reason="several", found=3), "it shows several dials, and which one is meant cannot be known"),
        (NOISE, NoDial(reason="none", found=0), "no dial was found in it"),
    ],
)
def test_a_photo_that_cannot_be_measured_says_so(picture: Picture, dial: Ellipse | NoDial | None, why: str) -> None:
    examined = ask(np.ascontiguousarray(picture), dial=dial).examined

    assert examined.findings == ()
    (missing,) = examined.not_examined
    assert missing.what == "dial"
    assert missing.why == why or not why


def test_a_case_without_a_photo_of_the_dial_says_so() -> None:
    examined = ask(NOISE, dial=WHOLE, view=View.PAPERS).examined

    assert examined.findings == ()
    assert [(each.what, each.why) for each in examined.not_examined] == [("dial", "no photo of the dial")]
