"""How much a sample can support: the bound on every fitted likelihood ratio."""

import math
from functools import cache
from typing import Self

from pydantic import Field, model_validator

from models.vocabulary.value import Value

CONFIDENCE = 0.95
"""One-sided. With no event in n trials this is the "rule of three": the rate is below about 3/n
(Hanley and Lippman-Hand, JAMA 249, 1983)."""

_HALVINGS = 60
"""2 ** -60 is below the spacing of doubles near any rate that matters."""


class Sample(Value):
    """The watches on which a row was fitted.

    :ivar genuine: watches for which the claim was true.
    :ivar genuine_contradicted: those of them on which the observation spoke against the claim.
    :ivar counterfeit: watches for which the claim was false.
    :ivar counterfeit_supported: those of them on which the observation spoke for the claim.
    """

    genuine: int = Field(ge=0)
    genuine_contradicted: int = Field(ge=0)
    counterfeit: int = Field(ge=0)
    counterfeit_supported: int = Field(ge=0)

    @model_validator(mode="after")
    def _counts_fit(self) -> Self:
        if self.genuine_contradicted > self.genuine or self.counterfeit_supported > self.counterfeit:
            raise ValueError("more events than watches")
        return self

    @property
    def unmisled(self) -> "Sample":
        """As many watches, of which none misled: the most that any figure fitted on them could claim."""
        return self.model_copy(update={"genuine_contradicted": 0, "counterfeit_supported": 0})

    @property
    def largest_support(self) -> float:
        """The largest likelihood ratio for the claim that the counterfeits allow; 1 without any."""
        return 1.0 / upper_rate(self.counterfeit_supported, self.counterfeit)

    @property
    def least_contradiction(self) -> float:
        """The smallest likelihood ratio (strongest against the claim) that the genuine watches allow."""
        return upper_rate(self.genuine_contradicted, self.genuine)


@cache
def upper_rate(events: int, trials: int, confidence: float = CONFIDENCE) -> float:
    """Return the upper end of the exact interval of a rate (Clopper and Pearson, Biometrika 26, 1934).

    :param confidence: one-sided.
    :returns: 0 < rate <= 1; 1 where nothing is known (no trials) or everything was an event.
    """
    if events >= trials:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(events, trials, middle) > 1 - confidence else (low, middle)
    return high


def lower_rate(events: int, trials: int, confidence: float = CONFIDENCE) -> float:
    """Return the lower end of the same interval: 0 where nothing is known or nothing was an event."""
    return 1.0 - upper_rate(trials - events, trials, confidence) if trials else 0.0


def _at_most(events: int, trials: int, rate: float) -> float:
    """Probability of at most ``events`` in ``trials`` independent trials."""
    log_rate, log_rest = math.log(rate), math.log1p(-rate)
    return math.fsum(
        math.exp(_log_choose(trials, k) + k * log_rate + (trials - k) * log_rest) for k in range(events + 1)
    )


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
