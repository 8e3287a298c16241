"""A fitted row's curve: from how clearly something was seen, for or against, to what it weighs."""

from itertools import pairwise
from typing import Self

import numpy as np
from pydantic import Field, model_validator

from models.vocabulary.value import Value

Log10 = float
"""A log10 likelihood ratio; positive speaks for the claim."""


class Knot(Value):
    """A point of a curve, with what the sample leaves open about it.

    :ivar signed: strength of a finding, negative where it contradicts.
    :ivar low: lower end of the 95 % interval of ``log10_lr``, from resampled watches.
    :ivar high: its upper end.
    """

    signed: float = Field(ge=-1.0, le=1.0)
    log10_lr: Log10
    low: Log10
    high: Log10


class Curve(Value):
    """Rising, straight between its knots and through nothing at 0, level beyond them.

    Supports weigh 0 or more, contradictions 0 or less: what looks faintly right is no evidence against a watch.

    :ivar method: how it was fitted.
    :ivar knots: by rising strength; empty where nothing was to be fitted: it then weighs exactly nothing.
    """

    method: str
    knots: tuple[Knot, ...] = ()

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if any(a.signed >= b.signed or a.log10_lr > b.log10_lr for a, b in pairwise(self.knots)):
            raise ValueError("a curve does not rise")
        if any(not knot.low <= knot.log10_lr <= knot.high for knot in self.knots):
            raise ValueError("a knot lies outside its interval")
        if any(knot.signed * knot.log10_lr < 0 or (knot.signed == 0 != knot.log10_lr) for knot in self.knots):
            raise ValueError("a support weighs against, or a contradiction for")
        return self

    def at(self, signed: float) -> Log10:
        """Return the weight at a signed strength: exactly 0 at 0, and on the side of its sign everywhere."""
        points = sorted({0.0: 0.0, **{knot.signed: knot.log10_lr for knot in self.knots}}.items())
        return float(np.interp(signed, [x for x, _ in points], [y for _, y in points]))
