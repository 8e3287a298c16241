"""Calibration tables: how much each kind of finding weighs, for which watches, and on what grounds."""

import math
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from models.scoring.sample import Sample
from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Unit
from models.vocabulary.value import Value
from models.vocabulary.views import Component

DECIMALS = 6
"""Figures are rounded to this many decimals: two machines whose logarithms differ in the last bit still agree."""

Reason = Annotated[str, Field(min_length=20)]
Weight = Annotated[float, Field(gt=0.0, le=6.0)]
"""A log10 likelihood ratio, without its sign. Beyond a million to one no figure about a watch is meant seriously."""


class Domain(StrEnum):
    """The watches a table speaks of."""

    JUDGEMENT = "judgement"
    """Declared by people for any watch; fitted to none."""
    RENDERED = "rendered"
    REAL = "real"


class Consequence(StrEnum):
    """What a contradicting finding does beyond its weight."""

    WEIGHS = "weighs"
    BARS_AUTHENTIC = "bars_authentic"
    """It contradicts what the owner claims: however much else fits, the claim as it stands is not confirmed."""
    BARS_VERDICT = "bars_verdict"
    """The photos do not show the one watch in question: nothing can be concluded, either way."""


class Row(Value):
    """What one examiner's findings on one criterion weigh.

    :ivar supports: likelihood ratio of a supporting finding of strength 1: at least 1.
    :ivar contradicts: likelihood ratio of a contradicting finding of strength 1: at most 1.
    :ivar sees: whether such a finding means that a photo of the component was looked at. A catalogue rule
        that only compares the claim with itself sees nothing, and earns no coverage.
    """

    examiner: str
    criterion: str
    supports: float = Field(ge=1.0)
    contradicts: float = Field(gt=0.0, le=1.0)
    consequence: Consequence = Consequence.WEIGHS
    sees: bool = True
    reason: Reason
    sample: Sample | None = None

    @property
    def log10_supports(self) -> float:
        """Weight of a support of strength 1, bounded by what the sample allows; never negative."""
        bound = math.inf if self.sample is None else self.sample.largest_support
        return round(math.log10(min(self.supports, bound)), DECIMALS)

    @property
    def log10_contradicts(self) -> float:
        """Weight of a contradiction of strength 1, bounded by what the sample allows; never positive."""
        bound = 0.0 if self.sample is None else self.sample.least_contradiction
        return round(math.log10(max(self.contradicts, bound)), DECIMALS)


class ExaminerCap(Value):
    """What all findings of one examiner weigh together at most, for the claim or against it."""

    examiner: str
    cap: Weight
    reason: Reason


class SupportCap(Value):
    """A component whose supports weigh less together than those of others."""

    component: Component
    cap: Weight
    reason: Reason


class Threshold(Value):
    """A declared figure with its grounds."""

    value: float
    reason: Reason


class Thresholds(Value):
    """Where evidence becomes an answer.

    :ivar authentic: least posterior.
    :ivar counterfeit: greatest posterior.
    :ivar coverage: least fraction of the profile that was really seen, for ``authentic``.
    :ivar contradicted: least fraction of the profile that is contradicted, for ``counterfeit``.
    :ivar main_support: least contribution (log10) of the profile's main component, for ``authentic``.
    :ivar against_authentic: weight (log10) of one component's contradictions from which ``authentic`` is barred.
    :ivar against_counterfeit: weight (log10) of one component's supports from which ``counterfeit`` is barred.
    :ivar seen: least strength of a finding for its component to count as seen.
    """

    authentic: Threshold
    counterfeit: Threshold
    coverage: Threshold
    contradicted: Threshold
    main_support: Threshold
    against_authentic: Threshold
    against_counterfeit: Threshold
    seen: Threshold


class Table(Value):
    """A versioned calibration table. A released one is never edited: a change is a new version.

    :ivar sample_size: watches behind the figures; 0 for a table declared by judgement.
    :ivar prior: probability that a claim is true before any photo was looked at.
    :ivar dependence: what each further finding on one component adds, as a fraction of the one before it.
    :ivar support_cap: what the supports on one component weigh together at most.
    :ivar support_caps: lower ones, for components that are easily made to fit.
    :ivar contradiction_cap: what the contradictions on one component weigh together at most.
    :ivar outside_cap: what a whole case weighs at most where the watch is outside the table's domain.
    """

    name: str
    version: int = Field(ge=1)
    domain: Domain
    sample_size: int = Field(ge=0)
    basis: Reason
    prior: Threshold
    dependence: Threshold
    support_cap: Threshold
    support_caps: tuple[SupportCap, ...] = ()
    contradiction_cap: Threshold
    outside_cap: Threshold
    thresholds: Thresholds
    examiners: tuple[ExaminerCap, ...]
    rows: tuple[Row, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        keys = [(row.examiner, row.criterion) for row in self.rows]
        if len(set(keys)) != len(keys):
            raise ValueError("two rows for one examiner and criterion")
        if {row.examiner for row in self.rows} != {cap.examiner for cap in self.examiners}:
            raise ValueError("examiners with rows and examiners with caps are not the same")
        if not (0 < self.prior.value < 1 and 0 <= self.dependence.value < 1):
            raise ValueError("prior or dependence out of range")
        return self

    @model_validator(mode="after")
    def _is_founded(self) -> Self:
        """A fitted table shows its samples; a judged one lets no component decide, nor any two confirm."""
        if self.domain is not Domain.JUDGEMENT:
            if any(row.sample is None for row in self.rows):
                raise ValueError("a fitted row has no sample")
            return self
        if self.sample_size or any(row.sample for row in self.rows):
            raise ValueError("a table declared by judgement claims a sample")
        if 2 * self.support_cap.value >= self.needed_for or self.contradiction_cap.value >= self.needed_against:
            raise ValueError("the caps let too few components decide by judgement alone")
        return self

    @property
    def title(self) -> str:
        """Name and version, as reports print them."""
        return f"{self.name} {self.version}"

    @property
    def needed_for(self) -> float:
        """The log10 likelihood ratio that ``authentic`` needs."""
        return log10_odds(self.thresholds.authentic.value) - log10_odds(self.prior.value)

    @property
    def needed_against(self) -> float:
        """The log10 likelihood ratio that ``counterfeit`` needs, without its sign."""
        return log10_odds(self.prior.value) - log10_odds(self.thresholds.counterfeit.value)

    def covers(self, domain: Domain) -> bool:
        """Whether the table speaks of watches of this domain."""
        return self.domain in {Domain.JUDGEMENT, domain}

    def row(self, examiner: str, criterion: str) -> Row | None:
        """The row for a finding, or None: the table does not know what it weighs."""
        return next((row for row in self.rows if (row.examiner, row.criterion) == (examiner, criterion)), None)

    def limit(self, component: Component, bearing: Bearing) -> float:
        """What the supports (or else the contradictions) on the component weigh together at most."""
        if bearing is not Bearing.SUPPORTS:
            return self.contradiction_cap.value
        lower = [each.cap for each in self.support_caps if each.component is component]
        return min(self.support_cap.value, *lower) if lower else self.support_cap.value

    def cap(self, examiner: str) -> float:
        """What the examiner's findings weigh together at most."""
        return next(each.cap for each in self.examiners if each.examiner == examiner)


def log10_odds(probability: float) -> float:
    """log10(p / (1 - p)) for 0 < p < 1."""
    return math.log10(probability / (1 - probability))


def probability(log10: float) -> Unit:
    """The inverse of ``log10_odds``, rounded; a finite probability for any finite input."""
    limited = max(-300.0, min(300.0, log10))
    return round(1 / (1 + math.pow(10.0, -limited)), DECIMALS)
