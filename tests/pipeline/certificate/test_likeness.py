"""Whether a photo is one that a document names, tried with pictures that are saved, resized and spoiled for real."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from models.vocabulary.photo import Perceptual
from pipeline.certificate.likeness import Likeness, Named, absent, compare
from pipeline.imaging.decode import decode_upright
from pipeline.imaging.hashes import pdq

EXAMPLE = Path(__file__).parents[3] / "examples" / "aldenmoor-tidewatch"


def saved(data: bytes, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(data)).save(out, kind, **options)
    return out.getvalue()


def resized(data: bytes, width: int) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        out = io.BytesIO()
        image.resize((width, image.height * width // image.width)).save(out, "JPEG")
    return out.getvalue()


def named(call: str, data: bytes, *derived: bytes) -> Named:
    digests = frozenset(hashlib.sha256(each).hexdigest() for each in (data, *derived))
    return Named(call, digests, pdq(decode_upright(data)))


DIAL, CASEBACK, CROWN = (
    resized((EXAMPLE / f"{name}.jpg").read_bytes(), 1200) for name in ("dial", "caseback", "crown")
)
PHOTOS = [named("dial", DIAL), named("caseback", CASEBACK)]


def plain(shade: int = 128) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), (shade, shade, shade)).save(out, "PNG")
    return out.getvalue()


def painted_over(data: bytes) -> bytes:
    """The photo with another watch drawn into it: the same frame, and much of the same background."""
    with Image.open(io.BytesIO(data)) as image:
        draw = ImageDraw.Draw(image)
        draw.ellipse((200, 200, 1000, 1000), fill=(230, 225, 210))
        draw.rectangle((560, 250, 640, 950), fill=(60, 20, 20))
        out = io.BytesIO()
        image.save(out, "JPEG")
    return out.getvalue()


def test_the_very_file_is_identical_and_so_is_its_derivative() -> None:
    derived = saved(CROWN, quality=60)
    photos = [*PHOTOS, named("crown", CROWN, derived)]
    answers = compare([CASEBACK, derived, CROWN], photos)
    assert [each.answer for each in answers] == [Likeness.IDENTICAL] * 3
    assert [each.photo for each in answers] == ["caseback", "crown", "crown"]
    assert [each.position for each in answers] == [1, 2, 3]
    assert absent(answers, photos) == ("dial",)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: saved(data, quality=35),
        lambda data: saved(data, "PNG"),
        lambda data: saved(data, "WEBP", quality=50),
        lambda data: resized(data, 320),
        lambda data: saved(resized(data, 2400), quality=50),
        lambda data: data + b"\0",
    ],
    ids=["poor JPEG", "PNG", "WebP", "small", "enlarged", "padded"],
)
@pytest.mark.parametrize("photo", PHOTOS, ids=lambda each: each.call)
def test_the_same_picture_saved_anew_is_recognised_with_its_distance(
    photo: Named, change: Callable[[bytes], bytes]
) -> None:
    (answer,) = compare([change({"dial": DIAL, "caseback": CASEBACK}[photo.call])], PHOTOS)
    assert (answer.answer, answer.photo) == (Likeness.REENCODED, photo.call)
    assert answer.distance is not None
    assert answer.distance <= Perceptual.SAME
    assert f"{answer.distance} of 256 bits" in answer.why


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
def test_the_same_picture_turned_is_recognised_and_mirrored_is_not(turn: Image.Transpose) -> None:
    with Image.open(io.BytesIO(DIAL)) as image:
        for change, answer in ((turn, Likeness.REENCODED), (Image.Transpose.FLIP_LEFT_RIGHT, Likeness.DIFFERENT)):
            out = io.BytesIO()
            image.transpose(change).save(out, "JPEG")
            (found,) = compare([out.getvalue()], PHOTOS)
            assert found.answer is answer
            assert ("turned and saved anew" in found.why) is (answer is Likeness.REENCODED)


@pytest.mark.parametrize("other", [CROWN, painted_over(DIAL)], ids=["another", "another in the same frame"])
def test_another_picture_is_not_the_same_and_what_comes_nearest_is_said(other: bytes) -> None:
    (answer,) = compare([other], PHOTOS)
    assert answer.answer is Likeness.DIFFERENT
    assert answer.distance is not None
    assert answer.distance > Perceptual.SAME
    assert f"{answer.photo} comes nearest: {answer.distance} of 256 bits" in answer.why
    assert absent([answer], PHOTOS) == ("dial", "caseback")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the file is empty: copy it from the camera again"),
        (b"not a picture at all", "this is not a picture, whatever its name says: send a JPEG"),
        (DIAL[: len(DIAL) // 2], "the file ends before the picture does: copy it from the camera again"),
        (b"GIF89a" + bytes(100), "this kind of picture cannot be read: send a JPEG"),
        (saved(DIAL) + bytes(25_000_000), "the file is too large"),
    ],
    ids=["empty", "text", "cut", "GIF", "large"],
)
def test_what_cannot_be_read_says_why_and_what_to_do(data: bytes, why: str) -> None:
    (answer,) = compare([data], PHOTOS)
    assert (answer.answer, answer.photo, answer.distance) == (Likeness.UNREADABLE, None, None)
    assert answer.why.startswith(why)


def test_of_a_picture_without_detail_nothing_is_told() -> None:
    (answer,) = compare([plain()], PHOTOS)
    assert (answer.answer, answer.photo) == (Likeness.UNDECIDED, None)


def test_where_the_documents_own_photo_has_no_detail_others_cannot_be_ruled_out() -> None:
    poor = Named("other", frozenset({"00" * 32}), Perceptual(pdq="00" * 32, quality=Perceptual.LEAST_QUALITY - 1))
    (unknown,) = compare([CROWN], [*PHOTOS, poor])
    assert unknown.answer is Likeness.UNDECIDED
    (known,) = compare([saved(DIAL, quality=40)], [*PHOTOS, poor])
    assert known.answer is Likeness.REENCODED
    (nothing,) = compare([CROWN], [poor])
    assert nothing.answer is Likeness.UNDECIDED


def test_the_limit_is_the_one_that_is_published() -> None:
    tiny = resized(DIAL, 500)  # which is not made smaller before it is hashed
    seen = pdq(decode_upright(tiny))
    for bits, answer in ((31, Likeness.REENCODED), (32, Likeness.DIFFERENT)):
        flipped = Perceptual(pdq=f"{int(seen.pdq, 16) ^ ((1 << bits) - 1):064x}", quality=seen.quality)
        (found,) = compare([tiny], [Named("dial", frozenset(), flipped)])
        assert (found.answer, found.distance) == (answer, bits)


def test_a_photo_that_the_document_could_not_use_is_known_by_its_file_alone() -> None:
    rejected = Named("papers", frozenset({hashlib.sha256(b"broken").hexdigest()}), None)
    same, other = compare([b"broken", CROWN], [*PHOTOS, rejected])
    assert (same.answer, same.photo) == (Likeness.IDENTICAL, "papers")
    assert other.answer is Likeness.DIFFERENT
