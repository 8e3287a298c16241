"""The studio's sets: which cases there are, and their photos.

Two sets that share neither references nor seeds: ``calibration``, to fit on, and ``held-back``, to measure on.
Cases come grouped by specimen, whose untouched photos they share; every case whose defect is on the dial has a photo
of its own, in a pose of its own. Names are numbers: what is wrong stands in the truth alone.
"""

import hashlib
import zlib
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from models.scoring.labelled import Severity, Truth
from models.scoring.table import Domain
from models.vocabulary.case import CaseId, Challenge
from models.vocabulary.claim import Claim
from models.vocabulary.photo import Sha256
from models.vocabulary.value import Value
from models.vocabulary.views import View
from pipeline.evaluation.render.collection import CALIBRATION, HELD_BACK
from pipeline.evaluation.render.watch import FLAWLESS, Watch
from pipeline.evaluation.studio import sampling
from pipeline.evaluation.studio.alterations import Alteration, altered, clear, possible, tampered
from pipeline.evaluation.studio.pictures import Picture, draw
from pipeline.evaluation.studio.sampling import Rng
from pipeline.evaluation.studio.severity import TABLE, Kind, is_genuine
from pipeline.evaluation.studio.specimens import (
    Origin,
    Specimen,
    beside_code,
    on_some_day,
    picture,
    shared_pictures,
    specimen,
)


class SetName(StrEnum):
    """The studio's sets."""

    CALIBRATION = "calibration"
    HELD_BACK = "held-back"


class Size(StrEnum):
    """How many cases: a dozen, to see how it goes, or all."""

    SMALL = "small"
    FULL = "full"


class _Counts(NamedTuple):
    """How many of what.

    :ivar specimens: of each reference.
    :ivar honest: cases of each specimen without any defect.
    :ivar slight: cases of each kind, and so on.
    """

    specimens: int
    honest: int
    slight: int
    moderate: int
    severe: int
    kinds: tuple[Kind, ...] = tuple(Kind)
    references: int | None = None

    def of(self, severity: Severity) -> int:
        """Cases of each kind."""
        return {Severity.SLIGHT: self.slight, Severity.MODERATE: self.moderate}.get(severity, self.severe)


_SMALL = _Counts(
    specimens=1,
    honest=1,
    slight=1,
    moderate=1,
    severe=1,
    kinds=(Kind.MARKER_ANGLE, Kind.WRONG_WORDING, Kind.SCREEN_RECAPTURE, Kind.BORROWED_PHOTO, Kind.WRONG_SERIAL),
    references=2,
)
_FULL = {
    SetName.CALIBRATION: _Counts(specimens=4, honest=2, slight=2, moderate=5, severe=11),
    SetName.HELD_BACK: _Counts(specimens=10, honest=2, slight=4, moderate=9, severe=21),
}
"""Held back: above 400 severe cases, so that not one false answer bounds their rate below 0.75 % at 95 % confidence
(the rule of three), and above 150 each of moderate and genuine ones; about half of that to fit on."""
_REFERENCES = {SetName.CALIBRATION: CALIBRATION, SetName.HELD_BACK: HELD_BACK}
_NUMBERS = {SetName.CALIBRATION: 1, SetName.HELD_BACK: 4}
"""First number of every seed of a set. Reference sets have 3; 2 were the first six references that were held back."""
_LENDERS, _STRANGERS = 1000, 2000
"""First index of the specimens whose photos others take, and of those who are in the index of earlier photos only."""
_STRANGERS_EACH = 4
"""Of each reference."""


_ELSEWHERE = frozenset({Kind.SCREEN_RECAPTURE, Kind.BORROWED_PHOTO})
"""Kinds where the watch is not at hand: nothing that was asked can be done with it."""


class StudioCase(Value):
    """A case that can be examined.

    :ivar name: unique among all sets; says nothing of what is wrong.
    :ivar size: how far the defect goes, in the unit of its row in ``severity.TABLE``; 0 where there is none.
    :ivar pictures: what is photographed: equal ones among the cases of a specimen give the same bytes.
    :ivar owner: who hands the case in.
    :ivar lender: whose photo it really is, where one was taken over from an earlier case.
    """

    name: str
    truth: Truth
    size: float = 0.0
    claim: Claim
    pictures: tuple[Picture, ...]
    owner: Sha256
    challenge: Challenge | None = None
    lender: Specimen | None = None


class EarlierPhoto(NamedTuple):
    """A photo that another case handed in before."""

    case: CaseId
    owner: Sha256
    view: View
    data: bytes


class _Order(NamedTuple):
    """A case that is wanted: the ``nth`` of its kind and severity."""

    kind: Kind | None
    severity: Severity
    nth: int


def studio_set(name: SetName, seed: int = 0, size: Size = Size.FULL) -> Iterator[StudioCase]:
    """Yield the cases of a set, those of a specimen one after the other. Nothing is drawn yet."""
    origin, number = _origin(name, seed), 0
    for owned, orders in _ordered(name, seed, size):
        for order in orders:
            yield _case(f"{name}-{number:04d}", owned, order, origin)
            number += 1


def photos(case: StudioCase) -> tuple[tuple[View, int, bytes], ...]:
    """Draw the case's photos: view, ordinal and the bytes as an owner hands them in."""
    return tuple((each.view, each.ordinal, _drawn(each)) for each in case.pictures)


def earlier_photos(name: SetName, seed: int = 0, size: Size = Size.FULL) -> Iterator[EarlierPhoto]:
    """Yield what was handed in before the set's cases: photos that some of them take over, and strangers' photos.

    Strangers own watches of the same references: their photos resemble the cases' and are not the same.
    """
    for case in studio_set(name, seed, size):
        if case.lender is not None:
            yield _earlier(case.lender, _dial(case).untouched)
    for watch in _references(name, size):
        for index in range(_STRANGERS_EACH if size is Size.FULL else 1):
            owned = specimen(watch, _origin(name, seed), _STRANGERS + index)
            yield _earlier(owned, shared_pictures(owned)[View.DIAL])


@lru_cache(maxsize=16)
def _drawn(wanted: Picture) -> bytes:
    """Kept for the next case of the specimen."""
    return draw(wanted)


def _earlier(owned: Specimen, wanted: Picture) -> EarlierPhoto:
    case = hashlib.sha256(owned.name.encode()).hexdigest()[:16]
    return EarlierPhoto(case=case, owner=owned.owner, view=wanted.view, data=draw(wanted))


def _origin(name: SetName, seed: int) -> Origin:
    return Origin(name.value, (_NUMBERS[name], seed))


def _counts(name: SetName, size: Size) -> _Counts:
    return _SMALL if size is Size.SMALL else _FULL[name]


def _references(name: SetName, size: Size) -> tuple[Watch, ...]:
    return _REFERENCES[name][: _counts(name, size).references]


def _ordered(name: SetName, seed: int, size: Size) -> Iterator[tuple[Specimen, list[_Order]]]:
    """Spread the wanted cases over the specimens: references take turns, and so do the specimens of each."""
    counts, references = _counts(name, size), _references(name, size)
    places = [(watch, index) for watch in references for index in range(counts.specimens)]
    honest = [_Order(None, Severity.NONE, nth) for nth in range(counts.honest)]
    todo = {(watch.reference, index): list(honest) for watch, index in places}
    turns: Counter[str] = Counter()
    for kind, order in _defective(counts):
        able = [watch for watch in references if possible(kind, watch)]
        if able:
            reference = able[(list(Kind).index(kind) + order.nth) % len(able)].reference
            todo[reference, turns[reference] % counts.specimens].append(order)
            turns[reference] += 1
    for watch, index in places:
        yield specimen(watch, _origin(name, seed), index), todo[watch.reference, index]


def _defective(counts: _Counts) -> Iterator[tuple[Kind, _Order]]:
    """Every kind in every severity that it has."""
    for kind in counts.kinds:
        for severity in (Severity.SLIGHT, Severity.MODERATE, Severity.SEVERE):
            if TABLE[kind].of(severity) is not None:
                yield from ((kind, _Order(kind, severity, nth)) for nth in range(counts.of(severity)))


def _case(name: str, owned: Specimen, order: _Order, origin: Origin) -> StudioCase:
    rng = sampling.stream(*owned.stream, zlib.crc32(f"{order.kind} {order.severity}".encode()), order.nth)
    sizes = TABLE[order.kind].of(order.severity) if order.kind else None
    size = sampling.between(rng, *sizes) if sizes else 0.0
    watch = _before_the_camera(owned, order, rng)
    change = altered(order.kind, order.severity, size, watch, rng) if order.kind else Alteration()
    lender = _lender(owned, order, origin) if order.kind is Kind.BORROWED_PHOTO else None
    pictures = _pictures(owned, order, watch, change, rng)
    if lender is not None:
        pictures[View.DIAL] = shared_pictures(lender)[View.DIAL]
    if order.kind is not None:
        pictures[View.DIAL] = tampered(order.kind, size, pictures[View.DIAL], rng)
    return StudioCase(
        name=name,
        truth=_truth(owned, order),
        size=size,
        claim=owned.claim.model_copy(update=change.claim),
        pictures=tuple(pictures.values()),
        owner=owned.owner,
        challenge=owned.challenge,
        lender=lender,
    )


def _pictures(owned: Specimen, order: _Order, watch: Watch, change: Alteration, rng: Rng) -> dict[View, Picture]:
    """The specimen's photos, with those that the defect touches taken anew."""
    pictures = shared_pictures(owned)
    for view, other in change.watches.items():
        if view in pictures or view is change.adds:
            pictures[view] = picture(view, other, rng)
    if _own_dial(order, change):
        pictures[View.DIAL] = picture(View.DIAL, watch, rng, change.defects)
    if order.kind in _ELSEWHERE:
        pictures.pop(View.OTHER, None)
    slip = beside_code(owned, change.watches.get(View.DIAL, owned.watch), change.defects)
    return pictures if slip is None or View.OTHER not in pictures else {**pictures, View.OTHER: slip}


def _before_the_camera(owned: Specimen, order: _Order, rng: Rng) -> Watch:
    """The specimen on the day of the dial's photo: the hands as asked, where something was asked.

    Who photographs a screen has no watch whose hands could be set.
    """
    asked = owned.challenge is not None and order.kind not in _ELSEWHERE
    time = owned.watch.time if asked else sampling.time(rng, clear(order.kind, owned.watch))
    return on_some_day(owned.watch, time, rng)


def _own_dial(order: _Order, change: Alteration) -> bool:
    """Whether the case needs a photo of the dial that its specimen's other cases have not got."""
    if order.kind is None:
        return order.nth > 0
    of_the_photo = order.kind in {Kind.SCREEN_RECAPTURE, Kind.EDITED_PHOTO}
    return of_the_photo or change.defects != FLAWLESS


def _lender(owned: Specimen, order: _Order, origin: Origin) -> Specimen:
    """The owner of the earlier case: another watch of the same reference for each case that borrows."""
    index = _LENDERS + order.nth * len(Severity) + list(Severity).index(order.severity)
    return specimen(owned.watch, origin, index)


def _dial(case: StudioCase) -> Picture:
    return next(each for each in case.pictures if each.view is View.DIAL)


def _truth(owned: Specimen, order: _Order) -> Truth:
    return Truth(
        genuine=is_genuine(order.severity),
        defect=order.kind.value if order.kind else "",
        severity=order.severity,
        component=TABLE[order.kind].component if order.kind else None,
        watch=owned.name,
        reference=owned.watch.reference,
        domain=Domain.RENDERED,
    )
