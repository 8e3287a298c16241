"""Whether the hands are as long, and of the same outline, as on the references.

Two photos show different times (``reading``), so each hand is stood upright first (``blades``), and those of the
references are laid over each other (``outline``): what other hands hide on one photo lies free on another. The part
about the tip is then looked for along the subject's hand: where it is found says how much longer or shorter that is.
The blade below is compared piece by piece.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from models.vocabulary.finding import Finding, Region
from models.vocabulary.views import Component, View
from models.vocabulary.words import capital
from pipeline.examiners.reference import place
from pipeline.examiners.reference.alike import alike
from pipeline.examiners.reference.blades import HUB, LONGEST, Blade, blade, row
from pipeline.examiners.reference.finding import measured, unreadable
from pipeline.examiners.reference.outline import Outline
from pipeline.examiners.reference.overlay import Overlay
from pipeline.examiners.reference.reading import fine_radius, read

Name = Literal["hour", "minute"]
_NAMES: tuple[Name, ...] = ("hour", "minute")
_TO_COMPARE = "to be compared with verified photos"
_DIFFERENT = "The tips of the two hands say different things and cannot be told well enough"

_BELOW, _ABOVE = 0.15, 0.07
"""Radii of the part about a tip."""
_LONGER, _SHORTER = 0.1, 0.2
"""Radii by which a hand may be longer or shorter and its tip is still found."""
_ASIDE = 6
"""Pixels by which a tip may stand beside the middle line."""
_TIP_HALF, _BODY_HALF = 20, 24
"""Pixels to each side of the middle line that are compared."""
_SEGMENT, _STEP = 0.10, 0.06
"""Radii: the pieces in which a blade is compared."""
_SLACK = 3
"""Pixels by which a piece may be off."""
_SHOWS, _FREE = 0.4, 0.35
"""Share of a tip's and of a piece's outline that must lie free on the subject."""
_PIECES = 3
"""Pieces of a hand that must lie free."""

_REGION = 0.05
"""Radii to each side of a hand that are shown."""

_ENDS, _AS_LONG = 0.05, 0.03
"""Radii by which a tip that was found may lie off where the hand seems to end. Where it is as long as the references'
that is not asked: a marker behind the tip lengthens what is seen."""

_NO_LONGER, _CLEARLY = 3, 0.08
"""Pixels (1 % of the radius) within which a tip is as far out as on the references, and by how much better it must
agree elsewhere to be taken for another: a tip in front of print agreed by 0.06 better 4 % further in."""

SURE = 0.5
"""Correlation from which a tip counts as found."""

LENGTH_ALLOWED, LENGTH_ALLOWED_OF_ONE = 2.0, 2.4
"""% of the radius by which hands' lengths may differ, both or one alone; the pose adds to it. On 70 of 82 rendered
photos of genuine hands (six references, camera leaning up to 20 degrees, any light and time) a tip could be measured:
both together came to 0.6 times what is then allowed, one whose blade lay under the other to 1.0. Hands 5 % and more too
short came to 1.17 times and more, all of the 11 that could be measured."""
_ALIKE = 0.03
"""Of their lengths: by how much two hands may differ in what they are longer or shorter."""
_STANDS_UP = 5.0
"""% of the radius by which hands stand above the dial (0.7 mm of 14.5): what their tips shift for each unit by which
the tangents of the cameras' angles differ. Declared; rendered hands lie in the dial's plane."""

FORM_ALLOWED = 34.0
"""% of the outline that may not agree, of the hand of which more agrees: of the other, where it lies over a small dial,
over print or under a third hand, up to 60 % did not on genuine watches. On the 72 of those 82 photos on which a hand
was free enough at most 30 %, and 35 % on one that was out of focus; hands of another shape 26 %, and 40 % and more on
7 of the 8 on which both could be compared. A hand replaced alone is not found so."""


@dataclass(frozen=True)
class Tip:
    """Where a hand's tip was found.

    :ivar longer: radii by which it is further out than on the references.
    :ivar relative: the same, of the hand's length.
    :ivar sure: whether the hand seems to end there.
    """

    longer: float
    relative: float
    sure: bool


@dataclass(frozen=True)
class Compared:
    """A hand against the references.

    :ivar tip: None where it was not found.
    :ivar missing: share of the outline that does not agree, 0 to 1, or None where too little of it is free.
    """

    name: Name
    hand: Blade
    tip: Tip | None
    missing: float | None


_Told = list[tuple[Tip, Compared]] | str
"""The tips that can be relied upon, or why none can."""


def compare(over: Overlay) -> list[Finding]:
    """Compare length and outline of the hands, as far as they can be made out."""
    if over.view is not View.DIAL or not over.frame.round:
        return []
    found, pose = measure(over), _STANDS_UP * _leaning_apart(over)
    told = _tips(found, (LENGTH_ALLOWED + pose) / 100.0)
    return [_length(over, told, pose), _form(over, found, misread=told == _DIFFERENT)]


def measure(over: Overlay) -> list[Compared]:
    """Hold each hand against the references."""
    found, radius = read(over), fine_radius(over)
    compared = []
    for name, known in zip(_NAMES, found.outlines, strict=True):
        angle = found.subject.hour if name == "hour" else found.subject.minute
        if angle is not None and known is not None:
            compared.append(_compared(name, blade(found.subject, angle, radius), known, radius))
    return compared


def _length(over: Overlay, told: _Told, pose: float) -> Finding:
    if isinstance(told, str):
        return unreadable(Component.HANDS, "displacement", f"{told} {_TO_COMPARE}.")
    off = 100.0 * float(np.mean([abs(tip.longer) for tip, _ in told])) * np.sign(told[0][0].longer)
    base = LENGTH_ALLOWED if len(told) == len(_NAMES) else LENGTH_ALLOWED_OF_ONE
    value, allowed = float(abs(off)), base + pose
    names, (is_are, has_have) = (
        (f"the tip of the {told[0][1].name} hand", ("is", "has"))
        if len(told) == 1
        else ("the tips of the hour hand and the minute hand", ("are", "have"))
    )
    how = f"{is_are} where verified photos have {'it' if is_are == 'is' else 'them'}"
    if value > allowed:
        how = f"{has_have} not the reach of verified photos, the hands being too {'long' if off > 0 else 'short'}"
    return measured(
        Component.HANDS,
        "displacement",
        value=value,
        unit="% of radius",
        allowed=allowed,
        sentence=capital(
            f"{names} {how}: {value:.1f} % of the radius apart; {allowed:.1f} % is what pose and making allow."
        ),
        region=_region(over, told[-1][1].hand),
    )


def _tips(hands: Sequence[Compared], allowed: float) -> _Told:
    """Return the tips that can be relied upon, or why none can.

    A tip found where the hand does not seem to end may be a place along the hand: it takes the other hand to be as much
    too short. Where both are sure and one is short, the other not, one of them was misread; both short by different
    shares are short all the same. ``allowed``: in radii.
    """
    found = [(each.tip, each) for each in hands if each.tip is not None]
    sure = [pair for pair in found if pair[0].sure]
    if not sure:
        return "No hand's tip can be made out freely enough"
    if len(found) == len(_NAMES) and abs(found[0][0].relative - found[1][0].relative) <= _ALIKE:
        return found
    within = [abs(tip.longer) <= allowed for tip, _ in sure]
    same_way = len({tip.longer > 0.0 for tip, _ in sure}) == 1
    return sure if len(sure) == 1 or all(within) or (same_way and not any(within)) else _DIFFERENT


def _leaning_apart(over: Overlay) -> float:
    """Return by how much the cameras' angles differ from the references', as tangents; the lean's sign is unknown."""
    lean = over.subject.lean
    apart = (min(np.linalg.norm(lean - sign * each.picture.lean) for sign in (1, -1)) for each in over.laid)
    return float(np.median(list(apart)))


def _form(over: Overlay, hands: Sequence[Compared], *, misread: bool) -> Finding:
    """Compare outlines; where the tips say that a hand was misread, another outline is not held against the watch."""
    shares = [(each.missing, each) for each in hands if each.missing is not None]
    if not shares:
        return unreadable(Component.HANDS, "form", f"Too little of the hands lies free {_TO_COMPARE}.")
    least, hand = min(shares, key=lambda pair: pair[0])
    value = 100.0 * max(least, 0.0)
    if value > FORM_ALLOWED and len(shares) < len(_NAMES):
        return unreadable(Component.HANDS, "form", f"One hand alone does not lie free enough {_TO_COMPARE}.")
    if value > FORM_ALLOWED and misread:
        return unreadable(Component.HANDS, "form", f"{_DIFFERENT} {_TO_COMPARE}.")
    how = "the outline that it has" if value <= FORM_ALLOWED else "another outline than"
    return measured(
        Component.HANDS,
        "form",
        value=value,
        unit="%",
        allowed=FORM_ALLOWED,
        sentence=f"The {hand.name} hand has {how} on verified photos: {value:.0f} % of it does not agree; "
        f"{FORM_ALLOWED:.0f} % is what light and sharpness may cost.",
        region=_region(over, hand.hand),
    )


def _region(over: Overlay, hand: Blade) -> Region:
    """Return the hand's place on the photo, from the hub to the tip."""
    angle = np.radians(hand.degrees)
    way = np.array([[HUB], [hand.reach]]) * np.array([[np.sin(angle), -np.cos(angle)]])
    return place.region(over.frame.side / 2 + way * over.frame.radius, _REGION * over.frame.radius, over)


def _compared(name: Name, hand: Blade, known: Outline, radius: float) -> Compared:
    tip = _tip(hand, known, radius)
    longer = tip.longer if tip is not None and tip.sure else 0.0
    return Compared(name, hand, tip, _missing(hand, known, longer, radius))


def _tip(hand: Blade, known: Outline, radius: float) -> Tip | None:
    """Look for the part about the outline's tip along the hand."""
    rows = slice(row(min(known.reach + _ABOVE, LONGEST), radius), row(known.reach - _BELOW, radius))
    first, last = max(rows.start - round(_LONGER * radius), 0), rows.stop + round(_SHORTER * radius)
    score, share = alike(hand, known, rows, (first, last), _TIP_HALF, _ASIDE)
    there = rows.start - first
    if float(share[there].max()) < _SHOWS:
        return None
    along = np.where(share >= _SHOWS, score, -1.0).max(axis=1)
    best = int(along.argmax())
    if along[best] < SURE or not 0 < best < len(along) - 1:
        return None
    level = there - round(known.further * radius)
    longer = (level - best) / radius
    ends = abs(known.reach + longer - hand.reach) <= _ENDS
    same = level + np.arange(-_NO_LONGER, _NO_LONGER + 1)
    if ends and along[same].max() >= along[best] - _CLEARLY:
        longer = (level - int(same[along[same].argmax()])) / radius
    return Tip(longer, longer / known.reach, ends or abs(longer) <= _AS_LONG)


def _missing(hand: Blade, known: Outline, longer: float, radius: float) -> float | None:
    """Return the share of the blade that does not agree; a piece of a shorter hand lies lower."""
    scores = []
    for foot in np.arange(HUB, known.reach - _SEGMENT, _STEP):
        rows = slice(row(float(foot) + _SEGMENT, radius), row(float(foot), radius))
        down = -round(longer * radius * (float(foot) + _SEGMENT / 2) / known.reach)
        within = max(rows.start + down - _SLACK, 0), rows.stop + down + _SLACK
        score, share = alike(hand, known, rows, within, _BODY_HALF, _SLACK)
        if float(share.max()) >= _FREE:
            scores.append(float(np.where(share >= _FREE, score, -1.0).max()))
    return 1.0 - float(np.mean(scores)) if len(scores) >= _PIECES else None
