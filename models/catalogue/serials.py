"""What a serial number says: which of the brand's forms it has, which years that means, and whether a claim fits.

Pure functions of the brand's rows. No sentence here repeats the serial number.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, assert_never

from models.catalogue.brand import Brand, ByDigit, ByEra, ByLetter, ByTable, Reference, SerialFormat
from models.catalogue.judgement import Judgement, Plausibility
from models.catalogue.spelling import tidy
from models.catalogue.years import EARLIEST, LATEST, Years


class Reading(NamedTuple):
    """A form that the serial has, and the years that it may mean; none where the form carries no year."""

    form: SerialFormat
    spans: tuple[Years, ...]


class Asked(NamedTuple):
    """Years that the serial is held against, and where they come from."""

    what: str
    years: Years


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern, compiled once and only when it is used: loading the catalogue stays fast."""
    return re.compile(pattern, re.ASCII)


def _number(serial: str) -> str | None:
    """Return the serial as it is compared: capitals, no blanks, and none of the marks that people group digits with."""
    text = tidy(serial)
    return text.replace("-", "").replace(".", "") or None if text is not None else None


def readings(brand: Brand, serial: str) -> tuple[Reading, ...]:
    """Return the brand's forms that the serial has. ``serial`` is tidy."""
    found = ((form, compiled(form.pattern).fullmatch(serial)) for form in brand.serial_formats)
    read = (Reading(form, spans) for form, match in found if match and (spans := _spans(form, match)) is not None)
    return tuple(read)


def _spans(form: SerialFormat, match: re.Match[str]) -> tuple[Years, ...] | None:
    """Return the years that a serial of this form may mean, or None where its code stands for no year at all."""
    match form.dating:
        case None:
            return ()
        case ByEra():
            return (form.years,)
        case ByTable(points=points):
            return _in_table(points, form.years, int("".join(filter(str.isdigit, match[0]))))
        case ByLetter(letters=letters):
            return (letters[match["year"]],) if match["year"] in letters else None
        case ByDigit():
            return _ending_in(int(match["year"]), form.years)
        case _ as never:
            assert_never(never)


def _in_table(points: Sequence[tuple[int, int]], era: Years, number: int) -> tuple[Years, ...] | None:
    reached = [year for lowest, year in points if lowest <= number]
    if not reached:
        return None
    following = points[len(reached)][1] if len(reached) < len(points) else era.last
    return (Years(first=reached[-1], last=following),)


def _ending_in(digit: int, era: Years) -> tuple[Years, ...]:
    years = range(era.first or 0, (era.last or LATEST) + 1)
    return tuple(Years(first=year, last=year) for year in years if year % 10 == digit)


def exhaustive(brand: Brand, years: Years) -> bool:
    """Return whether the catalogue knows every form that the brand used in every one of these years."""
    eras = [form.years for form in brand.serial_formats if form.exhaustive]
    if years.first is None or not eras:
        return False
    if years.last is None and not any(era.last is None for era in eras):
        return False
    last = years.last or max(era.first or 0 for era in eras)
    return all(any(era.near(year) for era in eras) for year in range(years.first, max(last, years.first) + 1))


def judge(brand: Brand, serial: str, year: int | None, reference: Reference | None) -> Judgement:
    """Judge whether the brand could have given this serial, in this year and to this reference where they are known."""
    number = _number(serial)
    if number is None:
        return _unknown("what was given is empty or longer than any serial number")
    if not brand.serial_formats:
        return _unknown(f"the catalogue has no rule for serial numbers of {brand.name}")
    asked = _asked(year, reference)
    found = readings(brand, number)
    if not found:
        return _without_form(brand, asked)
    return _gravest([_hold(brand, found, one) for one in asked] or [_form_alone(brand, found[0])])


def years_of(brand: Brand, serial: str) -> tuple[int, int] | None:
    """Return the one span of years that the serial means, without tolerance; None where there is none or several."""
    number = _number(serial)
    spans = {span for reading in readings(brand, number) for span in reading.spans} if number else set()
    if len(spans) != 1:
        return None
    span = spans.pop()
    return (span.first, span.last) if span.first is not None and span.last is not None else None


def _asked(year: int | None, reference: Reference | None) -> list[Asked]:
    possible = year is not None and EARLIEST <= year <= LATEST
    asked = [Asked("the claimed year", Years(first=year, last=year))] if possible else []
    if reference is not None and reference.years is not None:
        asked.append(Asked(f"the years of reference {reference.reference}", reference.years))
    return asked


def _hold(brand: Brand, found: Sequence[Reading], asked: Asked) -> Judgement:
    fitting = [(reading, span) for reading in found for span in _fits(reading, asked.years)]
    if fitting:
        return _fitting(brand, *fitting[0], asked)
    reading = found[0]
    meant = _meaning(brand, reading, _nearest(reading, asked.years))
    if not exhaustive(brand, asked.years):
        why = f"{meant}; {asked.what} ({asked.years}) lies elsewhere, but not every form of that time is known"
        return _unknown(why, reading.form.source)
    why = f"{meant}; {asked.what} ({asked.years}) lies elsewhere ({_tolerance(reading.form)} allowed)"
    return Judgement(plausibility=Plausibility.IMPLAUSIBLE, why=why, source=reading.form.source)


def _fits(reading: Reading, years: Years) -> list[Years]:
    spans = reading.spans or (reading.form.years,)
    return [span for span in spans if span.meets(years, reading.form.tolerance)]


def _nearest(reading: Reading, years: Years) -> Years:
    """Return the span that misses the years by least: the one a person would have meant."""
    spans = reading.spans or (reading.form.years,)
    aim = years.first or years.last or 0
    return min(spans, key=lambda span: abs((span.first or span.last or 0) - aim))


def _fitting(brand: Brand, reading: Reading, span: Years, asked: Asked) -> Judgement:
    why = f"{_meaning(brand, reading, span)}; that fits {asked.what} ({asked.years})"
    why = f"{why}, with {_tolerance(reading.form)}" if reading.form.tolerance else why
    return Judgement(plausibility=Plausibility.PLAUSIBLE, why=why, source=reading.form.source)


def _form_alone(brand: Brand, reading: Reading) -> Judgement:
    spans = reading.spans or (reading.form.years,)
    why = _meaning(brand, reading, spans[0]) if len(spans) == 1 else f"it has a form that {brand.name} uses"
    return Judgement(plausibility=Plausibility.PLAUSIBLE, why=why, source=reading.form.source)


def _meaning(brand: Brand, reading: Reading, span: Years) -> str:
    if reading.spans:
        return f"it has a form of {brand.name} that points to {span}"
    return f"it has a form that {brand.name} used ({span}) and that carries no year"


def _without_form(brand: Brand, asked: Sequence[Asked]) -> Judgement:
    whole = (Asked("the brand's whole time", Years(first=max(brand.founded, EARLIEST))),) if brand.founded else ()
    for one in asked or whole:
        if exhaustive(brand, one.years):
            source = next(form.source for form in brand.serial_formats if form.exhaustive)
            why = f"it has none of the forms that {brand.name} used in {one.what} ({one.years}), and all are known"
            return Judgement(plausibility=Plausibility.IMPLAUSIBLE, why=why, source=source)
    return _unknown(f"it has no form of {brand.name} that the catalogue knows, and the catalogue may not know them all")


def _tolerance(form: SerialFormat) -> str:
    if form.tolerance == 0:
        return "no tolerance"
    return f"a tolerance of {form.tolerance} year{'' if form.tolerance == 1 else 's'}"


_GRAVITY = (Plausibility.UNKNOWN, Plausibility.PLAUSIBLE, Plausibility.IMPLAUSIBLE)


def _gravest(judgements: Sequence[Judgement]) -> Judgement:
    return max(judgements, key=lambda judgement: _GRAVITY.index(judgement.plausibility))


def _unknown(why: str, source: str = "") -> Judgement:
    return Judgement(plausibility=Plausibility.UNKNOWN, why=why, source=source)
