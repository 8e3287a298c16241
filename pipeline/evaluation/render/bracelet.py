"""A three-row steel bracelet that bends away from the case at both ends."""

import numpy as np

from pipeline.evaluation.render.canvas import Canvas, rectangle
from pipeline.evaluation.render.material import STEEL, Studio, streaks
from pipeline.evaluation.render.watch import Style, Watch

_PITCH = 4.3
"""Millimetres from link to link."""
_FIRST = 20.4
"""Millimetres from the dial's centre to the first link."""
_ROWS = ((-9.9, -4.75, False), (-4.65, 4.65, True), (4.75, 9.9, False))
"""Left, right and polished: each row of links."""


def _link(
    canvas: Canvas,
    studio: Studio,
    box: tuple[float, float, float, float],
    rng: np.random.Generator,
    bend: float,
    *,
    polished: bool,
) -> None:
    """One link, a little domed; ``bend`` is the slope by which the bracelet has turned away."""
    patch = canvas.polygon(rectangle(*box))
    if not patch.cover.size:
        return
    x, y = canvas.grid(patch)
    across = (x - (box[0] + box[2]) / 2) / (box[2] - box[0]) * 2
    along = (y - (box[1] + box[3]) / 2) / (box[3] - box[1]) * 2
    nx, ny = 0.42 * across**15, bend + 0.10 * along + 0.45 * along**11
    if polished:
        shown = studio.mirror(nx, ny)
    else:
        shown = studio.mirror(nx, ny, soft=True) * (0.90 + 0.05 * streaks(patch.cover.shape, rng))[..., None]
    canvas.paint(patch, STEEL * shown * np.float32(1.0 - 0.55 * abs(bend)))


def draw(canvas: Canvas, studio: Studio, watch: Watch, rng: np.random.Generator) -> None:
    """Both ends of the bracelet, as far as the canvas reaches."""
    reach = 40.0
    for side in (-1.0, 1.0):
        strip = sorted((side * (_FIRST - 4), side * reach))
        canvas.paint(canvas.polygon(rectangle(-9.8, strip[0], 9.8, strip[1])), STEEL * np.float32(0.03))
        for k in range(5):
            for left, right, middle in _ROWS:
                start = _FIRST + _PITCH * (k - (0.5 if middle else 0.0))
                start = 17.0 if k == 0 and not middle else start
                ends = sorted((side * start, side * (_FIRST + _PITCH * (k + (0.5 if middle else 1.0)) - 0.12)))
                bend = side * min(0.055 * k, 0.35)
                polished = middle and watch.style is Style.DIVER
                _link(canvas, studio, (left, ends[0], right, ends[1]), rng, bend, polished=polished)
