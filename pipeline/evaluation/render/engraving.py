"""What a lathe and a graver leave on steel: turned rings, polished steps, cuts."""

import cv2
import numpy as np

from pipeline.evaluation.render.canvas import Canvas, Patch, tinted
from pipeline.evaluation.render.material import STEEL, Studio, circular_streaks


def engrave(canvas: Canvas, studio: Studio, patch: Patch, depth: float = 0.80) -> None:
    """Cut a shape into steel: dark ground, and a bright wall on the side away from the light."""
    lx, ly, _ = studio.light.direction
    step = 0.06 * canvas.scale / float(np.hypot(lx, ly))
    warp = np.array([[1, 0, -lx * step], [0, 1, -ly * step]], dtype=np.float64)
    moved = cv2.warpAffine(patch.cover, warp, patch.cover.shape[::-1])
    canvas.darken(patch, depth)
    canvas.glow(patch.with_cover(np.clip(moved - patch.cover, 0.0, 1.0)), STEEL * np.float32(0.28))


def turned_steel(canvas: Canvas, studio: Studio, inner: float, outer: float, rng: np.random.Generator) -> None:
    """A ring finished on the lathe: two fans of light across it."""
    patch = canvas.ring(inner, outer)
    x, y = canvas.grid(patch)
    radius = np.maximum(np.hypot(x, y), 1e-3)
    marks = circular_streaks(radius, np.arctan2(y, x), rng, 0.055)
    fan = studio.grooves(-y / radius, x / radius, 22.0)
    light = (0.22 + 0.58 * fan) * (1.0 + 0.045 * marks)
    canvas.paint(patch, tinted(light, STEEL))


def step(canvas: Canvas, studio: Studio, radius: float, width: float, slope: float) -> None:
    """A polished edge between two levels."""
    ring = canvas.ring(radius, radius + width)
    x, y = canvas.grid(ring)
    away = slope / np.maximum(np.hypot(x, y), 1e-3)
    canvas.paint(ring, STEEL * studio.mirror(x * away, y * away))
