"""From a review set to an examination: one finding for each decision, and one for each expert who looked."""

from collections.abc import Iterator

from models.profiles import requirements
from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examination, Examined, NotExamined, Unavailable
from models.vocabulary.finding import Bearing, Finding, Region
from models.vocabulary.review import OVERALL, Decision, Review, ReviewSet
from models.vocabulary.views import Component, Profile
from models.vocabulary.words import capital
from pipeline.examiners.contract import Knowledge, Photos
from pipeline.examiners.expert import opinions
from pipeline.examiners.expert.opinions import Told
from pipeline.examiners.expert.version import NAME, VERSION
from pipeline.examiners.vision.words import fit_to_show

_LONGEST = 500
"""Characters of a finding's sentence."""

_CERTAIN = 1.0
"""Strength of a decision: an expert who doubts says ``cannot_tell``. What a decision proves is the table's business."""


def examine(case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examination:
    """Say what experts decided. ``Unavailable`` where that is not known, or does not belong to the case."""
    digest = case.knowledge.get("reviews")
    reviews = None if digest is None or knowledge.reviews is None else knowledge.reviews(digest)
    if reviews is None or not _is_of(reviews, case):
        return _unavailable("no reviews")
    if not reviews.is_complete:
        return _unavailable("reviews incomplete")
    told = list(opinions.told(reviews))
    return Examined(
        examiner=NAME,
        version=VERSION,
        findings=(*_overall(reviews, case), *(_finding(each, case, photos) for each in told)),
        not_examined=tuple(_not_decided(told, case)),
        versions={"code": VERSION},
    )


def _is_of(reviews: ReviewSet, case: CaseFile) -> bool:
    """Whether every photo that is spoken of is one of the case's."""
    named = {each.photo for review in reviews.reviews for each in review.decisions} - {None}
    return named <= {photo.label for photo in case.photos}


def _unavailable(why: str) -> Unavailable:
    """Somebody has to mend it first: kept for one dispatch, and not waited for."""
    return Unavailable(examiner=NAME, version=VERSION, why=why, passing=True, patient=False)


def _overall(reviews: ReviewSet, case: CaseFile) -> Iterator[Finding]:
    part = case.claim.part if case.profile is Profile.PART else None
    for name, review in zip(opinions.names(reviews), reviews.reviews, strict=True):
        yield Finding(
            examiner=NAME,
            version=VERSION,
            component=part or Component.WHOLE,
            criterion=OVERALL,
            observed=_decided(review),
            bearing=Bearing.NEUTRAL,
            strength=_CERTAIN,
            sentence=_sentence(f"{name} looked at the photos", review.summary, case),
        )


def _decided(review: Review) -> str:
    count = len(review.decisions)
    return f"decided about {count} component{'' if count == 1 else 's'}"


def _finding(told: Told, case: CaseFile, photos: Photos) -> Finding:
    return Finding(
        examiner=NAME,
        version=VERSION,
        component=told.decision.component,
        criterion=told.criterion,
        observed=told.observed,
        bearing=told.bearing,
        strength=0.0 if told.bearing is Bearing.UNREADABLE else _CERTAIN,
        region=_region(told.decision, photos),
        sentence=_sentence(told.sentence, told.decision.reason, case),
    )


def _sentence(says: str, reason: str | None, case: CaseFile) -> str:
    """Return it as people read it: a reason is a person's text, and may hold what is not to be shown."""
    if reason is None:
        return f"{capital(says)}."
    begin = f"{capital(says)}: "
    return begin + fit_to_show(reason, case.claim, longest=_LONGEST - len(begin))


def _region(decision: Decision, photos: Photos) -> Region | None:
    """Return where it shows; None where nothing was marked, or the photo could not be prepared."""
    if decision.region is None:
        return None
    shas = (each.photo.sha256 for each in photos.all if each.photo.label == decision.photo)
    return next((Region(photo=sha256, polygon=decision.region) for sha256 in shas), None)


def _not_decided(told: list[Told], case: CaseFile) -> Iterator[NotExamined]:
    """Yield the components of which an expert knows nothing, or said nothing."""
    known = {each.decision.component for each in told if each.bearing is not Bearing.UNREADABLE}
    for component in requirements(case.profile, case.claim).components:
        said = [each for each in told if each.decision.component is component]
        if component not in known:
            why = said[0].sentence if said else "no expert decided about this"
            yield NotExamined(what=component, why=why)
