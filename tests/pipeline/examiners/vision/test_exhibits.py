import io
import math

import numpy as np
import pytest
from PIL import Image

from models.vocabulary.photo import Ellipse
from models.vocabulary.views import View
from pipeline.examiners.vision.exhibits import (
    MAX_PICTURES,
    PAID_PIXELS,
    PAID_SIDE,
    Exhibit,
    dial_frame,
    exhibit,
)
from tests.support.photos import PhotosInMemory


def blank(width: int, height: int, value: int = 90) -> np.ndarray:
    return np.full((height, width, 3), value, dtype=np.uint8)


def dial(radius: float, centre: tuple[float, float] = (0.5, 0.5)) -> Ellipse:
    """A round dial; the radius is a fraction of the longer side."""
    return Ellipse(centre=centre, axes=(radius, radius), angle=0.0, support=1.0)


def size_of(shown: Exhibit) -> tuple[int, int]:
    return Image.open(io.BytesIO(shown.data)).size


@pytest.mark.parametrize(("width", "height"), [(2048, 1536), (1536, 2048), (2048, 1152), (800, 600)])
def test_a_derivative_near_the_paid_size_is_shown_as_it_is(width: int, height: int) -> None:
    photos = PhotosInMemory()
    prepared = photos.add(blank(width, height), View.CASEBACK)
    assert exhibit(photos).exhibits[0].data == photos.jpeg(prepared)


def test_a_derivative_far_above_the_paid_size_is_shrunk_to_it() -> None:
    photos = PhotosInMemory()
    photos.add(blank(2048, 2048), View.CASEBACK)
    width, height = size_of(exhibit(photos).exhibits[0])
    assert width == height
    assert PAID_PIXELS * 0.99 <= width * height <= PAID_PIXELS * 1.01


def test_a_dial_that_the_original_shows_finer_gets_a_close_up_behind_its_photo() -> None:
    photos = PhotosInMemory()
    photos.add(blank(4000, 3000), View.CASEBACK)
    photos.add(blank(4000, 3000, 120), View.DIAL, dial=dial(0.22))
    photos.add(blank(800, 600), View.PAPERS)
    shown = exhibit(photos).exhibits
    assert [each.label for each in shown] == ["caseback", "dial", "dial-closeup", "papers"]
    assert max(size_of(shown[2])) == PAID_SIDE
    assert shown[1].photo == shown[2].photo


@pytest.mark.parametrize(
    ("width", "height", "found"),
    [(2048, 1536, dial(0.2)), (4000, 3000, None), (1000, 1000, dial(0.4)), (4000, 3000, dial(0.5))],
)
def test_a_close_up_that_shows_little_more_is_left_out(width: int, height: int, found: Ellipse | None) -> None:
    photos = PhotosInMemory()
    if found:
        photos.add(blank(width, height), View.DIAL, dial=found)
    else:
        photos.add(blank(width, height), View.DIAL)
    assert [each.label for each in exhibit(photos).exhibits] == ["dial"]


def test_the_frame_of_a_dial_holds_it_with_a_margin_and_stays_in_the_photo() -> None:
    left, top, right, bottom = dial_frame(dial(0.2), aspect=4 / 3)
    assert (left, right) == pytest.approx((0.5 - 0.24, 0.5 + 0.24))
    assert (top, bottom) == pytest.approx((0.5 - 0.32, 0.5 + 0.32))
    assert dial_frame(dial(0.4, (0.1, 0.9)), aspect=0.75) == pytest.approx((0.0, 0.9 - 0.48, 0.1 + 0.64, 1.0))


def test_the_frame_of_a_turned_ellipse_follows_its_turn() -> None:
    upright = Ellipse(centre=(0.5, 0.5), axes=(0.3, 0.1), angle=90.0, support=1.0)
    left, top, right, bottom = dial_frame(upright, aspect=1.0)
    assert (right - left, bottom - top) == pytest.approx((0.24, 0.72))


def test_a_box_on_a_photo_becomes_the_same_region_of_it() -> None:
    region = Exhibit("dial", "0" * 64, (0.0, 0.0, 1.0, 1.0), b"").region((100, 200, 300, 600))
    assert region is not None
    assert region.polygon == ((0.2, 0.1), (0.6, 0.1), (0.6, 0.3), (0.2, 0.3))


def test_a_box_on_a_close_up_becomes_a_region_of_the_whole_photo() -> None:
    region = Exhibit("dial-closeup", "0" * 64, (0.25, 0.5, 0.75, 1.0), b"").region((0, 500, 1000, 1000))
    assert region is not None
    assert region.polygon == ((0.5, 0.5), (0.75, 0.5), (0.75, 1.0), (0.5, 1.0))


def test_no_box_means_all_of_what_was_shown() -> None:
    assert Exhibit("dial", "0" * 64, (0.0, 0.0, 1.0, 1.0), b"").region(None) is None
    nearer = Exhibit("dial-closeup", "0" * 64, (0.25, 0.5, 0.75, 1.0), b"").region(None)
    assert nearer is not None
    assert nearer.polygon[0] == (0.25, 0.5)


def test_of_too_many_photos_each_view_keeps_one_and_the_rest_is_named() -> None:
    photos = PhotosInMemory()
    for number in range(MAX_PICTURES + 3):
        photos.add(blank(40, 30, number), View.DIAL)
    photos.add(blank(40, 30, 200), View.MOVEMENT)
    shown = exhibit(photos)
    labels = [each.label for each in shown.exhibits]
    assert len(labels) == MAX_PICTURES
    assert "movement" in labels
    assert list(shown.left_out) == [f"dial-{number}" for number in range(MAX_PICTURES, MAX_PICTURES + 4)]


def test_photos_beyond_the_size_of_a_request_are_left_out() -> None:
    noise = np.random.default_rng(7)
    photos = PhotosInMemory()
    for view in (View.DIAL, View.CASEBACK, View.PAPERS, View.CLASP, View.CROWN, View.BEZEL, View.OTHER):
        photos.add(noise.integers(0, 255, (1536, 2048, 3), dtype=np.uint8), view)
    shown = exhibit(photos)
    assert shown.left_out
    assert sum(math.ceil(len(each.data) / 3) * 4 for each in shown.exhibits) < 19_000_000


def test_no_photo_makes_no_exhibit() -> None:
    assert exhibit(PhotosInMemory()).exhibits == ()
