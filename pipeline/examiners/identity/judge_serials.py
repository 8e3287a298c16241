"""The serial number on the watch and its papers, surface by surface. It is compared, never repeated.

The claim is supported only where every surface that shows a serial number shows the claimed one. A single character
that is surely another contradicts it: papers are most easily made to fit by choosing a watch with nearly their number.
What was read unsurely supports nothing, and asks for a closer photo.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from models.catalogue.spelling import skeleton
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.views import Component, View
from pipeline.examiners.identity.expected import Expected
from pipeline.examiners.identity.finding import LEGIBLE, finding, strength_of, unreadable
from pipeline.examiners.identity.judge_numbers import labelled_serials, numbers
from pipeline.examiners.identity.letters import alike, differing, distance, easily_taken
from pipeline.examiners.identity.reading import Place, Reading, places
from pipeline.examiners.identity.second_look import Glimpses, SecondLook

CRITERION = "serial_matches"

_STEADY = 0.9
"""Confidence that every reading of the second look must have before a number contradicts the claim."""

_CERTAIN = 0.95
"""The same where a single character differs. Case backs and papers of the studio's calibration set were made 8 to 30
pixels tall, blurred, noisy and compressed again, 84 looks at each size: the two slips that every reading repeated had
0.92 and 0.93."""

_TALL = 20.0
"""Pixels of the original, letters with their margin, from which a single differing character is the print's: none of
those looks slipped at 20 pixels and more, 3 of 84 at 16."""

_TALLER = 30.0
"""The same where the two characters have nearly the same form."""

_ONE_LEAST, _ONE_MOST = 0.6, 0.95
"""Strength of a single differing character, from ``_CERTAIN`` to a confidence of 1."""

_CALLED = {
    View.CASEBACK: "case back",
    View.SERIAL: "watch itself",
    View.CLASP: "clasp",
    View.PAPERS: "papers",
}


class _Says(StrEnum):
    """What a surface says of the claimed number."""

    SAME = "same"
    OTHER = "other"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class _Told:
    """What was read on one surface.

    :ivar apart: characters that are not as claimed.
    :ivar sure: confidence of the least sure reading.
    """

    says: _Says
    place: Place
    apart: int
    sure: float

    @property
    def where(self) -> str:
        return _CALLED[self.place.reading.photo.photo.view]


def judge_serial(readings: Sequence[Reading], expected: Expected, again: SecondLook) -> Iterator[Finding]:
    """Compare the claimed serial with what is engraved or printed; nothing where none is claimed."""
    serial = expected.claim.serial
    if serial is None:
        return
    told = list(_surfaces(readings, serial, again))
    others, unsure, same = (
        [each for each in told if each.says is says] for says in (_Says.OTHER, _Says.UNSURE, _Says.SAME)
    )
    if others:
        yield from (_contradicted(each, serial) for each in others)
    elif unsure:
        yield _unsure(unsure[0])
    elif same:
        yield _supported(same, serial)
    else:
        nowhere = "The claimed serial number could not be read on any photo."
        yield unreadable(Component.SERIAL, CRITERION, nowhere)


def _surfaces(readings: Sequence[Reading], serial: str, again: SecondLook) -> Iterator[_Told]:
    """Yield what each view says: another number on any of its photos, or else the surest of what they say."""
    for view in _CALLED:
        shown = [reading for reading in readings if reading.photo.photo.view is view]
        told = [each for reading in shown if (each := _told(reading, serial, again)) is not None]
        for says in (_Says.OTHER, _Says.SAME, _Says.UNSURE):
            found = [each for each in told if each.says is says]
            if found:
                yield max(found, key=lambda each: each.sure)
                break


def _told(reading: Reading, serial: str, again: SecondLook) -> _Told | None:
    """Return what one photo says; None where it shows no serial number."""
    same = max(places(serial, [reading], least=LEGIBLE), key=lambda each: (each.exact, each.confidence), default=None)
    candidates = list(_candidates(reading, serial))
    if same is not None and same.exact:
        near = [_other(place, serial, again) for place in candidates if _one_off(place.seen, serial)]
        twice = next((each for each in near if each.says is _Says.OTHER), None)
        if twice is None:
            return _Told(_Says.SAME, same, 0, same.confidence)
        return replace(twice, says=_Says.UNSURE)
    others = [_other(place, serial, again) for place in candidates]
    surely = next((each for each in others if each.says is _Says.OTHER), None)
    if surely is not None:
        return surely
    if same is not None:
        return _alike(same, serial, again)
    return next(iter(others), None)


def _alike(place: Place, serial: str, again: SecondLook) -> _Told:
    """Judge a number that is the claimed one but for characters like 0 and O: it is, where the reader says so once."""
    read = {skeleton(text) for text in again(place).texts}
    return _Told(_Says.SAME if skeleton(serial) in read else _Says.UNSURE, place, 1, place.confidence)


def _candidates(reading: Reading, serial: str) -> Iterator[Place]:
    """Yield what is a serial number, but not the claimed one: by its label, or as it is nearly the claimed one."""
    wanted, labelled = alike(serial), list(labelled_serials([reading]))
    lines = {place.line for place in labelled}
    near = [place for place in numbers([reading]) if place.line not in lines and _one_off(place.seen, serial)]
    for place in (*labelled, *near):
        seen = alike(place.seen)
        if seen not in wanted and wanted not in seen:
            yield place


def _one_off(seen: str, serial: str) -> bool:
    return len(skeleton(seen)) == len(skeleton(serial)) and distance(alike(seen), alike(serial)) == 1


def _other(place: Place, serial: str, again: SecondLook) -> _Told:
    """Look again at a number that is not the claimed one, and say how surely it is another."""
    seen = again(place)
    apart = distance(alike(place.seen), alike(serial))
    sure = min((place.confidence, *seen.confidences))
    whole = len(skeleton(place.seen)) >= len(skeleton(serial))
    single = sure >= _CERTAIN and _is_another(place, serial, seen)
    clearly = single if apart == 1 else whole and seen.agree(place.seen, least=_STEADY)
    return _Told(_Says.OTHER if clearly else _Says.UNSURE, place, apart, sure)


def _is_another(place: Place, serial: str, seen: Glimpses) -> bool:
    """Return whether a single character is surely another: a lost or an added one may be a scratch or a shadow."""
    differences = differing(place.seen, serial)
    tall = _TALLER if all(easily_taken(here, there) for _, here, there in differences) else _TALL
    readable = place.line.height >= tall and not seen.covered
    return bool(differences) and readable and seen.agree(place.seen, least=_CERTAIN)


def _contradicted(told: _Told, serial: str) -> Finding:
    characters = len(skeleton(told.place.seen))
    observed = f"{characters} characters, {told.apart} of them not as claimed"
    if told.apart == 1:
        (at, _, _), *_ = differing(told.place.seen, serial)
        sentence = (
            f"The serial number on the {told.where} is not the one claimed: character {at} of {characters}, "
            "clearly read, is another. It may be a slip of typing in the claim."
        )
        return _finding(Bearing.CONTRADICTS, _strength_of_one(told.sure), observed, sentence, told.place)
    sentence = f"The serial number on the {told.where} was clearly read, and it is not the one claimed."
    if told.place.reading.photo.photo.view is View.PAPERS:
        sentence = "The papers carry another serial number than the one claimed: they belong to another watch."
    return _finding(Bearing.CONTRADICTS, strength_of(told.place), observed, sentence, told.place)


def _strength_of_one(sure: float) -> float:
    return _ONE_LEAST + (_ONE_MOST - _ONE_LEAST) * (sure - _CERTAIN) / (1.0 - _CERTAIN)


def _unsure(told: _Told) -> Finding:
    sentence = (
        f"The serial number on the {told.where} could not be read surely enough to tell whether it is the one claimed; "
        "a closer, sharper photo of it would tell."
    )
    return unreadable(Component.SERIAL, CRITERION, sentence)


def _supported(same: Sequence[_Told], serial: str) -> Finding:
    best = max(same, key=lambda each: strength_of(each.place))
    where = " and the ".join(each.where for each in same)
    exact = all(each.place.exact for each in same)
    how = "" if exact else ", as far as letters and digits that look alike can be told apart"
    observed = f"{len(skeleton(serial))} characters, all as claimed"
    sentence = f"The serial number on the {where} is the one claimed{how}."
    return _finding(Bearing.SUPPORTS, strength_of(best.place), observed, sentence, best.place)


def _finding(bearing: Bearing, strength: float, observed: str, sentence: str, place: Place) -> Finding:
    return finding(Component.SERIAL, CRITERION, bearing, strength, observed, sentence, place.region)
