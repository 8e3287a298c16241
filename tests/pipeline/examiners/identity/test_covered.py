"""A word that a hand lies across is not called misspelt; the same word in the open is."""

from functools import cache

import numpy as np

from models.vocabulary.claim import Claim
from models.vocabulary.finding import Bearing
from models.vocabulary.views import View
from pipeline.evaluation.render.collection import CALIBRATION
from pipeline.evaluation.render.photos import render_dial_photo
from pipeline.evaluation.render.watch import Camera, Defects
from pipeline.examiners.identity.covered import cover, is_covered
from pipeline.imaging.geometry import from_rectified
from tests.support.identity import ask
from tests.support.photos import PhotosInMemory

FELLGATE = next(watch for watch in CALIBRATION if watch.model == "FELLGATE")
ON_A_LETTER, ELSEWHERE = (7, 58, 36), (4, 20, 36)
"""Hour, minute, second: the minute hand across the second L, and away from all print."""


@cache
def photographed(time: tuple[int, int, int], *, misspelt: bool) -> PhotosInMemory:
    defects = Defects(words=(("FELLGATE", "FELGATE"),)) if misspelt else Defects()
    drawn = render_dial_photo(
        FELLGATE.model_copy(update={"time": time}), Camera(width=1500, height=1500), seed=3, defects=defects
    )
    assert drawn.dial is not None
    photos = PhotosInMemory()
    photos.add(drawn.pixels, View.DIAL, dial=drawn.dial)
    return photos


def spelling(photos: PhotosInMemory) -> list[Bearing]:
    claim = Claim(brand="Aldenmoor", model="Fellgate", reference="AM-3318")
    return [each.bearing for each in ask(photos, claim).of("misspelling")]


def test_a_letter_under_a_hand_is_not_missing() -> None:
    assert Bearing.CONTRADICTS not in spelling(photographed(ON_A_LETTER, misspelt=False))


def test_a_letter_that_is_missing_in_the_open_is() -> None:
    assert spelling(photographed(ELSEWHERE, misspelt=True)) == [Bearing.CONTRADICTS]


def test_a_place_is_covered_where_a_hand_lies_and_nowhere_else() -> None:
    photos = photographed(ELSEWHERE, misspelt=True)
    (photo,) = photos.all

    def place(x: float, y: float) -> bool:
        box = [(x - 0.03, y - 0.03), (x + 0.03, y - 0.03), (x + 0.03, y + 0.03), (x - 0.03, y + 0.03)]
        return is_covered(photos, photo, from_rectified(box, photo.dial, photo.derivative_size))

    assert place(0.5, 0.5)
    assert not place(0.25, 0.30)


def test_the_cover_along_a_line_is_that_of_each_of_its_stretches() -> None:
    photos = photographed(ELSEWHERE, misspelt=True)
    (photo,) = photos.all
    along = from_rectified([(0.25, 0.3), (0.26, 0.31), (0.49, 0.5), (0.5, 0.51)], photo.dial, photo.derivative_size)
    assert cover(photos, photo, np.array(along).reshape(2, 2, 2)) == (0.0, 1.0)
