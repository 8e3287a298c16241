"""What the watch lies on: oiled walnut."""

import cv2
import numpy as np

from pipeline.evaluation.render.canvas import Colours, Field, dim, linear, single, tinted


def _noise(rng: np.random.Generator, shape: tuple[int, int], cells: tuple[int, int]) -> Field:
    """Smooth noise with so many cells across and down, standard deviation about 1."""
    coarse = rng.standard_normal((cells[1] + 2, cells[0] + 2), dtype=np.float32)
    return single(cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC))


def walnut(shape: tuple[int, int], rng: np.random.Generator) -> Colours:
    """(height, width, 3), linear: grain along x, drawn at the given size."""
    height, width = shape
    bend = 0.9 * _noise(rng, shape, (2, 3)) + 0.25 * _noise(rng, shape, (5, 9))
    y = np.linspace(0.0, 7.0, height, dtype=np.float32)[:, None]
    rings = 0.5 + 0.5 * np.sin(2 * np.pi * (y + bend))
    fibre = _noise(rng, shape, (14, max(height // 3, 4))) + 0.8 * _noise(rng, shape, (60, max(height // 2, 4)))
    pores = np.clip(_noise(rng, shape, (max(width // 26, 4), max(height // 2, 4))) - 1.0, 0.0, 1.6)
    tone = np.clip(0.30 + 0.26 * rings + 0.13 * fibre + 0.08 * _noise(rng, shape, (3, 4)), 0.0, 1.0)
    dark, light = linear("#4a2d1a"), linear("#a06d42")
    wood = tinted(tone, light - dark) + dark
    dim(wood, 1.0 - 0.42 * pores)
    return wood
