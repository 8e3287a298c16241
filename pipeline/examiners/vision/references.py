"""The reference photos that are shown beside the subject's: verified photos of the claimed reference, of the same view.

They are compared with and nothing else: an answer about one has no label to name it by, and their watches are not
counted. They are shown for the views that the subject has, since nothing of the subject is compared with the rest. Of
serial numbers and papers there are none: they carry what belongs to a stranger, and are different on every watch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.vocabulary.case import CaseFile
from models.vocabulary.reference import ReferencePhoto
from models.vocabulary.views import View
from pipeline.examiners.contract import Photos, ReferenceShelf
from pipeline.examiners.vision.exhibits import (
    MAX_BYTES,
    ONE_AT_A_TIME,
    WHOLE,
    Exhibit,
    Exhibition,
    worth_paying,
)
from pipeline.imaging.decode import decode_jpeg
from pipeline.ports import BlobMissing

REFERENCE = "reference-"

MOST = 6
"""6,720 tokens: $0.005 a pass at $0.75 a million, $0.015 a case. One photo of each of the usual four views, and a
second specimen of the first two, so that the model sees what differs between genuine watches."""

_NOT_COMPARED = frozenset({View.SERIAL, View.PAPERS, View.OTHER})
"""The first two show a stranger's numbers; what an "other" photo is of is not known."""


def with_references(shown: Exhibition, case: CaseFile, photos: Photos, shelf: ReferenceShelf | None) -> Exhibition:
    """Add the reference photos of the pinned set, as many as there is room for; none where there is no set."""
    if shelf is None:
        return shown
    spare = MAX_BYTES - sum(len(each.data) for each in shown.exhibits)
    taken: list[Exhibit] = []
    for reference, beside in _chosen(shown, photos, pinned(case, shelf)):
        found = _exhibit(reference, beside, shelf)
        if found is None or len(found.data) > spare:
            continue
        taken.append(_labelled(found, taken))
        spare -= len(found.data)
        if len(taken) == MOST:
            break
    return replace(shown, references=tuple(taken))


def pinned(case: CaseFile, shelf: ReferenceShelf | None) -> tuple[ReferencePhoto, ...]:
    """Return the photos of the reference set that the case pins; none where there is no set or no shelf."""
    digest = case.knowledge.get("references")
    found = shelf.find(digest) if shelf is not None and digest is not None else None
    return found.photos if found is not None else ()


def _chosen(
    shown: Exhibition, photos: Photos, references: Sequence[ReferencePhoto]
) -> Iterator[tuple[ReferencePhoto, str]]:
    """Yield photos with the label they stand beside: one of each view, then a second of each, and so on."""
    views = {each.photo.label: each.photo.view for each in photos.all}
    first: dict[View, str] = {}
    for each in shown.exhibits:
        if each.label in views and views[each.label] not in _NOT_COMPARED:
            first.setdefault(views[each.label], each.label)
    queues = {view: _specimens([each for each in references if each.view is view]) for view in first}
    for turn in range(MOST):
        for view, label in first.items():
            if turn < len(queues[view]):
                yield queues[view][turn], label


def _specimens(references: Sequence[ReferencePhoto]) -> list[ReferencePhoto]:
    """Order by use: a photo of each specimen before a second of any."""
    seen: dict[str, int] = {}
    ranked = []
    for each in references:
        seen[each.watch] = seen.get(each.watch, 0) + 1
        ranked.append((seen[each.watch], each))
    return [each for _, each in sorted(ranked, key=lambda pair: pair[0])]


def _exhibit(photo: ReferencePhoto, beside: str, shelf: ReferenceShelf) -> Exhibit | None:
    """Return a reference photo as it is shown; None where it is gone or cannot be opened: then it is done without."""
    try:
        jpeg = shelf.jpeg(photo)
        with ONE_AT_A_TIME:
            data = worth_paying(photo.size, lambda: jpeg, lambda: decode_jpeg(jpeg))
    except (BlobMissing, ValueError):
        return None
    return Exhibit(REFERENCE + photo.view.value, photo.sha256, WHOLE, data, beside)


def _labelled(exhibit: Exhibit, taken: Sequence[Exhibit]) -> Exhibit:
    """Number the second and further reference photos of a view."""
    before = sum(each.beside == exhibit.beside for each in taken)
    return replace(exhibit, label=f"{exhibit.label}-{before + 1}") if before else exhibit
