"""How usable a photo is, at a scale fixed by the dial, so that near and far photos are judged alike.

Focus is the width of the edges that are there, not their strength. Variance of the Laplacian and Tenengrad (Pertuz,
Puig and Garcia 2013, operators LAP4 and GRA6) compare photos of one scene; across scenes they measure contrast and
noise.
Measured on the dials of the real photos: variance of the Laplacian 199 for the sharp Timex (black on black), 700 for a
Casio blurred by 1.2 % of the dial with sensor noise of 6 grey levels. No threshold can part these.

For an edge blurred by a Gaussian of width s, the sum of squared first derivatives over that of squared second ones is
2 s^2, whatever its contrast. Taken over the strongest edges, less what noise adds (measured where there are no edges),
this gave, as a share of the dial's diameter, on eight dials of 180 to 770 pixels, noise 0 and 6 grey levels:

=========================  ==============
blurred by                 measured
=========================  ==============
0 (as photographed)        0 to 0.06 %
0.3 %                      0 to 0.28 %
0.6 %                      0.18 to 0.69 %
1.2 %                      0.70 to 1.45 %
2.0 %                      1.23 to 2.42 %
=========================  ==============
"""

from dataclasses import dataclass

import cv2
import numpy as np

from models.vocabulary.photo import Ellipse, NoDial
from pipeline.imaging.colour import Pixels
from pipeline.stages.preprocess.centres import Floats, Grey

MIN_FOCUS = 180.0
"""Edge widths that fit across the dial: blur of 0.55 %, between the 0.3 % that left every real photo legible and the
1.2 % that did not, see the table. The strokes of a brand's letters are about 0.5 % of a dial wide."""

MAX_FOCUS = 1000.0
"""Blur of 0.1 % of the dial: below a pixel at the scale of the measurement."""

SCALE = 320
"""The dial is reduced by a whole factor to a diameter of 320 to 639 pixels (smaller ones stay as they are)."""

_TYPICAL_SHARE = 0.5
"""Of the frame's shorter side: what a watch commonly fills (0.29 to 0.91 on the real photos of one)."""

_PREFILTER = 1.5
_STRONGEST = 97
"""Percentile of squared gradients above which an edge counts: hands, markers and letters."""

_NOTHING = 0.5
"""Squared grey levels a pixel: below it there is no edge to measure."""

BLACK, WHITE = 4, 251
"""Grey levels at and beyond which sensor detail is lost; JPEG moves them by up to four."""

_BLOB = 0.001
"""Share of the dial: smaller blown spots are the glints of polished hands and markers."""


@dataclass(frozen=True, slots=True)
class Light:
    """Exposure over the measured region, each 0 to 1; see ``Measurements``."""

    exposure: float
    clipped_dark: float
    clipped_light: float
    glare: float


@dataclass(frozen=True, slots=True)
class Region:
    """What is measured: the dial's bounding box, or the whole frame.

    :ivar box: left, top, right, bottom in pixels.
    :ivar diameter: of the dial in the same pixels; where there is none, what it commonly would be.
    :ivar ellipse: centre, axes and angle as OpenCV takes them, within the box; None for the whole frame.
    """

    box: tuple[int, int, int, int]
    diameter: float
    ellipse: tuple[tuple[float, float], tuple[float, float], float] | None = None


def region_of(dial: Ellipse | NoDial, height: int, width: int) -> Region:
    """Return the region to measure in a picture of this size."""
    if isinstance(dial, NoDial):
        return Region((0, 0, width, height), _TYPICAL_SHARE * min(height, width))
    side = max(height, width)
    x, y = dial.centre[0] * width, dial.centre[1] * height
    major, minor = dial.axes[0] * side, dial.axes[1] * side
    left, top = max(0, int(x - major)), max(0, int(y - major))
    right, bottom = min(width, int(x + major) + 1), min(height, int(y + major) + 1)
    return Region((left, top, right, bottom), 2 * minor, ((x - left, y - top), (2 * major, 2 * minor), dial.angle))


def focus(grey: Grey, region: Region) -> float:
    """Return how many edge widths fit across the dial: 0 (no edge at all), 10 to 1000; higher is sharper."""
    left, top, right, bottom = region.box
    step = max(1, int(region.diameter // SCALE))
    patch = _reduced(grey[top:bottom, left:right], step)
    width = _edge_width(cv2.GaussianBlur(patch.astype(np.float32), (11, 11), _PREFILTER).astype(np.float32))
    if width is None:
        return 0.0
    sigma = float(np.sqrt(max(width**2 - _PREFILTER**2, 0.0))) * step
    return float(np.clip(region.diameter / max(sigma, 1e-6), 10.0, MAX_FOCUS))


def _reduced(patch: Grey, step: int) -> Grey:
    height, width = patch.shape[0] // step, patch.shape[1] // step
    if step == 1 or not height or not width:
        return patch
    whole = patch[: height * step, : width * step]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _edge_width(smooth: Floats) -> float | None:
    """Return the Gaussian width of the strongest edges in pixels, or None where there is none."""
    first = _squared_gradient(smooth)
    second = cv2.Laplacian(smooth, cv2.CV_32F)
    cv2.multiply(second, second, dst=second)
    faint, strong = (float(level) for level in np.percentile(first[::4, ::4], (50, _STRONGEST)))
    edge = cv2.dilate(cv2.inRange(first, strong, np.inf), np.ones((5, 5), np.uint8))
    flat = cv2.inRange(first, 0.0, faint)
    energy = cv2.mean(first, mask=edge)[0] - cv2.mean(first, mask=flat)[0]
    if energy < _NOTHING:
        return None
    bend = cv2.mean(second, mask=edge)[0] - cv2.mean(second, mask=flat)[0]
    return float(np.sqrt(energy / (2 * max(bend, 1e-6))))


def _squared_gradient(smooth: Floats) -> Floats:
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=1 / 8)
    cv2.multiply(across, across, dst=across)
    cv2.multiply(down, down, dst=down)
    return np.asarray(cv2.add(across, down, dst=across), dtype=np.float32)


def light(pixels: Pixels, region: Region) -> Light:
    """Return the exposure of the region, sampled every few pixels: averaging would hide what is clipped."""
    left, top, right, bottom = region.box
    step = max(1, int(region.diameter // SCALE))
    size = (max(1, (right - left) // step), max(1, (bottom - top) // step))
    sample = np.asarray(cv2.resize(pixels[top:bottom, left:right], size, interpolation=cv2.INTER_NEAREST), np.uint8)
    inside = _mask(sample.shape[0], sample.shape[1], region, step)
    grey = cv2.cvtColor(sample, cv2.COLOR_RGB2GRAY)
    levels = cv2.calcHist([grey], [0], inside, [256], [0, 256]).ravel().astype(np.float64)
    area = max(float(levels.sum()), 1.0)
    blown = cv2.bitwise_and(cv2.inRange(sample, (WHITE, WHITE, WHITE), (255, 255, 255)), inside)
    return Light(
        exposure=float(levels @ np.arange(256)) / area / 255,
        clipped_dark=float(levels[: BLACK + 1].sum()) / area,
        clipped_light=float(levels[WHITE:].sum()) / area,
        glare=_blobs(np.asarray(blown, dtype=np.uint8), area),
    )


def _mask(height: int, width: int, region: Region, step: int) -> Grey:
    """Return 255 inside the region."""
    if region.ellipse is None:
        return np.full((height, width), 255, dtype=np.uint8)
    (x, y), (major, minor), angle = region.ellipse
    canvas = np.zeros((height, width), dtype=np.uint8)
    cv2.ellipse(canvas, ((x / step, y / step), (major / step, minor / step), angle), 255, -1)
    return canvas


def _blobs(blown: Grey, area: float) -> float:
    """Return the share of the area under blown blobs that are too large for a glint."""
    if not blown.any():
        return 0.0
    _, _, stats, _ = cv2.connectedComponentsWithStats(blown)
    sizes = stats[1:, cv2.CC_STAT_AREA]
    return min(1.0, float(sizes[sizes >= _BLOB * area].sum()) / area)
