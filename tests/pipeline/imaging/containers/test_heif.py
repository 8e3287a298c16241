import pytest
from PIL import Image, ImageCms

from models.vocabulary.photo import Rejection
from pipeline.imaging.containers import heif
from pipeline.imaging.containers.contract import MAX_PARTS, Header
from pipeline.imaging.refusal import DEFAULT, Limits, Refused
from tests.bad_files import box, heic

PLAIN = heic()
FTYP = box(b"ftyp", b"heic", bytes(4), b"mif1heic")


def meta(*properties: bytes) -> bytes:
    return box(b"meta", bytes(4), box(b"iprp", box(b"ipco", *properties)))


def size(width: int, height: int) -> bytes:
    return box(b"ispe", bytes(4), width.to_bytes(4, "big"), height.to_bytes(4, "big"))


def read(data: bytes) -> Header:
    return heif.read(data, DEFAULT)


def test_size_and_end_are_read() -> None:
    found = read(PLAIN + bytes(12))
    assert (found.width, found.height, found.end) == (128, 96, len(PLAIN))


def test_the_largest_size_counts_because_tiles_and_thumbnails_have_their_own() -> None:
    found = read(FTYP + meta(size(512, 512), size(4032, 3024), size(320, 240)))
    assert (found.width, found.height) == (4032, 3024)


def test_exif_and_profile_are_read() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    found = read(heic(exif=exif.tobytes(), icc_profile=profile))
    assert found.exif[:4] in {b"II*\0", b"MM\0*"}
    assert b"Canon" in found.exif
    assert found.icc == profile


def test_a_manifest_in_a_box_of_its_own_is_noticed() -> None:
    assert read(PLAIN + box(b"uuid", bytes(16), b"c2pa")).has_content_credentials
    assert not read(PLAIN).has_content_credentials


@pytest.mark.parametrize(
    ("data", "major", "some"),
    [
        (FTYP, b"heic", b"mif1"),
        (box(b"ftyp", b"avif", bytes(4)), b"avif", b"avif"),
        (b"\xff\xff\xff\xffftypheic", b"heic", b"heic"),
    ],
)
def test_brands_are_read_whatever_the_box_claims(data: bytes, major: bytes, some: bytes) -> None:
    found = heif.brands(data)
    assert found[0] == major
    assert some in found[1]


CASES = {
    "no picture": (FTYP + meta(), Rejection.CORRUPT),
    "cut": (PLAIN[:-40], Rejection.TRUNCATED),
    "a box shorter than its own head": (FTYP + b"\0\0\0\x04meta", Rejection.CORRUPT),
    "a box that leaves its parent": (FTYP + box(b"meta", bytes(4), b"\0\0\xff\xffiprp"), Rejection.TRUNCATED),
    "a film": (FTYP + meta(size(200, 200)) + box(b"moov"), Rejection.ANIMATED),
    "a hundred megapixels": (FTYP + meta(size(10_000, 10_000)), Rejection.TOO_MANY_PIXELS),
    "a thumbnail": (FTYP + meta(size(60, 60)), Rejection.TOO_FEW_PIXELS),
    "endless empty boxes": (FTYP + meta(*[box(b"free")] * (MAX_PARTS + 1)), Rejection.BLOATED_METADATA),
}


@pytest.mark.parametrize("name", list(CASES))
def test_a_damaged_file_is_refused(name: str) -> None:
    data, reason = CASES[name]
    with pytest.raises(Refused) as refused:
        read(data)
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    "data",
    [
        PLAIN + box(b"uuid", bytes(5000)),
        heic(exif=b"Exif\0\0MM\0*" + bytes(5000)),
        FTYP + meta(size(200, 200), box(b"colr", b"prof", bytes(5000))),
    ],
    ids=["box", "exif", "profile"],
)
def test_metadata_are_bounded(data: bytes) -> None:
    with pytest.raises(Refused, match="bloated"):
        heif.read(data, Limits(max_metadata=4000))
