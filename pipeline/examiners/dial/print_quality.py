"""How ragged the edges of the print are: their length, against that of the same shapes smoothed.

Smoothing goes by the strokes' own width, so that thin and bold letters, large and small ones, blurred and sharp photos
compare: defocus makes an edge soft and not long. Whether letters are as bold as they should be is not judged here: no
dial tells that about itself.
"""

import cv2
import numpy as np

from pipeline.examiners.dial.lettering import Placed, centred_lines
from pipeline.examiners.dial.reading import DialView, Measured, NotMeasurable, Reading
from pipeline.imaging.rectified import RADIUS, SIDE
from pipeline.imaging.rectified.polar import Bools

ALLOWED = 16.0
"""Per cent. On 59 genuine drawn dials 2 to 12.2; with edges ragged by 12 % of a capital's height 19 to 34, by 6 % 10
to 26: the lesser fault is caught on some dials only."""

_ENLARGED = 3
"""Pixels of the enlarged print for each of the picture: outlines are then smooth to a third of a pixel."""

_SOFT = 1.5
"""Enlarged pixels (standard deviation) by which the picture's own grain is smoothed."""

_SMOOTHED = 0.4
"""Of a stroke's width (standard deviation). Of 0.3, 0.4 and 0.5 this one parted even and coarse print best."""

_FEWEST = 2
"""Lines: the letters of a name alone may be ragged by design, brushed or engraved, as on one real watch seen."""

_SMALLEST = 9.0
"""Pixels of the original for a capital's height, below which a ragged edge is one of pixels."""

_CLEAN = 7.0
"""Least contrast of the print over the dial's own unrest around it."""

_SPECK = 0.6
"""Of a capital's height: a shorter outline is a speck's."""

_CAPITAL = 0.03
"""Share of a line's length that must be ink in a row of its capitals."""


def measure_print(view: DialView) -> Measured:
    """Return by how many per cent the edges of the print are longer than smooth ones: the lower middle of the lines."""
    lines = [(line, _raggedness(view, line)) for line in centred_lines(view)]
    known = sorted(((value, line) for line, value in lines if value is not None), key=lambda each: each[0])
    if len(known) < _FEWEST:
        return NotMeasurable("fewer than two lines of print are large and clear enough in the photo to see their edges")
    value, line = known[(len(known) - 1) // 2]
    region = view.box(line.left - 0.01, line.top, line.right + 0.01, line.bottom)
    called = "the edges of the print are ragged, {} longer than smooth ones"
    return (Reading("print", 100.0 * max(value, 0.0), "%", ALLOWED, region, called),)


def _raggedness(view: DialView, line: Placed) -> float | None:
    """Return the share by which a line's edges are longer than smooth ones; None where they cannot be seen."""
    left, right = (round(x * RADIUS + SIDE / 2) for x in (line.left - 0.01, line.right + 0.01))
    top, bottom = (round(y * RADIUS + SIDE / 2) for y in (line.top, line.bottom))
    relief = view.relief[top:bottom, left:right]
    print_is = float(np.sign(relief.flat[int(np.abs(relief).argmax())]))
    large = cv2.resize(
        np.maximum(relief * print_is, 0.0), None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_CUBIC
    )
    soft = np.asarray(cv2.GaussianBlur(large, (0, 0), _SOFT), np.float32)
    strong = float(np.percentile(soft, 97))
    ink = soft > strong / 2
    rows = np.flatnonzero(ink.mean(axis=1) > _CAPITAL)
    if len(rows) == 0:
        return None
    capital = float(rows[-1] - rows[0] + 1)
    unrest = float(np.median(np.abs(relief[np.abs(relief) < strong / 4]))) if strong > 0 else 0.0
    if capital / _ENLARGED * view.dial.quality.scale < _SMALLEST or strong < _CLEAN * unrest:
        return None
    edge = _edge(ink, _SPECK * capital)
    if edge == 0.0:
        return None
    width = 2.0 * float(ink.sum()) / edge
    smooth = np.asarray(cv2.GaussianBlur(ink.astype(np.float32), (0, 0), _SMOOTHED * width), np.float32)
    return edge / max(_edge(smooth > 1 / 2, _SPECK * capital), 1.0) - 1.0


def _edge(ink: Bools, least: float) -> float:
    """Return the length of all outlines, specks left out."""
    outlines, _ = cv2.findContours(ink.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return float(sum(cv2.arcLength(each, closed=True) for each in outlines if len(each) > least))
