"""Calibration tables: how much each kind of finding weighs, for which watches, and on what grounds.

Two forms of row. One that was *declared* states two ratios, and a finding's strength scales their logarithm. One that
was *fitted* has a curve: measured points between which the logarithm is interpolated. ``Row.weight`` answers for both.

**Thresholds from costs.** Say ``authentic`` where the claim has probability p, and with probability 1 - p a buyer pays
for a false watch: expected cost (1 - p) * false_authentic. Abstaining costs ``abstention`` for certain. The answer is
worth giving where (1 - p) * false_authentic <= abstention, that is p >= 1 - abstention / false_authentic. In the same
way ``counterfeit`` where p <= abstention / false_counterfeit. (Chow, IEEE Trans. Information Theory 16, 1970.) A table
that states costs must have the thresholds that follow from them.
"""

import math
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from models.catalogue.spelling import fold
from models.scoring.curve import Curve
from models.scoring.sample import Sample
from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Unit
from models.vocabulary.value import Value
from models.vocabulary.verdict import Assurance
from models.vocabulary.views import Component, Profile

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
    """What one examiner's findings on one criterion weigh: two ratios, or a fitted curve.

    :ivar component: on which; None for all components that have no row of their own.
    :ivar supports: likelihood ratio of a supporting finding of strength 1: at least 1.
    :ivar contradicts: likelihood ratio of a contradicting finding of strength 1: at most 1.
    :ivar curve: measured on ``sample``; where there is one, both ratios stay 1.
    :ivar bars_from: least strength of a contradiction with a consequence; a fainter one weighs and no more.
    :ivar sees: whether such a finding means that a photo of the component was looked at. A catalogue rule
        that only compares the claim with itself sees nothing, and earns no coverage.
    """

    examiner: str
    criterion: str
    component: Component | None = None
    supports: float = Field(default=1.0, ge=1.0)
    contradicts: float = Field(default=1.0, gt=0.0, le=1.0)
    curve: Curve | None = None
    consequence: Consequence = Consequence.WEIGHS
    bars_from: Unit = 0.0
    sees: bool = True
    reason: Reason
    sample: Sample | None = None

    @model_validator(mode="after")
    def _has_one_form(self) -> Self:
        if self.curve is None and not {"supports", "contradicts"} <= self.model_fields_set:
            raise ValueError("a row states both ratios, or has a curve")
        if self.curve is not None and (self.supports, self.contradicts) != (1.0, 1.0):
            raise ValueError("a row states ratios or has a curve, not both")
        if self.curve is not None and self.sample is None:
            raise ValueError("a fitted row has no sample")
        return self

    def consequence_of(self, strength: float) -> Consequence:
        """Return what a contradiction of this strength does beyond its weight."""
        return self.consequence if strength >= self.bars_from else Consequence.WEIGHS

    def weight(self, signed: float) -> float:
        """Return the log10 likelihood ratio of a finding.

        :param signed: its strength, negative where it contradicts; -1 to 1. Exactly 0 weighs exactly 0.
        :returns: never negative for a support, never positive for a contradiction, never beyond what the sample allows.
        """
        if self.curve is None:
            return signed * self.log10_supports if signed >= 0 else -signed * self.log10_contradicts
        return self._bounded(self.curve.at(signed))

    def _bounded(self, log10: float) -> float:
        """Hold a weight within what the sample allows.

        Two ratios stand for all strengths, and are bounded by how often any sighting misled. A curve tells clear
        sightings from faint ones: its fit bounded each point by how often as clear a one misled, and here it is held
        to what as many watches allow of which none did.
        """
        if self.sample is None:
            return log10
        sample = self.sample if self.curve is None else self.sample.unmisled
        return min(math.log10(sample.largest_support), max(math.log10(sample.least_contradiction), log10))

    @property
    def log10_supports(self) -> float:
        """Weight of a support of strength 1, bounded by what the sample allows; never negative."""
        full = math.log10(self.supports) if self.curve is None else self.curve.at(1.0)
        return round(self._bounded(full), DECIMALS)

    @property
    def log10_contradicts(self) -> float:
        """Weight of a contradiction of strength 1, bounded by what the sample allows; never positive."""
        full = math.log10(self.contradicts) if self.curve is None else self.curve.at(-1.0)
        return round(self._bounded(full), DECIMALS)


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


class Costs(Value):
    """What each wrong answer costs, in any one unit.

    :ivar abstention: of ``inconclusive``: further photos, or an expert's hour.
    """

    false_authentic: float = Field(gt=0.0)
    false_counterfeit: float = Field(gt=0.0)
    abstention: float = Field(gt=0.0)
    reason: Reason

    @property
    def authentic(self) -> float:
        """The least posterior at which ``authentic`` costs less than abstaining."""
        return round(1 - self.abstention / self.false_authentic, DECIMALS)

    @property
    def counterfeit(self) -> float:
        """The greatest posterior at which ``counterfeit`` costs less than abstaining."""
        return round(self.abstention / self.false_counterfeit, DECIMALS)

    @model_validator(mode="after")
    def _leave_room_to_abstain(self) -> Self:
        if self.authentic <= self.counterfeit:
            raise ValueError("abstaining costs too much: no probability would be too uncertain for an answer")
        return self


class BrandPrior(Value):
    """How likely a claim of this brand is before any photo was looked at, where it differs from others."""

    brand: str
    value: float = Field(gt=0.0, lt=1.0)
    reason: Reason


class Scale(Value):
    """What the totals are multiplied with, fitted by logistic regression (Morrison, Aust. J. Forensic Sci. 45, 2013).

    Rows are fitted one by one. Together they say more or less than their sum: a watch has one flaw or another, so
    that many small supports mean more than each does alone.

    :ivar supports: for all that speaks for the claim.
    :ivar contradicts: for all that speaks against it.
    """

    supports: float = Field(default=1.0, ge=0.0, le=20.0)
    contradicts: float = Field(default=1.0, ge=0.0, le=20.0)
    reason: Reason = "nothing was fitted: the sums stand as they are"


class Bounds(Value):
    """What a whole case weighs at most (log10, without sign), for the claim and against it.

    :ivar incomplete: for a claim where something that the table requires was not found; None where it requires nothing.
    """

    supports: Weight
    contradicts: Weight
    incomplete: Weight | None = None
    reason: Reason


class Requirement(Value):
    """What a confirmation rests on: a criterion that must speak for the claim, not merely not against it.

    A flaw of hands that nobody could compare is not seen, and all else looks right: where the sample shows that false
    claims pass in this way, the table asks for the comparison.
    """

    examiner: str
    criterion: str
    component: Component
    reason: Reason


class Table(Value):
    """A versioned calibration table. A released one is never edited: a change is a new version.

    :ivar sample_size: watches behind the figures; 0 for a table declared by judgement.
    :ivar costs: what the thresholds follow from; a table of before costs were stated has none.
    :ivar prior: probability that a claim is true before any photo was looked at.
    :ivar priors: other ones, by brand.
    :ivar assurances: who must have looked for ``authentic``.
    :ivar dependence: what each further finding on one component adds, as a fraction of the one before it.
    :ivar support_cap: what the supports on one component weigh together at most.
    :ivar support_caps: lower ones, for components that are easily made to fit.
    :ivar contradiction_cap: what the contradictions on one component weigh together at most.
    :ivar agreed_cap: the same where two experts agree that the component is not genuine; None for the same cap.
    :ivar scale: what the totals are multiplied with.
    :ivar bounds: what a whole case weighs at most, whatever its findings.
    :ivar profiles: the examinations it speaks of: what was fitted on whole watches says nothing of a part alone.
    :ivar requires: what must speak for the claim for ``authentic``.
    :ivar outside_cap: what a whole case weighs at most where the watch is outside the table's domain.
    """

    name: str
    version: int = Field(ge=1)
    domain: Domain
    sample_size: int = Field(ge=0)
    basis: Reason
    costs: Costs | None = None
    prior: Threshold
    priors: tuple[BrandPrior, ...] = ()
    assurances: tuple[Assurance, ...] = (Assurance.VISION, Assurance.EXPERT)
    dependence: Threshold
    support_cap: Threshold
    support_caps: tuple[SupportCap, ...] = ()
    contradiction_cap: Threshold
    agreed_cap: Threshold | None = None
    scale: Scale = Scale()
    bounds: Bounds | None = None
    outside_cap: Threshold
    profiles: tuple[Profile, ...] = tuple(Profile)
    requires: tuple[Requirement, ...] = ()
    thresholds: Thresholds
    examiners: tuple[ExaminerCap, ...]
    rows: tuple[Row, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        keys = [(row.examiner, row.criterion, row.component) for row in self.rows]
        if len(set(keys)) != len(keys):
            raise ValueError("two rows for one examiner, criterion and component")
        if {row.examiner for row in self.rows} != {cap.examiner for cap in self.examiners}:
            raise ValueError("examiners with rows and examiners with caps are not the same")
        if not (0 < self.prior.value < 1 and 0 <= self.dependence.value < 1):
            raise ValueError("prior or dependence out of range")
        if len({fold(each.brand) for each in self.priors}) != len(self.priors):
            raise ValueError("two priors for one brand")
        if self.requires and (self.bounds is None or self.bounds.incomplete is None):
            raise ValueError("something is required, and nothing bounds a case without it")
        return self

    @model_validator(mode="after")
    def _follows_from_its_costs(self) -> Self:
        if self.costs is None:
            return self
        stated = (self.thresholds.authentic.value, self.thresholds.counterfeit.value)
        if stated != (self.costs.authentic, self.costs.counterfeit):
            raise ValueError("the thresholds do not follow from the costs")
        return self

    @model_validator(mode="after")
    def _is_founded(self) -> Self:
        """A fitted table shows its samples; by a judged one no component decides (but if experts agree), nor do two."""
        if self.domain is not Domain.JUDGEMENT:
            if any(row.sample is None for row in self.rows):
                raise ValueError("a fitted row has no sample")
            return self
        if Assurance.LOCAL in self.assurances or Assurance.NONE in self.assurances:
            raise ValueError("by judgement alone no watch is confirmed that only programs looked at")
        if self.sample_size or any(row.sample for row in self.rows):
            raise ValueError("a table declared by judgement claims a sample")
        if 2 * self.support_cap.value >= self.needed_for or self.contradiction_cap.value >= self.needed_against:
            raise ValueError("the caps let too few components decide by judgement alone")
        return self

    @property
    def title(self) -> str:
        """Name and version, as reports print them."""
        return f"{self.name} {self.version}"

    def prior_of(self, brand: str) -> float:
        """Return the probability that a claim of this brand is true before any photo was looked at."""
        return next((each.value for each in self.priors if fold(each.brand) == fold(brand)), self.prior.value)

    @property
    def needed_for(self) -> float:
        """The log10 likelihood ratio that ``authentic`` needs, by the prior of most brands."""
        return log10_odds(self.thresholds.authentic.value) - log10_odds(self.prior.value)

    @property
    def needed_against(self) -> float:
        """The log10 likelihood ratio that ``counterfeit`` needs, without its sign, by the prior of most brands."""
        return log10_odds(self.prior.value) - log10_odds(self.thresholds.counterfeit.value)

    def covers(self, domain: Domain) -> bool:
        """Whether the table speaks of watches of this domain."""
        return self.domain in {Domain.JUDGEMENT, domain}

    def row(self, examiner: str, criterion: str, component: Component | None = None) -> Row | None:
        """The row for a finding, its component's own before the general one; None: what it weighs is not known."""
        rows = {row.component: row for row in self.rows if (row.examiner, row.criterion) == (examiner, criterion)}
        return rows.get(component, rows.get(None))

    def limit(self, component: Component, bearing: Bearing, *, is_agreed: bool = False) -> float:
        """What the supports (or else the contradictions) on the component weigh together at most.

        :param is_agreed: whether two experts agree that it is not genuine.
        """
        if bearing is not Bearing.SUPPORTS:
            return (self.agreed_cap if self.agreed_cap and is_agreed else self.contradiction_cap).value
        lower = [each.cap for each in self.support_caps if each.component is component]
        return min(self.support_cap.value, *lower) if lower else self.support_cap.value

    def bound(self, bearing: Bearing, *, complete: bool = True) -> float:
        """What a whole case weighs at most, for the claim or else against it.

        :param complete: whether all that the table requires was found.
        """
        if self.bounds is None:
            return math.inf
        if bearing is not Bearing.SUPPORTS:
            return self.bounds.contradicts
        short = self.bounds.incomplete
        return self.bounds.supports if complete or short is None else min(short, self.bounds.supports)

    def factor(self, bearing: Bearing) -> float:
        """What the supports (or else the contradictions) are multiplied with."""
        return self.scale.supports if bearing is Bearing.SUPPORTS else self.scale.contradicts

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
