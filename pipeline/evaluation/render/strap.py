"""What holds the watch on the wrist."""

import numpy as np

from pipeline.evaluation.render import bracelet, leather
from pipeline.evaluation.render.canvas import Canvas
from pipeline.evaluation.render.material import Studio
from pipeline.evaluation.render.watch import Strap, Watch


def draw(canvas: Canvas, studio: Studio, watch: Watch, rng: np.random.Generator) -> None:
    """Both ends, as far as the canvas reaches; the case is painted afterwards."""
    match watch.strap:
        case Strap.BRACELET:
            bracelet.draw(canvas, studio, watch, rng)
        case Strap.LEATHER:
            leather.draw(canvas, studio, rng)
