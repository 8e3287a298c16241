"""The hour and minute hand of a photo, each stood upright on a strip, its outline freed of the dial behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.examiners.reference.alike import alike
from pipeline.examiners.reference.clockwork import Face, turned
from pipeline.examiners.reference.covered import Mask
from pipeline.examiners.reference.details import Floats, edges, lightness
from pipeline.imaging.colour import Pixels

LONGEST = 1.18
"""Radii from the axis to the strip's upper end. Where a dial's outline was found inside its minute track, hands reach
that outline; the sheet ends at 1.2."""
HALF_WIDTH = 45
"""Pixels (15 % of the radius) to each side of a hand: the broadest is 14 % wide, and may be a few degrees off."""
HUB = 0.24
"""Radii: where a blade leaves the hub."""

_SOFT = 1.0
"""Pixels by which all photos are softened: a blurred subject's hands then differ less from sharp ones, and other shapes
hardly. With 1.5 both came down alike."""
_BEHIND = 2.0
"""Pixels: standard deviation of the window in which a photo is compared with the bare dial."""
_BARE, _SLOPE = 1.6, 2.0
"""Edges count in full up to an agreement of 0.3 with the bare dial, and not at all from 0.8: between, they may be a
hand's that happen to run like a marker's. Declared by judgement."""
_FAINT = 0.05
"""Mean square of the edges below which nothing agrees."""

_HAND, _TAIL = (0.075, 0.04), (0.065, 0.2)
_NEEDLE, _WEIGHT = (0.06, 1.2), (0.065, 0.38)
"""Half of what another hand covers, its shadow with it, and how far it reaches (a hand: beyond its tip), in radii: hour
and minute hand and their tails, second hand with a disc on it, and its counterweight."""

_HOUR_ENDS = 0.7
"""Radii that no hour hand reaches: what stands out beyond is a minute hand over it. Those measured reach 0.67."""

_PIECE, _STEP = 0.12, 0.06
"""Radii: pieces in which a hand is mirrored to find its middle line."""
_MIRRORED, _OFF = 30, 12
"""Pixels to each side that are mirrored, and by how much the two may be off."""
_EVEN = 0.4
"""Correlation from which a piece is symmetrical, and the share of it that must be free."""
_ROUNDS, _FEWEST = 4, 2
_TURNED, _BESIDE = 4.0, 9.0
"""Degrees and pixels by which a hand may lie off the direction that its time gives it: play, and parallax."""


@dataclass(frozen=True)
class Shown:
    """A photo on the fine sheet, and how its hands stand there.

    :ivar edges: (side, side, 2).
    :ivar kept: (side, side), 0 where the bare dial has the same edges, 1 where it has none of them.
    :ivar hour: degrees clockwise from straight up, like ``minute``; both None where the time cannot be read.
    """

    edges: Floats
    kept: Floats
    face: Face
    hour: float | None = None
    minute: float | None = None

    def at(self, minutes: float, twelve: float) -> "Shown":
        """Return the photo with its hands where a time has them, twelve standing so many degrees from straight up."""
        return replace(self, hour=(minutes / 2 + twelve) % 360.0, minute=(minutes * 6 + twelve) % 360.0)


@dataclass(frozen=True)
class Blade:
    """A hand upright on a strip of ``LONGEST`` radii and 2 * ``HALF_WIDTH`` + 1 columns, the axis in the middle.

    :ivar reach: radii to where its tip seems to be; a marker behind it lengthens it.
    :ivar edges: (rows, columns, 2).
    :ivar weight: (rows, columns), 0 where another hand lies or the dial has the same, up to 1 where it lies free.
    """

    degrees: float
    reach: float
    edges: Floats
    weight: Floats


def freed(photos: Sequence[Pixels], covered: Sequence[Mask], faces: Sequence[Face]) -> list[Shown]:
    """Tell what of each photo's edges the others have there too, where no hand covers them."""
    fields = [edges(_softened(each)) for each in photos]
    energies = [_smooth(each, each) for each in fields]
    behind = [np.zeros(each.shape[:2], np.float32) for each in fields]
    for one in range(len(fields)):
        for other in range(one):
            strength = np.sqrt(energies[one] * energies[other]) + np.float32(_FAINT)
            alike_there = _smooth(fields[one], fields[other]) / strength
            for here, there in ((one, other), (other, one)):
                np.maximum(behind[here], alike_there, out=behind[here], where=~covered[there])
    kept = [np.clip(_BARE - _SLOPE * each, 0, 1).astype(np.float32) for each in behind]
    return [Shown(*each) for each in zip(fields, kept, faces, strict=True)]


def _softened(photo: Pixels) -> Floats:
    return np.asarray(cv2.GaussianBlur(lightness(photo), (0, 0), _SOFT), np.float32)


def row(radii: float, radius: float) -> int:
    """Return the strip's row at so many radii from the axis."""
    return round((LONGEST - radii) * radius)


def blade(photo: Shown, degrees: float, radius: float) -> Blade:
    """Return the hand that points in about a direction, turned until its middle line is upright."""
    degrees = photo.face.towards(degrees)
    reach = photo.face.reach(degrees)
    plain = _blade(photo, degrees, 0.0, reach, radius)
    turn, aside = _middle_line(plain, radius)
    if abs(turn) > _TURNED or abs(aside) > _BESIDE:
        return plain
    return _blade(photo, degrees + turn, aside, reach, radius)


def _smooth(one: Floats, other: Floats) -> Floats:
    return np.asarray(cv2.GaussianBlur((one * other).sum(axis=2), (0, 0), _BEHIND), np.float32)


def _blade(photo: Shown, degrees: float, aside: float, reach: float, radius: float) -> Blade:
    """Cut a strip of a sheet in a direction, its middle line ``aside`` pixels to the right of the axis."""
    angle, middle = np.radians(degrees), photo.kept.shape[0] / 2 - 0.5
    away = np.arange(round(LONGEST * radius), 0, -1, dtype=np.float64)[:, None] - 0.5
    beside = np.arange(-HALF_WIDTH, HALF_WIDTH + 1, dtype=np.float64)[None] + aside
    x = (middle + away * np.sin(angle) + beside * np.cos(angle)).astype(np.float32)
    y = (middle - away * np.cos(angle) + beside * np.sin(angle)).astype(np.float32)
    field = cv2.remap(photo.edges, x, y, cv2.INTER_LINEAR)
    turn = np.array([[np.cos(2 * angle), -np.sin(2 * angle)], [np.sin(2 * angle), np.cos(2 * angle)]], np.float32)
    kept = cv2.remap(photo.kept, x, y, cv2.INTER_LINEAR)
    free = _free(photo, degrees, away / radius, beside / radius)
    return Blade(degrees, reach, np.asarray(field @ turn, np.float32), np.asarray(kept * free, np.float32))


def _free(photo: Shown, degrees: float, away: NDArray[np.floating], beside: NDArray[np.floating]) -> Mask:
    """Return where no other hand and no tail lies."""
    free = np.ones((len(away), beside.shape[1]), np.bool_)
    for direction, half, length in _streaks(photo, degrees):
        off = np.radians(direction - degrees)
        along, across = away * np.cos(off) + beside * np.sin(off), beside * np.cos(off) - away * np.sin(off)
        free &= ~((np.abs(across) < half) & (along > 0) & (along < length))
    return free


def _streaks(photo: Shown, degrees: float) -> list[tuple[float, float, float]]:
    """Return direction, half of the width and length of every other hand and tail."""
    found: list[tuple[float, float, float]] = []
    hands = [each for each in (photo.hour, photo.minute) if each is not None]
    own = min(hands, key=lambda each: abs(turned(each - degrees)))
    for each in hands:
        found.append((each + 180.0, *_TAIL))
        if each is not own:
            ends = photo.face.reach(each) if each == photo.minute else min(photo.face.reach(each), _HOUR_ENDS)
            found.append((each, _HAND[0], ends + _HAND[1]))
    for each in photo.face.needles(hands):
        found += [(each, *_NEEDLE), (each + 180.0, *_WEIGHT)]
    return found


def _middle_line(found: Blade, radius: float) -> tuple[float, float]:
    """Return the degrees by which a hand leans on its strip, and the pixels by which it passes the axis.

    A hand is its own mirror image: half of what its mirror image must be moved by is where its middle line lies.
    """
    mirrored = replace(found, edges=found.edges[:, ::-1] * np.array([1, -1], np.float32), weight=found.weight[:, ::-1])
    places = []
    for foot in np.arange(HUB, found.reach - _PIECE / 2, _STEP):
        rows = slice(row(float(foot) + _PIECE, radius), row(float(foot), radius))
        score, share = alike(found, mirrored, rows, (rows.start, rows.stop), _MIRRORED, _OFF)
        sure = np.where(share > _EVEN, score, -1.0)[0]
        best = int(sure.argmax())
        if sure[best] > _EVEN:
            places.append((float(foot) + _PIECE / 2, (best - _OFF) / 2, float(sure[best])))
    return _line(np.array(places), radius) if len(places) >= _FEWEST else (0.0, 0.0)


def _line(places: NDArray[np.float64], radius: float) -> tuple[float, float]:
    """Fit a line to (radii, pixels aside, weight); what lies off it counts the less."""
    out, aside, sure = places.T
    weight, along = sure, np.column_stack([out, np.ones(len(out))])
    line = np.zeros(2)
    for _ in range(_ROUNDS):
        line = np.linalg.lstsq(along * weight[:, None], aside * weight, rcond=None)[0]
        weight = sure / (1.0 + np.abs(aside - along @ line))
    return float(np.degrees(line[0] / radius)), float(line[1])
