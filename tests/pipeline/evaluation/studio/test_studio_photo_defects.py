import io

import numpy as np
import pytest
from PIL import ExifTags, Image

from pipeline.evaluation.studio.exif import CAMERAS, EDITORS, Exif
from pipeline.evaluation.studio.photo_defects import cloned, cut_and_scaled, pasted, recaptured
from pipeline.evaluation.studio.pictures import History, encode

GREY = np.full((300, 400, 3), 120, np.uint8)


def peak(pixels: np.ndarray, pitch: float) -> float:
    """Strength of the period ``pitch`` along the rows of the red channel, in grey levels."""
    rows = pixels[..., 0].astype(float) - pixels[..., 0].mean(axis=1, keepdims=True)
    spectrum = np.abs(np.fft.rfft(rows * np.hanning(rows.shape[1]), axis=1)).mean(axis=0) / rows.shape[1] * 4
    at = rows.shape[1] / pitch
    return float(spectrum[int(at * 0.97) : int(at * 1.03) + 2].max())


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (240, 320, 3)).astype(np.uint8)


def test_a_screen_leaves_its_grid_in_the_photo() -> None:
    assert peak(recaptured(GREY, 2.5, 1), 2.5) > 20.0
    assert peak(GREY, 2.5) < 0.5


def test_a_finer_screen_leaves_less() -> None:
    strengths = [peak(recaptured(GREY, pitch, 1), max(pitch, 2.0)) for pitch in (2.6, 2.1, 0.9)]
    assert strengths[0] > strengths[1] > strengths[2]


def test_a_screen_is_about_as_bright_as_what_it_shows() -> None:
    assert recaptured(GREY, 1.8, 3).mean() == pytest.approx(120.0, abs=25.0)


def test_the_same_screen_is_photographed_the_same_way_twice() -> None:
    assert np.array_equal(recaptured(GREY, 1.7, 4), recaptured(GREY, 1.7, 4))
    assert not np.array_equal(recaptured(GREY, 1.7, 4), recaptured(GREY, 1.7, 5))


def test_pasting_changes_the_region_and_nothing_else() -> None:
    own, other = noise(1), noise(2)
    made = pasted(own, other, (100.0, 80.0), 30.0)
    y, x = np.mgrid[:240, :320]
    away = np.hypot(x - 100, y - 80)
    assert np.array_equal(made[away < 26], other[away < 26])
    assert np.array_equal(made[away > 34], own[away > 34])


def test_cloning_repeats_one_region_in_another_place() -> None:
    own = noise(3)
    made = cloned(own, (80.0, 90.0), (200.0, 150.0), 20.0)
    assert np.array_equal(made[140:160, 190:210], own[80:100, 70:90])
    assert np.array_equal(made[:120], own[:120])


def test_a_borrowed_photo_loses_its_border_and_some_of_its_size() -> None:
    assert cut_and_scaled(noise(4), 0.05, 0.9).shape == (194, 259, 3)
    assert np.array_equal(cut_and_scaled(noise(4), 0.0, 1.0), noise(4))


def test_a_file_says_which_camera_took_it_and_which_editor_saved_it() -> None:
    said = Exif(camera=CAMERAS[0], taken="2025:08:14 10:20:30", editor=EDITORS[0], saved="2025:08:14 11:00:00")
    with Image.open(io.BytesIO(encode(GREY, History(qualities=(90,), exif=said)))) as picture:
        exif = picture.getexif()
    assert exif[ExifTags.Base.Make] == CAMERAS[0].make
    assert exif[ExifTags.Base.Software] == EDITORS[0]
    assert exif[ExifTags.Base.DateTime] == "2025:08:14 11:00:00"
    details = exif.get_ifd(ExifTags.IFD.Exif)
    assert details[ExifTags.Base.DateTimeOriginal] == "2025:08:14 10:20:30"
    assert details[ExifTags.Base.ExifImageWidth] == 400


def test_a_second_compression_may_shrink_the_picture_and_strip_what_it_says() -> None:
    data = encode(GREY, History(qualities=(90, 75), scale=0.8))
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (320, 240)
        assert not picture.getexif()
