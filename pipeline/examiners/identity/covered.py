"""Whether a hand lies across a word: what is hidden there cannot be called misspelt."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.vocabulary.photo import Ellipse, Point, Prepared
from pipeline.examiners.contract import Photos
from pipeline.imaging.geometry import rectify, unit_to_photo
from pipeline.imaging.hands import find_hands

_SIDE = 800
"""Pixels of the straightened dial: the size at which hands are read."""

_TOUCHED = 0.015
"""Share of a word's area under hands and their shadows from which a letter may be hidden: a thin seconds hand across a
word of eight letters covers about 3 %, a tip that only touches its edge less than 1 %."""


def is_covered(photos: Photos, photo: Prepared, polygon: tuple[Point, ...]) -> bool:
    """Return whether hands or their shadows lie across a place.

    :param polygon: in normalised coordinates of the upright photo.
    """
    match photo.dial:
        case Ellipse() as dial:
            mask = photos.remember(photo, "identity.hands", lambda: _hands(photos, photo, dial))
            return _share(mask, _placed(np.array(polygon), dial, photo.derivative_size)) > _TOUCHED
        case _:
            return False


def cover(photos: Photos, photo: Prepared, places: NDArray[np.float64]) -> tuple[float, ...]:
    """Return the share of each row of places that hands or their shadows cover, 0 to 1.

    :param places: (rows, places, 2), in normalised coordinates of the upright photo.
    """
    match photo.dial:
        case Ellipse() as dial:
            mask = photos.remember(photo, "identity.hands", lambda: _hands(photos, photo, dial))
            at = _placed(places.reshape(-1, 2), dial, photo.derivative_size).clip(0, _SIDE - 1)
            shares = mask[at[:, 1], at[:, 0]].reshape(places.shape[:2]).mean(axis=1)
            return tuple(float(share) for share in shares)
        case _:
            return (0.0,) * len(places)


def _hands(photos: Photos, photo: Prepared, dial: Ellipse) -> NDArray[np.bool_]:
    return find_hands(rectify(photos.pixels(photo), dial, _SIDE)).mask


def _placed(points: NDArray[np.float64], dial: Ellipse, size: tuple[int, int]) -> NDArray[np.int32]:
    """Map points of the photo, (n, 2), to pixels of the straightened dial."""
    matrix = unit_to_photo(dial, size)
    unit = np.linalg.solve(matrix[:, :2], (points * size - matrix[:, 2]).T).T
    return np.asarray(np.rint((unit + 1) / 2 * _SIDE), np.int32)


def _share(mask: NDArray[np.bool_], place: NDArray[np.int32]) -> float:
    inside = cv2.fillPoly(np.zeros((_SIDE, _SIDE), np.uint8), [place], 1) > 0
    return float(mask[inside].mean()) if inside.any() else 0.0
