import hashlib
import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from models.vocabulary.errors import PipelineError
from models.vocabulary.photo import Ellipse, Flaw, NoDial, Prepared, Rejected, Rejection, Submitted
from models.vocabulary.views import View
from pipeline.imaging.decode import decode_jpeg, decode_upright
from pipeline.imaging.hashes import sha256_pixels
from pipeline.stages.preprocess import Limits, preprocess
from tests.bad_files import bad_files, file_of, heic, picture, saved

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"
needs_photos = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real photos is not beside the repository")


def run(data: bytes, view: View = View.DIAL, limits: Limits | None = None) -> tuple[Prepared, bytes] | Rejected:
    named = Submitted(sha256=hashlib.sha256(data).hexdigest(), view=view, size=len(data))
    return preprocess(named, data, limits or Limits())


def prepared(data: bytes, view: View = View.DIAL) -> Prepared:
    result = run(data, view)
    assert isinstance(result, tuple), result
    return result[0]


@pytest.mark.parametrize("name", list(bad_files()))
def test_a_file_is_judged_by_its_content_alone(name: str) -> None:
    data, expected = bad_files()[name]
    result = run(data)
    assert (result.reason if isinstance(result, Rejected) else None) == expected


def test_the_derivative_is_what_the_record_says_of_it() -> None:
    result = run(saved(picture(3000, 2000), "JPEG"))
    assert isinstance(result, tuple)
    record, derivative = result
    pixels = decode_jpeg(derivative)
    assert hashlib.sha256(derivative).hexdigest() == record.derivative
    assert sha256_pixels(pixels) == record.pixels
    assert (pixels.shape[1], pixels.shape[0]) == record.derivative_size == (2048, 1365)
    assert (record.measurements.width, record.measurements.height) == (3000, 2000)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_the_derivative_carries_no_metadata_at_all(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    result = run(file_of(kind, exif))
    assert isinstance(result, tuple)
    with Image.open(io.BytesIO(result[1])) as image:
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Canon" not in result[1]
    assert result[0].metadata.has_location
    assert result[0].metadata.camera_make == "Canon"
    assert "52" not in result[0].metadata.model_dump_json()


def test_a_comment_and_a_profile_are_dropped() -> None:
    result = run(saved(picture(), "JPEG", comment=b"my name", icc_profile=b"x" * 200))
    assert isinstance(result, tuple)
    assert b"my name" not in result[1]
    assert b"ICC_PROFILE" not in result[1]


def test_a_heic_photo_is_turned_once() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    result = run(heic(exif=exif.tobytes()))
    assert isinstance(result, tuple)
    pixels = decode_jpeg(result[1]).astype(int)
    turned = np.asarray(picture(128, 96, seed=0).rotate(-90, expand=True)).astype(int)
    assert pixels.shape == turned.shape
    assert np.abs(pixels - turned).mean() < 20


def test_the_same_bytes_give_the_same_record() -> None:
    data = saved(picture(), "PNG")
    assert run(data) == run(data)


def test_bytes_that_are_not_the_named_ones_are_a_fault_of_the_store() -> None:
    with pytest.raises(PipelineError):
        preprocess(Submitted(sha256="0" * 64, view=View.DIAL, size=3), b"abc", Limits())


def test_limits_are_settings() -> None:
    tight = Limits(max_pixels=1000)
    result = run(saved(picture(), "JPEG"), limits=tight)
    assert isinstance(result, Rejected)
    assert result.reason is Rejection.TOO_MANY_PIXELS
    assert result.detail == "320 x 240 pixels"


@needs_photos
@pytest.mark.parametrize("k", range(1, 9))
@pytest.mark.parametrize("side", ["landscape", "portrait"])
def test_all_eight_orientations_come_out_upright(side: str, k: int) -> None:
    folder = SHARED / "exif-orientation"
    upright, turned = ((folder / f"{side}_{n}.jpg").read_bytes() for n in (1, k))
    one, other = decode_upright(upright), decode_upright(turned)
    assert one.shape == other.shape
    assert np.abs(one.astype(int) - other.astype(int)).mean() < 20
    assert prepared(turned).metadata.orientation == k


@needs_photos
@pytest.mark.parametrize(
    ("case", "left", "right"),
    [("timex", (0.42, 0.46), (0.53, 0.56)), ("casio", (0.3, 0.45), (0.4, 0.55))],
)
def test_the_dial_of_a_real_photo_is_found_and_the_photo_usable(
    case: str, left: tuple[float, float], right: tuple[float, float]
) -> None:
    record = prepared((SHARED / "cases" / case / "dial.jpg").read_bytes())
    assert isinstance(record.dial, Ellipse)
    assert left[0] < record.dial.centre[0] < right[0]
    assert left[1] < record.dial.centre[1] < right[1]
    assert record.flaws == ()


@needs_photos
@pytest.mark.parametrize("case", ["timex", "casio"])
def test_the_same_photo_out_of_focus_is_called_blurred(case: str) -> None:
    pixels = decode_upright((SHARED / "cases" / case / "dial.jpg").read_bytes())
    sharp = prepared(saved(Image.fromarray(pixels), "JPEG", quality=92))
    sigma = 0.012 * sharp.measurements.dial_pixels
    soft = cv2.GaussianBlur(pixels, (0, 0), sigma).astype(np.float64)
    noisy = np.clip(soft + np.random.default_rng(1).normal(0, 5, soft.shape), 0, 255).astype(np.uint8)
    for blurred in (soft.astype(np.uint8), noisy):
        assert Flaw.BLURRED in prepared(saved(Image.fromarray(blurred), "JPEG", quality=92)).flaws
    assert Flaw.BLURRED not in sharp.flaws


@needs_photos
@pytest.mark.parametrize(
    "path",
    [
        "cases/several-watches/dial.jpg",
        "photos-several-watches/Tissot_BG1.JPG",
        "photos-several-watches/Tissot_BG3.JPG",
    ],
)
def test_several_watches_are_not_one(path: str) -> None:
    record = prepared((SHARED / path).read_bytes())
    assert isinstance(record.dial, NoDial)
    assert record.dial.reason == "several"
    assert Flaw.SEVERAL_DIALS in record.flaws


@needs_photos
def test_two_small_watches_are_not_taken_for_one() -> None:
    record = prepared((SHARED / "more-photos" / "IMG_0040.jpg").read_bytes())
    assert isinstance(record.dial, NoDial)
    assert record.dial.reason in {"several", "too_small"}


@needs_photos
def test_content_credentials_are_noticed() -> None:
    assert prepared((SHARED / "c2pa" / "truepic-20230212-camera.jpg").read_bytes()).metadata.has_content_credentials
    assert not prepared((SHARED / "cases" / "timex" / "dial.jpg").read_bytes()).metadata.has_content_credentials


@pytest.mark.parametrize(
    ("grey", "flaw"), [(0, Flaw.TOO_DARK), (6, Flaw.TOO_DARK), (255, Flaw.TOO_LIGHT), (248, Flaw.TOO_LIGHT)]
)
def test_a_photo_without_light_or_shade_says_so(grey: int, flaw: Flaw) -> None:
    record = prepared(saved(Image.new("RGB", (600, 600), (grey, grey, grey)), "JPEG"))
    assert {flaw, Flaw.BLURRED, Flaw.NO_DIAL} <= set(record.flaws)


@needs_photos
@pytest.mark.parametrize(
    ("case", "stops", "flaw"),
    [("timex", -5, Flaw.TOO_DARK), ("timex", 4, Flaw.TOO_LIGHT), ("casio", 3, Flaw.TOO_LIGHT)],
)
def test_a_dial_whose_brand_light_has_hidden_is_flawed(case: str, stops: int, flaw: Flaw) -> None:
    pixels = decode_upright((SHARED / "cases" / case / "dial.jpg").read_bytes())
    light = np.clip((pixels / 255.0) ** 2.2 * 2.0**stops, 0.0, 1.0)
    exposed = Image.fromarray((light ** (1 / 2.2) * 255).astype(np.uint8))
    assert flaw in prepared(saved(exposed, "JPEG", quality=90)).flaws


def test_papers_are_not_searched_for_a_dial() -> None:
    record = prepared(saved(picture(900, 600), "JPEG"), View.PAPERS)
    assert record.dial == NoDial(reason="none", found=0)
    assert Flaw.NO_DIAL not in record.flaws


SEEDS = {name: data for name, (data, expected) in bad_files().items() if expected is None and len(data) < 60_000}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    name=st.sampled_from(sorted(SEEDS)),
    edits=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), min_size=1, max_size=8),
    cut=st.floats(0.02, 1.0),
)
def test_no_mutated_photo_makes_the_stage_fail(name: str, edits: list[tuple[float, bytes]], cut: float) -> None:
    data = bytearray(SEEDS[name])
    for place, patch in edits:
        at = int(place * (len(data) - 1))
        data[at : at + len(patch)] = patch
    assert isinstance(run(bytes(data[: max(1, int(cut * len(data)))])), tuple | Rejected)


@settings(max_examples=200, deadline=None)
@given(
    start=st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\0\0\0WEBP", heic()[:40]]),
    rest=st.binary(max_size=400),
)
def test_no_random_bytes_make_the_stage_fail(start: bytes, rest: bytes) -> None:
    assert isinstance(run(start + rest), tuple | Rejected)
