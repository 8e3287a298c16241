"""A leather strap: two tapering pieces with a grain, rounded flanks and a seam along each."""

import cv2
import numpy as np

from pipeline.evaluation.render.canvas import Canvas, Field, Points, blurred, linear, rectangle, single, tinted
from pipeline.evaluation.render.material import Studio, smooth

_HIDE, _THREAD = linear("#4a2a19"), linear("#c8b08a")
_FIRST, _REACH = 16.5, 42.0
"""Millimetres from the dial's centre: under the case, and beyond the picture."""
_WIDE, _NARROW = 9.9, 8.6
"""Millimetres: half the width at the case and at the far end."""
_SEAM = 1.25
"""Millimetres from the edge to the seam."""
_STITCH = (1.7, 0.75)
"""Millimetres from stitch to stitch, and how long a gap is."""


def _half_width(along: Field) -> Field:
    return single(_WIDE + (_NARROW - _WIDE) * np.clip((along - _FIRST) / (_REACH - _FIRST), 0.0, 1.0))


def _piece(side: float) -> Points:
    """The outline of one piece."""
    near, far = side * _FIRST, side * _REACH
    return np.array([(-_WIDE, near), (_WIDE, near), (_NARROW, far), (-_NARROW, far)])


def _grain(shape: tuple[int, int], scale: float, rng: np.random.Generator) -> Field:
    """Pebbles about half a millimetre wide: the hollows between them, standard deviation about 1."""
    height, width = shape
    cells = (int(height / scale * 2.6) + 2, int(width / scale * 2.6) + 2)
    pebbles = cv2.resize(rng.standard_normal(cells, dtype=np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return blurred(single(np.abs(pebbles) - 0.8), 0.04 * scale)


def _hide(canvas: Canvas, studio: Studio, side: float, rng: np.random.Generator) -> None:
    """The skin: dull, brighter where it faces the softbox, dark at its flanks and where it bends away."""
    patch = canvas.polygon(_piece(side))
    if not patch.cover.size:
        return
    x, y = canvas.grid(patch)
    along = np.abs(y)
    across = np.clip(x / _half_width(along), -1.0, 1.0)
    grain = _grain(patch.cover.shape, canvas.scale, rng)
    bend = side * 0.028 * np.maximum(along - 18.0, 0.0)
    nx = 0.10 * across + 0.75 * across**9 + 0.05 * grain
    shine = studio.mirror(nx, bend + 0.05 * grain, soft=True)[..., 1]
    fall = 1.0 - 0.75 * smooth(np.abs(across), 0.90, 1.02) - 0.35 * smooth(along, 24.0, _REACH)
    canvas.paint(patch, tinted((0.35 + 0.95 * shine) * (1.0 + 0.16 * grain) * fall, _HIDE) + 0.010 * shine[..., None])


def _seams(canvas: Canvas, side: float) -> None:
    """A row of stitches along each edge, in a shallow groove."""
    pitch, gap = _STITCH
    for edge in (-1.0, 1.0):
        for start in np.arange(_FIRST + 4.0, _REACH, pitch):
            middle = edge * (float(_half_width(single(start))) - _SEAM)
            ends = sorted((side * float(start), side * float(start + pitch - gap)))
            stitch = canvas.polygon(rectangle(middle - 0.17, ends[0], middle + 0.17, ends[1]))
            canvas.shadow(stitch, (0.0, 0.0), 0.16, 0.5)
            canvas.paint(stitch, _THREAD * np.float32(0.62))


def draw(canvas: Canvas, studio: Studio, rng: np.random.Generator) -> None:
    """Both pieces, as far as the canvas reaches."""
    for side in (-1.0, 1.0):
        _hide(canvas, studio, side, rng)
        _seams(canvas, side)
