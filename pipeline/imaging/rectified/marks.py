"""Where marks stand around a circle: the axes about which their edges mirror themselves.

A marker's two flanks are edges of the same shape on either side of its axis, whichever way the light falls: a bevel
that shines on one side moves a centroid of brightness, and a shadow has too soft an edge to count. So the angle of a
mark is where the edges around it agree best with their own mirror image (Loy and Eklundh, "Detecting Symmetry and
Symmetric Constellations of Features", ECCV 2006, for the idea; here along one axis, densely).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.imaging.rectified.polar import COLUMNS, DEGREE, ROWS, Doubles, Floats, row_of

HOURS, MINUTES = 12, 60

_HOUR_ROWS = (row_of(0.45), row_of(1.02))
"""Between the sub-dials and the rim."""

_SHARE = 0.4
"""Of the best row's excess, down to which rows belong to the same band of marks."""


_STRONG, _HALFWAY, _FAINT = 97.0, 0.5, 8.0
"""An edge counts half at half of a patch's strong ones (its 97th percentile, at least 8 grey levels), and a fifth at a
quarter: the edge of a cast shadow is a quarter as steep as that of the marker that casts it, and must not count."""


_AS_HIGH = 0.85
"""Of the highest peak. Seen on drawn markers beside a second hand: 0.92 at the marker's own axis."""


@dataclass(frozen=True, slots=True)
class Band:
    """Rows in which marks stand; ``excess``: how much more edge there is at marks than between them."""

    first: int
    last: int
    excess: float


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands around a circle at even steps.

    :ivar band: where.
    :ivar offsets: degrees clockwise from each even step, beginning at the first.
    :ivar symmetry: how well each mark mirrors itself, -1 to 1.
    :ivar weight: how much edge each has, of the median one.
    """

    band: Band
    offsets: Doubles
    symmetry: Doubles
    weight: Doubles

    def counted_from(self, degrees: float) -> "Marks":
        """Return the same marks, the first of them so many degrees clockwise from what was the first."""
        steps = -round(degrees * len(self.offsets) / 360.0)
        offsets, symmetry, weight = (np.roll(each, steps) for each in (self.offsets, self.symmetry, self.weight))
        return Marks(self.band, offsets, symmetry, weight)


def phase(edges: Floats, fold: int, within: tuple[int, int] = _HOUR_ROWS) -> float:
    """Return by how many degrees clockwise the ``fold``-fold pattern of these rows is turned."""
    rows = edges[within[0] : within[1]]
    spectrum = np.fft.rfft(rows, axis=1)[:, fold]
    level = rows.mean(axis=1) + 1e-6
    total = (spectrum * np.abs(spectrum) / level).sum()
    return float(-np.degrees(np.angle(total)) / fold)


def find_band(edges: Floats, count: int, half: float, rows: tuple[int, int] = _HOUR_ROWS) -> Band:
    """Return the rows in which ``count`` marks stand out best.

    :param half: degrees on either side of each even step that a mark may fill.
    """
    period = COLUMNS // count
    first = -round(half * DEGREE)
    folded = np.roll(edges, -first, axis=1).reshape(ROWS, count, period)
    width = 2 * round(half * DEGREE) + 1
    here, between = folded[:, :, :width].mean(axis=2), folded[:, :, width:].mean(axis=2)
    excess = np.median(here, axis=1) - np.median(between, axis=1)
    excess = np.convolve(excess, np.ones(5) / 5, mode="same")
    low, high = rows
    best = low + int(excess[low:high].argmax())
    floor = _SHARE * excess[best]
    start, end = best, best
    while start > low and excess[start - 1] >= floor:
        start -= 1
    while end < high - 1 and excess[end + 1] >= floor:
        end += 1
    return Band(start, end + 1, float(excess[best]))


def find_marks(steep: Floats, count: int, band: Band, half: float, search: float) -> Marks:
    """Measure ``count`` marks of up to ``half`` degrees to either side, up to ``search`` degrees off their steps."""
    reach, steps = round(half * DEGREE), round(search * DEGREE)
    rows = steep[band.first : band.last]
    around = np.arange(-reach - steps, reach + steps + 1)
    centres = np.arange(count) * (COLUMNS // count)
    patches = rows[:, (centres[:, None] + around) % COLUMNS].transpose(1, 0, 2)
    patches = clear_edges(patches)
    offsets, best = peak(mirrored(patches, reach, steps))
    energy = patches[:, :, steps : steps + 2 * reach + 1].mean(axis=(1, 2))
    weight = energy / max(float(np.median(energy)), 1e-6)
    return Marks(band, (offsets - steps) / DEGREE, best, weight.astype(np.float64))


def clear_edges(steep: Floats) -> Floats:
    """Return how much each place of each patch (n, rows, columns) counts as an edge, 0 to 1."""
    strong = np.percentile(steep, _STRONG, axis=(1, 2), keepdims=True)
    halfway = (_HALFWAY * np.maximum(strong, _FAINT)) ** 2
    return np.asarray(steep**2 / (steep**2 + halfway), np.float32)


def mirrored(patches: Floats, reach: int, steps: int) -> Doubles:
    """Return (n, 2 steps + 1): correlation of each patch with its mirror image about each axis near its middle."""
    scores = np.empty((len(patches), 2 * steps + 1))
    for k in range(2 * steps + 1):
        part = patches[:, :, k : k + 2 * reach + 1]
        part = part - part.mean(axis=(1, 2), keepdims=True)
        scores[:, k] = (part * part[:, :, ::-1]).sum(axis=(1, 2)) / ((part * part).sum(axis=(1, 2)) + 1e-3)
    return scores


def peak(scores: Doubles) -> tuple[Doubles, Doubles]:
    """Return where each row of scores has its peak, by a parabola through three, and how high.

    Of peaks about as high as the highest the one nearest the middle: a hand beside a marker makes others.
    """
    smooth = np.asarray(cv2.GaussianBlur(scores, (0, 0), sigmaX=1.0, sigmaY=1e-3), np.float64)
    left, mid, right = smooth[:, :-2], smooth[:, 1:-1], smooth[:, 2:]
    crest = (mid >= left) & (mid > right) & (mid >= _AS_HIGH * smooth.max(axis=1, keepdims=True))
    off = np.abs(np.arange(1, scores.shape[1] - 1) - scores.shape[1] // 2)
    k = np.where(crest, off, scores.shape[1]).argmin(axis=1)
    each = np.arange(len(scores))
    bend = np.minimum(left[each, k] - 2 * mid[each, k] + right[each, k], -1e-9)
    shift = np.clip(0.5 * (left[each, k] - right[each, k]) / bend, -1, 1)
    return k + 1 + shift, mid[each, k]
