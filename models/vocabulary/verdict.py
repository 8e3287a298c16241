"""Score, outcome and assurance."""

from enum import StrEnum

from pydantic import Field

from models.vocabulary.photo import Unit
from models.vocabulary.value import Value
from models.vocabulary.views import Component


class Outcome(StrEnum):
    """The answer. ``needs_photos`` is not a verdict: the case was not examined."""

    AUTHENTIC = "authentic"
    COUNTERFEIT = "counterfeit"
    INCONCLUSIVE = "inconclusive"
    NEEDS_PHOTOS = "needs_photos"


class Assurance(StrEnum):
    """Who looked. ``none`` where nobody did: the case needs photos."""

    NONE = "none"
    LOCAL = "local"
    VISION = "vision"
    EXPERT = "expert"


class Contribution(Value):
    """What one component adds to the score.

    :ivar log10_lr: after shrinkage and caps; positive speaks for the claim.
    :ivar unshrunk: the plain sum over the component's findings, so that the shrinkage can be seen.
    :ivar findings: how many findings stand behind it.
    """

    component: Component
    log10_lr: float
    unshrunk: float
    findings: int = Field(ge=0)


class Coverage(Value):
    """How much of what the profile asks for was really seen.

    :ivar fraction: weight of the components seen over the weight of all that the profile names.
    """

    fraction: Unit
    seen: tuple[Component, ...]
    unseen: tuple[Component, ...]


class Score(Value):
    """The evidence, weighed.

    :ivar posterior: probability that the claim is true.
    :ivar log10_lr: sum of the contributions.
    :ivar prior: probability before any photo was looked at.
    :ivar table: name and version of the calibration table.
    :ivar basis: what the table rests on (domain, sample size), for the reader of a certificate.
    """

    posterior: Unit
    log10_lr: float
    prior: Unit
    contributions: tuple[Contribution, ...]
    coverage: Coverage
    table: str
    basis: str


class Verdict(Value):
    """The answer, with what stands in its way where it is ``inconclusive``.

    :ivar reasons: why this outcome and no stronger one, in sentences.
    :ivar advice: what would decide it, most useful first.
    :ivar explanation: one paragraph for a buyer; empty in records of before there were any.
    """

    outcome: Outcome
    assurance: Assurance
    score: Score | None
    reasons: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    explanation: str = ""
