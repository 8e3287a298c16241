"""How this examiner writes a finding."""

import math

import numpy as np

from models.vocabulary.finding import Bearing, Finding, Measure, MeasureUnit, Region
from models.vocabulary.photo import Sha256
from models.vocabulary.views import Component
from models.vocabulary.words import the
from pipeline.examiners.reference.picture import Doubles
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

    What came out as no number was not measured: nothing is said of it but that.

    :param sentence: what was seen, without the figures' meaning for the claim.
    """
    if not (math.isfinite(value) and math.isfinite(allowed) and allowed > 0.0):
        why = f"What was to be compared on {the(component)} ({criterion}) could not be measured on this photo."
        return unreadable(component, criterion, why)
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


def region(photo: Sha256, places: Doubles, size: tuple[int, int]) -> Region:
    """Show (n, 2) pixels of a photo of that size as a polygon; what lies off the photo, or nowhere, on its edge."""
    spots = np.clip(np.nan_to_num(places / np.array(size)), 0.0, 1.0).round(5)
    return Region(photo=photo, polygon=tuple((float(x), float(y)) for x, y in spots))


def _short(value: float) -> float:
    """Round to four significant digits, so that records are stable."""
    return float(f"{value:.4g}")
