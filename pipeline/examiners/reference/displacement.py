"""What stands elsewhere than on the references, by how much, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.examiners.reference.align import Aligned, Frame
from pipeline.examiners.reference.picture import Doubles

SURE = 0.55
"""Correlation from which a patch counts as found. On rendered photos of the same reference parts that no hand covers
score 0.6 to 0.95; what a hand's edge is taken for mostly stays below."""

NEIGHBOURHOOD = 0.125
"""Radii within which patches support each other: a marker is as wide."""
_AGREE, _AGREE_SHARE = 0.0035, 0.1
"""Radii, and share of the displacement, by which supporting patches may differ."""
_TOGETHER = 4
"""Patches that must be displaced alike. On 48 rendered photos of the same reference, four references each: the largest
displacement was 6.2 % with three (a hand's lume taken for another's), 0.6 % with four."""

FEWEST = 12
"""Patches below which a component is not measured."""


@dataclass(frozen=True)
class Field:
    """How details are displaced that at least one reference shows too.

    :ivar patches: (n, 2) middles in pixels of the sheet.
    :ivar offsets: (n, 2) radii; the smallest that any reference explains.
    """

    patches: Doubles
    offsets: Doubles

    def within(self, mask: NDArray[np.bool_]) -> "Field":
        """Return the patches of a part."""
        return Field(self.patches[mask], self.offsets[mask])


@dataclass(frozen=True)
class Displaced:
    """The largest coherent displacement.

    :ivar size: radii.
    :ivar offset: (2,) radii, x to the right, y downwards.
    :ivar patches: (n, 2) middles of the patches that show it.
    """

    size: float
    offset: Doubles
    patches: Doubles


def field(references: Sequence[Aligned], radius: float) -> Field:
    """Join what the references say: of each patch the smallest displacement that one of them found surely.

    Light from another side turns a bright bevel into a dark one, which looks like a move by the bevel's width; and
    parts that stand above the dial shift with the viewing angle. Either way the reference that was taken most alike
    finds the part in its place; a part that really moved is in its place on none.
    """
    best: dict[tuple[float, float], Doubles] = {}
    seen: dict[tuple[float, float], int] = {}
    for each in references:
        for middle, offset in zip(each.patches[each.score > SURE], each.displacement[each.score > SURE], strict=True):
            key = (float(middle[0]), float(middle[1]))
            seen[key] = seen.get(key, 0) + 1
            if key not in best or np.linalg.norm(offset) < np.linalg.norm(best[key]):
                best[key] = offset
    fewest = min(2, len(references))
    kept = sorted(key for key, count in seen.items() if count >= fewest)
    offsets = np.array([best[key] for key in kept]).reshape(-1, 2) / radius
    return Field(np.array(kept).reshape(-1, 2), offsets)


def worst(measured: Field, radius: float) -> Displaced:
    """Return the largest displacement that enough neighbouring patches share; the field must not be empty."""
    sizes = np.linalg.norm(measured.offsets, axis=1)
    best, chosen = -1.0, np.zeros(len(sizes), bool)
    for k, size in enumerate(sizes):
        near = np.linalg.norm(measured.patches - measured.patches[k], axis=1) <= NEIGHBOURHOOD * radius
        differ = np.linalg.norm(measured.offsets - measured.offsets[k], axis=1)
        agree = near & (differ < _AGREE + _AGREE_SHARE * size)
        ordered = np.sort(sizes[agree])[::-1]
        value = min(float(size), float(ordered[_TOGETHER - 1])) if len(ordered) >= _TOGETHER else 0.0
        if value > best:
            best, chosen = value, agree
    return Displaced(max(best, 0.0), np.median(measured.offsets[chosen], axis=0), measured.patches[chosen])


def direction(most: Displaced, frame: Frame) -> str:
    """Return whether it went outwards, inwards, clockwise or anticlockwise."""
    outward = most.patches.mean(axis=0) - frame.side / 2
    outward = outward / max(float(np.linalg.norm(outward)), 1e-6)
    along, around = float(most.offset @ outward), float(most.offset @ np.array([-outward[1], outward[0]]))
    if abs(along) > abs(around):
        return "outwards" if along > 0 else "inwards"
    return "clockwise" if around > 0 else "anticlockwise"
