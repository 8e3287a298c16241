"""The small projective map that makes rings round and marks even, fitted so that a few that stand off do not move it.

To first order a map near the identity moves the point q of the unit dial by ``A q + c - (h.q) q``. Along the circle
(tangentially) ``h`` does nothing, so even marks give the true centre ``c`` whatever the perspective; across it
(radially) a ring of radius r gives ``c - r^2 h``, so that its roundness then gives the perspective. Turn (of ``A``)
shows in the marks alone, its stretch in both. The scale is left as it is: each ring's own radius is unknown.
"""

from dataclasses import dataclass

import numpy as np

from pipeline.imaging.rectified.polar import Bools, Doubles

_ROUNDS = 12
_TUKEY = 4.685
"""Of the residuals' scale: 95 % efficiency for Gaussian noise (Holland and Welsch 1977)."""


@dataclass(frozen=True, slots=True)
class Observed:
    """Offsets seen at angles (radians clockwise from up) on one circle.

    :ivar offsets: radii, clockwise along the circle or outwards across it.
    :ivar noise: radii, the least scale of what is taken for noise.
    """

    turn: Doubles
    radius: float
    offsets: Doubles
    weight: Doubles
    noise: float
    across: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """The map, and how well each kind of observation agrees with it (median absolute residual, radii)."""

    matrix: Doubles
    moved: float
    along: float
    across: float


def correct(observed: list[Observed]) -> Correction:
    """Fit the map from the true unit dial to the present one."""
    rows, right, weight, noise, across = _system(observed)
    solution = np.zeros(rows.shape[1])
    robust = np.ones(len(right))
    for turn in range(_ROUNDS):
        scale = weight * np.sqrt(robust) / noise
        ridge = 1e-3 * np.eye(rows.shape[1])
        solution, *_ = np.linalg.lstsq(
            np.vstack([rows * scale[:, None], ridge]), np.append(right * scale, np.zeros(len(ridge))), rcond=None
        )
        residual = (right - rows @ solution) / noise
        robust = _robust(residual, across, first=turn < _ROUNDS // 2)
    left = np.abs(right - rows @ solution)
    cx, cy, spin, stretch, shear, hx, hy = solution[:7]
    matrix = np.array([[1 + stretch, shear - spin, cx], [shear + spin, 1 - stretch, cy], [hx, hy, 1.0]])
    moved = float(np.abs(solution[:7]).max())
    return Correction(matrix, moved, _middle(left[~across]), _middle(left[across]))


def _middle(residuals: Doubles) -> float:
    return float(np.median(residuals)) if len(residuals) else float("nan")


def _robust(residual: Doubles, across: Bools, *, first: bool) -> Doubles:
    """Return weights: those of least absolute residuals to begin with, then Tukey's, each kind at its own scale."""
    weight = np.empty(len(residual))
    for kind in (across, ~across):
        if kind.any():
            scaled = residual[kind] / max(1.4826 * float(np.median(np.abs(residual[kind]))), 1.0)
            weight[kind] = (
                1 / np.maximum(np.abs(scaled), 0.1) if first else np.clip(1 - (scaled / _TUKEY) ** 2, 0, 1) ** 2
            )
    return weight


def _system(observed: list[Observed]) -> tuple[Doubles, Doubles, Doubles, Doubles, Bools]:
    """Return the equations: rows, right sides, weights, noise, and which are across the circle."""
    rings = [each for each in observed if each.across]
    blocks = []
    for each in observed:
        own = np.zeros((len(each.turn), len(rings)))
        if each.across:
            own[:, rings.index(each)] = 1.0
        blocks.append(np.hstack([_outwards(each) if each.across else _clockwise(each), own]))
    sizes = [len(each.turn) for each in observed]
    return (
        np.vstack(blocks),
        np.concatenate([each.offsets for each in observed]),
        np.concatenate([each.weight for each in observed]),
        np.repeat([each.noise for each in observed], sizes),
        np.repeat([each.across for each in observed], sizes),
    )


def _outwards(seen: Observed) -> Doubles:
    """Return what moves places outwards: centre (2), spin, stretch, shear, perspective (2)."""
    sine, cosine, r = np.sin(seen.turn), np.cos(seen.turn), seen.radius
    stretch, shear = r * (sine**2 - cosine**2), -2 * r * sine * cosine
    return np.stack([sine, -cosine, 0 * sine, stretch, shear, -(r**2) * sine, r**2 * cosine], axis=1)


def _clockwise(seen: Observed) -> Doubles:
    """Return what moves places clockwise, in the same order."""
    sine, cosine, r = np.sin(seen.turn), np.cos(seen.turn), seen.radius
    stretch, shear = 2 * r * sine * cosine, r * (sine**2 - cosine**2)
    return np.stack([cosine, sine, np.full_like(sine, r), stretch, shear, 0 * sine, 0 * sine], axis=1)
