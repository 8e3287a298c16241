"""Whether photos are those that a document names: the same file, the same picture saved anew, or neither.

1. SHA-256 of the file is that of an original or of a derivative: *identical*.
2. Otherwise PDQ, where both hashes are good enough to say anything: at most ``Perceptual.SAME`` of 256 bits differ, for
   the photo as it is or by quarter turns, which saving anew often undoes: *re-encoded*.
3. Otherwise it is *not the same*; or *cannot tell*, where a hash has too little detail; or *cannot be read*.

PDQ tells one picture from another, not one watch from another: two photos of two watches of one model, framed alike,
may come near each other, and a copy that was cut or mirrored is not recognised.
"""

import hashlib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from models.vocabulary.photo import Perceptual
from models.vocabulary.value import Value
from models.vocabulary.words import REJECTION, REJECTION_REMEDY, listed

_SIDE = 512
"""Pixels: PDQ looks at no more."""


class Likeness(StrEnum):
    """What a photo is to the document."""

    IDENTICAL = "identical"
    REENCODED = "re-encoded"
    DIFFERENT = "not the same"
    UNDECIDED = "cannot tell"
    UNREADABLE = "cannot be read"


class Named(NamedTuple):
    """A photo that the document names.

    :ivar call: how the document calls it.
    :ivar digests: SHA-256 of the original and, where there is one, of the derivative.
    :ivar perceptual: None where the photo could not be used.
    """

    call: str
    digests: frozenset[str]
    perceptual: Perceptual | None


class PhotoAnswer(Value):
    """What one photo that was handed over is. It carries no file name: those are the owner's own.

    :ivar position: among the photos that were handed over, from 1 on.
    :ivar photo: how the document calls the photo that it is, or comes nearest to; None where that is not known.
    :ivar distance: bits of PDQ in which it differs from that one; None where that was not needed or not possible.
    :ivar why: in words; for what cannot be read, with what to do about it.
    """

    position: int
    sha256: str
    answer: Likeness
    photo: str | None = None
    distance: int | None = None
    why: str

    @property
    def same(self) -> bool:
        """Whether it is a photo that the document names."""
        return self.answer in {Likeness.IDENTICAL, Likeness.REENCODED}


class _Found(NamedTuple):
    answer: Likeness
    why: str
    photo: str | None = None
    distance: int | None = None


def compare(given: Iterable[bytes], named: Sequence[Named]) -> tuple[PhotoAnswer, ...]:
    """Return an answer for each photo, in the order in which they were handed over."""
    return tuple(_answer(position, data, named) for position, data in enumerate(given, start=1))


def absent(answers: Iterable[PhotoAnswer], named: Iterable[Named]) -> tuple[str, ...]:
    """Return what the document calls the photos that were not handed over."""
    there = {each.photo for each in answers if each.same}
    return tuple(each.call for each in named if each.call not in there)


def positions(answers: Iterable[PhotoAnswer], *kinds: Likeness) -> str:
    """Return the positions of the photos with one of these answers, in words; empty where there are none."""
    found = [str(each.position) for each in answers if each.answer in kinds]
    return f"photo{'s' if len(found) > 1 else ''} {listed(found)}" if found else ""


def _answer(position: int, data: bytes, named: Sequence[Named]) -> PhotoAnswer:
    digest = hashlib.sha256(data).hexdigest()
    same = next((each for each in named if digest in each.digests), None)
    if same is not None:
        found = _Found(Likeness.IDENTICAL, "the very file that was examined", same.call)
    else:
        seen = _perceived(data)
        found = _Found(Likeness.UNREADABLE, seen) if isinstance(seen, str) else _by_look(seen, named)
    return PhotoAnswer(
        position=position, sha256=digest, answer=found.answer, photo=found.photo, distance=found.distance, why=found.why
    )


def _by_look(turned: Sequence[Perceptual], named: Sequence[Named]) -> _Found:
    known = [(each.call, each.perceptual) for each in named if each.perceptual is not None]
    clear = [(call, pdq) for call, pdq in known if pdq.is_telling]
    if not turned[0].is_telling or not clear:
        return _Found(Likeness.UNDECIDED, "not the very file, and too little detail to be compared by look")
    distance, turns, call = min(
        (seen.differing(pdq), turns, call) for turns, seen in enumerate(turned) for call, pdq in clear
    )
    apart = f"{distance} of {Perceptual.BITS} bits of its look differ, and up to {Perceptual.SAME} are one picture"
    if distance <= Perceptual.SAME:
        how = "turned and saved anew" if turns else "saved anew"
        return _Found(Likeness.REENCODED, f"the same picture, {how}: {apart}", call, distance)
    if hidden := len(known) - len(clear):
        why = f"{call} comes nearest: {apart}; {hidden} that the document names cannot be compared by look"
        return _Found(Likeness.UNDECIDED, why, call, distance)
    return _Found(Likeness.DIFFERENT, f"{call} comes nearest: {apart}", call, distance)


def _perceived(data: bytes) -> tuple[Perceptual, ...] | str:
    """Return the picture's hash, upright and by one to three quarter turns; or why it cannot be read and what to do."""
    import numpy as np

    from pipeline.imaging.decode import decode_fitted
    from pipeline.imaging.hashes import pdq
    from pipeline.imaging.refusal import Refused
    from pipeline.imaging.sniff import inspect

    try:
        pixels = decode_fitted(data, inspect(data), _SIDE).pixels
    except Refused as refused:
        return f"{REJECTION[refused.reason]}: {REJECTION_REMEDY[refused.reason]}"
    return tuple(pdq(np.ascontiguousarray(np.rot90(pixels, turns))) for turns in range(4))
