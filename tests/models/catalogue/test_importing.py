from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import load
from models.catalogue.importing import CalibreRow, Refused, Taken, WatchRow, take_rows
from models.catalogue.years import Years

GOOD = {"Brand": "Tag Heuer", "Reference": "WK1212", "Year": "1996-1998", "Model": "2000", "Movement": "ETA 955.112"}


def take(*rows: object) -> tuple[Taken | Refused, ...]:
    return take_rows(rows, catalogue=load(), source="Records of an owner, 2025")


def test_a_row_is_taken_with_the_catalogue_s_spelling_of_the_brand() -> None:
    (taken,) = take(GOOD)
    assert isinstance(taken, Taken)
    assert taken.row == WatchRow(
        brand="TAG Heuer",
        reference="WK1212",
        years=Years(first=1996, last=1998),
        model="2000",
        calibre="ETA 955.112",
        source="Records of an owner, 2025",
    )


def test_a_brand_that_the_catalogue_lacks_is_taken_as_it_is_written() -> None:
    (taken,) = take({"brand": "Saint Honoré", "reference": "14659"})
    assert isinstance(taken, Taken)
    assert isinstance(taken.row, WatchRow)
    assert taken.row.brand == "Saint Honoré"


@pytest.mark.parametrize(
    ("change", "field", "why"),
    [
        ({"Brand": None}, "brand", "not recorded"),
        ({"Brand": "-"}, "brand", "not recorded"),
        ({"Brand": ["Omega"]}, "brand", "not text"),
        ({"Brand": "x" * 201}, "brand", "longer than"),
        ({"Reference": "-"}, "reference", "not recorded"),
        ({"Reference": "(Red Dial)"}, "reference", "description"),
        ({"Year": "long ago"}, "years", "not a year"),
        ({"Year": "1979-1984 (1976)"}, "years", "contradicts itself"),
        ({"index_year": 2011}, "years", "contradicts another column"),
        ({"source": "me"}, "source", "shorter"),
    ],
)
def test_a_row_that_cannot_be_taken_says_which_field_and_why(
    change: Mapping[str, object], field: str, why: str
) -> None:
    (refused,) = take({**GOOD, **change})
    assert isinstance(refused, Refused)
    assert (refused.number, refused.field) == (1, field)
    assert why in refused.why


def test_an_optional_field_that_cannot_be_read_is_left_out_and_named() -> None:
    (taken,) = take({**GOOD, "Model": "Series.CHRONO.CHRONO_EARLY"})
    assert isinstance(taken, Taken)
    assert isinstance(taken.row, WatchRow)
    assert taken.row.model is None
    assert [left.field for left in taken.left_out] == ["model"]


def test_a_repeated_row_is_refused_and_names_the_first() -> None:
    results = take(GOOD, {"brand": "TAG", "reference": "wk 1212"}, {"brand": "Omega", "reference": "WK1212"})
    assert [result.outcome for result in results] == ["taken", "refused", "taken"]
    assert isinstance(results[1], Refused)
    assert results[1].why == "repeats row 1"


def test_a_cell_that_looks_like_a_formula_stays_text() -> None:
    (taken,) = take({**GOOD, "Model": "=HYPERLINK(1)"})
    assert isinstance(taken, Taken)
    assert isinstance(taken.row, WatchRow)
    assert taken.row.model == "=HYPERLINK(1)"


def test_a_movement_is_taken_as_a_calibre() -> None:
    (taken,) = take(
        {
            "manufacturer": "ETA",
            "modelReference": "251.262",
            "type": "Quartz",
            "jewels": "27 (Twenty-Seven) Jewels",
            "frequency": "undefined",
        }
    )
    assert isinstance(taken, Taken)
    assert taken.row == CalibreRow(
        maker="ETA", name="251.262", kind="quartz", jewels=27, source="Records of an owner, 2025"
    )


@pytest.mark.parametrize("row", ["text", 3, None, ["a", "b"], {}])
def test_what_is_no_row_is_refused(row: object) -> None:
    assert isinstance(take(row)[0], Refused)


_CELL = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60) | st.lists(st.text(), max_size=2)
_COLUMN = st.sampled_from(
    ["brand", "reference", "year", "model", "movement", "manufacturer", "modelReference", "jewels"]
)


@given(st.lists(st.dictionaries(_COLUMN | st.text(max_size=10), _CELL, max_size=6), max_size=5))
def test_every_row_is_either_taken_or_refused(rows: list[dict[str, object]]) -> None:
    assert [result.number for result in take(*rows)] == list(range(1, len(rows) + 1))
