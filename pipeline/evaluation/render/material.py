"""How surfaces answer the studio: polished steel mirrors it, brushed steel smears it, lacquer mixes it with its colour.

The studio is one picture of what a mirror shows for each of its slopes. A view from straight above is assumed: the
tilt of a camera moves every reflection alike and is added where the picture is looked up.
"""

from copy import copy

import cv2
import numpy as np

from pipeline.evaluation.render.canvas import Canvas, Colours, Field, Patch, linear, single
from pipeline.evaluation.render.watch import Light

_SIZE = 257
"""Pixels of the studio's picture, odd so that the upright mirror is one pixel."""

_HALF = 0.5
"""A pixel covered by more than half counts as inside."""

STEEL: Colours = np.array((0.86, 0.88, 0.91), np.float32)
"""Reflectance of stainless steel is near 0.6, slightly blue; raised, because the studio's white is 1."""


def smooth(value: Field, low: float, high: float) -> Field:
    """0 below ``low``, 1 above ``high``, without a kink between (Hermite)."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    return single(t * t * (3.0 - 2.0 * t))


class Studio:
    """The surroundings, seen by mirrors.

    :ivar light: what it was built from.
    :ivar lean: slope (x, y) that the camera's tilt adds to every mirror.
    :ivar metal: reflectance of the small polished parts, (3,).
    """

    def __init__(self, light: Light, lean: tuple[float, float] = (0.0, 0.0), metal: Colours = STEEL) -> None:
        """Paint the surroundings once: (257, 257, 3), indexed by slope."""
        self.light = light
        self.lean = lean
        self.metal = metal
        axis = np.linspace(-1.0, 1.0, _SIZE, dtype=np.float32)
        nx, ny = np.meshgrid(axis, axis)
        nz = np.sqrt(np.clip(1.0 - nx**2 - ny**2, 0.0, 1.0))
        self._sharp = self._surroundings(2 * nz * nx, 2 * nz * ny, 2 * nz * nz - 1)
        self._soft = cv2.GaussianBlur(self._sharp, (0, 0), 14)

    def _surroundings(self, x: Field, y: Field, z: Field) -> Colours:
        """What lies in the direction (x, y, z)."""
        lx, ly, lz = self.light.direction
        flat = float(np.hypot(lx, ly)) + 1e-6
        across = (x * ly - y * lx) / flat
        along = (x * lx + y * ly) / flat
        room = 0.10 + 0.34 * smooth(z, -0.1, 1.0) + 0.10 * smooth(along, -0.6, 0.8)
        softbox = 1.55 * smooth(x * lx + y * ly + z * lz, 0.80, 0.90)
        strip = 0.75 * smooth(-along, 0.42, 0.50) * smooth(along, -0.92, -0.82) * smooth(-np.abs(across), -0.38, -0.30)
        flag = 1.0 - 0.70 * smooth(-np.abs(along - 0.02), -0.30, -0.12) * smooth(z, 0.1, 0.5)
        above = np.where(z > 0, 1.0, 0.0).astype(np.float32)[..., None]
        light = (room * flag + softbox + strip)[..., None] * self.tint
        table = (0.16 + 0.10 * along)[..., None] * np.array((1.0, 0.80, 0.62), np.float32)
        return single(cv2.GaussianBlur(single(light * above + table * (1 - above)), (0, 0), 1.2))

    def plated(self, hexadecimal: str | None) -> "Studio":
        """The same studio for parts plated with a colour, ``#rrggbb``; for bare steel where there is none."""
        if hexadecimal is None:
            return self
        other = copy(self)
        other.metal = linear(hexadecimal)
        return other

    @property
    def tint(self) -> Colours:
        """Colour of the softbox."""
        return np.array((1.0 + 0.05 * self.light.warmth, 1.0, 1.0 - 0.07 * self.light.warmth), np.float32)

    def mirror(self, nx: Field, ny: Field, *, soft: bool = False) -> Colours:
        """What polished (or ``soft``: satin) surfaces of these slopes show: (height, width, 3)."""
        half = (_SIZE - 1) / 2
        nx, ny = np.broadcast_arrays(nx + np.float32(self.lean[0]), ny + np.float32(self.lean[1]))
        x, y = ((n * half + half).astype(np.float32) for n in (nx, ny))
        if not x.size:
            return np.zeros((*x.shape, 3), np.float32)
        picture = self._soft if soft else self._sharp
        return single(cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))

    def facet(self, nx: float, ny: float) -> Colours:
        """What a small flat polished surface shows: (3,)."""
        one = np.ones((1, 1), np.float32)
        return single(self.metal * self.mirror(one * np.float32(nx), one * np.float32(ny))[0, 0])

    def grooves(self, tangent_x: Field, tangent_y: Field, power: float) -> Field:
        """Highlight of a surface brushed along unit tangents (Kajiya and Kay, SIGGRAPH 1989): 0 to 1."""
        lx, ly, lz = self.light.direction
        half = np.array((lx + 2 * self.lean[0], ly + 2 * self.lean[1], lz + 1.0))
        half /= np.linalg.norm(half)
        along = tangent_x * half[0] + tangent_y * half[1]
        return single(np.power(np.clip(1.0 - along * along, 0.0, 1.0), power / 2))


def bevel(canvas: Canvas, patch: Patch, width: float, slope: float) -> tuple[Field, Field, Field]:
    """Slopes (nx, ny) of a part whose edge falls off over ``width`` millimetres, and where that edge is (0 to 1)."""
    inside = (patch.cover > _HALF).astype(np.uint8)
    padded = cv2.copyMakeBorder(inside, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 5)[1:-1, 1:-1] / canvas.scale
    depth = cv2.GaussianBlur(np.minimum(depth, width * 1.2), (0, 0), max(0.15 * canvas.scale, 0.6))
    nx = -cv2.Sobel(depth, cv2.CV_32F, 1, 0, ksize=3) * (canvas.scale / 8)
    ny = -cv2.Sobel(depth, cv2.CV_32F, 0, 1, ksize=3) * (canvas.scale / 8)
    edge = smooth(-depth, -width * 1.05, -width * 0.85)
    return nx * slope * edge, ny * slope * edge, edge


def streaks(shape: tuple[int, int], rng: np.random.Generator, *, upright: bool = True) -> Field:
    """Marks of a brush, standard deviation about 1, along y (``upright``) or x."""
    height, width = shape if upright else shape[::-1]
    coarse = rng.standard_normal((max(height // 48, 2), max(width, 1)), dtype=np.float32)
    marks = cv2.resize(coarse, (max(width, 1), max(height, 1)), interpolation=cv2.INTER_LINEAR)
    marks = cv2.GaussianBlur(marks, (0, 0), sigmaX=0.7, sigmaY=0.01)
    return np.ascontiguousarray(marks if upright else marks.T)


def circular_streaks(radius: Field, angle: Field, rng: np.random.Generator, pitch: float) -> Field:
    """Marks of a lathe, standard deviation about 1: ``radius`` millimetres, ``angle`` radians, one mark a ``pitch``."""
    table = rng.standard_normal((1024, 48), dtype=np.float32)
    table[:, 46:] = table[:, :2]
    row = np.mod(radius / pitch, 1022.0).astype(np.float32)
    column = ((angle + np.pi) * (46.0 / (2 * np.pi))).astype(np.float32)
    return single(cv2.remap(table, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def radial_streaks(angle: Field, rng: np.random.Generator, count: int = 1440) -> Field:
    """Marks that run out from the centre, as on a sunburst dial, standard deviation about 1."""
    table = rng.standard_normal(count).astype(np.float32)
    table = np.convolve(np.concatenate([table[-4:], table, table[:4]]), np.hanning(7) / 2.0, mode="same")[4:-4]
    at = (angle + np.pi) * (count / (2 * np.pi))
    marks = np.interp(at.ravel(), np.arange(count), table, period=count)
    return single(marks.reshape(angle.shape))
