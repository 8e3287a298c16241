"""A photo with a plane laid over it: the part that is compared, at unit size, so that two photos can be matched.

On a photo with a round outline the unit circle is that outline; elsewhere the unit is half the photo's longer side,
about its middle. Homographies are (3, 3), act on columns (x, y, 1), and count places from the photo's corner.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from models.vocabulary.photo import Ellipse, NoDial
from pipeline.imaging.colour import Pixels
from pipeline.imaging.geometry import unit_to_photo

Doubles = NDArray[np.float64]

ROUND_REACH = 1.5
"""Units from the middle to the edge of a sheet: a bezel ends at 1.4 radii of the dial."""

FLAT_REACH = 1.0
"""The same where the unit is half the photo: the photo's own edge."""


@dataclass(frozen=True)
class Picture:
    """A photo and its plane.

    :ivar pixels: (height, width, 3), RGB.
    :ivar dial: the outline that was found, or that there is none.
    """

    pixels: Pixels
    dial: Ellipse | NoDial

    @property
    def round(self) -> bool:
        """Whether the unit is an outline."""
        return isinstance(self.dial, Ellipse)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @cached_property
    def to_pixels(self) -> Doubles:
        """Take the unit plane to pixels."""
        match self.dial:
            case Ellipse() as dial:
                return np.vstack([unit_to_photo(dial, self.size), [0.0, 0.0, 1.0]])
            case NoDial():
                width, height = self.size
                half = max(self.size) / 2
                return np.array([[half, 0.0, width / 2], [0.0, half, height / 2], [0.0, 0.0, 1.0]])

    @cached_property
    def lean(self) -> Doubles:
        """How far the camera leans, (2,): along the outline's minor axis, tangent of the angle. The sign is unknown."""
        if not isinstance(self.dial, Ellipse):
            return np.zeros(2)
        major, minor = self.dial.axes
        tangent = np.sqrt(max((major / max(minor, 1e-6)) ** 2 - 1.0, 0.0))
        across = np.radians(self.dial.angle + 90.0)
        return np.asarray(np.array([np.cos(across), np.sin(across)]) * tangent)


def moved(homography: Doubles, places: Doubles) -> Doubles:
    """Return (n, 2) places where a homography takes them."""
    mapped = np.column_stack([places, np.ones(len(places))]) @ homography.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:])


def inverse(homography: Doubles) -> Doubles:
    """Return the homography back."""
    return np.asarray(np.linalg.inv(homography), dtype=np.float64)


def sheet_to_unit(side: int, reach: float) -> Doubles:
    """Take the pixel centres of a square of ``side`` pixels to the plane between -reach and reach."""
    scale = 2 * reach / side
    shift = scale / 2 - reach
    return np.array([[scale, 0.0, shift], [0.0, scale, shift], [0.0, 0.0, 1.0]])


def sheet(picture: Picture, from_sheet: Doubles, side: int) -> Pixels:
    """Return (side, side, 3): the photo seen through a homography from the sheet's pixel centres to the photo.

    A photo far larger than asked for is averaged down first, so that sampling loses nothing.
    """
    middle = moved(from_sheet, np.array([[side / 2, side / 2], [side / 2 + 1, side / 2]]))
    step = int(np.clip(np.linalg.norm(middle[1] - middle[0]), 1, 16))
    source, height, width = picture.pixels, *picture.pixels.shape[:2]
    if step > 1:
        small = (max(1, width // step), max(1, height // step))
        whole = source[: small[1] * step, : small[0] * step]
        source = np.asarray(cv2.resize(whole, small, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    to_source = np.array([[1 / step, 0.0, -0.5], [0.0, 1 / step, -0.5], [0.0, 0.0, 1.0]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(source, to_source @ from_sheet, (side, side), flags=flags), dtype=np.uint8)
