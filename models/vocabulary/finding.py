"""One observation, and how it bears on the claim."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from models.vocabulary.photo import Point, Sha256, Unit
from models.vocabulary.value import Value
from models.vocabulary.views import Component


class Bearing(StrEnum):
    """How an observation bears on the claim. ``unreadable`` is neither for nor against: it is not knowing."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    NEUTRAL = "neutral"
    UNREADABLE = "unreadable"


class Region(Value):
    """Where on which photo: a polygon in normalised coordinates of the upright photo."""

    photo: Sha256
    polygon: tuple[Point, ...] = Field(min_length=3, max_length=64)


MeasureUnit = Literal["deg", "% of radius", "%", "dE", "bits", "count", "ratio", "min"]
"""Degrees; hundredths of the dial's radius; per cent; CIEDE2000; differing bits; things; quotient; minutes."""


class Measure(Value):
    """What was measured, against what manufacture and the measurement itself allow.

    :ivar value: in ``unit``; rounded to four significant digits by whoever measures, so that records are stable.
    :ivar allowed: largest deviation that a genuine watch may show, in the same unit; its source stands beside the
        examiner's constant.
    """

    value: float
    unit: MeasureUnit
    allowed: float


class Finding(Value):
    """One observation by one examiner.

    :ivar criterion: what was tested, for instance ``brand_on_dial``: with the examiner's name the key into
        the calibration table.
    :ivar observed: what was seen, in few words. Never a serial number.
    :ivar strength: how clearly it was seen, 0 (a guess) to 1 (beyond doubt). Not how much it proves:
        that is the calibration table's business.
    :ivar measure: the figure behind it, where there is one.
    :ivar sentence: for a person. Never a serial number.
    """

    examiner: str
    version: str
    component: Component
    criterion: str = Field(pattern=r"^[a-z][a-z0-9_]{2,47}$")
    observed: str = Field(max_length=300)
    bearing: Bearing
    strength: Unit
    region: Region | None = None
    measure: Measure | None = None
    sentence: str = Field(max_length=500)
