import time

import pytest
from PIL import Image, ImageCms

from models.vocabulary.photo import Rejection
from pipeline.imaging.containers import jpeg
from pipeline.imaging.containers.contract import MAX_PARTS, Header
from pipeline.imaging.refusal import DEFAULT, Limits, Refused
from tests.bad_files import claiming, mpf, picture, saved, with_segment

PLAIN = saved(picture(), "JPEG", quality=90)
FRAME = PLAIN.index(b"\xff\xc0")
SCAN = PLAIN.index(b"\xff\xda")


def read(data: bytes) -> Header:
    return jpeg.read(data, DEFAULT)


@pytest.mark.parametrize(
    ("options", "channels"),
    [({}, 3), ({"progressive": True}, 3), ({"restart_marker_rows": 1}, 3), ({"restart_marker_blocks": 1}, 3)],
)
def test_size_channels_and_end_are_read(options: dict[str, object], channels: int) -> None:
    data = saved(picture(), "JPEG", **options)
    found = read(data + b"trailer \xff\xd9")
    assert (found.width, found.height, found.channels, found.end) == (320, 240, channels, len(data))


@pytest.mark.parametrize(("mode", "channels"), [("L", 1), ("RGB", 3), ("CMYK", 4)])
def test_the_channels_tell_grey_from_cmyk(mode: str, channels: int) -> None:
    assert read(saved(picture().convert(mode), "JPEG")).channels == channels


def test_an_end_marker_within_a_segment_does_not_end_the_picture() -> None:
    data = with_segment(PLAIN[:SCAN] + b"\xff\xfe\x00\x06\xff\xd9\xff\xd9" + PLAIN[SCAN:], 0xFE, b"\xff\xd9")
    assert read(data).end == len(data)


@pytest.mark.parametrize("length", [1, 4094, 4095, 4096, 4097, 12_287, 12_288, 300_000])
def test_the_end_is_found_however_far_it_is(length: int) -> None:
    data = PLAIN[:SCAN] + b"\xff\xda\x00\x02" + b"\x11" * length + b"\xff\xd9"
    assert read(data + bytes(9)).end == len(data)


def test_exif_profile_and_notes_are_told_apart() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    found = read(saved(picture(), "JPEG", exif=exif, icc_profile=profile, comment=b"a word"))
    assert found.exif[:4] in {b"II*\0", b"MM\0*"}
    assert found.icc == profile
    assert b"a word" in found.notes


def test_a_profile_in_parts_is_joined_in_their_own_order() -> None:
    data = with_segment(PLAIN, 0xE2, b"ICC_PROFILE\0\x01\x02first")
    assert read(with_segment(data, 0xE2, b"ICC_PROFILE\0\x02\x02second")).icc == b"firstsecond"


@pytest.mark.parametrize(("kind", "more"), [(0x000000, True), (0x010001, True)])
def test_announced_previews_are_accepted(kind: int, *, more: bool) -> None:
    assert read(with_segment(PLAIN, 0xE2, mpf(kind))).more_pictures is more


CASES = {
    "nothing behind the first marker": (PLAIN[:2], Rejection.TRUNCATED),
    "cut in a segment": (PLAIN[:30], Rejection.TRUNCATED),
    "cut in the picture": (PLAIN[:-2], Rejection.TRUNCATED),
    "no frame": (PLAIN[:FRAME] + PLAIN[SCAN:], Rejection.CORRUPT),
    "garbage between segments": (PLAIN[:2] + b"\x12\x34\x56\x78" + PLAIN[2:], Rejection.CORRUPT),
    "a segment shorter than its length": (PLAIN[:2] + b"\xff\xe5\x00\x01" + PLAIN[2:], Rejection.CORRUPT),
    "a second start": (PLAIN[:2] + b"\xff\xd8\x00\x04\0\0" + PLAIN[2:], Rejection.CORRUPT),
    "lossless": (PLAIN[: FRAME + 1] + b"\xc3" + PLAIN[FRAME + 2 :], Rejection.UNSUPPORTED),
    "arithmetic": (PLAIN[: FRAME + 1] + b"\xc9" + PLAIN[FRAME + 2 :], Rejection.UNSUPPORTED),
    "12 bit": (PLAIN[: FRAME + 4] + b"\x0c" + PLAIN[FRAME + 5 :], Rejection.UNSUPPORTED),
    "two components": (PLAIN[: FRAME + 9] + b"\x02" + PLAIN[FRAME + 10 :], Rejection.CORRUPT),
    "no height": (claiming(PLAIN, 320, 0), Rejection.CORRUPT),
    "a hundred megapixels": (claiming(PLAIN, 10_000, 10_000), Rejection.TOO_MANY_PIXELS),
    "a panorama": (with_segment(PLAIN, 0xE2, mpf(0x020001)), Rejection.SEVERAL_PICTURES),
    "endless empty comments": (
        PLAIN[:2] + b"\xff\xfe\x00\x02" * (MAX_PARTS + 9) + PLAIN[2:],
        Rejection.BLOATED_METADATA,
    ),
    "endless tables between scans": (
        PLAIN[:-2] + b"\xff\xfe\x00\x02\x11" * 1_000_000 + PLAIN[-2:],
        Rejection.BLOATED_METADATA,
    ),
    "endless restarts": (PLAIN[:-2] + b"\xff\xd0" * 1_000_000, Rejection.TRUNCATED),
}


@pytest.mark.parametrize("name", list(CASES))
def test_a_damaged_file_is_refused_in_time(name: str) -> None:
    data, reason = CASES[name]
    start = time.process_time()
    with pytest.raises(Refused) as refused:
        read(data)
    assert refused.value.reason is reason
    assert time.process_time() - start < 2.0


def test_metadata_are_bounded() -> None:
    with pytest.raises(Refused, match="bloated"):
        jpeg.read(with_segment(PLAIN, 0xEF, bytes(5000)), Limits(max_metadata=4000))
