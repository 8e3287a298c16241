"""Which times several photos show, where each alone leaves it open: those at which their hands are the same hands.

A sub-dial of the hour hand's lightness hides where it points, and the hands of the sub-dials move as well. What lies
under one of a photo's likely times is a hand only if the other photos have the same one under one of theirs.
"""

from collections.abc import Sequence

from pipeline.examiners.reference.blades import Blade, Shown, blade
from pipeline.examiners.reference.clockwork import Times, turned
from pipeline.examiners.reference.outline import likeness

_TRIED = 3
"""Likely times of a photo that are tried: on rendered chronographs the right one was among the first three of nine
photos in ten."""
_ALIKE = 0.5
"""Correlation from which two photos' hands count as the same. Rendered hands of one watch came to 0.7 and more."""
_ELSEWHERE = 4.0
"""Degrees by which hands of two photos must point apart to tell that they are hands: a marker or a sub-dial, too,
looks the same on both, where it stands."""


def agreed(photos: Sequence[Shown], times: Sequence[Times], twelve: float, radius: float) -> list[Shown | None]:
    """Set the hands of photos at the times at which most of them agree; None for a photo that agrees at none.

    :param times: of each photo, the likeliest first.
    :param twelve: where twelve stands, degrees clockwise from straight up.
    :param radius: pixels of the dial's radius on the photos' sheets.
    """
    pairs = zip(photos, times, strict=True)
    tried = [[photo.at(time, twelve) for time in each.likely[:_TRIED]] for photo, each in pairs]
    cut = [[_hands(each, radius) for each in ways] for ways in tried]
    anchors = [(nth, hands) for nth, ways in enumerate(cut) for hands in ways]
    scored = [_against(anchor, nth, cut, radius) for nth, anchor in anchors]
    best = max(scored, key=lambda ways: sum(max(each, default=0.0) for each in ways), default=[])
    return [_best(ways, scores) for ways, scores in zip(tried, best, strict=True)]


def _hands(photo: Shown, radius: float) -> list[Blade]:
    return [blade(photo, each, radius) for each in (photo.hour, photo.minute) if each is not None]


def _against(anchor: list[Blade], of: int, cut: Sequence[list[list[Blade]]], radius: float) -> list[list[float]]:
    """Return for each way to read each photo how alike its hands are to the anchor's; what is hidden counts nothing."""
    return [
        [2.0 if each is anchor else 0.0 for each in ways]
        if nth == of
        else [sum(_alike(one, other, radius) for one, other in zip(each, anchor, strict=True)) for each in ways]
        for nth, ways in enumerate(cut)
    ]


def _alike(one: Blade, other: Blade, radius: float) -> float:
    if abs(turned(one.degrees - other.degrees)) < _ELSEWHERE:
        return 0.0
    found = likeness(one, other, radius)
    return found if found >= _ALIKE else 0.0


def _best(ways: Sequence[Shown], scores: Sequence[float]) -> Shown | None:
    best = max(range(len(ways)), key=lambda nth: scores[nth], default=None)
    return ways[best] if best is not None and scores[best] > 0.0 else None
