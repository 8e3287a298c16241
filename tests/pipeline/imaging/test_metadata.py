import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from models.vocabulary.photo import Metadata
from pipeline.imaging import exif as tiff
from pipeline.imaging.containers.contract import Header, Kind
from pipeline.imaging.metadata import read_metadata
from pipeline.imaging.sniff import inspect
from tests.bad_files import file_of, heic


def of(kind: str = "JPEG", **tags: object) -> Metadata:
    exif = Image.Exif()
    numbers = {"make": 0x010F, "model": 0x0110, "orientation": 0x0112, "software": 0x0131, "changed": 0x0132}
    for name, value in tags.items():
        if name in numbers:
            exif[numbers[name]] = value
    if "taken" in tags:
        exif.get_ifd(0x8769)[0x9003] = tags["taken"]
    if "latitude" in tags:
        exif.get_ifd(0x8825)[2] = tags["latitude"]
    return read_metadata(inspect(file_of(kind, exif)))


KINDS = ["JPEG", "PNG", "WEBP", "HEIC"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_camera_wrote_is_read(kind: str) -> None:
    found = of(kind, make="Canon", model="EOS R5", software="1.2", orientation=6, taken="2024:05:06 07:08:09")
    assert found == Metadata(
        format=kind.lower(),
        orientation=1 if kind == "HEIC" else 6,
        camera_make="Canon",
        camera_model="EOS R5",
        software="1.2",
        taken="2024-05-06T07:08:09",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_location_is_noted_and_dropped(kind: str) -> None:
    found = of(kind, make="Canon", latitude=(48.0, 51.0, 29.6))
    assert found.has_location
    assert not any(figure in found.model_dump_json() for figure in ("48", "51", "29"))


def test_the_profile_of_a_heic_is_named() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert "sRGB" in (read_metadata(inspect(heic(icc_profile=profile))).icc_profile or "")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Apple\x00\x00junk", "Apple"),
        ("jane@example.org", None),
        ("  ", None),
        ("a" * 500, "a" * 64),
        ("x\x07y", "x y"),
    ],
)
def test_a_name_is_kept_short_printable_and_impersonal(written: str, kept: str | None) -> None:
    assert of(make=written).camera_make == kept


@pytest.mark.parametrize("wrong", [0, 9, 65535])
def test_an_orientation_that_cannot_be_is_upright(wrong: int) -> None:
    assert of(orientation=wrong).orientation == 1


@pytest.mark.parametrize("wrong", ["yesterday", "0000:00:00", "2024-05-06 07:08:09"])
def test_a_time_that_cannot_be_read_is_unknown(wrong: str) -> None:
    assert of(changed=wrong).taken is None


@given(st.binary(max_size=300), st.sampled_from([b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"]))
def test_damaged_exif_says_nothing_and_never_raises(rest: bytes, start: bytes) -> None:
    found = read_metadata(Header(Kind.JPEG, 100, 100, exif=start + rest))
    assert found.orientation in range(1, 9)


def test_a_directory_that_points_at_itself_ends() -> None:
    loop = b"II*\0" + struct.pack("<IHHHII", 8, 1, 0x8769, 4, 1, 8) + struct.pack("<I", 8)
    assert tiff.first(loop).integer(0x8769) == 8
    assert read_metadata(Header(Kind.JPEG, 100, 100, exif=loop)).taken is None
