"""Ellipses: rectified, unwrapped, boxed, and back to the photo.

Every function takes the dial's ``Ellipse`` in normalised coordinates, so that the same one serves the derivative and
the original. ``size`` is (width, height) of the picture that is meant, in pixels.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models.vocabulary.photo import Ellipse, Point
from pipeline.imaging.colour import Pixels

Doubles = NDArray[np.float64]
Box = tuple[float, float, float, float]


def unit_to_photo(ellipse: Ellipse, size: tuple[int, int]) -> Doubles:
    """Return the (2, 3) matrix that takes the unit circle (y down) to the ellipse in pixels.

    Its linear part is symmetric: it stretches and does not turn, so that what was up in the photo stays up.
    """
    angle = np.radians(ellipse.angle)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    stretch = turn @ np.diag(np.array(ellipse.axes) * max(size)) @ turn.T
    centre = np.array(ellipse.centre) * np.array(size)
    return np.hstack([stretch, centre[:, None]])


def rectify(pixels: Pixels, ellipse: Ellipse, size: int, *, margin: float = 0.0) -> Pixels:
    """Return a (size, size, 3) picture in which the ellipse is a circle, centred.

    :param margin: free space around the circle, as a share of its radius; outside the photo it is black.
    """
    reach = 1 + margin
    source, matrix = _reduced(pixels, ellipse, size / reach)
    scale = 2 * reach / size
    from_target = np.array([[scale, 0, scale / 2 - reach], [0, scale, scale / 2 - reach], [0, 0, 1]])
    inverse = matrix @ from_target
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(source, _at_pixel_centres(inverse), (size, size), flags=flags), dtype=np.uint8)


def unwrap(
    pixels: Pixels, ellipse: Ellipse, size: tuple[int, int], *, inner: float = 0.3, outer: float = 1.0
) -> Pixels:
    """Return the ring between two radii (1 is the ellipse) as a strip of ``size``: text along the rim becomes straight.

    Columns run clockwise from twelve o'clock, rows from the outer radius inwards: what stands upright at twelve stands
    upright in the strip.
    """
    width, height = size
    source, matrix = _reduced(pixels, ellipse, width / np.pi)
    across, down = np.meshgrid((np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height)
    where = _strip_to_unit(np.stack([across, down], axis=-1), inner, outer) @ matrix[:, :2].T + matrix[:, 2] - 0.5
    maps = where.astype(np.float32)
    return np.asarray(cv2.remap(source, maps[..., 0], maps[..., 1], cv2.INTER_LINEAR), dtype=np.uint8)


def dial_box(ellipse: Ellipse, size: tuple[int, int], *, margin: float = 0.05) -> Box:
    """Return the ellipse's bounding box (left, top, right, bottom, normalised), with a margin, within the photo."""
    angle = np.radians(ellipse.angle)
    cosine, sine = np.cos(angle), np.sin(angle)
    major, minor = (axis * max(size) * (1 + margin) for axis in ellipse.axes)
    half = np.hypot(major * cosine, minor * sine) / size[0], np.hypot(major * sine, minor * cosine) / size[1]
    low = (max(0.0, ellipse.centre[k] - half[k]) for k in (0, 1))
    high = (min(1.0, ellipse.centre[k] + half[k]) for k in (0, 1))
    left, top, right, bottom = (float(edge) for edge in (*low, *high))
    return left, top, right, bottom


def from_rectified(
    polygon: Sequence[Point], ellipse: Ellipse, size: tuple[int, int], *, margin: float = 0.0
) -> tuple[Point, ...]:
    """Return a polygon of a rectified picture (fractions of its side) in normalised coordinates of the photo."""
    unit = (np.array(polygon, dtype=np.float64) * 2 - 1) * (1 + margin)
    return _to_photo(unit, ellipse, size)


def from_unwrapped(
    polygon: Sequence[Point], ellipse: Ellipse, size: tuple[int, int], *, inner: float = 0.3, outer: float = 1.0
) -> tuple[Point, ...]:
    """Return a polygon of an unwrapped strip (fractions of its width and height) in coordinates of the photo."""
    return _to_photo(_strip_to_unit(np.array(polygon, dtype=np.float64), inner, outer), ellipse, size)


def from_box(polygon: Sequence[Point], box: Box) -> tuple[Point, ...]:
    """Return a polygon of a crop (fractions of its width and height) in coordinates of the photo."""
    left, top, right, bottom = box
    return tuple((left + x * (right - left), top + y * (bottom - top)) for x, y in polygon)


def _strip_to_unit(places: Doubles, inner: float, outer: float) -> Doubles:
    turn = places[..., 0] * (2 * np.pi)
    radius = outer - places[..., 1] * (outer - inner)
    return np.stack([radius * np.sin(turn), -radius * np.cos(turn)], axis=-1)


def _to_photo(unit: Doubles, ellipse: Ellipse, size: tuple[int, int]) -> tuple[Point, ...]:
    matrix = unit_to_photo(ellipse, size)
    places = np.clip((unit @ matrix[:, :2].T + matrix[:, 2]) / np.array(size), 0.0, 1.0)
    return tuple((float(x), float(y)) for x, y in places)


def _reduced(pixels: Pixels, ellipse: Ellipse, diameter: float) -> tuple[Pixels, Doubles]:
    """Average the picture down by a whole factor where it is far larger than asked for, so that sampling loses nothing.

    Return it with the matrix from the unit circle to its pixels.
    """
    height, width = pixels.shape[:2]
    matrix = unit_to_photo(ellipse, (width, height))
    step = int(2 * ellipse.axes[0] * max(height, width) / max(diameter, 1.0))
    if step < 2:  # noqa: PLR2004 - nothing to average
        return pixels, matrix
    small = (max(1, width // step), max(1, height // step))
    whole = pixels[: small[1] * step, : small[0] * step]
    return np.asarray(cv2.resize(whole, small, interpolation=cv2.INTER_AREA), dtype=np.uint8), matrix / step


def _at_pixel_centres(matrix: Doubles) -> Doubles:
    """Return a matrix between places counted from the corner as OpenCV wants it: counted from the first pixel's middle.

    The target's half pixel is already in ``matrix``; the source's is taken off here.
    """
    shifted = matrix[:2].copy()
    shifted[:, 2] -= 0.5
    return shifted
