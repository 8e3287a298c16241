"""Whether the photos show one watch, and each of them something of its own."""

from collections.abc import Iterator, Sequence

from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.photo import NoDial, Perceptual, Prepared
from models.vocabulary.views import Component
from pipeline.examiners.identity.expected import Expected
from pipeline.examiners.identity.finding import CLEAR, finding, strength_of
from pipeline.examiners.identity.reading import Place, Reading, places

_APART = 0.15
"""Of the frame, between two names: the dials of watches lying side by side are further apart, and a name that two
passes placed a little differently is nearer."""

_SEVERAL_STRENGTH = 0.6
"""Round shapes alone: sub-dials, clock faces and bowls are round too."""


def without_repeats(photos: Sequence[Prepared]) -> tuple[tuple[Prepared, ...], tuple[tuple[Prepared, Prepared], ...]]:
    """Split photos into those that show something new, and pairs of a repeat with the photo that it repeats."""
    kept: list[Prepared] = []
    repeats: list[tuple[Prepared, Prepared]] = []
    for photo in photos:
        first = next((other for other in kept if _same_picture(photo, other)), None)
        if first is None:
            kept.append(photo)
        else:
            repeats.append((photo, first))
    return tuple(kept), tuple(repeats)


def _same_picture(one: Prepared, other: Prepared) -> bool:
    if one.photo.sha256 == other.photo.sha256 or one.pixels == other.pixels:
        return True
    usable = one.perceptual.is_telling and other.perceptual.is_telling
    return usable and one.perceptual.differing(other.perceptual) <= Perceptual.SAME


def note_repeat(repeat: Prepared, first: Prepared) -> Finding:
    """Note that a photo shows nothing of its own."""
    labels = f"{first.photo.label} and {repeat.photo.label}"
    sentence = f"The photos {labels} are the same picture; it was examined once, as {first.photo.label}."
    return finding(Component.WHOLE, "one_watch", Bearing.NEUTRAL, 1.0, "the same picture twice", sentence)


def judge_one_watch(readings: Sequence[Reading], expected: Expected) -> Iterator[Finding]:
    """Judge whether each photo shows one watch; nothing where nothing suggests another."""
    for reading in readings:
        named = _named(reading, expected)
        match reading.photo.dial:
            case NoDial(reason="several", found=found):
                yield _several(reading, named, found)
            case _ if len({name for name, _ in named}) > 1:
                yield _two_brands(reading, named)
            case _:
                continue


def _several(reading: Reading, named: Sequence[tuple[str, Place]], found: int) -> Finding:
    label = reading.photo.photo.label
    if len(named) > 1:
        names = ", ".join(f"“{place.seen}”" for _, place in named)
        sentence = (
            f"The photo {label} shows several watches: {names} stand far apart. Which one is meant cannot be known."
        )
        strength = min(strength_of(place) for _, place in named)
        region = named[1][1].region
        return finding(Component.WHOLE, "one_watch", Bearing.CONTRADICTS, strength, "several watches", sentence, region)
    sentence = f"The photo {label} shows {found} round dials or more; which one is meant cannot be known."
    return finding(Component.WHOLE, "one_watch", Bearing.NEUTRAL, _SEVERAL_STRENGTH, f"{found} dials", sentence)


def _two_brands(reading: Reading, named: Sequence[tuple[str, Place]]) -> Finding:
    seen = ", ".join(f"“{place.seen}”" for _, place in named)
    sentence = f"The photo {reading.photo.photo.label} shows names of different brands far apart: {seen}."
    return finding(Component.WHOLE, "one_watch", Bearing.NEUTRAL, CLEAR, seen, sentence, named[0][1].region)


def _named(reading: Reading, expected: Expected) -> list[tuple[str, Place]]:
    """Return clearly read brand names that stand apart from one another."""
    names = [(expected.claim.brand, expected.brand_names), *((brand.name, names) for brand, names in expected.rivals)]
    apart: list[tuple[str, Place]] = []
    for brand, spellings in names:
        for spelling in spellings:
            for place in places(spelling, [reading], least=CLEAR):
                if place.exact and all(_is_apart(place, other) for _, other in apart):
                    apart.append((brand, place))
    return apart


def _is_apart(one: Place, other: Place) -> bool:
    (x, y), (other_x, other_y) = one.band.centre, other.band.centre
    return max(abs(x - other_x), abs(y - other_y)) > _APART
