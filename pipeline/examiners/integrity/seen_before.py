"""Criterion ``seen_before``: whether the same photo was handed in with another case.

A photo of the same model resembles another; only the same photo has its grain and its framing. Another case of the same
owner is no finding, and where an owner is not known nothing follows.
"""

from collections.abc import Callable

from models.vocabulary.case import CaseFile
from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Perceptual, Prepared
from models.vocabulary.reference import SeenPhoto
from pipeline.examiners.contract import SeenBefore
from pipeline.examiners.integrity.answer import Answer
from pipeline.imaging.landmarks import Agreement, Landmarks, compare, unpack

CRITERION = "seen_before"

_COMPARED = 12
"""Candidates that are compared: a popular studio backdrop must not cost minutes."""

_SAME_BYTES, _SAME = 0.99, 0.95
_SHARE, _SPREAD, _BEND, _BLOCKS = 0.2, 0.6, 0.03, 0.7
"""What the same photo keeps through rescaling, recompression and a cut: see ``Agreement``."""


def judge(case: CaseFile, photo: Prepared, marks: Callable[[], Landmarks], index: SeenBefore, head: str) -> Answer:
    """Return whether the photo is in another owner's case. Raise ``BlobMissing`` where the index is gone.

    :param marks: makes the photo's landmarks; called only where the index holds something near.
    """
    if not photo.perceptual.is_telling:
        said = f"The photo {photo.photo.label} has too little detail to be recognised among photos of earlier cases."
        return Answer(photo, CRITERION, Bearing.UNREADABLE, 0.0, "too little detail", said)
    near = [each for each in index.near(head, photo.perceptual.pdq, most=Perceptual.SAME) if not _own(each, case)]
    same = [each for each in near[:_COMPARED] if _is_same(photo, each, marks, index)]
    return _answer(case, photo, near, same)


def _own(seen: SeenPhoto, case: CaseFile) -> bool:
    return seen.case == case.case or (case.owner is not None and seen.owner == case.owner)


def _answer(case: CaseFile, photo: Prepared, near: list[SeenPhoto], same: list[SeenPhoto]) -> Answer:
    label = photo.photo.label
    if same and any(case.owner and each.owner for each in same):
        exact = any(each.sha256 == photo.photo.sha256 for each in same)
        said = f"The same picture as the photo {label} was handed in before, with a case of another owner."
        strength = _SAME_BYTES if exact else _SAME
        return Answer(photo, CRITERION, Bearing.CONTRADICTS, strength, "seen in another owner's case", said)
    if same:
        said = f"The same picture as the photo {label} was handed in before; whose case that was is not known."
        return Answer(photo, CRITERION, Bearing.NEUTRAL, 0.0, "seen in a case of unknown owner", said)
    if near:
        said = f"Photos of earlier cases resemble the photo {label}, but none is the same picture."
        return Answer(photo, CRITERION, Bearing.NEUTRAL, 0.0, "similar photos, none the same", said)
    said = f"Among the photos of earlier cases none is the photo {label}."
    return Answer(photo, CRITERION, Bearing.NEUTRAL, 0.0, "not seen before", said)


def _is_same(photo: Prepared, seen: SeenPhoto, marks: Callable[[], Landmarks], index: SeenBefore) -> bool:
    if seen.sha256 == photo.photo.sha256:
        return True
    kept = index.features(seen)
    known = unpack(kept) if kept is not None else None
    return known is not None and is_same(compare(marks(), known))


def is_same(found: Agreement | None) -> bool:
    """Return whether two photos' landmarks are those of one picture."""
    return (
        found is not None
        and found.share >= _SHARE
        and found.spread >= _SPREAD
        and found.bend <= _BEND
        and found.blocks >= _BLOCKS
    )
