import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from models.catalogue.years import Span, Unclear, Years, read_years


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1974", 1974, 1974),
        ("1979-1984", 1979, 1984),
        ("1979 -1984 (1982)", 1979, 1984),
        ("1979 – 1984", 1979, 1984),  # noqa: RUF001 - the dash that people write
        ("1979/80", 1979, 1980),
        ("1979 to 1984", 1979, 1984),
        ("1960s", 1960, 1969),
        ("1960's", 1960, 1969),
        ("Late 1960s", 1965, 1969),
        ("early-1970s", 1970, 1974),
        ("c. 1965", 1960, 1970),
        ("Circa 1965", 1960, 1970),
        ("~1965", 1960, 1970),
        ("since 1996", 1996, None),
        ("1996-", 1996, None),
        ("1996 - present", 1996, None),
        ("until 1970", None, 1970),
        ("before 1970", None, 1970),
    ],
)
def test_years_are_read_as_people_write_them(text: str, first: int | None, last: int | None) -> None:
    assert read_years(text) == Years(first=first, last=last)


@pytest.mark.parametrize("text", ["", "-", "Unknown", "undefined", " N/A "])
def test_saying_that_the_year_is_unknown_is_not_an_error(text: str) -> None:
    assert read_years(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1979-1984 (1976)", "contradicts itself"),
        ("1984-1979", "ends before"),
        ("1066", "outside"),
        ("9999", "outside"),
        ("74", "is not a year"),
        ("nineteen sixty", "is not a year"),
        ("1979-1984-1990", "is not a year"),
        ("1974" * 100, "too long"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_reason(text: str, why: str) -> None:
    read = read_years(text)
    assert isinstance(read, Unclear)
    assert why in read.why


@given(st.text(max_size=60))
def test_no_text_makes_reading_years_raise(text: str) -> None:
    read_years(text)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("1988-2010", Years(first=1988, last=2010)),
        ("2020-", Years(first=2020)),
        ("-1987", Years(last=1987)),
        ("1969", Years(first=1969, last=1969)),
    ],
)
def test_data_files_write_spans_in_one_way(text: str, years: Years) -> None:
    assert TypeAdapter(Span).validate_python(text) == years


@pytest.mark.parametrize("text", ["2010-1988", "about 1969", "19690"])
def test_a_wrong_span_in_a_data_file_is_an_error(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Span).validate_python(text)


@pytest.mark.parametrize(
    ("years", "year", "tolerance", "near"),
    [
        (Years(first=1990, last=1995), 1995, 0, True),
        (Years(first=1990, last=1995), 1996, 0, False),
        (Years(first=1990, last=1995), 1997, 2, True),
        (Years(first=1990, last=1995), 1998, 2, False),
        (Years(first=1990), 2100, 0, True),
        (Years(last=1990), 1800, 0, True),
        (Years(), 1950, 0, True),
    ],
)
def test_a_year_is_near_a_span_up_to_the_tolerance(years: Years, year: int, tolerance: int, *, near: bool) -> None:
    assert years.near(year, tolerance) is near
