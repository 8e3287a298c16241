"""The phrases and figures in which a verdict explains itself."""

import math
from collections.abc import Iterable

from models.vocabulary.views import Component
from models.vocabulary.words import listed, the

WITHHELD = "While something that is claimed is contradicted, what fits the claim may not outweigh it."

_EXTREME = 0.1
"""Nearer to certainty than this, single per cents are told apart; between, steps of five are all that a table of
judged ratios can mean."""

_STEP = 0.05

_CERTAIN = 0.01
"""Nearer to certainty than this nothing is told apart: the verdict's own thresholds stand there, and photos do not make
more certain."""

_ROUNDING = 1e-9
"""1 - 0.97 is a little more than 0.03 in binary."""

_EQUAL = 1.5
"""Ratio below which evidence is not worth a figure: a coin's toss."""


def components(these: Iterable[Component]) -> str:
    """The components by name."""
    return listed(map(the, these))


def percent(fraction: float) -> str:
    """A share in whole per cent, rounded down: 69.9 % is not 70 %."""
    return f"{int(fraction * 100 + 1e-6)} %"


def chance(probability: float) -> str:
    """A probability as it may be told: ``about 75 %``, ``about 97 %``, ``above 99 %``; never certainty.

    In steps of 5 %, beyond 90 % and below 10 % in steps of 1 % towards one half.
    """
    far = min(probability, 1 - probability)
    likely = probability > 1 / 2
    if far <= _CERTAIN + _ROUNDING:
        return "above 99 %" if likely else "below 1 %"
    if far < _EXTREME:
        hundredths = math.ceil(far * 100 - _ROUNDING)  # up, which is towards one half
        return f"about {100 - hundredths if likely else hundredths} %"
    return f"about {round(probability / _STEP) * 5} %"


def likelihood(log10_lr: float) -> str:
    """The evidence as a ratio, to one significant figure."""
    ratio = 10 ** abs(log10_lr)
    if ratio < _EQUAL:
        return "What was seen fits a true claim about as well as a false one."
    more, less = ("true", "false") if log10_lr > 0 else ("false", "true")
    times = f"{float(f'{ratio:.1g}'):,.0f}"
    return f"What was seen is about {times} times likelier if the claim is {more} than if it is {less}."
