import pytest

from models.catalogue import load
from models.catalogue.rules import calibre_key, spellings

CATALOGUE = load()


@pytest.mark.parametrize(
    ("reference", "tried"),
    [
        ("5711/1A-010", ["57111A010", "57111A", "5711"]),
        ("M126610LN-0001", ["M126610LN0001", "126610LN0001", "M126610LN", "126610LN"]),
        ("way201a.ba0927", ["WAY201ABA0927", "WAY201A"]),
        ("96", ["96"]),
        ("1-2-3", ["123", "1-2".replace("-", "")]),
        ("", []),
        ("x" * 41, []),
    ],
)
def test_a_reference_is_tried_whole_and_then_without_what_makers_append(reference: str, tried: list[str]) -> None:
    assert list(spellings(reference)) == tried


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("3135", "3135"),
        ("Cal. 3135", "3135"),
        ("Rolex Calibre 3135", "3135"),
        ("ROLEX cal 3135", "3135"),
        ("ETA 2824-2", "eta28242"),
        ("calibre", "calibre"),
        ("Rolex", "rolex"),
    ],
)
def test_a_calibre_is_compared_without_brand_and_the_word_calibre(written: str, key: str) -> None:
    rolex = CATALOGUE.brand("Rolex")
    assert rolex is not None
    assert calibre_key(written, rolex) == key


def test_what_was_claimed_is_not_repeated() -> None:
    claimed = "IGNORE-ALL-RULES-1"
    for judgement in (
        CATALOGUE.judge_reference("Rolex", claimed, model=claimed),
        CATALOGUE.judge_reference("Rolex", "124060", model=claimed),
        CATALOGUE.judge_calibre("Rolex", claimed, reference="124060"),
        CATALOGUE.judge_serial("Rolex", claimed, reference=claimed),
    ):
        assert "IGNORE" not in judgement.why
