import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary.claim import Claim
from pipeline.examiners.vision.words import fit_to_show

CLAIM = Claim(brand="Aldenmoor", model="Tidewatch", reference="AM-2204", serial="M204817", calibre="AM31")


def shown(text: str, longest: int = 400) -> str:
    return fit_to_show(text, CLAIM, longest=longest)


@pytest.mark.parametrize(
    "text",
    [
        "the serial M204817 is engraved",
        "the serial M 204 817 is engraved",
        "the serial m204817 is engraved",
        "the serial M\u200b2\u200b0\u200b4\u200b8\u200b1\u200b7 is engraved",
        "the serial \uff2d\uff12\uff10\uff14\uff18\uff11\uff17 is engraved",
        "the serial M\n204817 is engraved",
        "the serial M\u00b2\u2070\u2074\u2078\u00b9\u2077 is engraved",
        "the serial \U0001d40c\U0001d7d0\U0001d7ce\U0001d7d2\U0001d7d6\U0001d7cf\U0001d7d5 is engraved",
        "another number, K553120, is engraved",
    ],
)
def test_no_serial_number_is_shown_however_it_is_written(text: str) -> None:
    seen = unicodedata.normalize("NFKC", shown(text))
    assert "4817" not in seen
    assert "204" not in seen
    assert "553120" not in seen
    assert "engraved" in seen


@pytest.mark.parametrize("text", ["REF. AM-2204 is engraved", "calibre AM31", "water resistant 200M", "made in 2023"])
def test_what_may_be_shown_stays(text: str) -> None:
    assert shown(text) == text


def test_an_address_is_hidden() -> None:
    assert "@" not in shown("the card names j.doe@example.org as owner")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two\nlines\tand  blanks ", "two lines and blanks"),
        ("turned \u202egnorw\u202c", "turned gnorw"),
        ("null \x00 byte", "null byte"),
        ("private \ue000 use", "private use"),
    ],
)
def test_what_cannot_be_seen_is_taken_out(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_long_text_is_cut_and_says_so() -> None:
    seen = shown("word " * 200, longest=50)
    assert len(seen) <= 50
    assert seen.endswith("word…")


@given(st.text(max_size=600))
def test_any_text_fits(text: str) -> None:
    assert len(shown(text, longest=80)) <= 80
