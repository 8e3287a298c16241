"""The photos of a reference set: the few that were taken most like the subject, opened when they are needed."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from models.vocabulary.photo import Ellipse, NoDial
from models.vocabulary.reference import ReferencePhoto, ReferenceSet
from models.vocabulary.views import View
from pipeline.examiners.contract import ReferenceShelf
from pipeline.examiners.reference.features import Features, Registration, features, register
from pipeline.examiners.reference.picture import Picture
from pipeline.imaging.decode import decode_jpeg
from pipeline.imaging.refusal import Refused
from pipeline.ports import BlobMissing

TRIED = 5
"""References of a view whose features are matched: each costs 0.15 s."""
USED = 4
"""References that are laid over the subject. On rendered photos three or more left no displacement above 0.6 % on a
genuine dial, two left 1.4 %: the light of one of four is like the subject's, of one of two often not."""

_REMEMBERED = 16
"""References kept open between cases: 13 MB each with their pixels at 2048."""


@dataclass(frozen=True)
class Laid:
    """A reference and how the subject lies over it."""

    picture: Picture
    registration: Registration


class Library:
    """A reference set, opened as far as it is needed."""

    def __init__(self, shelf: ReferenceShelf, references: ReferenceSet) -> None:
        self._shelf = shelf
        self._set = references

    def has(self, view: View) -> bool:
        """Return whether the set holds a photo of the view."""
        return any(photo.view is view for photo in self._set.photos)

    def laid(self, subject: Picture, view: View) -> list[Laid]:
        """Return the references that the subject lies over, the best first; none where it lies over none."""
        own = features(subject)
        found = []
        for photo in self._nearest(subject, view):
            opened = self._open(photo)
            if opened is not None and (registration := register(own, opened[1])) is not None:
                found.append(Laid(opened[0], registration))
        return sorted(found, key=lambda each: -each.registration.inliers)[:USED]

    def opened(self, subject: Picture, view: View) -> list[Picture]:
        """Return the references of a view that ``laid`` tries; none where one of them is gone."""
        found = [self._open(photo) for photo in self._nearest(subject, view)]
        return [each[0] for each in found if each is not None] if all(found) else []

    def _nearest(self, subject: Picture, view: View) -> list[ReferencePhoto]:
        """Return the photos taken from the likest angle; those with an outline where the subject has one."""
        photos = [photo for photo in self._set.photos if photo.view is view]
        return sorted(photos, key=lambda photo: (_unlike(subject.dial, photo.dial), photo.sha256))[:TRIED]

    def _open(self, photo: ReferencePhoto) -> tuple[Picture, Features] | None:
        try:
            data = self._shelf.jpeg(photo)
            return _opened(photo, data)
        except (BlobMissing, Refused):
            return None


@lru_cache(maxsize=_REMEMBERED)
def _opened(photo: ReferencePhoto, data: bytes) -> tuple[Picture, Features]:
    picture = Picture(decode_jpeg(data), photo.dial)
    return picture, features(picture)


def _unlike(subject: Ellipse | NoDial, reference: Ellipse | NoDial) -> float:
    """Return how differently two photos were taken: the difference of the outlines' leans, 0 for the same."""
    if not (isinstance(subject, Ellipse) and isinstance(reference, Ellipse)):
        return 0.0 if type(subject) is type(reference) else 10.0
    pixels = np.zeros((1, 1, 3), np.uint8)
    here, there = Picture(pixels, subject).lean, Picture(pixels, reference).lean
    return float(min(np.linalg.norm(here - there), np.linalg.norm(here + there)))
