"""The prepared photos of a case, read from the blob store when an examiner asks, decoded at most once each."""

from collections.abc import Callable
from typing import Any

from models.vocabulary.case import CaseFile
from models.vocabulary.photo import Prepared
from models.vocabulary.views import View
from pipeline import keys
from pipeline.examiners.contract import Made, Pixels
from pipeline.ports import BlobStore


class OpenedPhotos:
    """Implements ``pipeline.examiners.contract.Photos`` over whatever the bytes are read from."""

    def __init__(
        self,
        prepared: tuple[Prepared, ...],
        *,
        derivative: Callable[[Prepared], bytes],
        original: Callable[[Prepared], bytes],
        kept: Callable[[Prepared], dict[str, Any]] | None = None,
    ) -> None:
        """Open photos.

        :param derivative: reads a photo's derivative.
        :param original: reads its bytes as submitted.
        :param kept: where what is made of a photo is kept; None for as long as these photos are open.
        """
        made: dict[str, dict[str, Any]] = {}
        self._prepared = prepared
        self._derivative, self._original = derivative, original
        self._kept = kept or (lambda photo: made.setdefault(photo.photo.label, {}))
        self._pixels: dict[str, Pixels] = {}

    @property
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
        return self._derivative(photo)

    def original(self, photo: Prepared) -> bytes:
        """The bytes as submitted."""
        return self._original(photo)

    def crop(self, photo: Prepared, box: tuple[float, float, float, float], *, longest: int) -> Pixels:
        """Cut ``box`` from the original at full resolution."""
        from pipeline.imaging.decode import crop

        return crop(self.original(photo), box, longest=longest)

    def remember(self, photo: Prepared, what: str, make: Callable[[], Made]) -> Made:
        """Return what ``make`` makes of the photo, made once."""
        kept = self._kept(photo)
        if what not in kept:
            kept[what] = make()
        made: Made = kept[what]
        return made


class StoredPhotos(OpenedPhotos):
    """The photos of a case in the blob store."""

    def __init__(self, store: BlobStore, case: CaseFile, prepared: tuple[Prepared, ...]) -> None:
        """Open them."""
        super().__init__(
            prepared,
            derivative=lambda photo: store.get(keys.derivative(case.case, photo.derivative)),
            original=lambda photo: store.get(keys.photo(case.case, photo.photo.sha256)),
        )
