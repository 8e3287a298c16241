"""Whether the thumbnail that a camera embedded still shows the picture around it.

Editors that do not know of it leave the old one behind: then it shows what was there before.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.colour import Pixels
from pipeline.imaging.decode import decode_fitted
from pipeline.imaging.refusal import Limits, Refused
from pipeline.imaging.sniff import read_header

LIMITS = Limits(max_bytes=65_536, max_pixels=1_000_000, min_side=32)
"""Cameras embed 160 x 120 to 512 x 384 pixels (Exif 2.32 section 4.5.4: 160 x 120)."""

_SIDE = 64
"""Pixels at which both are compared: what JPEG and sharpening do to a thumbnail lies above that."""

_FLAT = 4.0
"""Grey values: standard deviation below which a thumbnail shows nothing that could be compared."""

_BAR = 12
"""Grey value up to which a row or column counts as one of the black bars beside a picture of another shape."""

Grey = NDArray[np.float32]


def likeness(thumbnail: bytes, picture: Pixels) -> float | None:
    """Return how well the thumbnail correlates with the picture, -1 to 1, in whichever orientation fits best.

    None where it cannot be decoded or shows nothing.
    """
    try:
        small = decode_fitted(thumbnail, read_header(thumbnail, LIMITS), 512, LIMITS).pixels
    except Refused:
        return None
    one = _grey(_without_bars(small))
    if one.std() < _FLAT:
        return None
    other = _grey(picture)
    turned = [np.rot90(each, k) for each in (one, np.fliplr(one)) for k in range(4)]
    return max(_correlation(each, other) for each in turned)


def _without_bars(pixels: Pixels) -> Pixels:
    light = pixels.max(axis=2)
    rows, columns = np.flatnonzero(light.max(axis=1) > _BAR), np.flatnonzero(light.max(axis=0) > _BAR)
    if not rows.size or not columns.size:
        return pixels
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _grey(pixels: Pixels) -> Grey:
    grey = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), np.float32)


def _correlation(one: Grey, other: Grey) -> float:
    a, b = one - one.mean(), other - other.mean()
    return float((a * b).sum() / max(float(np.sqrt((a * a).sum() * (b * b).sum())), 1e-6))
