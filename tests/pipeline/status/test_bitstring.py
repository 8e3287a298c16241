import base64
import contextlib
import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.status.bitstring import LEAST, MOST, Bitstring, MalformedBits

LIST = Path(__file__).resolve().parents[3] / "../shared/data/bitstring-status-list/encodedList.example.txt"
needs_vector = pytest.mark.skipif(not LIST.is_file(), reason="the folder of published test vectors is not there")


def text_of(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(data)).decode().rstrip("=")


@needs_vector
def test_the_recommendations_example_is_a_list_of_nobody_and_what_we_write_is_it_byte_for_byte() -> None:
    example = LIST.read_text(encoding="ascii").strip()
    bits = Bitstring.decode(example)
    assert (len(bits), bits.count()) == (LEAST, 0)
    assert Bitstring().encode() == example


@given(st.sets(st.integers(0, LEAST - 1), max_size=40))
@settings(deadline=None, max_examples=30)
def test_bits_come_back_as_they_were_set(places: set[int]) -> None:
    bits = Bitstring()
    for place in places:
        bits[place] = True
    read = Bitstring.decode(bits.encode())
    assert {place for place in places if read[place]} == places
    assert read.count() == len(places)
    for place in places:
        read[place] = False
    assert read.encode() == Bitstring().encode()


def test_bit_0_is_the_leftmost() -> None:
    bits = Bitstring()
    bits[0] = bits[15] = True
    data = gzip.decompress(base64.urlsafe_b64decode(bits.encode()[1:] + "=="))
    assert data[:2] == b"\x80\x01"


@pytest.mark.parametrize("place", [-1, LEAST])
def test_there_is_no_place_beyond_the_list(place: int) -> None:
    with pytest.raises(IndexError):
        Bitstring()[place]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "z" + text_of(bytes(LEAST // 8))[1:],
        text_of(bytes(LEAST // 8)) + "=",
        text_of(bytes(LEAST // 8)) + "!",
        text_of(bytes(LEAST // 8 - 1)),
        text_of(bytes(MOST // 8 + 1)),
        text_of(bytes(100_000_000)),
        text_of(bytes(LEAST // 8))[:-8],
        "uAAAA",
        "u" + base64.urlsafe_b64encode(gzip.compress(bytes(LEAST // 8)) + b"more").decode().rstrip("="),
    ],
    ids=range(10),
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(MalformedBits):
        Bitstring.decode(text)


@given(st.text(max_size=80))
def test_no_text_makes_reading_fail_otherwise(text: str) -> None:
    for candidate in (text, f"u{text}"):
        with contextlib.suppress(MalformedBits):
            Bitstring.decode(candidate)
