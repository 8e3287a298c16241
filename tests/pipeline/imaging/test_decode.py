import io
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from pipeline.imaging.decode import crop, decode_fitted, decode_jpeg, decode_upright, encode_jpeg
from pipeline.imaging.refusal import Refused
from pipeline.imaging.sniff import inspect
from tests.bad_files import chunk, picture, saved


def oriented(image: Image.Image, k: int, **options: object) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = k
    return saved(image, "JPEG", exif=exif, quality=95, **options)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_crop_is_the_same_part_of_the_whole(kind: str) -> None:
    data = saved(picture(640, 480), kind)
    whole = decode_upright(data)
    assert np.array_equal(crop(data, (0.25, 0.5, 0.75, 1.0), 4000), whole[240:480, 160:480])


@pytest.mark.parametrize("k", range(1, 9))
def test_a_crop_is_taken_from_the_upright_photo(k: int) -> None:
    data = oriented(picture(640, 480), k)
    whole = decode_upright(data)
    height, width = whole.shape[:2]
    part = crop(data, (0.1, 0.2, 0.6, 0.9), 4000)
    wanted = whole[round(0.2 * height) : round(0.9 * height), round(0.1 * width) : round(0.6 * width)]
    assert np.abs(np.array(part.shape) - wanted.shape).max() <= 1
    rows, columns = min(part.shape[0], wanted.shape[0]), min(part.shape[1], wanted.shape[1])
    near = [
        np.abs(part[:rows, :columns].astype(int) - np.roll(wanted, shift, (0, 1))[:rows, :columns].astype(int)).mean()
        for shift in ((0, 0), (1, 0), (0, 1), (1, 1), (-1, 0), (0, -1), (-1, -1), (1, -1), (-1, 1))
    ]
    assert min(near) < 2


def test_a_crop_is_never_enlarged_and_reduced_when_asked() -> None:
    data = saved(picture(1600, 1200), "JPEG")
    assert crop(data, (0.0, 0.0, 0.25, 0.25), 4000).shape == (300, 400, 3)
    assert crop(data, (0.0, 0.0, 1.0, 1.0), 300).shape == (225, 300, 3)
    assert crop(data, (-3.0, 0.0, 9.0, 1.0), 400).shape == (300, 400, 3)


def test_an_empty_box_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="empty"):
        crop(saved(picture(), "JPEG"), (0.5, 0.5, 0.5, 0.9), 100)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(4032, 3024, (2016, 1512)), (4000, 3000, (2000, 1500)), (2600, 1300, (2048, 1024)), (900, 700, (900, 700))],
)
def test_a_photo_is_fitted_and_never_enlarged(width: int, height: int, expected: tuple[int, int]) -> None:
    data = saved(Image.new("RGB", (width, height), (90, 120, 40)), "JPEG")
    fitted = decode_fitted(data, inspect(data), 2048)
    assert (fitted.pixels.shape[1], fitted.pixels.shape[0]) == expected
    assert (fitted.width, fitted.height) == (width, height)


def test_transparency_lies_on_white() -> None:
    data = saved(Image.new("RGBA", (80, 80), (255, 0, 0, 0)), "PNG")
    assert (decode_upright(data) == 255).all()


def test_sixteen_bit_grey_keeps_its_high_byte() -> None:
    data = saved(Image.fromarray(np.full((80, 80), 0x8040, np.uint16)), "PNG")
    assert (decode_upright(data) == 0x80).all()


def test_sixteen_bit_colour_keeps_its_high_byte() -> None:
    rows = b"".join(b"\0" + b"\x80\x10\x40\x20\xc0\x30" * 80 for _ in range(80))
    header = (80).to_bytes(4, "big") * 2 + bytes([16, 2, 0, 0, 0])
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    assert decode_upright(data)[5, 5].tolist() == [0x80, 0x40, 0xC0]


def test_cmyk_looks_as_it_would_in_print() -> None:
    data = saved(Image.new("CMYK", (80, 80), (0, 255, 255, 0)), "JPEG", quality=95)
    red, green, blue = decode_upright(data)[40, 40].tolist()
    assert red > 200
    assert max(green, blue) < 60


def test_a_wide_gamut_profile_is_converted_and_a_damaged_one_ignored() -> None:
    image = Image.new("RGB", (80, 80), (200, 80, 60))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = decode_upright(saved(image, "JPEG", quality=95))
    assert np.array_equal(decode_upright(saved(image, "JPEG", quality=95, icc_profile=lab)), plain)
    assert np.array_equal(decode_upright(saved(image, "JPEG", quality=95, icc_profile=b"junk" * 40)), plain)
    swapped = (
        lab.replace(b"rXYZ", b"tXYZ").replace(b"gXYZ", b"rXYZ").replace(b"tXYZ", b"gXYZ").replace(b"sRGB", b"swap")
    )
    swapped = swapped.replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))
    turned = decode_upright(saved(image, "JPEG", quality=95, icc_profile=swapped))[40, 40].astype(int)
    assert turned[1] > turned[0]


def test_a_heic_photo_is_turned_by_its_own_property_and_not_twice() -> None:
    import pillow_heif

    exif = Image.Exif()
    exif[0x0112] = 6
    file = pillow_heif.HeifFile()
    file.add_frombytes("RGB", (128, 96), picture(128, 96).tobytes(), exif=exif.tobytes())
    out = io.BytesIO()
    file.save(out, quality=80)
    shape = decode_upright(out.getvalue()).shape
    expected = pillow_heif.open_heif(io.BytesIO(out.getvalue())).size
    assert (shape[1], shape[0]) == expected


def test_a_derivative_survives_the_way_there_and_back() -> None:
    pixels = cv2.GaussianBlur(np.asarray(picture(600, 400)), (0, 0), 3)
    again = decode_jpeg(encode_jpeg(pixels, 95))
    assert np.abs(again.astype(int) - pixels.astype(int)).mean() < 2


def test_what_cannot_be_decoded_is_refused() -> None:
    with pytest.raises(Refused):
        decode_upright(saved(picture(), "JPEG")[:3000])
