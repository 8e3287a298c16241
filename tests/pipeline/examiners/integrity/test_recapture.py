"""A photo of a screen is told from a photo of a watch, whatever is woven, brushed or engraved in it."""

from functools import cache

import cv2
import numpy as np
import pytest

from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Ellipse
from models.vocabulary.views import View
from pipeline.examiners.integrity import recapture
from pipeline.imaging.decode import decode_upright, encode_jpeg, fit
from tests.support.integrity_case import EXAMPLES, SHARED
from tests.support.photos import NOWHERE, PhotosInMemory
from tests.support.recapture import Screen, recaptured

SIZE = (960, 760)
DIAL = Ellipse(centre=(0.5, 0.5), axes=(0.28, 0.28), angle=0.0, support=1.0)
needs_photos = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real photos is not beside the repository")


@cache
def on_screen(screen: Screen) -> np.ndarray:
    return decode_upright(recaptured(watch(), screen))


@cache
def watch() -> np.ndarray:
    return fit(decode_upright((EXAMPLES / "aldenmoor-tidewatch" / "dial.jpg").read_bytes()), 1280)


def judged(pixels, dial=DIAL):
    photo = PhotosInMemory().add(np.ascontiguousarray(pixels), View.DIAL, dial=dial)
    return recapture.judge(photo, pixels)


def with_texture(texture, *, inside: bool, outside: bool):
    """Lay a texture, 1 on average, over the dial or over what surrounds it."""
    picture = watch().astype(np.float32)
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    disc = np.hypot(x - width / 2, y - height / 2) < 0.28 * max(width, height)
    chosen = (disc & inside) | (~disc & outside)
    noisy = np.where(chosen[..., None], picture * texture(x, y)[..., None], picture)
    return decode_upright(encode_jpeg(np.clip(noisy, 0, 255).astype(np.uint8), 88))


def weave(x, y):
    return 1 + 0.15 * np.sin(2 * np.pi * (0.2 * x + 0.01 * y)) * np.sin(2 * np.pi * (0.2 * y - 0.01 * x))


def guilloche(x, y):
    return 1 + 0.2 * np.sin(np.hypot(x - 300, y - 300) * 0.9) * np.sin(np.hypot(x - 900, y - 700) * 0.9)


def brushed(x, y):
    lines = np.random.default_rng(5).normal(0, 0.08, x.shape[0])
    return 1 + lines[y]


@pytest.mark.parametrize(
    "screen",
    [
        Screen(pitch=1.5, turn=1.0, size=SIZE),
        Screen(pitch=2.3, turn=8.0, size=SIZE, quality=80),
        Screen(pitch=5.0, turn=4.0, lean=0.08, size=SIZE, blur=0.8),
    ],
    ids=lambda screen: f"{screen.pitch} pixels",
)
def test_a_photo_of_a_screen_contradicts(screen):
    answer = judged(on_screen(screen))
    assert answer.bearing is Bearing.CONTRADICTS
    assert answer.measure is not None
    assert answer.measure.value > answer.measure.allowed


def test_a_coarser_grid_is_seen_more_clearly_than_one_at_the_limit():
    fine, coarse = (judged(on_screen(Screen(pitch=pitch, turn=8.0, size=SIZE, quality=80))) for pitch in (0.8, 2.3))
    assert fine.measure.value < coarse.measure.value


def test_the_photo_that_the_screen_showed_does_not():
    assert judged(watch()).bearing is Bearing.SUPPORTS


@pytest.mark.parametrize(
    ("texture", "inside", "outside"),
    [(weave, False, True), (guilloche, True, False), (brushed, True, True)],
    ids=["woven cloth around it", "a guilloche dial", "brushed metal everywhere"],
)
def test_what_is_woven_engraved_or_brushed_is_no_screen(texture, inside, outside):
    assert judged(with_texture(texture, inside=inside, outside=outside)).bearing is not Bearing.CONTRADICTS


@pytest.mark.parametrize("quality", [30, 60])
def test_the_blocks_of_a_coarse_jpeg_are_no_screen_even_scaled(quality):
    blocky = decode_upright(encode_jpeg(watch(), quality))
    assert judged(blocky).bearing is Bearing.SUPPORTS
    assert judged(fit(blocky, 900)).bearing is Bearing.SUPPORTS


@needs_photos
@pytest.mark.parametrize("photo", ["casio", "timex", "wall-clock", "several-watches"])
def test_a_real_photo_is_no_screen(photo):
    pixels = decode_upright((SHARED / "cases" / photo / "dial.jpg").read_bytes())
    assert judged(pixels, NOWHERE).bearing is Bearing.SUPPORTS


@pytest.mark.parametrize("shade", [0, 255])
def test_where_nothing_is_to_be_seen_nothing_is_said(shade):
    assert judged(np.full((800, 800, 3), shade, np.uint8)).bearing is Bearing.UNREADABLE


def test_of_a_small_photo_nothing_is_said():
    assert judged(cv2.resize(watch(), (300, 240))).bearing is Bearing.UNREADABLE


def test_of_papers_nothing_is_said_because_print_is_a_lattice_itself():
    photo = PhotosInMemory().add(watch(), View.PAPERS)
    assert recapture.judge(photo, watch()).bearing is Bearing.UNREADABLE


def test_noise_is_no_screen():
    noise = np.random.default_rng(2).integers(0, 256, (900, 900, 3), dtype=np.uint8)
    assert judged(noise).bearing is Bearing.SUPPORTS
