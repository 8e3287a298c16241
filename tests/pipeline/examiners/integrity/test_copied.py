"""A region that was copied over another is found; the twelve markers of a watch are no copies."""

import cv2
import numpy as np
import pytest

from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Ellipse
from models.vocabulary.views import View
from pipeline.examiners.integrity import copied
from pipeline.imaging.decode import decode_upright, encode_jpeg
from tests.support.drawn_photo import watch_photo
from tests.support.photos import PhotosInMemory

DIAL = Ellipse(centre=(0.5, 0.5), axes=(0.4, 0.4), angle=0.0, support=1.0)


def judged(pixels, dial=DIAL):
    return copied.judge(PhotosInMemory().add(pixels, View.DIAL, dial=dial), pixels)


def forged(seed: int, offset: tuple[int, int], side: int = 90):
    """Copy a square of the photo to another place of it, and compress the result."""
    pixels = decode_upright(watch_photo(seed, quality=95)).copy()
    (x, y), (across, down) = (330, 250), offset
    pixels[y + down : y + down + side, x + across : x + across + side] = pixels[y : y + side, x : x + side]
    return decode_upright(encode_jpeg(pixels, 96))


@pytest.mark.parametrize("offset", [(120, 40), (-110, 60), (5, 130)])
def test_a_copied_square_contradicts_and_its_place_is_named(offset):
    answer = judged(forged(3, offset))
    assert answer.bearing is Bearing.CONTRADICTS
    xs, ys = ([point[k] for point in answer.polygon] for k in (0, 1))
    centre = (sum(xs) / 4 * 800, sum(ys) / 4 * 640)
    places = np.array([(375, 295), (375 + offset[0], 295 + offset[1])])
    assert np.abs(places - centre).max(axis=1).min() < 45


@pytest.mark.parametrize("seed", range(1, 7))
def test_an_honest_photo_holds_no_copy(seed):
    assert judged(decode_upright(watch_photo(seed))).bearing is Bearing.SUPPORTS


def test_markers_drawn_alike_are_no_copies_because_their_grain_differs():
    random = np.random.default_rng(8)
    picture = np.full((700, 700, 3), 60, np.float64)
    for x in (150, 350, 550):
        picture[300:400, x - 12 : x + 12] = 210
    noisy = np.clip(picture + random.normal(0, 4, picture.shape), 0, 255).astype(np.uint8)
    assert judged(decode_upright(encode_jpeg(noisy, 92))).bearing is Bearing.SUPPORTS


def ornament(repeats: int, contrast: float, fall: float, seed: int = 4):
    """A motif struck again and again, with the grain of a photo.

    :param contrast: of the motif, and ``fall`` of the light from left to right, in grey values.
    """
    random = np.random.default_rng(seed)
    motif = cv2.GaussianBlur(random.normal(0, 1, (90, 90)), (0, 0), 2.0)
    picture = np.full((720, 720), 110.0)
    for k in range(repeats):
        row, column = 60 + 200 * (k // 3), 70 + 130 * (k % 3)
        picture[row : row + 90, column : column + 90] += contrast * motif / motif.std()
    picture += np.linspace(-fall / 2, fall / 2, 720)
    noisy = picture[..., None] + random.normal(0, 2.0, (720, 720, 3))
    return decode_upright(encode_jpeg(np.clip(noisy, 0, 255).astype(np.uint8), 90))


@pytest.mark.parametrize("repeats", [2, 9])
def test_ornament_struck_twice_or_often_is_no_copy_because_each_lies_in_its_own_light(repeats):
    assert judged(ornament(repeats, contrast=30.0, fall=60.0)).bearing is Bearing.SUPPORTS


def test_a_pattern_in_even_light_is_no_copy_because_it_goes_on():
    assert judged(ornament(9, contrast=9.0, fall=0.0)).bearing is Bearing.SUPPORTS


def test_ornament_that_was_copied_is_a_copy_because_it_is_more_alike_than_the_rest():
    pixels = ornament(9, contrast=9.0, fall=20.0).copy()
    pixels[460:560, 480:580] = pixels[55:155, 65:165]
    assert judged(decode_upright(encode_jpeg(pixels, 92))).bearing is Bearing.CONTRADICTS


@pytest.mark.parametrize("quality", [75, 85])
def test_a_copy_is_found_after_a_messenger_compressed_it_again(quality):
    again = decode_upright(encode_jpeg(forged(3, (120, 40), side=120), quality))
    assert judged(again).bearing is Bearing.CONTRADICTS


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_plain_picture_holds_no_copy(shade):
    assert judged(np.full((600, 600, 3), shade, np.uint8)).bearing is not Bearing.CONTRADICTS


def test_of_a_tiny_dial_nothing_is_said():
    assert judged(decode_upright(watch_photo(1, width=200, height=160))).bearing is Bearing.UNREADABLE
