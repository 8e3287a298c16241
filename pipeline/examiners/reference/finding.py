"""How this examiner writes a finding."""

import math

from models.vocabulary.finding import Bearing, Finding, Measure, MeasureUnit, Region
from models.vocabulary.views import Component
from pipeline.examiners.reference.version import NAME, VERSION

_WITHIN, _BEYOND = 0.85, 1.15
"""Quotient of what was measured and what is allowed below which it supports and above which it contradicts: between,
the measurement's own noise cannot tell. Declared by judgement."""


def measured(
    component: Component,
    criterion: str,
    *,
    value: float,
    unit: MeasureUnit,
    allowed: float,
    sentence: str,
    region: Region | None,
) -> Finding:
    """Write what was measured; the further from what is allowed, the stronger, either way.

    :param sentence: what was seen, without the figures' meaning for the claim.
    """
    bearing, strength = judged(value / allowed)
    return Finding(
        examiner=NAME,
        version=VERSION,
        component=component,
        criterion=criterion,
        observed=f"{value:.2g} {unit}; {allowed:.2g} is allowed",
        bearing=bearing,
        strength=round(strength, 3),
        region=region,
        measure=Measure(value=_short(value), unit=unit, allowed=_short(allowed)),
        sentence=sentence,
    )


def judged(quotient: float) -> tuple[Bearing, float]:
    """Return how a quotient of measured and allowed bears on the claim, and how clearly; monotone on either side."""
    if quotient <= _WITHIN:
        return Bearing.SUPPORTS, 0.5 + 0.45 * (1.0 - quotient / _WITHIN)
    if quotient < _BEYOND:
        return Bearing.NEUTRAL, 0.2
    return Bearing.CONTRADICTS, 0.35 + 0.64 * (1.0 - math.exp(-(quotient - _BEYOND) / 0.8))


def unreadable(component: Component, criterion: str, why: str) -> Finding:
    """Write that something could not be compared."""
    return Finding(
        examiner=NAME,
        version=VERSION,
        component=component,
        criterion=criterion,
        observed="not comparable",
        bearing=Bearing.UNREADABLE,
        strength=0.0,
        sentence=why,
    )


def _short(value: float) -> float:
    """Round to four significant digits, so that records are stable."""
    return float(f"{value:.4g}")
