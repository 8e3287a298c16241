"""Numbers that are written on the watch or its papers: which is a serial, and whether the reference is as claimed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.catalogue.spelling import skeleton
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.views import Component
from pipeline.examiners.identity.expected import Expected
from pipeline.examiners.identity.finding import CLEAR, LEGIBLE, finding, strength_of, unreadable
from pipeline.examiners.identity.reading import Line, Place, Reading, places, windows
from pipeline.examiners.identity.second_look import SecondLook

_SERIAL_LABEL = re.compile(r"\W*(?:SERIAL|SERIE|SER|S/N|SN)(?:\W*(?:NUMBER|NUM|NO|NR|N))?(?:\W+|$)", re.IGNORECASE)
_REFERENCE_LABEL = re.compile(r"\W*(?:REFERENCE|REF|MODEL)(?:\W*(?:NUMBER|NO|NR))?(?:\W+|$)", re.IGNORECASE)

_BELOW = 3.0
"""Of a label's height: how far below it its value may stand. On the rendered papers it stands 1.5 to 2 below."""

_SHORTEST, _DIGITS = 5, 3
"""A serial has at least so many characters, and so many digits among them: true of every format in the catalogue."""

_STEADY = 0.9
"""Confidence that every reading of the second look must have before a number contradicts the claim."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """Where a reference is looked for."""

    called: str
    component: Component
    criterion: str


CASEBACK = Numbered("case back", Component.CASEBACK, "reference_on_caseback")
PAPERS = Numbered("papers", Component.PAPERS, "reference_on_papers")


def labelled_serials(readings: Sequence[Reading]) -> Iterator[Place]:
    """Yield what stands after the word "serial", surest first. Nothing else is surely a serial number."""
    found = [place for place in _labelled(_SERIAL_LABEL, readings) if _could_be_serial(place.seen)]
    yield from sorted(found, key=lambda place: -place.confidence)


def _could_be_serial(text: str) -> bool:
    plain = skeleton(text)
    return len(plain) >= _SHORTEST and sum(character.isdigit() for character in plain) >= _DIGITS


def judge_reference(
    where: Numbered, readings: Sequence[Reading], expected: Expected, again: SecondLook
) -> Finding | None:
    """Compare the claimed reference with the one on the case back or papers; None where none is claimed."""
    reference = expected.claim.reference
    if reference is None:
        return None
    same = _same_reference(reference, readings, expected)
    if same is not None:
        sentence = f"The {where.called} {_says(where)} the reference that is claimed, {reference}."
        return _reference(where, Bearing.SUPPORTS, same.seen, sentence, same)
    for place, other in _other_references(readings, expected):
        if again(place).agree(place.seen, least=_STEADY):
            sentence = f"The {where.called} {_says(where)} reference {other}; the claim says {reference}."
            return _reference(where, Bearing.CONTRADICTS, other, sentence, place)
    sentence = f"The claimed reference could not be read on the {where.called}."
    return unreadable(where.component, where.criterion, sentence)


def _same_reference(reference: str, readings: Sequence[Reading], expected: Expected) -> Place | None:
    spellings = dict.fromkeys([reference, *([expected.entry.reference.reference] if expected.entry else [])])
    found = [place for spelling in spellings for place in places(spelling, readings, least=LEGIBLE)]
    return max(found, key=lambda place: (place.exact, place.confidence), default=None)


def _other_references(readings: Sequence[Reading], expected: Expected) -> Iterator[tuple[Place, str]]:
    """Yield clearly read references that the catalogue lists for the brand as another than the claimed one.

    What the catalogue does not list is not called a reference: it may be a case, style or order number.
    """
    labelled = list(_labelled(_REFERENCE_LABEL, readings))
    for place in (*labelled, *numbers(readings)):
        entry = expected.catalogue.find_reference(expected.claim.brand, place.seen)
        if entry is not None and entry is not expected.entry and place.confidence >= CLEAR:
            yield place, entry.reference.reference


def numbers(readings: Sequence[Reading]) -> Iterator[Place]:
    """Yield every run of characters that could be a number by its digits, labelled or not."""
    for reading in readings:
        for line in reading.lines:
            for seen, start, end in windows(line.text):
                if " " not in seen and _could_be_serial(seen):
                    yield Place(reading, line, seen, line.confidence, line.band.part(start, end), exact=True)


def _labelled(label: re.Pattern[str], readings: Sequence[Reading]) -> Iterator[Place]:
    """Yield what stands after a label on its line, or on the line below a label that stands alone."""
    for reading in readings:
        for line in reading.lines:
            match = label.match(line.text)
            if match is None:
                continue
            rest = line.text[match.end() :].strip()
            below = None if rest else line_below(line, reading)
            if rest:
                band = line.band.part(match.end() / len(line.text), 1.0)
                yield Place(reading, line, rest, line.confidence, band, exact=True)
            elif below is not None:
                yield Place(reading, below, below.text, below.confidence, below.band, exact=True)


def line_below(label: Line, reading: Reading) -> Line | None:
    """Return the nearest line that begins under a label."""
    left, top, right, bottom = label.band.box
    reach = _BELOW * (bottom - top)
    under = [line for line in reading.lines if line is not label and left - (right - left) < line.band.box[0] < right]
    near = [line for line in under if bottom - (bottom - top) / 2 < line.band.centre[1] < bottom + reach]
    return min(near, key=lambda line: line.band.centre[1], default=None)


def _says(where: Numbered) -> str:
    return "say" if where is PAPERS else "says"


def _reference(where: Numbered, bearing: Bearing, seen: str, sentence: str, place: Place) -> Finding:
    return finding(where.component, where.criterion, bearing, strength_of(place), seen, sentence, place.region)
