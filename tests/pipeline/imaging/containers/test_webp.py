import struct

import pytest
from PIL import Image

from models.vocabulary.photo import Rejection
from pipeline.imaging.containers import webp
from pipeline.imaging.containers.contract import MAX_PARTS, Header
from pipeline.imaging.refusal import DEFAULT, Limits, Refused
from tests.bad_files import picture, saved

LOSSY = saved(picture(), "WEBP")


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(struct.pack("<4sI", name, len(part)) + part + bytes(len(part) % 2) for name, part in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def extended(flags: int = 0, width: int = 320, height: int = 240) -> tuple[bytes, bytes]:
    return b"VP8X", bytes([flags, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")


PICTURE = (b"VP8 ", LOSSY[20:])


def read(data: bytes) -> Header:
    return webp.read(data, DEFAULT)


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": b"Exif\0\0MM\0*"}])
def test_size_and_end_are_read(options: dict[str, object]) -> None:
    data = saved(picture(321, 243), "WEBP", **options)
    found = read(data + b"trailer")
    assert (found.width, found.height, found.end) == (321, 243, len(data))


@pytest.mark.parametrize(("content", "kept"), [(b"Exif\0\0MM\0*", b"MM\0*"), (b"MM\0*", b"MM\0*")])
def test_metadata_are_told_apart(content: bytes, kept: bytes) -> None:
    found = read(riff(extended(), PICTURE, (b"EXIF", content), (b"ICCP", b"profile"), (b"XMP ", b"<x/>")))
    assert (found.exif, found.icc, found.notes) == (kept, b"profile", b"<x/>")


def test_a_picture_with_transparency_has_a_size() -> None:
    assert read(saved(picture().convert("RGBA"), "WEBP")).width == Image.new("L", (320, 1)).width


CASES = {
    "header alone": (LOSSY[:12], Rejection.TRUNCATED),
    "cut": (LOSSY[: len(LOSSY) // 2], Rejection.TRUNCATED),
    "a chunk longer than the file": (riff((b"VP8 ", b""))[:16] + b"\xff\xff\xff\x7f" + LOSSY, Rejection.TRUNCATED),
    "no pixels": (riff(extended()), Rejection.CORRUPT),
    "a lossy picture without its code": (riff((b"VP8 ", bytes(30))), Rejection.CORRUPT),
    "a lossless picture without its code": (riff((b"VP8L", bytes(30))), Rejection.CORRUPT),
    "a canvas of five bytes": (riff((b"VP8X", bytes(5)), PICTURE), Rejection.CORRUPT),
    "a huge canvas": (riff(extended(width=16_000, height=16_000), PICTURE), Rejection.TOO_MANY_PIXELS),
    "an animation by its flag": (riff(extended(flags=2), PICTURE), Rejection.ANIMATED),
    "an animation by its frames": (riff(extended(), (b"ANMF", bytes(30)), PICTURE), Rejection.ANIMATED),
    "endless empty chunks": (riff(*[(b"teSt", b"")] * (MAX_PARTS + 1), PICTURE), Rejection.BLOATED_METADATA),
}


@pytest.mark.parametrize("name", list(CASES))
def test_a_damaged_file_is_refused(name: str) -> None:
    data, reason = CASES[name]
    with pytest.raises(Refused) as refused:
        read(data)
    assert refused.value.reason is reason


def test_metadata_are_bounded() -> None:
    with pytest.raises(Refused, match="bloated"):
        webp.read(riff(extended(), PICTURE, (b"XMP ", bytes(5000))), Limits(max_metadata=4000))
