import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.catalogue import Brand, Catalogue, Plausibility, ReferenceFormat, SerialFormat, load
from models.catalogue.lookup import load as load_fresh
from models.catalogue.spelling import MAX_NUMBER, tidy

CATALOGUE = load()
BRANDS = [brand.name for brand in CATALOGUE.brands]
FORMS: list[tuple[Brand, ReferenceFormat | SerialFormat]] = [
    *((brand, form) for brand in CATALOGUE.brands for form in brand.reference_formats),
    *((brand, form) for brand in CATALOGUE.brands for form in brand.serial_formats),
]
SERIALS = [(brand.name, example) for brand in CATALOGUE.brands for f in brand.serial_formats for example in f.examples]

PLAUSIBLE, IMPLAUSIBLE, UNKNOWN = Plausibility.PLAUSIBLE, Plausibility.IMPLAUSIBLE, Plausibility.UNKNOWN


def test_the_catalogue_is_loaded_once() -> None:
    assert load() is load()


def test_loading_everything_takes_well_under_a_second() -> None:
    # The aim is 60 ms; the bound is wide because the machine that runs the tests may be busy.
    begin = time.perf_counter()
    again = load_fresh.__wrapped__()
    assert time.perf_counter() - begin < 0.6
    assert again.version == CATALOGUE.version


def test_the_version_is_a_digest() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", CATALOGUE.version)


@pytest.mark.parametrize(
    "name",
    [
        *("Rolex", "Omega", "Tudor", "Seiko", "Grand Seiko", "TAG Heuer", "Breitling", "Cartier", "Tissot", "Longines"),
        *("Patek Philippe", "Audemars Piguet", "IWC", "Casio", "Timex", "Citizen", "Vacheron Constantin"),
        *("Jaeger-LeCoultre", "Panerai", "Hublot", "Zenith", "Oris", "Hamilton", "Certina", "Aldenmoor"),
        *("Halvenmere", "Ostrelund"),
    ],
)
def test_a_brand_that_people_sell_is_known_with_models_and_wording(name: str) -> None:
    brand = CATALOGUE.brand(name)
    assert brand is not None
    assert brand.name == name
    assert len(brand.models) >= (2 if brand.fictional else 4)
    assert brand.dial_marks
    assert brand.reference_formats


@pytest.mark.parametrize(
    ("brand", "words"),
    [
        ("Rolex", {"OYSTER PERPETUAL", "SUPERLATIVE CHRONOMETER", "OFFICIALLY CERTIFIED"}),
        ("Timex", {"INDIGLO", "WR", "FAIRFIELD"}),
        ("Casio", {"G-SHOCK", "ILLUMINATOR", "TIDEGRAPH", "WR"}),
    ],
)
def test_the_wording_that_dials_carry_is_listed(brand: str, words: set[str]) -> None:
    known = CATALOGUE.brand(brand)
    assert known is not None
    assert words <= set(known.dial_marks)


def test_the_example_brand_has_the_wording_that_the_examples_are_drawn_with() -> None:
    known = CATALOGUE.brand("Aldenmoor")
    assert known is not None
    assert {model.name: model.dial_text for model in known.models} == {
        "Tidewatch": ("ALDENMOOR", "TIDEWATCH", "AUTOMATIC", "200m", "SWISS MADE"),
        "Fieldmaster": ("ALDENMOOR", "FIELDMASTER", "AUTOMATIC", "100m", "SWISS MADE"),
        "Fellgate": ("ALDENMOOR", "FELLGATE", "HAND-WOUND", "30m", "SWISS MADE"),
        "Stormgauge": ("ALDENMOOR", "STORMGAUGE", "CHRONOGRAPH", "100m", "SWISS MADE"),
        "Tarnbridge": ("ALDENMOOR", "TARNBRIDGE", "AUTOMATIC", "200m", "SWISS MADE"),
        "Galemark": ("ALDENMOOR", "GALEMARK", "CHRONOGRAPH", "100m", "SWISS MADE"),
    }


def test_what_a_listed_reference_says_of_itself_is_plausible() -> None:
    for brand in CATALOGUE.brands:
        for model in brand.models:
            for one in model.references:
                year = one.years.first if one.years is not None else None
                own = CATALOGUE.judge_reference(brand.name, one.reference, year=year, model=model.name)
                assert own.plausibility is PLAUSIBLE, own.why
                for calibre in one.calibres:
                    held = CATALOGUE.judge_calibre(brand.name, calibre, reference=one.reference)
                    assert held.plausibility is PLAUSIBLE, held.why


def test_a_listed_reference_is_never_plausible_under_another_brand() -> None:
    for brand in CATALOGUE.brands:
        for model in brand.models:
            for one in model.references:
                for other in BRANDS:
                    if other != brand.name:
                        judgement = CATALOGUE.judge_reference(other, one.reference)
                        assert judgement.plausibility is not PLAUSIBLE, (other, one.reference)


def test_only_the_example_brands_are_fictional() -> None:
    fictional = {brand.name for brand in CATALOGUE.brands if brand.fictional}
    assert fictional == {"Aldenmoor", "Halvenmere", "Ostrelund"}


def test_every_row_names_a_source_with_more_than_a_word() -> None:
    for brand in CATALOGUE.brands:
        sources = [brand.source, *(model.source for model in brand.models), *(one.source for one in brand.calibres)]
        sources += [form.source for known, form in FORMS if known is brand]
        assert all(len(source.split()) > 2 for source in sources), brand.name


def test_no_name_or_alias_means_two_brands() -> None:
    names = [(name, brand.name) for brand in CATALOGUE.brands for name in (brand.name, *brand.aliases)]
    found = {(name, CATALOGUE.brand(name).name) for name, _ in names}  # type: ignore[union-attr]
    assert found == set(names)


def test_every_example_has_its_form() -> None:
    for brand, form in FORMS:
        for example in form.examples:
            assert re.fullmatch(form.pattern, tidy(example) or ""), (brand.name, example)


def test_every_listed_reference_has_a_form_of_its_brand_and_is_found() -> None:
    for brand in CATALOGUE.brands:
        for model in brand.models:
            for one in model.references:
                written = tidy(one.reference) or ""
                assert any(re.fullmatch(form.pattern, written) for form in brand.reference_formats), one.reference
                entry = CATALOGUE.find_reference(brand.name, one.reference)
                assert entry is not None
                assert entry.reference == one


@pytest.mark.parametrize("stuff", ["1", "A", "A1", "1.", "M1-", "/1", "0" * 9 + "A"])
def test_a_pattern_answers_ten_thousand_characters_at_once(stuff: str) -> None:
    text = (stuff * 10_000)[:10_000]
    begin = time.perf_counter()
    for _, form in FORMS:
        assert not re.fullmatch(form.pattern, text)
    assert time.perf_counter() - begin < 0.1 * len(FORMS)


def test_no_pattern_repeats_a_repetition() -> None:
    for _, form in FORMS:
        assert not re.search(r"[*+}]\)[*+{]", form.pattern), form.pattern


def test_long_input_is_refused_before_any_pattern_is_tried() -> None:
    begin = time.perf_counter()
    for brand in BRANDS:
        assert CATALOGUE.judge_serial(brand, "1" * 10_000).plausibility is UNKNOWN
        assert CATALOGUE.judge_reference(brand, "1" * 10_000).plausibility is UNKNOWN
        assert CATALOGUE.judge_calibre(brand, "1" * 10_000).plausibility is UNKNOWN
    assert time.perf_counter() - begin < 0.1 * len(BRANDS)
    assert tidy("1" * (MAX_NUMBER + 1)) is None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("rolex", "Rolex"),
        ("  ROLEX ", "Rolex"),
        ("Rólex", "Rolex"),
        ("ＲＯＬＥＸ", "Rolex"),  # noqa: RUF001 - full-width letters, as Japanese keyboards give
        ("TAG", "TAG Heuer"),
        ("Heuer", "TAG Heuer"),
        ("Tag-Heuer", "TAG Heuer"),
        ("AP", "Audemars Piguet"),
        ("Patek", "Patek Philippe"),
        ("PATEK PHILIPPE & Co.", "Patek Philippe"),
        ("Vacheron", "Vacheron Constantin"),
        ("Vacheron & Constantin", "Vacheron Constantin"),
        ("jaeger lecoultre", "Jaeger-LeCoultre"),
        ("I.W.C.", "IWC"),
        ("Rolex\u200b", "Rolex"),
        ("G-SHOCK", "Casio"),
    ],
)
def test_a_brand_is_found_however_it_is_written(written: str, name: str) -> None:
    brand = CATALOGUE.brand(written)
    assert brand is not None
    assert brand.name == name
    assert CATALOGUE.brand(unicodedata.normalize("NFD", written)) is brand


@pytest.mark.parametrize("written", ["", " ", "…", "Rоlex", "Rolexx", "Rolex Omega", "x" * 10_000, "\ud800"])  # noqa: RUF001 - a Cyrillic o is what a forger writes
def test_what_only_looks_like_a_brand_is_not_found(written: str) -> None:
    assert CATALOGUE.brand(written) is None
    assert CATALOGUE.judge_serial(written, "M204817").plausibility is UNKNOWN


@pytest.mark.parametrize(
    ("brand", "reference", "claim", "answer"),
    [
        ("Rolex", "124060", {}, PLAUSIBLE),
        ("Rolex", "124060", {"year": 2018}, PLAUSIBLE),  # two years of tolerance
        ("Rolex", "124060", {"year": 2017}, IMPLAUSIBLE),
        ("Rolex", "16610", {"year": 1995}, PLAUSIBLE),
        ("Rolex", "16610", {"year": 2012}, PLAUSIBLE),
        ("Rolex", "16610", {"year": 2013}, IMPLAUSIBLE),
        ("Rolex", "m126610ln-0001", {"year": 2022}, PLAUSIBLE),
        ("Rolex", "124060", {"model": "Submariner"}, PLAUSIBLE),
        ("Rolex", "126610LN", {"model": "Submariner"}, PLAUSIBLE),
        ("Rolex", "124060", {"model": "Oyster Perpetual"}, PLAUSIBLE),  # so says its dial
        ("Rolex", "124060", {"model": "Daytona"}, IMPLAUSIBLE),
        ("Omega", "3570.50.00", {"model": "Seamaster"}, IMPLAUSIBLE),
        ("Rolex", "124060", {"model": "my grandfather's"}, PLAUSIBLE),
        ("Rolex", "999999", {}, UNKNOWN),
        ("Rolex", "210.30.42.20.01.001", {}, IMPLAUSIBLE),
        ("Omega", "21030422001001", {}, PLAUSIBLE),
        ("Omega", "210.30.42.20.99.001", {}, UNKNOWN),
        ("Omega", "3570.50.00", {"year": 2005}, PLAUSIBLE),
        ("Omega", "3570.50.00", {"year": 1975}, IMPLAUSIBLE),
        ("Patek", "5711/1A-010", {"year": 2015}, PLAUSIBLE),
        ("AP", "15202ST.OO.1240ST.01", {}, PLAUSIBLE),
        ("TAG", "WAY201A.BA0927", {}, PLAUSIBLE),
        ("Tissot", "T1374071104100", {"year": 2023}, PLAUSIBLE),
        ("Oris", "806", {}, UNKNOWN),  # Breitling's 806, but too short a number to say anything
        ("Timex", "", {}, UNKNOWN),
        ("Aldenmoor", "AM-2204", {"model": "Tidewatch", "year": 2023}, PLAUSIBLE),
        ("Aldenmoor", "am 2204", {}, PLAUSIBLE),
        ("Aldenmoor", "AM-2204", {"model": "Fieldmaster"}, IMPLAUSIBLE),
        ("Aldenmoor", "AM-9999", {}, IMPLAUSIBLE),
        ("Aldenmoor", "XY-1", {}, UNKNOWN),
        ("Nobody", "AM-2204", {}, UNKNOWN),
    ],
)
def test_a_reference_is_judged(brand: str, reference: str, claim: dict[str, object], answer: Plausibility) -> None:
    judgement = CATALOGUE.judge_reference(brand, reference, **claim)  # type: ignore[arg-type]
    assert judgement.plausibility is answer, judgement.why
    assert bool(judgement.source) or answer is UNKNOWN


@pytest.mark.parametrize(
    ("brand", "calibre", "reference", "answer"),
    [
        ("Rolex", "3135", None, PLAUSIBLE),
        ("Rolex", "Cal. 3135", "16610", PLAUSIBLE),
        ("Rolex", "Rolex Calibre 3135", "16610", PLAUSIBLE),
        ("Rolex", "3186", "16710", PLAUSIBLE),
        ("Rolex", "3235", "16610", IMPLAUSIBLE),
        ("Rolex", "ETA 2824-2", "124060", IMPLAUSIBLE),
        ("Rolex", "ETA 2824-2", None, UNKNOWN),
        ("Rolex", "DG2813", "124060", UNKNOWN),
        ("Rolex", "3135", "999999", PLAUSIBLE),
        ("Tudor", "ETA 2824", "79220R", PLAUSIBLE),
        ("Tudor", "MT5602", "79220R", IMPLAUSIBLE),
        ("Panerai", "P.9010", "PAM01312", PLAUSIBLE),
        ("Aldenmoor", "AM31", "AM-1107", PLAUSIBLE),
        ("Aldenmoor", "", "AM-1107", UNKNOWN),
        ("Nobody", "AM31", None, UNKNOWN),
    ],
)
def test_a_calibre_is_judged(brand: str, calibre: str, reference: str | None, answer: Plausibility) -> None:
    judgement = CATALOGUE.judge_calibre(brand, calibre, reference=reference)
    assert judgement.plausibility is answer, judgement.why


_TEXT = st.text(max_size=60) | st.from_regex(r"[A-Z]{0,3}[0-9]{1,8}[A-Z/.-]{0,3}", fullmatch=True)


@settings(max_examples=200, deadline=None)
@given(brand=st.sampled_from(BRANDS) | st.text(max_size=20), text=_TEXT, other=_TEXT, year=st.none() | st.integers())
def test_no_text_makes_a_judgement_raise(brand: str, text: str, other: str, year: int | None) -> None:
    CATALOGUE.judge_serial(brand, text, year=year, reference=other)
    CATALOGUE.judge_reference(brand, text, year=year, model=other)
    CATALOGUE.judge_calibre(brand, text, reference=other)
    CATALOGUE.serial_years(brand, text)
    CATALOGUE.find_reference(brand, text)


@settings(max_examples=200, deadline=None)
@given(brand=st.sampled_from(BRANDS), data=st.data(), year=st.none() | st.integers(min_value=1800, max_value=2100))
def test_no_sentence_repeats_a_serial_of_any_form(brand: str, data: st.DataObject, year: int | None) -> None:
    known = CATALOGUE.brand(brand)
    assert known is not None
    forms = [form.pattern for form in known.serial_formats] or [r"[0-9]{6}"]
    serial = data.draw(st.from_regex(data.draw(st.sampled_from(forms)), fullmatch=True))
    references = [one.reference for model in known.models for one in model.references]
    reference = data.draw(st.none() | st.sampled_from(references))
    why = CATALOGUE.judge_serial(brand, serial, year=year, reference=reference).why
    assert serial not in why


@pytest.mark.parametrize(("brand", "serial"), SERIALS)
def test_the_brand_s_own_serial_is_never_implausible_by_itself(brand: str, serial: str) -> None:
    assert CATALOGUE.judge_serial(brand, serial).plausibility is PLAUSIBLE


def test_two_catalogues_of_the_same_data_answer_alike() -> None:
    again = Catalogue(CATALOGUE.brands, CATALOGUE.version)
    assert again.judge_serial("Rolex", "M123456", year=2008) == CATALOGUE.judge_serial("Rolex", "M123456", year=2008)
