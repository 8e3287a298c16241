"""A ring unrolled into a strip of edges, and one strip laid along another.

The strip is cut into sectors. Each is looked for on the other strip by normalised correlation of edges whose sign does
not count (``details.edges``), so that a lamp on another side changes little. What stands above the dial shifts, as the
camera leans, by one wave around the circle: the parallax of a plane parallel to it, to first order.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.examiners.reference.details import Floats, edges, lightness
from pipeline.examiners.reference.picture import Doubles, Picture, moved

SECTORS = 24
"""Sectors of a strip, each 24 degrees wide so that neighbours overlap: a figure lies whole within one."""
_COLUMNS = 7.5
"""Columns of a strip for each pixel of a radius: at 1.2 radii as fine as the rows."""
_HALF = 1 / 30
"""Share of the circle from a sector's middle to its edge."""
_GROUND = 1 / 40
"""Share of the circle to each side over which light, and circles where rings meet, are averaged and taken off."""
_SEARCH = 0.075
"""Radii by which a ring may be off once it is turned: one 3 mm above the dial, the cameras 20 degrees apart."""
_NEAR = 0.0125
"""Radii by which a sector may be off once the wave is fitted: what a slope shifts within its ring."""
_COARSE = 4
"""The turn is looked for on strips so much smaller."""
_AS_IT_WAS = 0.3
"""Median correlation from which a ring is not looked for elsewhere: rendered ones came to 0.34 and more where the
lettering was the same."""
_UNTURNED = 0.9
"""Share of the best turn's agreement from which a ring is taken to be as it was."""
_SCATTER = 0.01
"""Radii by which sectors scatter about the wave."""
_WEAK = 0.1
"""Correlation of a sector that has no say in the fit: what unrelated sectors reach."""

Wave = Doubles
"""(3, 2): constant, cosine and sine around the ring of the shift in columns and rows."""


@dataclass(frozen=True)
class Ring:
    """Between which radii of the dial a ring lies, and how finely it is unrolled: ``per_unit`` rows a radius."""

    name: str
    inner: float
    outer: float
    per_unit: int
    turns: bool = False

    @property
    def height(self) -> int:
        """Rows of the strip."""
        return round((self.outer - self.inner) * self.per_unit)

    @property
    def width(self) -> int:
        """Columns of the strip: the whole circle."""
        return SECTORS * round(_COLUMNS * self.per_unit / SECTORS)

    @property
    def half(self) -> int:
        """Columns from a sector's middle to its edge."""
        return round(self.width * _HALF)

    @property
    def middles(self) -> list[int]:
        """Column of each sector's middle."""
        return [(2 * k + 1) * self.width // (2 * SECTORS) for k in range(SECTORS)]


@dataclass(frozen=True)
class Strip:
    """A ring unrolled.

    :ivar edges: (height, width, 2), clockwise from twelve, rows from the outside inwards.
    :ivar contrast: (SECTORS,) steps of lightness, of 255, by which the strongest fiftieth of a sector stands out: two
        figures fill no more of one.
    :ivar repeats: (SECTORS,) how well it agrees with itself one minute on: a minute track 0.6 and more, text 0.35 at
        most.
    """

    ring: Ring
    edges: Floats
    contrast: Doubles
    repeats: Doubles


def unroll(picture: Picture, to_pixels: Doubles, ring: Ring, wave: Wave | None = None) -> Strip:
    """Unroll a ring of a photo.

    :param to_pixels: from the plane whose unit is the dial's radius to the photo's pixels.
    :param wave: by how much the ring lies off that plane's circle.
    """
    ground = round(ring.width * _GROUND)
    columns = np.arange(-ground, ring.width + ground, dtype=np.float64) + 0.5
    turn, radius = _polar(columns, np.arange(ring.height, dtype=np.float64)[:, None] + 0.5, ring, wave)
    places = np.stack([radius * np.sin(turn), -radius * np.cos(turn)], axis=-1)
    maps = moved(to_pixels, places.reshape(-1, 2)).reshape(places.shape)
    source, step = _reduced(picture, to_pixels, ring)
    near = (maps / step - 0.5).astype(np.float32)
    light = lightness(np.asarray(cv2.remap(source, near[..., 0], near[..., 1], cv2.INTER_LINEAR), np.uint8))
    level = np.asarray(light - cv2.blur(light, (2 * ground + 1, 1)), np.float32)
    found = edges(level)[:, ground:-ground]
    return Strip(ring, found, _contrast(level[:, ground:-ground], ring), _repeats(found, ring))


def arc(ring: Ring, first: int, last: int, wave: Wave) -> Doubles:
    """Return the corners of sectors on the plane, (16, 2): their outer edge clockwise, their inner one back."""
    pitch = ring.width / SECTORS
    span = np.asarray(np.linspace(first * pitch, (last + 1) * pitch, 8), np.float64)
    rims = [_polar(span, np.full(8, row, np.float64), ring, wave) for row in (0.0, float(ring.height))]
    outer, inner = (np.column_stack([radius * np.sin(turn), -radius * np.cos(turn)]) for turn, radius in rims)
    return np.concatenate([outer, inner[::-1]])


def laid_along(first: Strip, picture: Picture, to_pixels: Doubles) -> tuple[Strip, Wave]:
    """Unroll a photo's ring so that it lies along another strip: turned where it turns, then shifted by a wave."""
    ring, wave = first.ring, np.zeros((3, 2))
    strip = unroll(picture, to_pixels, ring)
    reach = round(_SEARCH * ring.per_unit)
    offsets, scores = _shifts(first, strip, reach)
    if ring.turns and float(np.median(scores)) < _AS_IT_WAS and (turn := _turned(first, strip)):
        wave[0, 0] = turn
        strip = unroll(picture, to_pixels, ring, wave)
        offsets, scores = _shifts(first, strip, reach)
    wave = wave + _fit(offsets, scores, ring)
    return unroll(picture, to_pixels, ring, wave), wave


def agreement(one: Strip, other: Strip) -> Doubles:
    """Return how well each sector agrees with the other strip's, (SECTORS,): correlation, -1 to 1."""
    return _shifts(one, other, max(1, round(_NEAR * one.ring.per_unit)))[1]


def _polar(columns: Doubles, rows: Doubles, ring: Ring, wave: Wave | None) -> tuple[Doubles, Doubles]:
    """Return angle (radians clockwise from twelve) and radius of places on a strip."""
    turn = columns * (2 * np.pi / ring.width)
    shift = np.zeros((*turn.shape, 2)) if wave is None else _basis(turn) @ wave
    radius = ring.outer - (rows + shift[..., 1]) / ring.per_unit
    angle = turn + shift[..., 0] * (2 * np.pi / ring.width)
    return np.broadcast_to(angle, radius.shape), radius


def _basis(turn: Doubles) -> Doubles:
    return np.stack([np.ones_like(turn), np.cos(turn), np.sin(turn)], axis=-1)


def _reduced(picture: Picture, to_pixels: Doubles, ring: Ring) -> tuple[NDArray[np.uint8], int]:
    """Average a photo far larger than asked for down by a whole factor, so that sampling loses nothing."""
    middle, beside = moved(to_pixels, np.array([[0.0, 0.0], [1.0, 0.0]]))
    step = int(np.clip(np.linalg.norm(beside - middle) / ring.per_unit, 1, 16))
    if step == 1:
        return picture.pixels, 1
    small = tuple(max(1, side // step) for side in picture.size)
    whole = picture.pixels[: small[1] * step, : small[0] * step]
    return np.asarray(cv2.resize(whole, small, interpolation=cv2.INTER_AREA), np.uint8), step


def _contrast(level: Floats, ring: Ring) -> Doubles:
    wide = _around(np.abs(level), ring.half)
    return np.array([np.quantile(wide[:, at : at + 2 * ring.half], 0.98) for at in ring.middles])


def _repeats(found: Floats, ring: Ring) -> Doubles:
    beside = np.roll(found, ring.width // 60, axis=1)
    both, own, next_to = (_sums(product.sum(axis=2), ring) for product in (found * beside, found**2, beside**2))
    return np.asarray(both / (np.sqrt(own * next_to) + 1e-6))


def _sums(field: Floats, ring: Ring) -> Doubles:
    wide = _around(field, ring.half)
    return np.array([wide[:, at : at + 2 * ring.half].sum(dtype=np.float64) for at in ring.middles])


def _around(strip: Floats, by: int) -> Floats:
    """Continue a strip beyond its ends, which meet."""
    return np.asarray(np.concatenate([strip[:, -by:], strip, strip[:, :by]], axis=1))


def _turned(one: Strip, other: Strip) -> int:
    """Return the columns by which the other ring is turned against the first; 0 where that is not clearly better."""
    ring = one.ring
    size = (ring.width // _COARSE, max(1, ring.height // _COARSE))
    first, second = (
        np.asarray(cv2.resize(each.edges, size, interpolation=cv2.INTER_AREA), np.float32) for each in (one, other)
    )
    half, reach = ring.half // _COARSE, max(1, round(_SEARCH * ring.per_unit / _COARSE))
    own = _around(first, half)
    twice = np.pad(np.concatenate([second, second], axis=1), ((reach, reach), (0, 0), (0, 0)))
    total = np.zeros(size[0])
    for at in (middle // _COARSE for middle in ring.middles):
        patch = np.ascontiguousarray(own[:, at : at + 2 * half])
        best = cv2.matchTemplate(twice, patch, cv2.TM_CCORR_NORMED).max(axis=0)[: size[0]]
        total += np.roll(best, half - at)
    smooth = cv2.GaussianBlur(np.tile(total, 3)[None].astype(np.float64), (0, 0), reach / 2)[0, size[0] : 2 * size[0]]
    top = int(smooth.argmax())
    if smooth[0] >= _UNTURNED * smooth[top]:
        return 0
    return (top if top <= size[0] // 2 else top - size[0]) * _COARSE


def _shifts(one: Strip, other: Strip, reach: int) -> tuple[Doubles, Doubles]:
    """Return by how much sectors are off on the other strip, (SECTORS, 2) columns and rows, and how well they agree."""
    half = one.ring.half
    own = _around(one.edges, half)
    wide = np.pad(_around(other.edges, half + reach), ((reach, reach), (0, 0), (0, 0)))
    offsets, scores = [], []
    for at in one.ring.middles:
        patch = np.ascontiguousarray(own[:, at : at + 2 * half])
        near = np.ascontiguousarray(wide[:, at : at + 2 * (half + reach)])
        found = cv2.matchTemplate(near, patch, cv2.TM_CCORR_NORMED)
        y, x = (int(k) for k in np.unravel_index(int(found.argmax()), found.shape))
        offsets.append((x - reach, y - reach))
        scores.append(float(found[y, x]))
    return np.array(offsets, np.float64), np.array(scores)


def _fit(offsets: Doubles, scores: Doubles, ring: Ring) -> Wave:
    """Fit the wave by iteratively reweighted least squares (Geman and McClure's function)."""
    basis = _basis((np.array(ring.middles) + 0.5) * (2 * np.pi / ring.width))
    sure = np.maximum(scores - _WEAK, 0.0) ** 2
    wave, trust = np.zeros((3, 2)), sure
    for _ in range(10):
        root = np.sqrt(trust)[:, None]
        wave = np.linalg.lstsq(basis * root, offsets * root, rcond=None)[0]
        left = np.linalg.norm(offsets - basis @ wave, axis=1)
        trust = sure / (1.0 + (left / (_SCATTER * ring.per_unit)) ** 2) ** 2
    return np.asarray(wave)
