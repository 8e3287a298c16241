"""The prepared photos of a case, read from the blob store when an examiner asks, decoded at most once each."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from models.vocabulary.case import CaseFile
from models.vocabulary.photo import Prepared
from models.vocabulary.views import View
from pipeline import keys
from pipeline.examiners.contract import Made, Pixels
from pipeline.ports import BlobStore


class StoredPhotos:
    """Implements ``pipeline.examiners.contract.Photos`` over a blob store."""

    def __init__(self, store: BlobStore, case: CaseFile, prepared: tuple[Prepared, ...]) -> None:
        self._store = store
        self._case = case.case
        self._prepared = prepared
        self._pixels: dict[str, Pixels] = {}
        self._made: dict[tuple[str, str], Any] = {}

    @cached_property
    def all(self) -> tuple[Prepared, ...]:
        """Every usable photo, in the order of the case file."""
        return self._prepared

    def of(self, view: View) -> tuple[Prepared, ...]:
        """The usable photos of one view."""
        return tuple(each for each in self._prepared if each.photo.view is view)

    def pixels(self, photo: Prepared) -> Pixels:
        """The derivative, decoded once and read-only."""
        if photo.derivative not in self._pixels:
            from pipeline.imaging.decode import decode_jpeg

            pixels = decode_jpeg(self.jpeg(photo))
            pixels.setflags(write=False)
            self._pixels[photo.derivative] = pixels
        return self._pixels[photo.derivative]

    def jpeg(self, photo: Prepared) -> bytes:
        """The derivative's bytes."""
        return self._store.get(keys.derivative(self._case, photo.derivative))

    def original(self, photo: Prepared) -> bytes:
        """The bytes as submitted."""
        return self._store.get(keys.photo(self._case, photo.photo.sha256))

    def crop(self, photo: Prepared, box: tuple[float, float, float, float], *, longest: int) -> Pixels:
        """Cut ``box`` from the original at full resolution."""
        from pipeline.imaging.decode import crop

        return crop(self.original(photo), box, longest=longest)

    def remember(self, photo: Prepared, what: str, make: Callable[[], Made]) -> Made:
        """Return what ``make`` makes of the photo, made once."""
        key = (photo.photo.label, what)
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made
