"""The hour and minute hand of a photo, each stood upright on a strip, its outline freed of the dial behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.examiners.reference.covered import Mask
from pipeline.examiners.reference.details import Floats, edges, lightness
from pipeline.examiners.reference.overlay import FINE, Overlay
from pipeline.examiners.reference.picture import ROUND_REACH, Doubles, Picture, inverse, moved, sheet, sheet_to_unit
from pipeline.imaging.colour import Pixels
from pipeline.imaging.hands import Hand, Hands, find_hands

LONGEST = 1.18
"""Radii from the axis to the strip's upper end. Where a dial's outline was found inside its minute track, hands reach
that outline; the sheet ends at 1.2."""
_SIDE = 768
"""Pixels of the sheet on which a reference's hands are read: 256 a radius; ``find_hands`` asks for no more."""
HALF_WIDTH = 45
"""Pixels (15 % of the radius) to each side of a hand: the broadest is 14 % wide, and may be a few degrees off."""
_BEHIND = 2.0
"""Pixels: standard deviation of the window in which a strip is compared with the bare dial."""
_BARE, _SLOPE = 1.6, 2.0
"""Edges count in full up to an agreement of 0.3 with the bare dial, and not at all from 0.8: between, they may be a
hand's that happen to run like a marker's. Declared by judgement."""
_FAINT = 0.05
"""Mean square of the edges below which nothing agrees."""
_CORE = 9
"""Pixels to each side of the middle line within which a tip lies."""
_APART = 0.11
"""Radii beside a hand that another must leave free: what is compared, and a shadow. With 0.05, a second hand 10 degrees
beside a genuine minute hand was taken for its tip."""
_TAIL = 0.36
"""Radii that a second hand's counterweight reaches, where it was not seen."""


@dataclass(frozen=True)
class Shown:
    """A photo on the fine sheet, and how its hands stand there.

    :ivar covered: what hands and shadows cover.
    :ivar hands: None where they cannot be told apart.
    """

    pixels: Pixels
    covered: Mask
    hands: Hands | None


@dataclass(frozen=True)
class Blade:
    """A hand upright on a strip of ``LONGEST`` radii and 2 * ``HALF_WIDTH`` + 1 columns, the axis in the middle.

    :ivar edges: (rows, columns, 2), without those that the bare dial has there too.
    :ivar alone: (rows,), where no other hand comes near.
    :ivar shows: (rows,), share of the middle in which a hand's edges would show: elsewhere the bare dial has the same.
    """

    hand: Hand
    edges: Floats
    alone: NDArray[np.bool_]
    shows: Floats


def shown(over: Overlay) -> tuple[Shown, list[Shown]]:
    """Return the subject and its references, hands read."""
    found = [_on_sheet(_read(_Same(each.picture)), over, k) for k, each in enumerate(over.laid)]
    twelves = [each.twelve for each in found if each is not None]
    known = None if not twelves else float(np.median([turned(each - twelves[0]) for each in twelves]) + twelves[0])
    own = find_hands(over.pixels, margin=over.frame.side / 2 / over.frame.radius - 1, twelve=known)
    references = [Shown(each.pixels, each.mask, hands) for each, hands in zip(over.references, found, strict=True)]
    return Shown(over.pixels, own.mask, own if isinstance(own, Hands) else None), references


def turned(degrees: float) -> float:
    """Return an angle between -180 and 180."""
    return (degrees + 180.0) % 360.0 - 180.0


@dataclass(frozen=True, eq=False)
class _Same:
    """A picture by identity, as a key: pixels cannot be one. The library keeps its pictures open."""

    picture: Picture

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.picture is self.picture

    def __hash__(self) -> int:
        return id(self.picture)


@lru_cache(maxsize=16)
def _read(reference: _Same) -> Hands | None:
    """Read a reference's hands in its own plane, once for all subjects."""
    picture = reference.picture
    plane = picture.to_pixels @ sheet_to_unit(_SIDE, ROUND_REACH)
    found = find_hands(sheet(picture, plane, _SIDE), margin=ROUND_REACH - 1)
    return found if isinstance(found, Hands) else None


def _on_sheet(hands: Hands | None, over: Overlay, nth: int) -> Hands | None:
    """Take hands from a reference's own plane to the subject's sheet."""
    if hands is None:
        return None
    to_place = inverse(over.aligned[nth].from_place) @ over.laid[nth].picture.to_pixels
    axis = moved(to_place, np.zeros((1, 2)))[0]

    def seen(hand: Hand) -> Hand:
        across, up = _pointing(to_place, axis, hand.angle, hand.length)
        angle = float(np.degrees(np.arctan2(across, up))) % 360.0
        return replace(hand, angle=angle, length=float(np.hypot(across, up)))

    across, up = _pointing(to_place, axis, hands.twelve, 1.0)
    return replace(
        hands,
        twelve=float(np.degrees(np.arctan2(across, up))),
        hour=seen(hands.hour),
        minute=seen(hands.minute),
        second=seen(hands.second) if hands.second else None,
        others=tuple(seen(each) for each in hands.others),
    )


def _pointing(to_place: Doubles, axis: Doubles, degrees: float, length: float) -> tuple[float, float]:
    """Return how far a tip is to the right of the axis and above it."""
    angle = np.radians(degrees)
    tip = moved(to_place, length * np.array([[np.sin(angle), -np.cos(angle)]]))[0] - axis
    return float(tip[0]), -float(tip[1])


def row(radii: float, radius: float) -> int:
    """Return the strip's row at so many radii from the axis."""
    return round((LONGEST - radii) * radius)


def upright(picture: NDArray[np.uint8], degrees: float, radius: float) -> NDArray[np.uint8]:
    """Return the strip of a sheet in a direction, which points upwards in it."""
    angle, middle = np.radians(degrees), picture.shape[0] / 2 - 0.5
    away = np.arange(round(LONGEST * radius), 0, -1)[:, None] - 0.5
    aside = np.arange(-HALF_WIDTH, HALF_WIDTH + 1)[None]
    x = middle + away * np.sin(angle) + aside * np.cos(angle)
    y = middle - away * np.cos(angle) + aside * np.sin(angle)
    return np.asarray(cv2.remap(picture, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR), np.uint8)


def blade(photos: Sequence[Shown], nth: int, hands: Hands, hand: Hand, radius: float) -> Blade:
    """Return a hand of the ``nth`` photo; the others, which lie over it, show the dial behind it."""
    own = edges(lightness(upright(photos[nth].pixels, hand.angle, radius)))
    behind = np.zeros(own.shape[:2], np.float32)
    for photo in (*photos[:nth], *photos[nth + 1 :]):
        other = edges(lightness(upright(photo.pixels, hand.angle, radius)))
        hidden = upright(photo.covered.astype(np.uint8), hand.angle, radius) > 0
        behind = np.maximum(behind, np.where(hidden, np.float32(0.0), _agreement(own, other)))
    kept = np.clip(_BARE - _SLOPE * behind, 0, 1).astype(np.float32)
    core = kept[:, HALF_WIDTH - _CORE : HALF_WIDTH + _CORE + 1]
    return Blade(
        hand=hand,
        edges=own * kept[..., None],
        shows=core.mean(axis=1),
        alone=_alone(hands, hand, len(own), radius),
    )


def _agreement(one: Floats, other: Floats) -> Floats:
    """Return the local correlation of two edge fields, pixel by pixel, -1 to 1."""
    both, first, second = (
        cv2.GaussianBlur(product.sum(axis=2), (0, 0), _BEHIND) for product in (one * other, one * one, other * other)
    )
    return np.asarray(both / (np.sqrt(first * second) + np.float32(_FAINT)), dtype=np.float32)


def _alone(hands: Hands, hand: Hand, rows: int, radius: float) -> NDArray[np.bool_]:
    """Return the rows that no other hand and no tail touches."""
    away = LONGEST - (np.arange(rows) + 0.5) / radius
    alone = np.ones(rows, np.bool_)
    for angle, length, width in _streaks(hands, hand):
        off = np.radians(turned(angle - hand.angle))
        if np.cos(off) > 0:
            beside = np.abs(away * np.sin(off)) < (hand.width + width) / 2 + _APART
            alone &= ~(beside & (away * np.cos(off) < length + _APART))
    return alone


def _streaks(hands: Hands, hand: Hand) -> Iterator[tuple[float, float, float]]:
    """Yield direction, length and width of every other hand and tail."""
    for other in (hands.hour, hands.minute, hands.second, *hands.others):
        if other is not None and other is not hand:
            yield other.angle, other.length, other.width
            yield other.angle + 180.0, max(other.tail, _TAIL), other.width


def fine_radius(over: Overlay) -> float:
    """Return the pixels of a radius on the sheet that the strips are cut from."""
    return over.frame.radius * FINE
