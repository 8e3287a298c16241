"""A region that was put into a compressed photo is found; a photo that was only compressed again is not suspected."""

import cv2
import numpy as np
import pytest

from models.vocabulary.finding import Bearing
from models.vocabulary.views import View
from pipeline.examiners.integrity import copied
from pipeline.examiners.integrity.history import luminance_table
from pipeline.imaging.decode import decode_upright, encode_jpeg
from tests.support.photos import PhotosInMemory


def scene(seed: int, side: int = 720):
    """Cloth: detail everywhere, and a grain of its own."""
    random = np.random.default_rng(seed)
    woven = cv2.GaussianBlur(random.normal(0, 1, (side, side, 1)).astype(np.float32), (0, 0), 1.2)[..., None]
    picture = 120 + 22 * woven / woven.std() + random.normal(0, 3, (side, side, 3))
    return np.clip(picture, 8, 247).astype(np.uint8)


def judged(pixels, quality: int):
    data = encode_jpeg(pixels, quality)
    again = decode_upright(data)
    return copied.judge(PhotosInMemory().add(again, View.OTHER), again, luminance_table(data))


def put_in(first: int, kept: int = 160):
    """A compressed scene with a square of another, uncompressed one."""
    pixels = decode_upright(encode_jpeg(scene(1), first)).copy()
    pixels[300 : 300 + kept, 410 : 410 + kept] = scene(2)[300 : 300 + kept, 410 : 410 + kept]
    return pixels


@pytest.mark.parametrize(("first", "last"), [(70, 90), (75, 92)])
def test_what_was_put_in_after_the_first_compression_contradicts_and_its_place_is_named(first, last):
    answer = judged(put_in(first), last)
    assert answer.bearing is Bearing.CONTRADICTS
    assert answer.observed == "a region put in"
    x, y = (sum(point[k] for point in answer.polygon) / 4 * 720 for k in (0, 1))
    assert 410 < x < 570
    assert 300 < y < 460


@pytest.mark.parametrize(("first", "last"), [(70, 90), (75, 92), (90, 75), (85, 85)])
def test_a_photo_that_was_compressed_twice_as_a_whole_is_not_suspected(first, last):
    assert judged(decode_upright(encode_jpeg(scene(1), first)), last).bearing is Bearing.SUPPORTS


def test_a_photo_that_was_compressed_once_is_not_suspected():
    assert judged(scene(1), 88).bearing is Bearing.SUPPORTS


def test_what_is_blown_out_lost_no_trace():
    pixels = scene(1)
    pixels[200:400, 200:400] = np.clip(pixels[200:400, 200:400].astype(int) + 110, 0, 255)
    assert judged(decode_upright(encode_jpeg(pixels, 72)), 91).bearing is Bearing.SUPPORTS
