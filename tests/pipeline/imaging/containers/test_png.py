import io
import zlib

import numpy as np
import pytest
from PIL import Image

from models.vocabulary.photo import Rejection
from pipeline.imaging.containers import png
from pipeline.imaging.containers.contract import Header
from pipeline.imaging.refusal import DEFAULT, Limits, Refused
from tests.bad_files import chunk, picture, saved, with_chunk

PLAIN = saved(picture(), "PNG")
SIGNATURE, HEADER, REST = PLAIN[:8], PLAIN[8:33], PLAIN[33:]


def read(data: bytes) -> Header:
    return png.read(data, DEFAULT)


def test_size_and_end_are_read() -> None:
    found = read(PLAIN + b"trailer")
    assert (found.width, found.height, found.end) == (320, 240, len(PLAIN))


@pytest.mark.parametrize(
    ("name", "content", "field", "kept"),
    [
        (b"eXIf", b"MM\0*rest", "exif", b"MM\0*rest"),
        (b"iCCP", b"name\0\0" + zlib.compress(b"profile"), "icc", b"profile"),
        (b"iCCP", b"name\0\0not packed at all", "icc", b""),
        (b"tEXt", b"Comment\0words", "notes", b"tEXtComment\0words"),
        (b"iTXt", b"XML\0\0\0\0\0<x/>", "notes", b"XML\0\0\0\0\0<x/>"),
        (b"caBX", b"c2pa", "notes", b"caBXc2pa"),
    ],
)
def test_metadata_are_told_apart(name: bytes, content: bytes, field: str, kept: bytes) -> None:
    assert getattr(read(with_chunk(PLAIN, name, content)), field) == kept


CASES = {
    "signature alone": (SIGNATURE, Rejection.TRUNCATED),
    "cut in a chunk": (PLAIN[: len(PLAIN) // 2], Rejection.TRUNCATED),
    "no end": (PLAIN[:-12], Rejection.TRUNCATED),
    "a header that is not the first": (SIGNATURE + chunk(b"tEXt", b"a\0b") + HEADER + REST, Rejection.CORRUPT),
    "two headers": (SIGNATURE + HEADER + HEADER + REST, Rejection.CORRUPT),
    "a header of 12 bytes": (SIGNATURE + chunk(b"IHDR", bytes(12)) + REST, Rejection.CORRUPT),
    "no pixels": (SIGNATURE + HEADER + chunk(b"IEND", b""), Rejection.CORRUPT),
    "no width": (SIGNATURE + chunk(b"IHDR", bytes(13)) + REST, Rejection.CORRUPT),
    "an animation": (with_chunk(PLAIN, b"acTL", bytes(8)), Rejection.ANIMATED),
    "a chunk of 2 GB": (SIGNATURE + HEADER + b"\x7f\xff\xff\xffteSt" + REST, Rejection.TRUNCATED),
}


@pytest.mark.parametrize("name", list(CASES))
def test_a_damaged_file_is_refused(name: str) -> None:
    data, reason = CASES[name]
    with pytest.raises(Refused) as refused:
        read(data)
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (b"tEXt", b"Comment\0" + b"a" * 5000),
        (b"zTXt", b"Comment\0\0" + zlib.compress(bytes(5000))),
        (b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(bytes(5000))),
        (b"iCCP", b"name\0\0" + zlib.compress(bytes(5000))),
        (b"eXIf", bytes(5000)),
    ],
)
def test_metadata_are_bounded_as_they_unpack(name: bytes, content: bytes) -> None:
    with pytest.raises(Refused, match="bloated"):
        png.read(with_chunk(PLAIN, name, content), Limits(max_metadata=4000))


def test_the_decoder_sees_nothing_but_pixels() -> None:
    bare = png.without_metadata(with_chunk(PLAIN, b"tEXt", b"Comment\0my name"))
    assert b"my name" not in bare
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(bare))), np.asarray(picture()))
