"""How this examiner writes a finding: one for each criterion, from what all photos gave."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from statistics import median_low

from models.vocabulary.finding import Bearing, Finding, Measure, MeasureUnit
from models.vocabulary.views import Component
from models.vocabulary.words import capital, listed
from pipeline.examiners.dial.reading import Measured, NotMeasurable, Reading
from pipeline.examiners.dial.version import NAME, VERSION

UNSURE = 1.25
"""Of what is allowed: up to here measurement and manufacture together cannot tell."""

_SURE, _BARELY = 0.95, 0.5
"""Strength of a support at no deviation, and at all that is allowed."""

_BEGIN, _END, _RISE = 0.35, 0.99, 1.2
"""Strength of a contradiction where it begins, where it ends, and the ratio over which it rises by two thirds."""

_UNITS: dict[MeasureUnit, str] = {
    "deg": "{:.2g}°",
    "% of radius": "{:.2g} % of the dial's radius",
    "%": "{:.2g} %",
    "ratio": "{:.2f}",
    "min": "{:.1f} minutes",
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is tested, and how its findings are worded.

    :ivar fine: where everything is in its place; ``{count}`` is how much was measured, ``{worst}`` and ``{allowed}``
        the figures.
    :ivar subject: what could not be measured: "The hour markers".
    """

    name: str
    component: Component
    subject: str
    fine: str


def judge(criterion: Criterion, measured: Sequence[Measured]) -> Finding:
    """Write what the photos say together about one criterion.

    Of the figures for one place the lower middle one counts: a fault of the watch shows on every photo, a reflection
    or a shadow on one. Of the places the one that is furthest beyond what is allowed there.
    """
    places: dict[str, list[Reading]] = {}
    for each in measured:
        for reading in () if isinstance(each, NotMeasurable) else each:
            places.setdefault(reading.place, []).append(reading)
    if not places:
        return _unknown(criterion, [each.why for each in measured if isinstance(each, NotMeasurable)])
    agreed = [_agreed(readings) for readings in places.values()]
    return _written(criterion, max(agreed, key=lambda reading: reading.ratio), len({each.thing for each in agreed}))


def strength_of(ratio: float) -> tuple[Bearing, float]:
    """Return how a deviation bears, and how clearly; monotone in the ratio of measured to allowed."""
    if ratio <= 1.0:
        return Bearing.SUPPORTS, round(_SURE - (_SURE - _BARELY) * ratio, 3)
    if ratio <= UNSURE:
        return Bearing.NEUTRAL, 0.0
    return Bearing.CONTRADICTS, round(_END - (_END - _BEGIN) * exp(-(ratio - UNSURE) / _RISE), 3)


def _agreed(readings: Sequence[Reading]) -> Reading:
    ratio = median_low(reading.ratio for reading in readings)
    return next(reading for reading in readings if reading.ratio == ratio)


def _unknown(criterion: Criterion, reasons: Sequence[str]) -> Finding:
    why = listed(list(dict.fromkeys(reasons)))
    return Finding(
        examiner=NAME,
        version=VERSION,
        component=criterion.component,
        criterion=criterion.name,
        observed="not measurable",
        bearing=Bearing.UNREADABLE,
        strength=0.0,
        sentence=f"{criterion.subject} could not be measured: {why}."[:500],
    )


def _written(criterion: Criterion, worst: Reading, count: int) -> Finding:
    bearing, strength = strength_of(worst.ratio)
    value, allowed = (_UNITS[worst.unit].format(figure) for figure in (worst.value, worst.allowed))
    off = capital(worst.called.format(value))
    match bearing:
        case Bearing.SUPPORTS:
            sentence = criterion.fine.format(count=count, worst=value, allowed=allowed)
        case Bearing.NEUTRAL:
            sentence = f"{off}; {allowed} is what making and measuring allow, so that this says nothing."
        case _:
            sentence = f"{off}; {allowed} is what making and measuring allow."
    return Finding(
        examiner=NAME,
        version=VERSION,
        component=criterion.component,
        criterion=criterion.name,
        observed=f"{worst.place}: {value} of {allowed} allowed",
        bearing=bearing,
        strength=strength,
        region=worst.region,
        measure=Measure(value=_rounded(worst.value), unit=worst.unit, allowed=_rounded(worst.allowed)),
        sentence=sentence,
    )


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
