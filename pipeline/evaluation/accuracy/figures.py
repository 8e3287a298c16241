"""The figures of an evaluation, as values: what the report shows and the summary repeats."""

from pydantic import Field

from models.scoring.labelled import Severity
from models.vocabulary.value import Value


class Rate(Value):
    """A share with its exact two-sided 95 % interval (Clopper and Pearson 1934).

    :ivar events: how often it happened.
    :ivar trials: how often it could have.
    """

    events: int = Field(ge=0)
    trials: int = Field(ge=0)
    low: float
    high: float

    @property
    def share(self) -> float:
        """Events over trials; 0 without any."""
        return self.events / self.trials if self.trials else 0.0


class Outcomes(Value):
    """How a group of cases was answered."""

    authentic: int = 0
    counterfeit: int = 0
    inconclusive: int = 0
    needs_photos: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.authentic + self.counterfeit + self.inconclusive + self.needs_photos


class Group(Value):
    """Cases with one defect at one severity, held against all genuine ones.

    :ivar auc: chance that a genuine case scores higher than one of these; None where either side is empty.
    :ivar named: share in which a finding contradicts on the defect's own component.
    """

    defect: str
    severity: Severity
    outcomes: Outcomes
    auc: float | None
    named: Rate


class Curve(Value):
    """Points of a line in a chart."""

    name: str
    points: tuple[tuple[float, float], ...]


class Quality(Value):
    """How good the likelihood ratios are.

    :ivar auc: over all defects that count (moderate and severe).
    :ivar cllr: log-likelihood-ratio cost in bits (Bruemmer and du Preez 2006): 0 perfect, 1 says nothing.
    :ivar min_cllr: what would be left with perfect calibration: the discrimination alone.
    :ivar ece: expected calibration error of the posterior, true and false claims counting alike.
    """

    auc: float
    cllr: float
    min_cllr: float
    ece: float


class Ablation(Value):
    """The figures with one examiner's findings left out."""

    examiner: str
    quality: Quality
    genuine_authentic: Rate
    false_authentic_moderate: Rate
    false_authentic_severe: Rate


class Stability(Value):
    """How often a verdict stayed the same when the case was handed in otherwise."""

    variant: str
    same: Rate


class Figures(Value):
    """Everything that an evaluation found.

    :ivar title: the set, in words.
    :ivar tables: calibration tables that weighed.
    :ivar cannot_show: first lines of the report.
    :ivar faults: by examiner, cases in which it gave no answer though it was there to give one.
    :ivar seconds: median CPU time by examiner and case.
    """

    title: str
    cases: int
    watches: int
    references: int
    tables: tuple[str, ...]
    versions: dict[str, str]
    cannot_show: tuple[str, ...]
    quality: Quality
    genuine: Outcomes
    genuine_authentic: Rate
    slight: Outcomes
    false_authentic_moderate: Rate
    false_authentic_severe: Rate
    false_counterfeit: Rate
    groups: tuple[Group, ...]
    roc: tuple[Curve, ...]
    calibration: Curve
    abstention: Curve
    ablation: tuple[Ablation, ...]
    stability: tuple[Stability, ...]
    faults: dict[str, int]
    seconds: dict[str, float]
