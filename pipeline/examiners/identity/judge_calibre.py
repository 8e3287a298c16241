"""The calibre that is engraved on the movement, or named on the case back, against the claim and the catalogue.

====================================  ==========================================
what is read                          what it says of the claim
====================================  ==========================================
the calibre claimed, or listed for    supports; contradicts where the reference
the claimed reference                 that is claimed too holds another
another calibre of the brand          contradicts; supports, less, where nothing
                                      tells which calibre it should be
a calibre of another brand            contradicts; neutral where nothing tells
                                      which it should be: makers buy movements
a name that the catalogue lacks       neutral: it may be another for the same
nothing                               unreadable, on a movement; a case back
                                      need not name a calibre
====================================  ==========================================
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.catalogue import Brand, Plausibility
from models.catalogue.spelling import skeleton
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.views import Component
from pipeline.examiners.identity.expected import Expected
from pipeline.examiners.identity.finding import CLEAR, LEGIBLE, finding, strength_of, unreadable
from pipeline.examiners.identity.judge_numbers import line_below
from pipeline.examiners.identity.letters import CALIBRE_LABEL
from pipeline.examiners.identity.reading import Place, Reading, places, windows
from pipeline.examiners.identity.second_look import SecondLook

_STEADY = 0.9
"""Confidence that every reading of the second look must have before a calibre contradicts the claim."""

_LONGEST_NAME = 3
"""Words: ``Co-Axial Master 8900`` is the longest way in which the catalogue's movements name themselves."""

_TELLING = 4
"""Letters and digits of a name that is no label's: shorter ones occur in any engraving."""

_BRAND_ALONE = 0.6
"""Of the strength, where the calibre read is the brand's and nothing tells which it should be. Declared: that the brand
uses it says less than that this reference does."""


@dataclass(frozen=True, slots=True)
class Named:
    """Where a calibre is named.

    :ivar labelled: whether a name counts only behind the word "calibre": a case back is full of other numbers.
    """

    called: str
    component: Component
    criterion: str
    labelled: bool


MOVEMENT = Named("movement", Component.MOVEMENT, "calibre_on_movement", labelled=False)
CASEBACK = Named("case back", Component.CASEBACK, "calibre_on_caseback", labelled=True)


def judge_calibre(where: Named, readings: Sequence[Reading], expected: Expected, again: SecondLook) -> Finding | None:
    """Judge the calibre on the movement or the case back; None where a case back names none."""
    wanted = wanted_calibres(expected)
    for name in wanted:
        same = max(_found(where, name, readings, LEGIBLE), key=lambda place: place.confidence, default=None)
        if same is not None:
            return _as_wanted(where, name, same, expected)
    for owner, name, place in _known(where, readings, expected, wanted):
        if again(place).agree(place.seen, least=_STEADY):
            return _another(where, owner, name, place, expected, wanted)
    unknown = next((place for place in _labelled(readings) if place.confidence >= CLEAR), None)
    if unknown is not None:
        return _unknown(where, unknown, wanted)
    if where is MOVEMENT:
        return unreadable(where.component, where.criterion, "No calibre could be read on the movement.")
    return None


def wanted_calibres(expected: Expected) -> tuple[str, ...]:
    """Return every name of the calibre that is claimed, or else of those listed for the claimed reference."""
    if expected.claim.calibre is not None:
        names = [expected.claim.calibre]
    else:
        names = list(expected.entry.reference.calibres) if expected.entry is not None else []
    known = expected.brand.calibres if expected.brand is not None else ()
    own = {skeleton(name) for name in names}
    for calibre in known:
        if own & {skeleton(name) for name in (calibre.name, *calibre.aliases)}:
            names += [calibre.name, *calibre.aliases]
    return tuple(dict.fromkeys(names))


def _as_wanted(where: Named, name: str, place: Place, expected: Expected) -> Finding:
    claim = expected.claim
    fits = expected.catalogue.judge_calibre(claim.brand, name, reference=claim.reference)
    if claim.reference is not None and fits.plausibility is Plausibility.IMPLAUSIBLE:
        sentence = f"The {where.called} says calibre {name}, as claimed, but the reference claimed has another: "
        return _finding(where, Bearing.CONTRADICTS, strength_of(place), name, f"{sentence}{fits.why}.", place)
    how = "as claimed" if claim.calibre is not None else "as the catalogue lists for the claimed reference"
    sentence = f"The {where.called} says calibre {name}, {how}."
    return _finding(where, Bearing.SUPPORTS, strength_of(place), name, sentence, place)


def _another(where: Named, owner: Brand, name: str, place: Place, expected: Expected, wanted: Sequence[str]) -> Finding:
    own, strength = owner is expected.brand, strength_of(place)
    whose = f"calibre {name}" if own else f"calibre {name}, which is {owner.name}'s"
    if wanted:
        sentence = f"The {where.called} says {whose}; {' or '.join(wanted)} was expected."
        return _finding(where, Bearing.CONTRADICTS, strength, name, sentence, place)
    if own:
        sentence = f"The {where.called} says {whose}, which {owner.name} uses."
        return _finding(where, Bearing.SUPPORTS, strength * _BRAND_ALONE, name, sentence, place)
    sentence = f"The {where.called} says {whose}; nothing that is claimed tells which calibre it should be."
    return _finding(where, Bearing.NEUTRAL, strength, name, sentence, place)


def _unknown(where: Named, place: Place, wanted: Sequence[str]) -> Finding:
    sentence = f"The {where.called} names calibre {place.seen}, which the catalogue does not know"
    told = f"; {' or '.join(wanted)} was expected, of which it may be another name." if wanted else "."
    return _finding(where, Bearing.NEUTRAL, strength_of(place), place.seen, sentence + told, place)


def _known(
    where: Named, readings: Sequence[Reading], expected: Expected, wanted: Sequence[str]
) -> Iterator[tuple[Brand, str, Place]]:
    """Yield clearly read calibres that the catalogue knows and nobody expects here, the brand's own first."""
    passed = {skeleton(name) for name in wanted}
    others = [brand for brand in expected.catalogue.brands if brand is not expected.brand]
    for brand in (*([expected.brand] if expected.brand is not None else []), *others):
        for name, spellings in _calibres(brand):
            if passed & {skeleton(spelling) for spelling in spellings}:
                continue
            for spelling in spellings:
                for place in _found(where, spelling, readings, CLEAR):
                    if place.exact and (brand is expected.brand or _is_labelled(place) or _is_code(spelling)):
                        yield brand, name, place
        passed |= {skeleton(spelling) for _, spellings in _calibres(brand) for spelling in spellings}


def _calibres(brand: Brand) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the brand's calibres with every name they go by: those with a row, then those that references hold."""
    for calibre in brand.calibres:
        yield calibre.name, (calibre.name, *calibre.aliases)
    for name in dict.fromkeys(name for model in brand.models for each in model.references for name in each.calibres):
        yield name, (name,)


def _found(where: Named, name: str, readings: Sequence[Reading], least: float) -> Iterator[Place]:
    """Yield the places of a name: behind its label, or anywhere on a movement where it could be nothing else."""
    telling = len(skeleton(name)) >= _TELLING
    for place in places(name, readings, least=least):
        if _is_labelled(place) or (telling and not where.labelled):
            yield place


def _is_labelled(place: Place) -> bool:
    found = CALIBRE_LABEL.search(place.line.text)
    return found is not None and skeleton(place.line.text[found.end() :]).startswith(skeleton(place.seen))


def _is_code(name: str) -> bool:
    """Whether a name has letters and digits: figures alone may be any number of the movement's own maker."""
    return any(character.isdigit() for character in name) and any(character.isalpha() for character in name)


def _labelled(readings: Sequence[Reading]) -> Iterator[Place]:
    """Yield the word behind each label, on its line or, where the label ends it, on the line below."""
    for reading in readings:
        for line in reading.lines:
            label = CALIBRE_LABEL.search(line.text)
            if label is None:
                continue
            rest = line.text[label.end() :]
            named = line if rest else line_below(line, reading)
            if named is None:
                continue
            start = label.end() / len(line.text) if rest else 0.0
            seen, first, last = next(windows(rest or named.text), ("", 0.0, 0.0))
            if any(character.isdigit() for character in seen):
                band = named.band.part(start + first * (1 - start), start + last * (1 - start))
                yield Place(reading, named, seen, named.confidence, band, exact=True)


def _finding(where: Named, bearing: Bearing, strength: float, seen: str, sentence: str, place: Place) -> Finding:
    return finding(where.component, where.criterion, bearing, strength, seen, sentence, place.region)
