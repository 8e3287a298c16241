"""Whether a document's own parts agree: an issuer that contradicts itself is not to be believed, signed or not.

The thresholds of the verdict belong to the calibration table that the score names; only what follows from the
meaning of the fields is checked here, so that a document stays verifiable when the thresholds move.
"""

import math
from collections import Counter
from collections.abc import Iterator

from models.vocabulary.verdict import Assurance, Outcome, Score
from models.vocabulary.views import PRIVATE_VIEWS
from pipeline.certificate.proof import read_timestamp
from pipeline.certificate.shapes import Certificate, PhotoExamined, Report

_ROUNDING = 1e-5
"""Scores are rounded to six decimals (``models.scoring.table.DECIMALS``); ten times that, for sums of them."""

_EVEN = 0.5
"""An outcome cannot go against what its own posterior makes more probable."""


def report_faults(report: Report) -> list[str]:
    """Return what contradicts what, in words; empty where all agrees."""
    return [*_outcome_faults(report), *_score_faults(report), *_finding_faults(report)]


def certificate_faults(certificate: Certificate) -> list[str]:
    """Return what contradicts what, in words; empty where all agrees."""
    subject = certificate.credential_subject
    faults = []
    if read_timestamp(certificate.valid_until) <= read_timestamp(certificate.valid_from):
        faults.append("it ends before it begins")
    if subject.score.posterior <= _EVEN:
        faults.append("authentic, though its score says otherwise")
    if not _follows(subject.score.posterior, subject.score.prior, subject.score.log10_lr):
        faults.append("the posterior does not follow from prior and evidence")
    if set(subject.seen) & set(subject.unseen):
        faults.append("a component is both seen and unseen")
    if any(photo.private != (photo.view in PRIVATE_VIEWS) for photo in subject.photos):
        faults.append("a photo is wrongly marked as private or public")
    return faults


def _outcome_faults(report: Report) -> Iterator[str]:
    examined = report.outcome is not Outcome.NEEDS_PHOTOS
    if examined != (report.score is not None):
        yield "an outcome without a score, or a score without an outcome"
    if examined != (report.assurance is not Assurance.NONE):
        yield "the assurance does not fit the outcome"
    if report.score is None:
        return
    if report.outcome is Outcome.AUTHENTIC and report.score.posterior <= _EVEN:
        yield "authentic, though its score says otherwise"
    if report.outcome is Outcome.COUNTERFEIT and report.score.posterior >= _EVEN:
        yield "counterfeit, though its score says otherwise"


def _score_faults(report: Report) -> Iterator[str]:
    score = report.score
    if score is None:
        return
    components = Counter(contribution.component for contribution in score.contributions)
    if any(times > 1 for times in components.values()):
        yield "a component is counted twice"
    if not math.isclose(_total(score), score.log10_lr, abs_tol=_ROUNDING * (1 + len(score.contributions))):
        yield "the contributions do not add up to the evidence"
    if not _follows(score.posterior, score.prior, score.log10_lr):
        yield "the posterior does not follow from prior and evidence"
    if set(score.coverage.seen) & set(score.coverage.unseen):
        yield "a component is both seen and unseen"


def _finding_faults(report: Report) -> Iterator[str]:
    if [finding.number for finding in report.findings] != list(range(1, len(report.findings) + 1)):
        yield "the findings are not numbered in order"
    usable = {photo.label for photo in report.photos if isinstance(photo, PhotoExamined)}
    if any(finding.region and finding.region.photo not in usable for finding in report.findings):
        yield "a finding points at a photo that was not examined"
    found = Counter(finding.component for finding in report.findings)
    if report.score and any(c.findings > found[c.component] for c in report.score.contributions):
        yield "a contribution rests on findings that are not there"


def _total(score: Score) -> float:
    return sum(contribution.log10_lr for contribution in score.contributions)


def _follows(posterior: float, prior: float, log10_lr: float) -> bool:
    """Whether Bayes' rule gives the posterior, within rounding of the figures."""
    if prior in {0.0, 1.0}:
        return math.isclose(posterior, prior, abs_tol=_ROUNDING)
    most = 300.0
    evidence = max(-most, min(most, log10_lr))
    odds = prior / (1 - prior) * 10**evidence
    return math.isclose(posterior, odds / (1 + odds), abs_tol=_ROUNDING)
