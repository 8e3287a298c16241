"""Finds how one photo lies over another: features, matched, and the homography that most of them agree on.

SIFT (Lowe, IJCV 2004) with the square-root kernel (Arandjelovic and Zisserman, CVPR 2012); MAGSAC++ (Barath et al.,
CVPR 2020) as OpenCV has it.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.examiners.reference.picture import (
    FLAT_REACH,
    ROUND_REACH,
    Doubles,
    Picture,
    inverse,
    sheet,
    sheet_to_unit,
)

SIDE = 640
"""Pixels of the sheet on which features are looked for: print of 3 % of the radius is 6 pixels tall. 0.1 s a photo."""

MOST_FEATURES = 1500
_CONTRAST = 0.02
"""Half of Lowe's: dark dials have faint print."""

_RATIO = 0.85
"""Lowe's ratio. Looser than his 0.8, since MAGSAC++ bears nine wrong in ten and glare takes many of the right ones."""

_CLOSE = 3.0
"""Pixels, at 200 a unit, within which a match agrees: 1.5 % of the radius. Patches refine it afterwards."""
_PER_UNIT = 200.0
_FEWEST_MATCHES = 12

ENOUGH_INLIERS = 24
"""Matches that must agree: declared by judgement, at a third of the least seen on 96 pairs of rendered photos of the
same reference (66). Another reference of the brand, which shares print, may reach it: 41 to 89 between two models."""


@dataclass(frozen=True)
class Features:
    """:ivar places: (n, 2) in units. :ivar descriptors: (n, 128), of length 1."""

    places: Doubles
    descriptors: NDArray[np.float32]


@dataclass(frozen=True)
class Registration:
    """:ivar homography: from the subject's plane to the reference's. :ivar inliers: matches that agree on it."""

    homography: Doubles
    inliers: int


def features(picture: Picture) -> Features:
    """Return the features of a photo's plane."""
    from_sheet = sheet_to_unit(SIDE, ROUND_REACH if picture.round else FLAT_REACH)
    grey = cv2.cvtColor(sheet(picture, picture.to_pixels @ from_sheet, SIDE), cv2.COLOR_RGB2GRAY)
    finder = cv2.SIFT.create(nfeatures=MOST_FEATURES, contrastThreshold=_CONTRAST)
    points, found = finder.detectAndCompute(grey, None)
    if found is None:
        return Features(np.zeros((0, 2)), np.zeros((0, 128), np.float32))
    pixels = np.array([point.pt for point in points], dtype=np.float64)
    total = np.abs(found).sum(axis=1, keepdims=True) + 1e-6
    places = pixels @ from_sheet[:2, :2].T + from_sheet[:2, 2]
    return Features(places, np.sqrt(found / total).astype(np.float32))


def register(subject: Features, reference: Features) -> Registration | None:
    """Return how the subject lies over the reference, or None where too few features agree."""
    here, there = _matches(subject, reference)
    if len(here) < _FEWEST_MATCHES:
        return None
    found, agree = cv2.findHomography(
        here * _PER_UNIT, there * _PER_UNIT, cv2.USAC_MAGSAC, _CLOSE, maxIters=5000, confidence=0.999
    )
    if found is None or not np.isfinite(found).all():
        return None
    grow = np.diag([_PER_UNIT, _PER_UNIT, 1.0])
    homography = inverse(grow) @ found @ grow
    inliers = int(agree.sum())
    return Registration(homography, inliers) if inliers >= ENOUGH_INLIERS and _sane(homography) else None


def _matches(subject: Features, reference: Features) -> tuple[Doubles, Doubles]:
    """Return the places of features that are each other's nearest, and much nearer than the next."""
    fewest = 2
    if min(len(subject.places), len(reference.places)) < fewest:
        return np.zeros((0, 2)), np.zeros((0, 2))
    alike = subject.descriptors @ reference.descriptors.T
    nearest = alike.argmax(axis=1)
    rows = np.arange(len(alike))
    second = np.partition(alike, -2, axis=1)[:, -2]
    near, next_near = (np.sqrt(np.maximum(2.0 - 2.0 * each, 0.0)) for each in (alike[rows, nearest], second))
    kept = (near < _RATIO * next_near) & (alike.argmax(axis=0)[nearest] == rows)
    return subject.places[kept], reference.places[nearest[kept]]


def _sane(homography: Doubles) -> bool:
    """Return whether the plane is turned and scaled as a camera can: not mirrored, not folded over."""
    most_scale, most_perspective = 3.0, 0.35
    scale = float(np.linalg.det(homography[:2, :2] / homography[2, 2]))
    bend = float(np.abs(homography[2, :2] / homography[2, 2]).max())
    return most_scale**-2 < scale < most_scale**2 and bend < most_perspective
