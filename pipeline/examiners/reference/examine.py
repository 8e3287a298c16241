"""Chooses what to compare with what, compares it, and says what could not be compared."""

from collections.abc import Sequence

from models.catalogue.spelling import skeleton
from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Examined, NotExamined
from models.vocabulary.finding import Finding
from models.vocabulary.photo import Prepared
from models.vocabulary.reference import MAX_REFERENCE_PHOTOS, ReferenceSet
from models.vocabulary.views import View
from models.vocabulary.words import VIEW
from pipeline.examiners.contract import Knowledge, Photos, ReferenceShelf
from pipeline.examiners.reference.compare import compare
from pipeline.examiners.reference.library import Library
from pipeline.examiners.reference.picture import Picture
from pipeline.examiners.reference.version import NAME, VERSION

COMPARED = (View.DIAL, View.CASEBACK, View.MOVEMENT, View.BEZEL, View.HANDS, View.CROWN, View.CLASP, View.BRACELET)
"""Views that look alike on every watch of a reference. Papers and serial numbers differ from watch to watch."""

EACH_VIEW = 2
"""Photos compared of each view: at about a second each, a case of eight views takes a quarter of a minute at most."""


def examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examined:
    """Compare the photos of a case with the reference set that it pins."""
    found = _set_of(case, knowledge)
    if isinstance(found, str):
        return _answer((), (), (NotExamined(what=NAME, why=found),))
    shelf, references = found
    library = Library(shelf, references)
    findings: list[Finding] = []
    looked: list[Prepared] = []
    missing: list[NotExamined] = []
    for view in COMPARED:
        taken = photos.of(view)
        if not taken:
            continue
        if not library.has(view):
            missing.append(NotExamined(what=view, why=f"the reference set holds no photo of the {VIEW[view]}"))
            continue
        for photo in taken[:EACH_VIEW]:
            findings += _compared(photo, photos, library, str(case.knowledge["references"]))
            looked.append(photo)
        missing += [_surplus(photo) for photo in taken[EACH_VIEW:]]
    missing += [NotExamined(what=each.component, why=each.sentence) for each in findings if not each.strength]
    return _answer(findings, looked, missing)


def _compared(photo: Prepared, photos: Photos, library: Library, digest: str) -> tuple[Finding, ...]:
    """Compare a photo with a set, once: neither says anything of the claim."""

    def make() -> tuple[Finding, ...]:
        return tuple(compare(photo, Picture(photos.pixels(photo), photo.dial), library))

    return photos.remember(photo, f"reference.{digest}", make)


def _surplus(photo: Prepared) -> NotExamined:
    return NotExamined(what=photo.photo.label, why=f"only {EACH_VIEW} photos of a view are compared")


def _answer(findings: Sequence[Finding], looked: Sequence[Prepared], missing: Sequence[NotExamined]) -> Examined:
    return Examined(
        examiner=NAME,
        version=VERSION,
        findings=tuple(findings),
        photos=tuple(photo.photo.sha256 for photo in looked),
        not_examined=tuple(missing),
        versions={"code": VERSION},
    )


def _set_of(case: CaseFile, knowledge: Knowledge) -> tuple[ReferenceShelf, ReferenceSet] | str:
    """Return the set that the case pins, or why there is nothing to compare with."""
    digest = case.knowledge.get("references")
    if digest is None:
        return "there is no set of verified photos for the claimed reference"
    if knowledge.references is None:
        return "this worker has no access to reference photos"
    references = knowledge.references.find(digest)
    if references is None:
        return "the reference set is not there or cannot be read"
    return _unfit(references, case.claim, knowledge) or (knowledge.references, references)


def _unfit(references: ReferenceSet, claim: Claim, knowledge: Knowledge) -> str | None:
    """Return why a set cannot be compared with, or None."""
    if not references.photos:
        return "the reference set is empty"
    if len(references.photos) > MAX_REFERENCE_PHOTOS:
        return f"the reference set holds more than {MAX_REFERENCE_PHOTOS} photos"
    if not _is_of(references, claim, knowledge):
        return "the reference set is of another watch than the claimed reference"
    return None


def _is_of(references: ReferenceSet, claim: Claim, knowledge: Knowledge) -> bool:
    """Return whether the set is of the claimed reference, spelled as the catalogue or as people do."""
    catalogue = knowledge.catalogue
    brands = [catalogue.brand(name) for name in (references.brand, claim.brand)]
    same_brand = brands[0] is brands[1] if all(brands) else skeleton(references.brand) == skeleton(claim.brand)
    if not same_brand:
        return False
    if claim.reference is None:
        return references.model is not None and claim.model is not None and _alike(references.model, claim.model)
    entries = [catalogue.find_reference(claim.brand, each) for each in (references.reference, claim.reference)]
    known = [entry.reference.reference for entry in entries if entry is not None]
    if len(known) == len(entries):
        return known[0] == known[1]
    return _alike(references.reference, claim.reference)


def _alike(one: str, other: str) -> bool:
    return skeleton(one) == skeleton(other) != ""
