"""What is said of one photo under one criterion, and how the answers about all photos become findings."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.vocabulary.finding import Bearing, Finding, Measure, MeasureUnit, Region
from models.vocabulary.photo import Point, Prepared
from models.vocabulary.views import Component
from pipeline.examiners.integrity.version import NAME, VERSION

WHOLE_PHOTO: tuple[Point, ...] = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))

_DIGITS = 4
"""Significant digits of a measure."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One photo under one criterion.

    :ivar strength: 0 to 1; 0 for what is neutral or unreadable.
    :ivar polygon: where on the photo.
    """

    photo: Prepared
    criterion: str
    bearing: Bearing
    strength: float
    observed: str
    sentence: str
    measure: Measure | None = None
    polygon: tuple[Point, ...] = WHOLE_PHOTO


def measure(value: float, unit: MeasureUnit, allowed: float) -> Measure:
    """Return a measure, rounded so that records are stable."""
    return Measure(value=float(f"{value:.{_DIGITS}g}"), unit=unit, allowed=allowed)


def settled(answers: Iterable[Answer]) -> list[Finding]:
    """Return the findings of one criterion: each contradiction, or else the one answer that says least for the claim.

    A case of twelve ordinary photos would otherwise say the same thing twelve times.
    """
    found = list(answers)
    against = [answer for answer in found if answer.bearing is Bearing.CONTRADICTS]
    if against:
        return [_finding(answer) for answer in against]
    return [_finding(min(found, key=_rank))] if found else []


def _rank(answer: Answer) -> tuple[int, float]:
    """Sort what is measured before what is not, and the weakest support first."""
    order = (Bearing.SUPPORTS, Bearing.NEUTRAL, Bearing.UNREADABLE)
    return order.index(answer.bearing), answer.strength


def _finding(answer: Answer) -> Finding:
    return Finding(
        examiner=NAME,
        version=VERSION,
        component=Component.WHOLE,
        criterion=answer.criterion,
        observed=answer.observed,
        bearing=answer.bearing,
        strength=round(answer.strength, 3),
        region=Region(photo=answer.photo.photo.sha256, polygon=answer.polygon),
        measure=answer.measure,
        sentence=answer.sentence,
    )
