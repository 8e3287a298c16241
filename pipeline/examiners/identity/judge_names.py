"""Brand and model: whether the name that is claimed is the name that is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.catalogue import Brand
from models.catalogue.spelling import skeleton
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.views import Component
from pipeline.examiners.identity.expected import GENERIC, Expected
from pipeline.examiners.identity.finding import CLEAR, LEGIBLE, finding, strength_of, unreadable
from pipeline.examiners.identity.letters import alike, distance, letters
from pipeline.examiners.identity.reading import Place, Reading, find_phrase, places, windows
from pipeline.examiners.identity.second_look import SecondLook

_STEADY = 0.9
"""Confidence that every reading of the second look must have before a name contradicts the claim."""

_SHORT_NAME = 4
"""Letters: up to here a name must be read beyond doubt to contradict, as other print could resemble it."""

_BEYOND_DOUBT = 0.97

_QUOTED = 5
"""Words that a sentence quotes at most."""

_LONG_NAME = 6
"""Letters from which a single differing letter may be the reader's slip rather than another name."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place for a brand: how it is called, which component it is, and whether its words may be quoted.

    Papers and case backs may carry people's names.
    """

    called: str
    component: Component
    criterion: str
    quotable: bool


DIAL = Where("dial", Component.DIAL, "brand_on_dial", quotable=True)
CASEBACK = Where("case back", Component.CASEBACK, "brand_on_caseback", quotable=False)
PAPERS = Where("papers", Component.PAPERS, "brand_on_papers", quotable=False)


def judge_brand(where: Where, readings: Sequence[Reading], expected: Expected, again: SecondLook) -> Finding:
    """Judge the brand's name on the dial, the case back or the papers."""
    claimed = _best(expected.brand_names, _in_question(expected.brand_names, readings))
    rival = find_rival(readings, expected, again)
    if rival is not None and (claimed is None or _contains(rival[1], claimed)):
        return _other_brand(where, expected, *rival)
    if claimed is not None:
        sentence = f"The {where.called} {_says(where)} “{claimed.seen}”, which is the brand claimed."
        return _brand(where, Bearing.SUPPORTS, strength_of(claimed), claimed.seen, sentence, claimed)
    return _without_brand(where, readings, expected)


def find_rival(readings: Sequence[Reading], expected: Expected, again: SecondLook) -> tuple[Brand, Place] | None:
    """Return another brand of the catalogue that is written here beyond doubt."""
    found = sorted(_rivals(readings, expected), key=lambda each: -len(skeleton(each[1].seen)))
    return next((each for each in found if _is_there(each[1], again)), None)


def _rivals(readings: Sequence[Reading], expected: Expected) -> Iterator[tuple[Brand, Place]]:
    for brand, names in expected.rivals:
        place = _best(names, readings, least=CLEAR)
        if place is not None and place.exact:
            yield brand, place


def _is_there(place: Place, again: SecondLook) -> bool:
    least = _BEYOND_DOUBT if len(skeleton(place.seen)) <= _SHORT_NAME else _STEADY
    return place.confidence >= least and again(place).agree(place.seen, least=least)


def _contains(place: Place, other: Place) -> bool:
    """Return whether one name holds the other on the same line: ``GRAND SEIKO`` is not a ``SEIKO``."""
    return place.line is other.line and skeleton(other.seen) in skeleton(place.seen)


def _other_brand(where: Where, expected: Expected, brand: Brand, place: Place) -> Finding:
    sentence = (
        f"The {where.called} {_says(where)} “{place.seen}” ({brand.name}); the claim says {expected.claim.brand}."
    )
    return _brand(where, Bearing.CONTRADICTS, strength_of(place), place.seen, sentence, place)


def _without_brand(where: Where, readings: Sequence[Reading], expected: Expected) -> Finding:
    name = expected.claim.brand
    near = nearly(name, readings)
    if near is not None:
        sentence = f"The {where.called} {_says(where)} something close to {name}, but not surely that name."
        return _brand(where, Bearing.NEUTRAL, near.confidence, f"close to {name}", sentence, near)
    words = legible_words(readings)
    if not words:
        return unreadable(where.component, where.criterion, f"No brand could be read on the {where.called}.")
    seen = ", ".join(f"“{word}”" for word in words) if where.quotable else "other words"
    sentence = f"Print on the {where.called} could be read ({seen}), but the name {name} was not found in it."
    return _brand(where, Bearing.NEUTRAL, CLEAR, seen, sentence, None)


def nearly(name: str, readings: Sequence[Reading]) -> Place | None:
    """Return a place that differs from a name by one letter (by two in a name of nine or more)."""
    wanted = alike(name)
    allowed = 0 if len(wanted) < _LONG_NAME else 1 if len(wanted) < _LONG_NAME + 3 else 2
    for reading in readings:
        for line in reading.lines:
            for seen, start, end in windows(line.text):
                if line.confidence >= LEGIBLE and 0 < distance(alike(seen), wanted) <= allowed:
                    return Place(reading, line, seen, line.confidence, line.band.part(start, end), exact=False)
    return None


def legible_words(readings: Sequence[Reading]) -> list[str]:
    """Return a few words that were clearly read: letters only, so that no number and no address is among them."""
    lines = [line for reading in readings for line in reading.lines if line.confidence >= CLEAR]
    words = [word for line in lines for word in line.text.split() if word.isalpha() and letters(word) >= _SHORT_NAME]
    return list(dict.fromkeys(words))[:_QUOTED]


def judge_model(readings: Sequence[Reading], expected: Expected, again: SecondLook) -> Finding | None:
    """Judge the model's name on the dial; None where no model is claimed."""
    if not expected.model_names:
        return None
    named, claimed = expected.model_names[0], _best(expected.model_names, _in_question(expected.model_names, readings))
    if claimed is not None:
        sentence = f"The dial says “{claimed.seen}”, which is the model claimed."
        return _model(Bearing.SUPPORTS, strength_of(claimed), claimed.seen, sentence, claimed)
    for model, names in expected.other_models:
        other = _best(names, readings, least=CLEAR)
        if other is not None and other.exact and _is_there(other, again):
            sentence = f"The dial says “{other.seen}”, which is the {model.name}; the claim says {named}."
            return _model(Bearing.CONTRADICTS, strength_of(other), other.seen, sentence, other)
    if not legible_words(readings):
        return unreadable(Component.DIAL, "model_on_dial", "No model name could be read on the dial.")
    sentence = f"The dial's print could be read, but {named} was not found in it; not every version carries the name."
    return _model(Bearing.NEUTRAL, CLEAR, "no model name", sentence, None)


def _in_question(names: Sequence[str], readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings in which a name may be looked for: without the rim where the dial's middle says it wrongly.

    The engraving around a dial repeats the maker's name: it does not make up for the print.
    """
    dials = [reading.without_rim() for reading in readings]
    near = [[nearly(name, [dial]) for name in names] for dial in dials]
    wrong = [any(place is not None and place.in_the_middle for place in each) for each in near]
    return [dial if is_wrong else reading for reading, dial, is_wrong in zip(readings, dials, wrong, strict=True)]


def _best(names: Sequence[str], readings: Sequence[Reading], *, least: float = LEGIBLE) -> Place | None:
    found = [place for name in names if (place := _find(name, readings, least)) is not None]
    return max(found, key=lambda place: (place.exact, len(place.seen), place.confidence), default=None)


def _find(name: str, readings: Sequence[Reading], least: float) -> Place | None:
    """Find a name; one of generic words or of digits alone counts only where it is all that its line says."""
    if all(skeleton(word) in GENERIC for word in name.split()) or not letters(name):
        alone = [place for place in places(name, readings, least=least) if alike(place.line.text) == alike(name)]
        return max(alone, key=lambda place: place.confidence, default=None)
    return find_phrase(name, readings, least=least)


def _says(where: Where) -> str:
    return "say" if where is PAPERS else "says"


def _brand(where: Where, bearing: Bearing, strength: float, seen: str, sentence: str, place: Place | None) -> Finding:
    region = place.region if place is not None else None
    return finding(where.component, where.criterion, bearing, strength, seen, sentence, region)


def _model(bearing: Bearing, strength: float, seen: str, sentence: str, place: Place | None) -> Finding:
    region = place.region if place is not None else None
    return finding(Component.DIAL, "model_on_dial", bearing, strength, seen, sentence, region)
