"""Whether the hands are as long, and of the same outline, as on the references.

Two photos show different times, so each hand is stood upright first (``blades``). The part about a reference's tip is
then looked for along the subject's hand: where it is found says how much longer or shorter that is, how well it agrees
says, with the blade below, whether the outline is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from models.vocabulary.finding import Finding, Region
from models.vocabulary.views import Component, View
from models.vocabulary.words import capital
from pipeline.examiners.reference import place
from pipeline.examiners.reference.blades import HALF_WIDTH, LONGEST, Blade, Shown, blade, fine_radius, row, shown
from pipeline.examiners.reference.finding import measured, unreadable
from pipeline.examiners.reference.overlay import Overlay
from pipeline.imaging.hands import Hand

Name = Literal["hour", "minute"]
_NAMES: tuple[Name, ...] = ("hour", "minute")
_TO_COMPARE = "to be compared with verified photos"

FEWEST = 2
"""References on which a hand must be seen as freely as on the subject."""

_BELOW, _ABOVE = 0.13, 0.05
"""Radii of the part about a tip, from the shortest reading of the references to the longest: a marker behind a tip may
lengthen a reading by 0.1."""
_LONGER, _SHORTER = 0.1, 0.2
"""Radii by which a hand may be longer or shorter and its tip is still found."""
_ASIDE = 10
"""Pixels by which a tip may stand beside the middle line: 2 degrees at the tip, and parallax."""
_TIP_HALF, _BODY_HALF = 20, 24
"""Pixels to each side of the middle line that are compared."""
_FROM, _SEGMENT, _STEP = 0.24, 0.10, 0.06
"""Radii: where a blade leaves the hub; and the pieces in which it is compared."""
_SLACK = 2
"""Pixels by which a piece may be off along the hand."""
_FREE = 0.85
"""Share of a part's rows that must be free of other hands."""

_TIP = (-0.07, 0.02)
"""Radii about a reference's tip where the subject's would have to show."""
_SHOWS = 0.5
"""Share of that place at which a hand's edges would show on the subject: a word or marker behind a tip hides it."""

SURE = 0.5
"""Correlation from which a tip counts as found."""


_KEPT_TIME = 2.0
"""Degrees by which the hour hand may disagree with the minute hand. One rendered photo was misread at 2.3."""
_PARTS = 2
"""Tip and blade must both be seen: where a time was misread, one of them alone agrees with nothing."""

LENGTH_ALLOWED = 2.0
"""% of the radius by which a hand's length may differ; the pose adds to it. On rendered photos of flawless watches of
five references (about 30 in which a tip could be made out, camera leaning up to 20 degrees, any light and time) at most
1.7 %: the sheets lie over each other to about 1 % where the dial's outline is faint."""
_STANDS_UP = 5.0
"""% of the radius by which hands stand above the dial (0.7 mm of 14.5): what their tips shift for each unit by which
the tangents of the cameras' angles differ. Declared; rendered hands lie in the dial's plane."""

FORM_ALLOWED = 37.0
"""% of the outline, mean of both hands, that may not agree. On the same photos at most 35 %, where a word or a small
dial lies beneath the hour hand; a single hand came to 45 %, so one alone does not decide. Hands of another shape on
five references: 46 to 63 %."""


@dataclass(frozen=True)
class Compared:
    """A hand against the references.

    :ivar longer: radii by which it is longer, or None where its tip was not found.
    :ivar missing: share of the outline that does not agree, 0 to 1, or None where too little of it is free.
    """

    name: Name
    hand: Hand
    longer: float | None
    missing: float | None


def compare(over: Overlay) -> list[Finding]:
    """Compare length and outline of the hands, as far as they can be made out."""
    if over.view is not View.DIAL or not over.frame.round:
        return []
    found = measure(over)
    return [_length(over, found), _form(over, found)]


def measure(over: Overlay) -> list[Compared]:
    """Hold each hand against the references."""
    subject, references = shown(over)
    photos = [subject, *references]
    hands = (_hand(name, photos, fine_radius(over)) for name in _NAMES)
    return [each for each in hands if each is not None]


def _length(over: Overlay, hands: Sequence[Compared]) -> Finding:
    lengths = [(abs(each.longer), each) for each in hands if each.longer is not None]
    if not lengths:
        why = f"No hand's tip can be made out freely enough {_TO_COMPARE}."
        return unreadable(Component.HANDS, "displacement", why)
    most, hand = max(lengths, key=lambda pair: pair[0])
    value, allowed = 100.0 * most, LENGTH_ALLOWED + _STANDS_UP * _leaning_apart(over)
    names = " and the ".join(f"{each.name} hand" for _, each in lengths)
    told = (
        f"the tip of the {names} is where verified photos have it"
        if value <= allowed
        else f"the {hand.name} hand is too {'long' if (hand.longer or 0.0) > 0 else 'short'} beside verified photos"
    )
    return measured(
        Component.HANDS,
        "displacement",
        value=value,
        unit="% of radius",
        allowed=allowed,
        sentence=capital(f"{told}: {value:.1f} % of the radius apart; {allowed:.1f} % is what pose and making allow."),
        region=_region(over, hand.hand),
    )


def _leaning_apart(over: Overlay) -> float:
    """Return by how much the cameras' angles differ from the references', as tangents; the lean's sign is unknown."""
    lean = over.subject.lean
    apart = (min(np.linalg.norm(lean - sign * each.picture.lean) for sign in (1, -1)) for each in over.laid)
    return float(np.median(list(apart)))


def _form(over: Overlay, hands: Sequence[Compared]) -> Finding:
    shares = [(each.missing, each) for each in hands if each.missing is not None]
    if len(shares) < len(_NAMES):
        return unreadable(Component.HANDS, "form", f"Too little of the hands lies free {_TO_COMPARE}.")
    hand = max(shares, key=lambda pair: pair[0])[1]
    value = 100.0 * max(float(np.mean([share for share, _ in shares])), 0.0)
    how = "the outline that they have" if value <= FORM_ALLOWED else "another outline than"
    return measured(
        Component.HANDS,
        "form",
        value=value,
        unit="%",
        allowed=FORM_ALLOWED,
        sentence=f"The hands have {how} on verified photos: {value:.0f} % of it does not agree, most on the "
        f"{hand.name} hand; {FORM_ALLOWED:.0f} % is what light and sharpness may cost.",
        region=_region(over, hand.hand),
    )


def _region(over: Overlay, hand: Hand) -> Region:
    """Return the hand's place on the photo, from the hub to the tip."""
    angle = np.radians(hand.angle)
    way = np.array([[_FROM], [hand.length]]) * np.array([[np.sin(angle), -np.cos(angle)]])
    return place.region(over.frame.side / 2 + way * over.frame.radius, hand.width / 2 * over.frame.radius, over)


def _blade(name: Name, photos: Sequence[Shown], nth: int, radius: float) -> Blade | None:
    hands = photos[nth].hands
    if hands is None or hands.hour_error is None or abs(hands.hour_error) > _KEPT_TIME:
        return None
    return blade(photos, nth, hands, hands.hour if name == "hour" else hands.minute, radius)


def _hand(name: Name, photos: Sequence[Shown], radius: float) -> Compared | None:
    subject, *found = (_blade(name, photos, nth, radius) for nth in range(len(photos)))
    references = [each for each in found if each is not None]
    if subject is None or len(references) < FEWEST:
        return None
    low, high = _tip(references)
    tips = [each for known in references if (each := _tip_match(subject, known, low, high, radius)) is not None]
    if not _tip_shows(subject, references, radius):
        tips = []
    sure = [longer for longer, score in tips if score >= SURE]
    longer = float(np.median(sure)) if len(sure) >= FEWEST and 2 * len(sure) > len(tips) else None
    below = (_body_match(subject, known, low, longer or 0.0, radius) for known in references)
    bodies = [each for each in below if each is not None]
    scores = [float(np.median(each)) for each in ([score for _, score in tips], bodies) if len(each) >= FEWEST]
    missing = 1.0 - min(scores) if len(scores) == _PARTS else None
    return Compared(name, subject.hand, longer, missing)


def _tip(references: Sequence[Blade]) -> tuple[float, float]:
    """Return the radii between which the references' tips lie."""
    lengths = [each.hand.length for each in references]
    return min(lengths) - _BELOW, min(max(lengths) + _ABOVE, LONGEST)


def _tip_shows(subject: Blade, references: Sequence[Blade], radius: float) -> bool:
    """Return whether the tip of a hand as long as the references' would show on the subject."""
    tip = min(each.hand.length for each in references)
    bottom, top = (row(tip + end, radius) for end in _TIP)
    return float(subject.shows[top:bottom].mean()) >= _SHOWS


def _tip_match(subject: Blade, known: Blade, low: float, high: float, radius: float) -> tuple[float, float] | None:
    """Return by how many radii the subject's tip is further out, and how well it agrees."""
    top, bottom = row(high, radius), row(low, radius)
    if min(each.alone[top:bottom].mean() for each in (subject, known)) < _FREE:
        return None
    reach = round(_LONGER * radius), round(_SHORTER * radius)
    return _match(subject, known, (top, bottom), reach, _TIP_HALF, radius)


def _body_match(subject: Blade, known: Blade, tip: float, longer: float, radius: float) -> float | None:
    """Return how well the blade agrees below the tip; a piece of a shorter hand may lie lower."""
    up, down = (round(max(sign * longer, 0.0) * radius) + _SLACK for sign in (1, -1))
    scores = []
    for foot in np.arange(_FROM, tip + _SEGMENT - _STEP, _STEP):
        rows = row(float(foot) + _SEGMENT, radius), row(float(foot), radius)
        if min(each.alone[slice(*rows)].mean() for each in (subject, known)) >= _FREE:
            scores.append(_match(subject, known, rows, (up, down), _BODY_HALF, radius)[1])
    return float(np.median(scores)) if len(scores) >= FEWEST else None


def _match(
    subject: Blade, known: Blade, rows: tuple[int, int], reach: tuple[int, int], half: int, radius: float
) -> tuple[float, float]:
    """Look for rows of a reference's strip on the subject's: how much further out they are, in radii; how alike."""
    first, last = max(rows[0] - reach[0], 0), min(rows[1] + reach[1], len(subject.edges))
    wide = half + _ASIDE
    part = known.edges[rows[0] : rows[1], HALF_WIDTH - half : HALF_WIDTH + half + 1]
    around = subject.edges[first:last, HALF_WIDTH - wide : HALF_WIDTH + wide + 1]
    alike = cv2.matchTemplate(np.ascontiguousarray(around), np.ascontiguousarray(part), cv2.TM_CCORR_NORMED)
    _, best, _, where = cv2.minMaxLoc(alike)
    return (rows[0] - first - where[1]) / radius, float(best)
