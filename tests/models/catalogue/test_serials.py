import pytest

from models.catalogue import Plausibility, load
from models.catalogue.serials import exhaustive
from models.catalogue.years import Years

CATALOGUE = load()
PLAUSIBLE, IMPLAUSIBLE, UNKNOWN = Plausibility.PLAUSIBLE, Plausibility.IMPLAUSIBLE, Plausibility.UNKNOWN


@pytest.mark.parametrize(
    ("brand", "serial", "claim", "answer"),
    [
        # a letter of the year, without tolerance
        ("Aldenmoor", "M204817", {"year": 2023}, PLAUSIBLE),
        ("Aldenmoor", "m 204-817", {"year": 2023}, PLAUSIBLE),
        ("Aldenmoor", "m 204817", {"year": 2023}, PLAUSIBLE),
        ("Aldenmoor", "M204817", {"year": 2022}, IMPLAUSIBLE),
        ("Aldenmoor", "M204817", {"year": 2024}, IMPLAUSIBLE),
        ("Aldenmoor", "M204817", {"reference": "AM-2204"}, PLAUSIBLE),
        ("Aldenmoor", "O204817", {}, IMPLAUSIBLE),
        ("Aldenmoor", "204817", {}, IMPLAUSIBLE),
        ("Aldenmoor", "204817", {"year": 2023}, IMPLAUSIBLE),
        # letters of Rolex: 2007 to 2008, two years of tolerance, every form known
        ("Rolex", "M123456", {}, PLAUSIBLE),
        ("Rolex", "M123456", {"year": 2007}, PLAUSIBLE),
        ("Rolex", "M123456", {"year": 2010}, PLAUSIBLE),
        ("Rolex", "M123456", {"year": 2011}, IMPLAUSIBLE),
        ("Rolex", "M123456", {"year": 2005}, PLAUSIBLE),
        ("Rolex", "M123456", {"year": 2004}, IMPLAUSIBLE),
        ("Rolex", "M123456", {"year": 1950}, UNKNOWN),  # not every form of 1950 is known
        ("Rolex", "B123456", {"year": 1995}, IMPLAUSIBLE),  # B is Tudor's
        ("Rolex", "B123456", {}, UNKNOWN),
        ("Rolex", "M123456", {"reference": "124060"}, IMPLAUSIBLE),
        ("Rolex", "M123456", {"reference": "16610"}, PLAUSIBLE),
        ("Rolex", "M123456", {"reference": "16610", "year": 1995}, IMPLAUSIBLE),
        # random: the form is right, the year unknown
        ("Rolex", "7Q3X0912", {"year": 2022}, PLAUSIBLE),
        ("Rolex", "7Q3X0912", {"year": 1999}, IMPLAUSIBLE),
        ("Rolex", "7Q3X0912", {"reference": "124060"}, PLAUSIBLE),
        ("Rolex", "12345678", {"year": 2022}, IMPLAUSIBLE),
        # numbers that rise: 5.1 million was reached in 1977, three years of tolerance
        ("Rolex", "5123456", {"year": 1977}, PLAUSIBLE),
        ("Rolex", "5123456", {"year": 1974}, PLAUSIBLE),
        ("Rolex", "5123456", {"year": 1981}, PLAUSIBLE),
        ("Rolex", "5123456", {"year": 1973}, IMPLAUSIBLE),
        ("Rolex", "5123456", {"year": 1982}, IMPLAUSIBLE),
        ("Rolex", "512345", {"year": 1960}, PLAUSIBLE),
        ("Omega", "25123456", {"year": 1968}, PLAUSIBLE),
        ("Omega", "25123456", {"year": 1962}, PLAUSIBLE),
        ("Omega", "25123456", {"year": 1961}, IMPLAUSIBLE),
        ("Omega", "25123456", {"year": 1990}, IMPLAUSIBLE),
        ("Omega", "25123456", {"year": 2010}, UNKNOWN),
        ("Omega", "85123456", {"year": 2010}, PLAUSIBLE),
        ("Omega", "M204817", {"year": 1970}, IMPLAUSIBLE),
        ("Omega", "M204817", {"year": 2015}, UNKNOWN),
        # the last digit of the year: the decade stays open
        ("Seiko", "5N0123", {"year": 2015}, PLAUSIBLE),
        ("Seiko", "5N0123", {"year": 2006}, PLAUSIBLE),
        ("Seiko", "5N0123", {"year": 2018}, UNKNOWN),
        ("Seiko", "5N0123", {}, PLAUSIBLE),
        ("Seiko", "5X0123", {}, UNKNOWN),
        ("Citizen", "60712345", {"year": 1976}, PLAUSIBLE),
        # the form alone dates
        ("Cartier", "123456AB", {"year": 2015}, PLAUSIBLE),
        ("Cartier", "123456AB", {"year": 1999}, UNKNOWN),
        ("AP", "D45678", {"year": 1990}, PLAUSIBLE),
        ("AP", "D 45678", {"year": 1990}, PLAUSIBLE),
        # no rule, no answer
        ("Casio", "123456", {}, UNKNOWN),
        ("Timex", "123456", {"year": 1980}, UNKNOWN),
        ("Rolex", "", {}, UNKNOWN),
        ("Rolex", "\u0661\u0662\u0663\u0664\u0665\u0666", {"year": 1980}, IMPLAUSIBLE),  # Arabic digits are no Rolex's
        ("Nobody", "M204817", {}, UNKNOWN),
    ],
)
def test_a_serial_is_judged(brand: str, serial: str, claim: dict[str, object], answer: Plausibility) -> None:
    judgement = CATALOGUE.judge_serial(brand, serial, **claim)  # type: ignore[arg-type]
    assert judgement.plausibility is answer, judgement.why


def test_the_sentence_names_the_tolerance_that_was_allowed() -> None:
    assert "a tolerance of 2 years" in CATALOGUE.judge_serial("Rolex", "M123456", year=2010).why
    assert "a tolerance of 2 years" in CATALOGUE.judge_serial("Rolex", "M123456", year=2011).why
    assert "no tolerance" in CATALOGUE.judge_serial("Aldenmoor", "M204817", year=2022).why


def test_the_sentence_says_that_a_random_serial_carries_no_year() -> None:
    assert "carries no year" in CATALOGUE.judge_serial("Rolex", "7Q3X0912", year=2022).why


@pytest.mark.parametrize(
    ("brand", "serial", "years"),
    [
        ("Aldenmoor", "M204817", (2023, 2023)),
        ("Rolex", "M123456", (2007, 2008)),
        ("Rolex", "5123456", (1977, 1978)),
        ("Rolex", "7Q3X0912", None),
        ("Omega", "56123456", (1998, 1998)),
        ("Seiko", "5N0123", None),
        ("Seiko", "nonsense", None),
        ("Casio", "123456", None),
        ("Nobody", "M204817", None),
        ("Rolex", "1" * 10_000, None),
    ],
)
def test_a_serial_means_one_span_of_years_or_none(brand: str, serial: str, years: tuple[int, int] | None) -> None:
    assert CATALOGUE.serial_years(brand, serial) == years


@pytest.mark.parametrize(
    ("years", "answer"),
    [
        (Years(first=1987, last=1987), True),
        (Years(first=1970, last=2020), True),
        (Years(first=2015), True),
        (Years(first=1960, last=1975), False),
        (Years(last=1975), False),
        (Years(), False),
    ],
)
def test_all_forms_are_known_only_where_every_year_is_covered(years: Years, *, answer: bool) -> None:
    rolex = CATALOGUE.brand("Rolex")
    assert rolex is not None
    assert exhaustive(rolex, years) is answer


def test_the_points_of_every_table_rise() -> None:
    for brand in CATALOGUE.brands:
        for form in brand.serial_formats:
            if form.dating is not None and form.dating.kind == "table":
                numbers, years = zip(*form.dating.points, strict=True)
                assert list(numbers) == sorted(set(numbers)), brand.name
                assert list(years) == sorted(years), brand.name
