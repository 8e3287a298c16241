"""Calibres that are engraved on a movement or named on a case back, drawn and rendered."""

import cv2
import numpy as np
import pytest

from models.catalogue import load
from models.vocabulary.claim import Claim
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.views import Component, Profile, View
from pipeline.evaluation.render.collection import STORMGAUGE
from pipeline.evaluation.render.photos import render_movement_photo
from pipeline.evaluation.render.watch import DEFAULT_CAMERA, TIDEWATCH, Watch
from pipeline.examiners.identity.expected import Expected
from pipeline.examiners.identity.judge_calibre import CASEBACK, MOVEMENT, Named, judge_calibre
from pipeline.examiners.identity.looking import look
from pipeline.examiners.identity.reading import Band, Line, Pass, Place, Reading
from pipeline.examiners.identity.second_look import Glimpses, SecondLook
from tests.support import drawn
from tests.support.identity import ask
from tests.support.photos import PhotosInMemory

TIDE = Claim(brand="Aldenmoor", model="Tidewatch", reference="AM-2204")
OUTLINE = drawn.round_outline()


def read(*lines: str, view: View = View.MOVEMENT) -> Reading:
    """A photo on which these lines were read beyond doubt, one below the other."""
    photos = PhotosInMemory()
    photo = photos.add(np.zeros((400, 400, 3), np.uint8), view)
    return Reading(photo, tuple(_line(text, 0.2 + 0.1 * k) for k, text in enumerate(lines)))


def _line(text: str, top: float) -> Line:
    band = Band(np.array([[0.2, top], [0.8, top]]), np.array([[0.2, top + 0.06], [0.8, top + 0.06]]))
    return Line(text, 0.98, band, 24.0, frozenset({Pass.PHOTO}))


def steady(place: Place) -> Glimpses:
    """A second look that reads the same again."""
    return Glimpses((place.seen,) * 7, (0.98,) * 7, (), covered=False, cover=())


def unsteady(place: Place) -> Glimpses:
    """A second look that reads something else each time."""
    return Glimpses((place.seen, "AN4O"), (0.98, 0.6), (), covered=False, cover=())


def judged(*lines: str, claim: Claim = TIDE, where: Named = MOVEMENT, again: SecondLook = steady) -> Finding | None:
    return judge_calibre(where, [read(*lines)], Expected(claim, load()), again)


def on_movement(*lines: str, claim: Claim = TIDE, again: SecondLook = steady) -> Finding:
    finding = judged(*lines, claim=claim, again=again)
    assert finding is not None
    return finding


@pytest.mark.parametrize(
    ("claim", "lines", "bearing", "told"),
    [
        pytest.param(
            TIDE, ("CAL. AM31", "25 JEWELS"), Bearing.SUPPORTS, "lists for the claimed reference", id="listed"
        ),
        pytest.param(
            TIDE.model_copy(update={"calibre": "AM31"}), ("AM31",), Bearing.SUPPORTS, "as claimed", id="claimed"
        ),
        pytest.param(TIDE, ("CAL. AM40",), Bearing.CONTRADICTS, "AM31 was expected", id="another of the brand"),
        pytest.param(
            TIDE.model_copy(update={"calibre": "AM40"}),
            ("CAL. AM40",),
            Bearing.CONTRADICTS,
            "as claimed, but the reference claimed has another: Aldenmoor AM-2204 holds calibre AM31",
            id="not listed for the reference",
        ),
        pytest.param(TIDE, ("CAL. 7S26",), Bearing.CONTRADICTS, "which is Seiko's", id="another brand's, labelled"),
        pytest.param(TIDE, ("SEIKO", "7S26"), Bearing.CONTRADICTS, "which is Seiko's", id="another brand's code"),
        pytest.param(TIDE, ("CAL. ZQ77",), Bearing.NEUTRAL, "the catalogue does not know; AM31 was", id="unknown"),
        pytest.param(TIDE, ("ALDENMOOR", "25 JEWELS"), Bearing.UNREADABLE, "No calibre could be read", id="unnamed"),
        pytest.param(
            Claim(brand="Aldenmoor"), ("CAL. AM12",), Bearing.SUPPORTS, "which Aldenmoor uses", id="the brand alone"
        ),
        pytest.param(
            Claim(brand="Aldenmoor"),
            ("CAL. 7S26",),
            Bearing.NEUTRAL,
            "nothing that is claimed",
            id="bought from another",
        ),
        pytest.param(Claim(brand="Lungmei"), ("CAL. ZQ77",), Bearing.NEUTRAL, "does not know.", id="a brand unknown"),
    ],
)
def test_what_is_engraved_on_a_movement(claim: Claim, lines: tuple[str, ...], bearing: Bearing, told: str) -> None:
    finding = on_movement(*lines, claim=claim)

    assert finding.component is Component.MOVEMENT
    assert finding.bearing is bearing
    assert told in finding.sentence
    assert (finding.region is None) is (bearing is Bearing.UNREADABLE)


@pytest.mark.parametrize("line", ["CAL. AM40", "CAL. 7S26"])
def test_what_a_second_look_does_not_confirm_contradicts_nothing(line: str) -> None:
    assert on_movement(line, again=unsteady).bearing is Bearing.NEUTRAL


def test_that_the_brand_uses_a_calibre_says_less_than_that_the_reference_does() -> None:
    weak, strong = on_movement("CAL. AM31", claim=Claim(brand="Aldenmoor")), on_movement("CAL. AM31")
    assert weak.strength < 0.7 * strong.strength


@pytest.mark.parametrize(
    ("lines", "bearing"),
    [
        (("CAL. AM31",), Bearing.SUPPORTS),
        (("CALIBRE AM40",), Bearing.CONTRADICTS),
        (("CALIBRE", "ZQ77"), Bearing.NEUTRAL),
        (("REF. AM-2204", "AM40"), None),
        (("STAINLESS STEEL",), None),
    ],
)
def test_a_case_back_is_judged_where_it_says_calibre(lines: tuple[str, ...], bearing: Bearing | None) -> None:
    found = judged("ALDENMOOR", *lines, where=CASEBACK)
    assert (found.bearing if found else None) is bearing
    assert found is None or (found.component, found.criterion) == (Component.CASEBACK, "calibre_on_caseback")


@pytest.mark.parametrize("claim", [TIDE, Claim(brand="Rolex", reference="126610LN"), Claim(brand="Lungmei")])
def test_numbers_of_a_movement_are_no_calibre_of_another_maker(claim: Claim) -> None:
    assert on_movement("25 JEWELS", "No. 2824", "7750", claim=claim).bearing is Bearing.UNREADABLE


@pytest.mark.parametrize(
    ("watch", "rotation", "bearing"),
    [(TIDEWATCH, 75.0, Bearing.SUPPORTS), (STORMGAUGE, 0.0, Bearing.CONTRADICTS)],
)
def test_a_rendered_movement_is_read_whichever_way_it_lies(watch: Watch, rotation: float, bearing: Bearing) -> None:
    camera = DEFAULT_CAMERA.model_copy(update={"width": 1200, "height": 1200, "rotation": rotation})
    photos = PhotosInMemory()
    photos.add(render_movement_photo(watch, camera).pixels, View.MOVEMENT)

    assert ask(photos, TIDE).one("calibre_on_movement").bearing is bearing


def test_an_engraving_too_small_for_one_look_is_read_in_parts() -> None:
    small = cv2.resize(drawn.caseback(["25 JEWELS", "CAL. AM31"]), (700, 700), interpolation=cv2.INTER_AREA)
    frame = np.full((1820, 910, 3), 90, np.uint8)
    frame[60:340, 60:550] = small[210:490, 105:595]
    photos = PhotosInMemory()
    reading = look(photos, photos.add(frame, View.MOVEMENT))

    (line,) = [line for line in reading.lines if line.text.startswith("CAL")]
    assert line.passes == {Pass.NEAR}
    assert line.band.centre == pytest.approx((0.33, 0.13), abs=0.03)


def test_of_a_movement_alone_nothing_else_is_read() -> None:
    photos = PhotosInMemory()
    photos.add(drawn.caseback(["CAL. AM31"]), View.MOVEMENT, dial=OUTLINE)
    photos.add(drawn.dial(("SEIKO", "AUTOMATIC")), View.DIAL, dial=OUTLINE)
    photos.add(drawn.caseback(["SEIKO"]), View.CASEBACK, dial=OUTLINE)

    answer = ask(photos, TIDE.model_copy(update={"part": Component.MOVEMENT}), Profile.PART)

    assert {each.criterion for each in answer.examined.findings} == {"calibre_on_movement", "reference_exists"}
    assert list(answer.examined.photos) == [photos.of(View.MOVEMENT)[0].photo.sha256]


def test_a_calibre_may_stand_on_the_photo_from_the_other_side() -> None:
    photos = PhotosInMemory()
    photos.add(drawn.papers(["25 JEWELS"]), View.MOVEMENT)
    photos.add(drawn.papers(["CAL. AM31"]), View.OTHER)

    answer = ask(photos, TIDE.model_copy(update={"part": Component.MOVEMENT}), Profile.PART)

    assert answer.one("calibre_on_movement").bearing is Bearing.SUPPORTS
