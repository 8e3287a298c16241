"""Where the dial is: the ellipse that a round watch face makes in a photo.

1. Edges: gradients divided by their local mean, so that a black dial in a black case counts as much as a white one.
2. Centres: any two points of an ellipse whose edges face each other exactly have their midpoint at its centre, whatever
   the tilt. Such pairs vote (Tsuji and Matsumoto 1978; Yuen, Illingworth and Kittler 1989).
3. Tilt: all rings of one watch (case, bezel, dial, minute track) share axis ratio and angle, so the pair is chosen
   under which most of the outline of rings is seen at all.
4. Rings: each is fitted (``cv2.fitEllipseAMS``) and its support measured: the share of 5-degree sectors in which an
   edge lies within 1.2 % of it and along it.
5. Which ring: the innermost that is about as well seen as the best, since outside the dial lie only bezel and case.
6. One dial, several, or none.

No random number is used: the same pixels give the same ellipse. Measured on rendered dials tilted by 0 to 35 degrees:
centre within 2 % and axes within 4 % down to a rim of 12 grey levels (black in black) where the dial is a third of the
frame's width; where it is a sixth, bright markers hide so faint a rim, and none is found.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.vocabulary.photo import Ellipse, NoDial
from pipeline.stages.preprocess.centres import (
    LARGEST,
    SMALLEST,
    Edges,
    Floats,
    Grey,
    find_centres,
    find_edges,
    length_of,
    thinned,
)

SECTORS = 72

MIN_SUPPORT = 0.5
"""Of the visible outline. Measured, each photo turned, scaled, dimmed and given noise in 20 ways: dials of the real
photos 0.61 to 1.0, of the drawn ones 0.72 to 1.0, the blurred one 0.51 to 0.74; a square wall clock 0.65 to 0.81 (its
rounded corners). It does not part them from what is none: where edges are dense, arbitrary rings reach 0.99."""

MIN_EXCESS = 0.4
"""Support beyond that of arbitrary rings around the same centre (chance). Measured as above: dials that are believed
have medians of 0.5 to 0.9; rings in noise and clouds reach 0.31, in a landscape and a portrait 0.39, in chequers 0.39.
There is no room to lower it, and a busy watch (the Casio, many rings in one another) is missed once in 40."""

MIN_VISIBLE = 0.6
"""Of the outline inside the frame; with less, the fit is free to be anything."""

TOO_SMALL = 0.055
"""Semi-minor axis: below it a dial has fewer than 225 pixels in a 2048-pixel derivative, letters look as round, and of
two watches side by side (0.049 and 0.053 on a real photo) as a rule only one is found."""

_TURN = np.linspace(0, 2 * np.pi, SECTORS, endpoint=False)
_CIRCLE = np.stack([np.cos(_TURN), np.sin(_TURN)])
"""x and y of a point for each sector."""

_TILTS = [(1.0, 0.0)] + [(ratio, np.pi * k / 8) for ratio in (0.94, 0.88, 0.82, 0.76) for k in range(8)]
"""Axis ratio (cosine of a tilt up to 40 degrees) and angle of the major axis."""
_COARSE = 36
_ALONG, _CLOSELY_ALONG = 0.93, 0.966
"""Cosines of 21 and 15 degrees between an edge and a ring: to gather points, and to count them as its outline."""
_WORTH_FITTING = 0.33
"""Share of the outline near which there must be edges before a ring is fitted."""
_AS_GOOD = 0.9
"""Share of the best ring's support: a dial's rim is as well seen as its bezel's, a printed minute track less (0.88)."""
_INSIDE = 0.65
"""Share of the best ring's size. The widest bezel of the real photos leaves 0.69 to the dial; sub-dials reach 0.4."""
_WIDTH = 0.03
"""Ring width in the search for the tilt: natural logarithm of the radius."""
_LEVELS = int(np.log(LARGEST / SMALLEST) / _WIDTH) + 1


@dataclass(frozen=True, slots=True)
class Ring:
    """A fitted ellipse in pixels.

    :ivar angle: of the major axis, radians, clockwise from the x axis.
    :ivar support: share of the outline seen.
    :ivar chance: share of the outline of arbitrary rings around it that is seen.
    :ivar visible: share of the outline inside the frame.
    """

    x: float
    y: float
    major: float
    minor: float
    angle: float
    support: float = 0.0
    chance: float = 0.0
    visible: float = 1.0

    @property
    def is_dial(self) -> bool:
        """Whether it is seen well enough to be believed."""
        return (
            self.visible >= MIN_VISIBLE
            and self.support >= MIN_SUPPORT * self.visible
            and self.support - self.chance >= MIN_EXCESS * self.visible
        )

    @property
    def worth(self) -> float:
        """Of two rings that are seen equally well, the rounder one: stray edges fit flat ellipses more easily."""
        return self.support * self.minor / self.major

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is so near the centre that it belongs to the same watch."""
        return float(np.hypot(x - self.x, y - self.y)) < 0.8 * self.minor


def find_dial(grey: Grey) -> Ellipse | NoDial:
    """Return the dial's ellipse in normalised coordinates, or why there is none."""
    edges = find_edges(grey)
    found: list[Ring] = []
    for centre in find_centres(edges, grey.shape):
        if any(ring.holds(*centre) for ring in found):
            continue
        ring = _best_ring(edges, centre, grey.shape)
        if ring is not None and ring.is_dial:
            found.append(ring)
    return _decide(_apart(found), grey.shape)


def _best_ring(edges: Edges, centre: tuple[float, float], shape: tuple[int, ...]) -> Ring | None:
    """Return the dial's ring around a centre, measured; None where no ellipse can be fitted.

    The first ring found corrects centre and tilt; all rings are then looked for again from there.
    """
    side = max(shape)
    around = _around(edges, centre, side)
    if len(around) < SECTORS // 2:
        return None
    ratio, angle = _tilt(thinned(around, 700), centre, side)
    start = _best(_fitted(around, Ring(*centre, 1.0, ratio, angle), shape, most=2))
    if start is None or start.support < MIN_SUPPORT / 2:
        return None
    unit = replace(start, major=1.0, minor=start.minor / start.major)
    return _innermost([start, *_fitted(around, unit, shape, most=4, known=start)])


def _fitted(edges: Edges, unit: Ring, shape: tuple[int, ...], most: int, known: Ring | None = None) -> list[Ring]:
    """Return the best seen rings around a centre under a tilt, measured; the known one is not fitted again."""
    new = [
        (near, ring)
        for near, ring in _rings(edges, unit, max(shape), most)
        if known is None or abs(ring.major / known.major - 1) > _WIDTH
    ]
    rings = (_refined(near, ring) for near, ring in new)
    return [_measured(edges, ring, shape) for ring in rings if ring is not None]


def _best(rings: list[Ring]) -> Ring | None:
    return max(rings, key=lambda ring: ring.worth, default=None)


def _around(edges: Edges, centre: tuple[float, float], side: int) -> Edges:
    """Return the points whose edge runs roughly around the centre (within 30 degrees)."""
    arm = edges.points - np.array(centre, dtype=np.float32)[:, None]
    distance = length_of(arm)
    along = np.abs(arm[0] * edges.normals[0] + arm[1] * edges.normals[1])
    return edges.where((along > 0.87 * distance) & (distance > SMALLEST * side) & (distance < LARGEST * side))


def _tilt(edges: Edges, centre: tuple[float, float], side: int) -> tuple[float, float]:
    """Return axis ratio and angle (radians) under which rings are seen best."""
    flat, normal = _under_every_tilt(edges, centre)
    radius = np.sqrt(flat[:, 0] ** 2 + flat[:, 1] ** 2)
    steep = np.sqrt(normal[:, 0] ** 2 + normal[:, 1] ** 2)
    aligned = np.abs(flat[:, 0] * normal[:, 0] + flat[:, 1] * normal[:, 1]) > 0.95 * radius * steep
    level = np.clip(np.log(radius / (SMALLEST * side)) / _WIDTH, 0, _LEVELS - 1).astype(np.int64)
    sector = _sector(edges.points - np.array(centre, dtype=np.float32)[:, None], _COARSE)
    tilt = np.arange(len(_TILTS))[:, None]
    seen = np.zeros((len(_TILTS), _LEVELS + 1, _COARSE), dtype=bool)
    seen.reshape(-1)[((tilt * (_LEVELS + 1) + level) * _COARSE + sector)[aligned]] = True
    cover = (seen[:, :-1] | seen[:, 1:]).sum(axis=2)
    score = np.sort(cover**2, axis=1)[:, -6:].sum(axis=1)
    return _TILTS[int(score.argmax())]


def _under_every_tilt(edges: Edges, centre: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return points and normals, (tilts, 2, n), in frames in which an ellipse of that tilt is a circle."""
    ratio, angle = np.array(_TILTS, dtype=np.float32).T
    cosine, sine = np.cos(angle), np.sin(angle)
    turn = np.stack([np.stack([cosine, sine], axis=1), np.stack([-sine, cosine], axis=1)], axis=1)
    arm = edges.points - np.array(centre, dtype=np.float32)[:, None]
    flat, normal = turn @ arm, turn @ edges.normals
    flat[:, 1] /= ratio[:, None]
    normal[:, 1] *= ratio[:, None]
    return flat, normal


def _rings(edges: Edges, unit: Ring, side: int, most: int) -> Iterator[tuple[Edges, Ring]]:
    """Yield the best seen rings around a centre under a tilt, each with the points near it."""
    flat, radius, aligned = _unrolled(edges, unit)
    straight = np.flatnonzero(aligned > _ALONG)
    edges, radius = edges.take(straight), radius.take(straight)
    level = np.clip(np.log(radius / (SMALLEST * side)) / _WIDTH, 0, _LEVELS - 1).astype(np.int64)
    seen = np.zeros((_LEVELS + 1, SECTORS), dtype=bool)
    seen[level, _sector(flat.take(straight, axis=1), SECTORS)] = True
    for crest in _crests((seen[:-1] | seen[1:]).mean(axis=1), most):
        major = SMALLEST * side * float(np.exp((crest + 1) * _WIDTH))
        near = np.abs(radius - major) < 0.12 * major
        yield thinned(edges.where(near), 600), replace(unit, major=major, minor=major * unit.minor)


def _crests(cover: NDArray[np.float64], most: int) -> list[int]:
    """Return the best covered levels, at least 6 % apart."""
    left = cover.copy()
    crests: list[int] = []
    while len(crests) < most and left.max() >= _WORTH_FITTING:
        k = int(left.argmax())
        crests.append(k)
        left[max(0, k - 2) : k + 3] = 0
    return crests


def _unrolled(edges: Edges, ring: Ring) -> tuple[Floats, Floats, Floats]:
    """Return the points in the ring's frame (2, n), their radii there (1 on it), and cosines between edge and ring."""
    cosine, sine = np.float32(np.cos(ring.angle)), np.float32(np.sin(ring.angle))
    x, y = edges.points[0] - np.float32(ring.x), edges.points[1] - np.float32(ring.y)
    major, minor = np.float32(ring.major), np.float32(ring.minor)
    flat = np.stack([(x * cosine + y * sine) / major, (y * cosine - x * sine) / minor])
    across, down = edges.normals
    normal = np.stack([(across * cosine + down * sine) * major, (down * cosine - across * sine) * minor])
    radius = np.maximum(length_of(flat), np.float32(1e-6))
    aligned = np.abs(normal[0] * flat[0] + normal[1] * flat[1]) / (length_of(normal) * radius)
    return flat, radius, aligned


def _sector(arms: Floats, count: int) -> NDArray[np.int64]:
    """Return which of ``count`` sectors an arm lies in. OpenCV's angles are ten times faster, right to 0.3 degrees."""
    turn = cv2.phase(arms[0], arms[1]).reshape(-1)
    return np.asarray(turn * np.float32(count / (2 * np.pi)), dtype=np.int64) % count


def _refined(edges: Edges, ring: Ring) -> Ring | None:
    """Fit the ring to the points near it, ever nearer; None where the fit runs away."""
    for width in (0.06, 0.025):
        _, radius, aligned = _unrolled(edges, ring)
        near = (np.abs(radius - 1) < max(width, 1.5 / ring.minor)) & (aligned > _ALONG)
        if near.sum() < SECTORS // 4:
            return None
        (x, y), (one, other), degrees = cv2.fitEllipseAMS(np.ascontiguousarray(edges.points[:, near].T))
        if not np.isfinite([x, y, one, other]).all() or min(one, other) < 0.65 * max(one, other):
            return None
        turned = degrees if one >= other else degrees + 90
        ring = Ring(x, y, max(one, other) / 2, min(one, other) / 2, float(np.radians(turned % 180)))
    return ring


def _measured(edges: Edges, ring: Ring, shape: tuple[int, ...]) -> Ring:
    """Return the ring with its support, what chance would give, and how much of it is inside the frame."""
    flat, radius, aligned = _unrolled(edges, ring)
    half = max(0.012, 1.2 / ring.minor)
    level = np.rint((radius - 1) / (2 * half)).astype(np.int64)
    reach = int(0.45 / (2 * half))
    kept = np.flatnonzero((np.abs(level) <= reach) & (aligned > _CLOSELY_ALONG))
    seen = np.zeros((2 * reach + 1, SECTORS), dtype=bool)
    seen[level.take(kept) + reach, _sector(flat.take(kept, axis=1), SECTORS)] = True
    cover = seen.mean(axis=1)
    return replace(
        ring, support=float(cover[reach]), chance=float(np.sort(cover)[reach]), visible=_visible(ring, shape)
    )


def _visible(ring: Ring, shape: tuple[int, ...]) -> float:
    along, across = ring.major * _CIRCLE[0], ring.minor * _CIRCLE[1]
    x = ring.x + along * np.cos(ring.angle) - across * np.sin(ring.angle)
    y = ring.y + along * np.sin(ring.angle) + across * np.cos(ring.angle)
    return float(((x >= 0) & (y >= 0) & (x < shape[1]) & (y < shape[0])).mean())


def _innermost(rings: list[Ring]) -> Ring | None:
    """Return the smallest ring that is about as well seen as the best, and not so small as to lie inside the dial."""
    best = max(rings, key=lambda ring: ring.support - ring.chance, default=None)
    if best is None:
        return None
    good = (ring for ring in rings if ring.is_dial and ring.support >= _AS_GOOD * best.support)
    return min((ring for ring in good if ring.minor >= _INSIDE * best.minor), key=lambda ring: ring.minor, default=best)


def _apart(found: list[Ring]) -> list[Ring]:
    """Return the largest well seen rings that do not overlap: two dials cannot, so those that do are one watch."""
    kept: list[Ring] = []
    for ring in sorted(found, key=lambda ring: ring.worth * ring.major, reverse=True):
        if all(np.hypot(ring.x - other.x, ring.y - other.y) > 0.9 * (ring.major + other.major) for other in kept):
            kept.append(ring)
    return kept


def _decide(found: list[Ring], shape: tuple[int, ...]) -> Ellipse | NoDial:
    """Return the one dial, or why there is none; the largest ring comes first."""
    if not found:
        return NoDial(reason="none", found=0)
    side = max(shape)
    main = found[0]
    rivals = [ring for ring in found if ring.major >= 0.5 * main.major]
    if len(rivals) > 1:
        return NoDial(reason="several", found=len(rivals))
    if main.minor < TOO_SMALL * side:
        return NoDial(reason="too_small", found=1)
    return Ellipse(
        centre=(main.x / shape[1], main.y / shape[0]),
        axes=(main.major / side, main.minor / side),
        angle=float(np.degrees(main.angle)) % 180.0,
        support=main.support,
    )
