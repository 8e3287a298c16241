"""A hand as the references have it: laid over each other, each counting where it lies free."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.examiners.reference.alike import Weighted, alike
from pipeline.examiners.reference.blades import HUB, LONGEST, Blade, row
from pipeline.examiners.reference.details import Floats

FEWEST = 2
"""References whose hands must agree: one alone may be misread."""
_AGREE = 0.5
"""Correlation from which two references' hands are the same. Rendered hands of one watch came to 0.7 and more."""
HIDDEN = -1.0
"""What stands for agreement where it cannot be told."""
_HALF = 20
_SLACK = 6
"""Pixels to each side that are compared; and by which the sheets may be off along the hand: 2 % of the radius."""
_FREE = 0.4
"""Share of a hand that must lie free on two references to say whether they agree."""
_BELOW, _ABOVE = 0.15, 0.05
"""Radii of the part about a tip."""
_ASIDE = 2
"""Pixels by which middle lines may lie beside each other."""


@dataclass(frozen=True)
class Outline:
    """What the references agree on.

    :ivar reach: radii to the tip.
    :ivar further: radii by which the tip lies further out on the references' average than on this outline.
    :ivar edges: (rows, columns, 2), as on a ``Blade``.
    :ivar weight: (rows, columns), 0 where it is hidden on all of them.
    """

    reach: float
    further: float
    edges: Floats
    weight: Floats


def outline(blades: Sequence[Blade], radius: float) -> Outline | None:
    """Lay hands over the one that agrees best with the others; None where fewer than ``FEWEST`` agree."""
    if len(blades) < FEWEST:
        return None
    reach = float(np.median([each.reach for each in blades]))
    laid = [[_laid(each, anchor, reach, radius) for each in blades] for anchor in blades]
    best = max(range(len(blades)), key=lambda nth: sum(max(score, 0.0) for score, _ in laid[nth]))
    agreeing = [(each, up) for each, (score, up) in zip(blades, laid[best], strict=True) if score >= _AGREE]
    if len(agreeing) < FEWEST:
        return None
    shifted = [(_raised(each.edges, -up), _raised(each.weight, -up)) for each, up in agreeing]
    weight = np.sum([known for _, known in shifted], axis=0)
    mean = np.sum([field * known[..., None] for field, known in shifted], axis=0) / np.maximum(weight, 1e-3)[..., None]
    return Outline(
        reach=float(np.median([each.reach for each, _ in agreeing])),
        further=float(np.median([up for _, up in agreeing])) / radius,
        edges=np.asarray(mean, np.float32),
        weight=np.asarray(np.clip(weight, 0, 1), np.float32),
    )


def _laid(hand: Blade, anchor: Blade, reach: float, radius: float) -> tuple[float, int]:
    """Return how well a hand agrees with another, and the pixels by which its tip is further out.

    Where a tip is hidden the two are taken to be as long, and the whole hand says how well they agree.
    """
    tip = slice(row(min(reach + _ABOVE, LONGEST), radius), row(reach - _BELOW, radius))
    first = max(tip.start - _SLACK, 0)
    score, share = alike(hand, anchor, tip, (first, tip.stop + _SLACK), _HALF, _ASIDE)
    sure = np.where(share >= _FREE, score, HIDDEN).max(axis=1)
    best = int(sure.argmax())
    if sure[best] >= _AGREE:
        return float(sure[best]), tip.start - first - best
    return _whole(hand, anchor, reach, radius), 0


def likeness(one: Blade, other: Blade, radius: float) -> float:
    """Return how alike two photos' hands are, by their tips or, where one is hidden, as a whole; -1 to 1."""
    return _laid(one, other, (one.reach + other.reach) / 2, radius)[0]


def agreement(hand: Blade, known: Outline, radius: float) -> float:
    """Return how alike a hand is to an outline, -1 to 1; ``HIDDEN`` where too little of it lies free."""
    return _whole(hand, known, known.reach, radius)


def _whole(hand: Weighted, known: Weighted, reach: float, radius: float) -> float:
    rows = slice(row(min(reach + _ABOVE, LONGEST), radius), row(HUB, radius))
    score, share = alike(hand, known, rows, (rows.start, rows.stop), _HALF, _ASIDE)
    return float(np.where(share >= _FREE, score, HIDDEN).max())


def _raised(strip: Floats, up: int) -> Floats:
    """Move a strip's rows further out, or in where negative; what comes in is unknown."""
    moved = np.zeros_like(strip)
    if up > 0:
        moved[:-up] = strip[up:]
    elif up < 0:
        moved[-up:] = strip[:up]
    else:
        moved[:] = strip
    return moved
