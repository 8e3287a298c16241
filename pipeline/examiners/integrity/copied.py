"""Criterion ``copied_regions``: whether a part of the photo is a copy of another part, or was put in from elsewhere.

What it cannot see: a copy that was turned, scaled or made lighter, one on a plain, noiseless surface, and one nearer
than 64 pixels. What was put in from another photo is seen only where the rest shows an earlier, coarser compression.
"""

import numpy as np

from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Ellipse, Point, Prepared
from pipeline.examiners.integrity.answer import Answer, measure
from pipeline.examiners.integrity.copies import Copy, largest_copy
from pipeline.examiners.integrity.history import Doubles
from pipeline.examiners.integrity.offsets import LEAST
from pipeline.examiners.integrity.pasted import Gap, largest_gap
from pipeline.imaging.colour import Pixels
from pipeline.imaging.decode import fit
from pipeline.imaging.geometry import Box, dial_box, from_box

CRITERION = "copied_regions"

ALLOWED = 12.0
"""Pixels: radius of the largest disc that is the same twice. 500 drawn photos of both sets and 31 real ones hold none
at all; copies of 0.1 dial radii and more have 20 to 102. Chance would need 450 equal pixels for a disc of 12."""

LONGEST = 1200
"""Pixels at which the dial, or the photo where there is none, is looked at."""

_CLEAR = 0.8
"""Share of what is allowed up to which nothing is copied."""

_MARGIN = 0.1

_KEPT = 0.35
"""Share of the earlier compression's trace that a region must keep. Of 433 drawn and real photos that nothing was put
into, one shows such a trace and keeps 0.89 everywhere; 78 that were saved again more finely for the purpose keep 0.52
and more. Of 14 edited photos with a trace, 11 keep -0.4 to 0.3 where they were edited."""


def judge(photo: Prepared, pixels: Pixels, table: Doubles | None = None) -> Answer:
    """Return whether the full-size photo holds a region twice, or one that was not compressed with the rest.

    :param table: steps of the JPEG's last compression; None where ``pixels`` are not as a JPEG stores them.
    """
    answer = _copied(photo, pixels)
    gap = largest_gap(pixels, table) if table is not None and answer.bearing is not Bearing.CONTRADICTS else None
    return answer if gap is None or gap.kept >= _KEPT else _put_in(photo, gap)


def _put_in(photo: Prepared, gap: Gap) -> Answer:
    ratio = (1.0 - gap.kept) / (1.0 - _KEPT)
    left, top, right, bottom = gap.box
    polygon = ((left, top), (right, top), (right, bottom), (left, bottom))
    said = f"A region of the photo {photo.photo.label} was put in after the rest had been compressed."
    strength = min(0.97, 0.35 + 0.6 * (ratio - 1.0))
    seen = measure(ratio, "ratio", 1.0)
    return Answer(photo, CRITERION, Bearing.CONTRADICTS, strength, "a region put in", said, seen, polygon)


def _copied(photo: Prepared, pixels: Pixels) -> Answer:
    box = (
        dial_box(photo.dial, photo.derivative_size, margin=_MARGIN) if isinstance(photo.dial, Ellipse) else (0, 0, 1, 1)
    )
    looked_at = fit(_cut(pixels, box), LONGEST)
    if min(looked_at.shape[:2]) < 4 * LEAST:
        said = f"What the photo {photo.photo.label} shows is too small to tell whether parts of it are copies."
        return Answer(photo, CRITERION, Bearing.UNREADABLE, 0.0, "too small", said)
    return _answer(photo, largest_copy(looked_at), box, (looked_at.shape[1], looked_at.shape[0]))


def hidden(photo: Prepared) -> Answer:
    """Return that a grid over the photo, which is the same everywhere, hides what else may be the same twice."""
    said = f"The grid over the photo {photo.photo.label} hides whether parts of it are copies."
    return Answer(photo, CRITERION, Bearing.UNREADABLE, 0.0, "hidden by a grid", said)


def _cut(pixels: Pixels, box: Box) -> Pixels:
    height, width = pixels.shape[:2]
    left, top, right, bottom = box
    return np.ascontiguousarray(
        pixels[int(top * height) : max(1, round(bottom * height)), int(left * width) : max(1, round(right * width))]
    )


def _answer(photo: Prepared, found: Copy | None, box: Box, size: tuple[int, int]) -> Answer:
    label, radius = photo.photo.label, found.radius if found is not None else 0.0
    ratio = radius / ALLOWED
    seen = measure(ratio, "ratio", 1.0)
    if found is not None and ratio > 1.0:
        said = f"Two places of the photo {label} are equal in tone and to the grain: one was copied over the other."
        strength = min(0.97, 0.35 + 0.5 * (ratio - 1.0))
        polygon = _around(found, box, size)
        return Answer(photo, CRITERION, Bearing.CONTRADICTS, strength, "a region occurs twice", said, seen, polygon)
    if ratio > _CLEAR:
        said = f"Two places of the photo {label} are much alike; whether one is a copy cannot be told."
        return Answer(photo, CRITERION, Bearing.NEUTRAL, 0.0, "much alike", said, seen)
    said = f"No part of the photo {label} was found to be a copy of another."
    return Answer(photo, CRITERION, Bearing.SUPPORTS, 0.5 + 0.3 * (1 - ratio / _CLEAR), "no copy", said, seen)


def _around(found: Copy, box: Box, size: tuple[int, int]) -> tuple[Point, ...]:
    """Return the square around the copied disc, in coordinates of the photo."""
    x, y = found.centre
    corners = [(x + a * found.radius, y + b * found.radius) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    inside = [(min(max(u / size[0], 0.0), 1.0), min(max(v / size[1], 0.0), 1.0)) for u, v in corners]
    return from_box(inside, box)
