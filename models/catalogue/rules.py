"""What the catalogue answers about references and calibres. Pure functions of its rows.

No sentence repeats what was claimed: only what the catalogue itself holds.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from models.catalogue.brand import Brand, Calibre, Model, Reference, ReferenceFormat
from models.catalogue.judgement import Judgement, Plausibility
from models.catalogue.serials import compiled
from models.catalogue.spelling import fold, skeleton, tidy

REFERENCE_TOLERANCE = 2
"""Years: published production years are those of launch and last catalogue; pieces are finished and sold from stock
for about two years around them. Judgement."""

_SHORTEST = 3
"""Characters: a reference cut shorter than this to find it in the catalogue would fit by chance."""

_TELLING = 6
"""Characters: two makers may well use the same shorter number, so that finding it at the other says nothing."""

_SPEAKING_PREFIX = re.compile(r"(?:calibre|caliber|kaliber|cal|kal)(?=.*[0-9])")


class Entry(NamedTuple):
    """A reference of the catalogue with what it belongs to."""

    brand: Brand
    model: Model
    reference: Reference


def spellings(reference: str) -> Iterator[str]:
    """Yield the skeletons under which the catalogue may list a reference, most exact first.

    Makers append a dial or strap (``5711/1A-010``, ``WAY201A.BA0927``) or set an M before it (``M126610LN-0001``).
    """
    text = tidy(reference)
    while text is not None:
        bare = skeleton(text)
        yield bare
        if re.match(r"M[0-9]", bare):
            yield bare[1:]
        text = _cut(text)


def _cut(text: str) -> str | None:
    last = max(text.rfind(mark) for mark in "-./")
    return text[:last] if last >= _SHORTEST else None


def judge_listed(entry: Entry, *, year: int | None, model: str | None) -> Judgement:
    """Judge a claim whose reference the catalogue lists."""
    other = _other_model(entry, model)
    if other is not None:
        why = f"{entry.brand.name} {entry.reference.reference} is a {entry.model.name}, not a {other.name}"
        return Judgement(plausibility=Plausibility.IMPLAUSIBLE, why=why, source=entry.model.source)
    years = entry.reference.years
    if year is None or years is None:
        return _plausible(f"{entry.brand.name} made a {entry.model.name} {entry.reference.reference}", entry)
    made = f"{entry.brand.name} made the {entry.model.name} {entry.reference.reference} from {years}"
    if years.near(year, REFERENCE_TOLERANCE):
        return _plausible(f"{made}; the claimed year fits, with a tolerance of {REFERENCE_TOLERANCE} years", entry)
    why = f"{made}; the claimed year lies outside, even with a tolerance of {REFERENCE_TOLERANCE} years"
    return Judgement(plausibility=Plausibility.IMPLAUSIBLE, why=why, source=entry.model.source)


def _plausible(why: str, entry: Entry) -> Judgement:
    return Judgement(plausibility=Plausibility.PLAUSIBLE, why=why, source=entry.model.source)


def _other_model(entry: Entry, claimed: str | None) -> Model | None:
    """Return the other model that the claim names, if it names one beyond doubt.

    What the model's own dial says is no other model: a Submariner is also called an Oyster Perpetual.
    """
    name = fold(claimed or "")
    if not name or any(_overlap(name, own) for own in _names(entry.model)):
        return None
    if any(name in fold(line) for line in entry.model.dial_text):
        return None
    named = [model for model in entry.brand.models if name in _names(model)]
    return named[0] if len(named) == 1 else None


def _names(model: Model) -> set[str]:
    return {fold(name) for name in (model.name, *model.aliases)}


def _overlap(one: str, other: str) -> bool:
    return one in other or other in one


def judge_unlisted(brand: Brand, reference: str, *, year: int | None, elsewhere: Sequence[Entry]) -> Judgement:
    """Judge a reference that the catalogue does not list for the brand. ``elsewhere``: brands that do have it."""
    text = tidy(reference)
    if text is None:
        return _unknown("what was given is empty or longer than any reference")
    form = next((form for form in brand.reference_formats if compiled(form.pattern).fullmatch(text)), None)
    if form is not None:
        return _of_form(brand, form, year)
    if elsewhere and brand.reference_formats and len(skeleton(text)) >= _TELLING:
        why = f"it is a reference of {elsewhere[0].brand.name}, and has no form that {brand.name} uses"
        return Judgement(plausibility=Plausibility.IMPLAUSIBLE, why=why, source=elsewhere[0].model.source)
    return _unknown(f"the catalogue knows no such reference of {brand.name}, and may not know every form")


def _of_form(brand: Brand, form: ReferenceFormat, year: int | None) -> Judgement:
    if form.complete:
        why = f"{brand.name} has no such reference: the catalogue lists all of this form ({form.meaning})"
        return Judgement(plausibility=Plausibility.IMPLAUSIBLE, why=why, source=form.source)
    why = f"it is written as {brand.name} writes references ({form.meaning}); the catalogue does not list it"
    if year is not None and form.years is not None and not form.years.near(year, REFERENCE_TOLERANCE):
        why = f"{why}, and dates this way of writing to {form.years}"
    return _unknown(why, form.source)


def calibre_key(name: str, brand: Brand) -> str:
    """Return how a calibre is compared: folded, without the brand's name and without "calibre"."""
    text = fold(name)
    for prefix in sorted({fold(own) for own in (brand.name, *brand.aliases)}, key=len, reverse=True):
        text = text.removeprefix(prefix) if len(text) > len(prefix) else text
    return _SPEAKING_PREFIX.sub("", text, count=1) if _SPEAKING_PREFIX.match(text) else text


def find_calibre(brand: Brand, name: str) -> Calibre | None:
    """Return the brand's calibre of this name or alias."""
    key = calibre_key(name, brand)
    if not key:
        return None
    return next(
        (one for one in brand.calibres if key in {calibre_key(n, brand) for n in (one.name, *one.aliases)}), None
    )


class Named(NamedTuple):
    """A calibre that the catalogue knows of a brand: every name it goes by, and the source that says so."""

    keys: frozenset[str]
    name: str
    source: str


def name_calibre(brand: Brand, name: str) -> Named | None:
    """Return what the catalogue knows of a calibre of this name, by its own row or by a reference that holds it."""
    key = calibre_key(name, brand)
    calibre = find_calibre(brand, name)
    if calibre is not None:
        keys = frozenset(calibre_key(one, brand) for one in (calibre.name, *calibre.aliases))
        return Named(keys, calibre.name, calibre.source)
    for model in brand.models:
        named = {calibre_key(one, brand): one for reference in model.references for one in reference.calibres}
        if key in named:
            return Named(frozenset({key}), named[key], model.source)
    return None


def judge_calibre(brand: Brand, name: str, *, entry: Entry | None, elsewhere: bool) -> Judgement:
    """Judge whether the brand uses the calibre, and in this reference where the catalogue says what is in it.

    ``elsewhere``: the catalogue knows the calibre from another brand, so that its name was surely read.
    """
    named = name_calibre(brand, name)
    if entry is not None and entry.reference.calibres:
        return _in_reference(entry, named, elsewhere=elsewhere)
    if named is None:
        return _unknown(f"the catalogue does not list such a calibre of {brand.name}, and may not know them all")
    why = f"{brand.name} uses calibre {named.name}"
    return Judgement(plausibility=Plausibility.PLAUSIBLE, why=why, source=named.source)


def _in_reference(entry: Entry, named: Named | None, *, elsewhere: bool) -> Judgement:
    brand, reference = entry.brand, entry.reference
    held = f"{brand.name} {reference.reference} holds calibre {' or '.join(reference.calibres)}"
    if named is not None and named.keys & {calibre_key(one, brand) for one in reference.calibres}:
        return _plausible(held, entry)
    if named is None and not elsewhere:
        return _unknown(f"{held}; the catalogue does not know the name claimed, which may be another for the same")
    why = f"{held}, not the one claimed"
    return Judgement(plausibility=Plausibility.IMPLAUSIBLE, why=why, source=entry.model.source)


def _unknown(why: str, source: str = "") -> Judgement:
    return Judgement(plausibility=Plausibility.UNKNOWN, why=why, source=source)
