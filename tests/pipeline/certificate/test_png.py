import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.certificate import png
from pipeline.certificate.png import KEYWORD, NoText

TEXT = '{"name": "Ὀδυσσεύς 精工"}'.encode()


def picture(colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


PLAIN = picture()
CARRYING = png.with_text(PLAIN, TEXT)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(kind: bytes, data: bytes) -> bytes:
    """The plain picture with a chunk before its end, 12 bytes."""
    return PLAIN[:-12] + chunk(kind, data) + PLAIN[-12:]


def test_what_is_put_into_a_picture_comes_out_of_it() -> None:
    assert png.text_of(CARRYING) == TEXT


def test_other_programs_read_it_and_see_the_same_picture() -> None:
    with Image.open(io.BytesIO(CARRYING)) as read:
        read.load()
        assert str(read.info[KEYWORD]) == TEXT.decode()
        assert read.tobytes() == Image.open(io.BytesIO(PLAIN)).tobytes()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (PLAIN, "carries no certificate"),
        (png.with_text(CARRYING, TEXT), "several certificates"),
        (with_chunk(b"tEXt", KEYWORD.encode() + b"\0" + TEXT), "carries no certificate"),
        (with_chunk(b"iTXt", KEYWORD.encode() + b"\0\1\0\0\0" + zlib.compress(TEXT)), "not written as"),
        (with_chunk(b"iTXt", b"comment\0\0\0\0\0" + TEXT), "carries no certificate"),
        (CARRYING + chunk(b"iTXt", KEYWORD.encode() + b"\0\0\0\0\0{}"), None),
        (CARRYING.replace(b"name", b"nome"), "damaged"),
        (CARRYING[:-5], "ends before"),
        (CARRYING[:60], "ends before"),
        (b"\xff\xd8\xff\xe0 a JPEG", "no PNG"),
    ],
    ids=["none", "twice", "another kind", "packed", "another", "behind the end", "altered", "cut", "cut early", "JPEG"],
)
def test_what_carries_nothing_of_ours_says_so(data: bytes, why: str | None) -> None:
    if why is None:
        assert png.text_of(data) == TEXT
        return
    with pytest.raises(NoText, match=why):
        png.text_of(data)


def test_a_picture_of_endless_parts_is_not_read_to_its_end() -> None:
    with pytest.raises(NoText, match="more parts"):
        png.text_of(PLAIN[:-12] + chunk(b"teSt", b"") * (png.MAX_CHUNKS + 1) + PLAIN[-12:])


@given(st.integers(0, len(CARRYING) - 1), st.binary(min_size=1, max_size=8))
@settings(deadline=None)
def test_no_damage_gives_another_text(place: int, noise: bytes) -> None:
    damaged = CARRYING[:place] + noise + CARRYING[place + len(noise) :]
    try:
        found = png.text_of(damaged)
    except NoText:
        return
    assert found == TEXT
