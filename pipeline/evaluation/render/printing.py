"""The printing of a dial: every stroke as heavy, and its edges as clean, as the defects let them be."""

import cv2
import numpy as np

from models.vocabulary.photo import Point
from pipeline.evaluation.render.canvas import Canvas, Colours, Patch, Points, single
from pipeline.evaluation.render.lettering import Type
from pipeline.evaluation.render.markers import baton
from pipeline.evaluation.render.watch import Defects

_SMALL = 0.80
"""Millimetres: the capitals of the dial's small print, which lines without letters are made as heavy and ragged as."""
_TOOTH = 0.16
"""Length of a ragged edge's teeth as a fraction of the capitals' height."""


class Press:
    """Prints on a dial.

    :ivar ink: what it prints with, unless told otherwise.
    """

    def __init__(self, canvas: Canvas, ink: Colours, defects: Defects, rng: np.random.Generator) -> None:
        """Take ``rng`` for the teeth of ragged edges only."""
        self.canvas = canvas
        self.ink = ink
        self._defects = defects
        self._rng = rng

    def type(self, style: Type) -> Type:
        """The type as this press sets it."""
        return style.model_copy(update={"weight": self._defects.bold}) if self._defects.bold else style

    def ink_on(self, patch: Patch, opacity: float = 1.0, *, ink: Colours | None = None, cap: float = _SMALL) -> None:
        """Print a shape; ``cap`` is the height of its capitals in millimetres."""
        rough = self._ragged(patch, self._defects.coarse * cap, _TOOTH * cap) if self._defects.coarse else patch
        self.canvas.paint(rough, self.ink if ink is None else ink, opacity)

    def line(self, inner: float, outer: float, width: float, degrees: float, centre: Point = (0.0, 0.0)) -> None:
        """Print a stroke between two radii around ``centre``."""
        self.ink_on(self.canvas.polygon(self._heavier(inner, outer, width, degrees) + centre), 0.95)

    def _heavier(self, inner: float, outer: float, width: float, degrees: float) -> Points:
        return baton(inner, outer, max(width + self._defects.bold * _SMALL, width / 3), degrees)

    def circle(self, inner: float, outer: float, centre: Point, opacity: float = 0.8) -> None:
        """Print a thin ring."""
        extra = self._defects.bold * _SMALL / 2
        inner, outer = (inner - extra, outer + extra) if outer - inner + 2 * extra > 0 else (inner, outer)
        self.ink_on(self.canvas.ring(inner, outer, centre), opacity)

    def _ragged(self, patch: Patch, depth: float, tooth: float) -> Patch:
        """Push each place of a shape about by ``depth`` (standard deviation), over lengths of ``tooth`` millimetres."""
        scale = self.canvas.scale
        pad = int(np.ceil(3 * depth * scale))
        cover = cv2.copyMakeBorder(patch.cover, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
        height, width = cover.shape
        cells = (int(height / max(tooth * scale, 1.0)) + 2, int(width / max(tooth * scale, 1.0)) + 2)
        push = self._rng.standard_normal((2, *cells), dtype=np.float32) * np.float32(depth * scale)
        across, down = (cv2.resize(one, (width, height), interpolation=cv2.INTER_CUBIC) for one in push)
        x = single(across + np.arange(width, dtype=np.float32)[None, :])
        y = single(down + np.arange(height, dtype=np.float32)[:, None])
        rough = single(cv2.remap(cover, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT))
        return self.canvas.clipped(patch.left - pad, patch.top - pad, rough)
