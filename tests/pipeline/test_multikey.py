import base58
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import multikey
from pipeline.multikey import decode_base58btc, encode_base58btc

KEY = bytes(range(32))
TEXT = multikey.encode(KEY)


def test_a_key_survives_the_round_trip_and_begins_as_every_ed25519_key_does() -> None:
    assert multikey.decode(TEXT) == KEY
    assert TEXT.startswith("z6Mk")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "z",
        TEXT + " ",
        TEXT[1:],
        TEXT + "\N{CYRILLIC SMALL LETTER A}",
        TEXT.replace("6", "0", 1),
        multikey.encode_base58btc(b"\xed\x01" + KEY[:31]),
        multikey.encode_base58btc(b"\x80\x24" + KEY),
    ],
    ids=["empty", "bare prefix", "space after", "no prefix", "not ASCII", "zero is no digit", "short", "P-256 key"],
)
def test_what_is_no_ed25519_key_is_refused(text: str) -> None:
    with pytest.raises(multikey.MalformedKey):
        multikey.decode(text)


def test_a_did_key_url_spells_its_key() -> None:
    url = multikey.method_url(multikey.did_key(TEXT), TEXT)
    assert multikey.resolve_did_key(url) == KEY


@pytest.mark.parametrize(
    "url",
    [
        f"did:key:{TEXT}",
        f"did:key:{TEXT}#{multikey.encode(bytes(32))}",
        f"did:web:example.org#{TEXT}",
        f"did:key:{TEXT}#{TEXT}#{TEXT}",
    ],
    ids=["no fragment", "another key's fragment", "another method", "two fragments"],
)
def test_a_url_that_does_not_spell_its_key_is_refused(url: str) -> None:
    with pytest.raises(multikey.MalformedKey):
        multikey.resolve_did_key(url)


def test_a_public_key_of_another_length_is_refused() -> None:
    with pytest.raises(multikey.MalformedKey):
        multikey.encode(bytes(31))


@given(st.binary(max_size=80) | st.integers(0, 20).map(bytes) | st.binary(max_size=8).map(lambda end: bytes(5) + end))
def test_base58_is_spelled_as_the_library_spells_it(data: bytes) -> None:
    assert encode_base58btc(data) == "z" + base58.b58encode(data).decode()
    assert decode_base58btc(encode_base58btc(data)) == data
