import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue.cells import clean, read_count, read_kind, read_name, read_rate, read_reference
from models.catalogue.years import Unclear


@pytest.mark.parametrize(
    ("cell", "reference"),
    [
        ("223890", "223890"),
        ("7027 10", "7027 10"),
        ("P372/472", "P372/472"),
        ("3300/69/33", "3300/69/33"),
        ("wk1212", "wk1212"),
        ("wk 1212", "wk 1212"),
        ("Ref. 145.022", "145.022"),
        ("Colt (A53035)", "A53035"),
        ("81.950 (Early Generation)", "81.950"),
        ("J13047X - Limited Edition 018/100", "J13047X"),
        ("Type II - 0903-8019 (661506)", "0903-8019"),
        ("Winter Olympics Limited 820/3000 (DB 386.1031)", "DB 386.1031"),
        ("150th Anniversary T66.1.721.31 0837/8888", "T66.1.721.31"),
        ("2891 - 1 (Caliber 15192765)", "2891-1"),
        ("Seastar T.12 4050-6", "4050-6"),
        ('"Lobster" 46669-1', "46669-1"),
        ("-", None),
        ("", None),
    ],
)
def test_a_reference_is_found_among_words(cell: str, reference: str | None) -> None:
    assert read_reference(cell) == reference


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("(Red Dial)", "description"),
        ("Neptune", "description"),
        ("Porsche 911 Cup", "description"),
        ("Limited Edition 129/600", "description"),
        ("12/100", "edition"),
        ("Vitesse (B13050.1 128961 Acier)", "several"),
        ("Militare (8562269)", "may be a serial number"),
    ],
)
def test_a_reference_that_is_not_sure_is_refused(cell: str, why: str) -> None:
    read = read_reference(cell)
    assert isinstance(read, Unclear)
    assert why in read.why


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("17 (Seventeen) Jewels", 17),
        ("27 (Twenty-Seven) Jewels", 27),
        ("Zero (None) Jewels", 0),
        ("38 (Thirty-Eigth) Jewels", 38),  # a misspelt word contradicts nothing
        ("21", 21),
        ("undefined", None),
    ],
)
def test_jewels_are_read(cell: str, count: int | None) -> None:
    assert read_count(cell) == count


@pytest.mark.parametrize("cell", ["23 (Twenty-Four) Jewels", "many", "17.5"])
def test_jewels_that_contradict_themselves_are_refused(cell: str) -> None:
    assert isinstance(read_count(cell), Unclear)


@pytest.mark.parametrize(("cell", "rate"), [("18000 A/h", 18000), ("28,800 vph", 28800), ("undefined", None)])
def test_a_rate_is_read(cell: str, rate: int | None) -> None:
    assert read_rate(cell) == rate


@pytest.mark.parametrize("cell", ["36600 A/h", "fast", "4 Hz"])
def test_a_rate_that_no_movement_has_is_refused(cell: str) -> None:
    assert isinstance(read_rate(cell), Unclear)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("Automatic (Self-Winding)", "automatic"), ("Mechanical Winding", "manual"), ("quartz", "quartz")],
)
def test_a_kind_of_movement_is_read(cell: str, kind: str) -> None:
    assert read_kind(cell) == kind


@pytest.mark.parametrize("cell", ["BrandSeries.CHRONOMAT.CHRONOMAT_EARLY", "MONZA_CHRONOGRAPH", "…"])
def test_an_identifier_is_no_name(cell: str) -> None:
    assert isinstance(read_name(cell), Unclear)


@pytest.mark.parametrize("cell", ["P.9010", "251.262", "A05.H31", "De Ville (Vintage)", "=1+1"])
def test_what_looks_odd_may_be_a_name(cell: str) -> None:
    assert read_name(cell) == cell


def test_invisible_characters_are_dropped() -> None:
    assert clean("\u200bTradition\u00a0 Mécanique\x07\u202e") == "Tradition Mécanique"


@given(st.text(max_size=200))
def test_no_cell_makes_a_reader_raise(cell: str) -> None:
    text = clean(cell)
    for read in (read_name, read_reference, read_count, read_rate, read_kind):
        read(text)


@given(st.text(alphabet="0A-./( )", max_size=200))
def test_no_reason_repeats_the_cell(cell: str) -> None:
    read = read_reference(cell)
    assert not isinstance(read, Unclear) or not any(character.isdigit() for character in read.why)
