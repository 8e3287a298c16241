"""Verified photos in memory, of a rendered diver above all, for the tests of what is compared with them."""

import hashlib
from functools import cache

from models.vocabulary.photo import Prepared, Submitted
from models.vocabulary.reference import ReferencePhoto, ReferenceSet
from models.vocabulary.views import View
from pipeline.evaluation.render.collection import DEEPVANE
from pipeline.evaluation.render.photos import render_dial_photo
from pipeline.evaluation.render.watch import FLAWLESS, Camera, Defects, Light, Watch
from pipeline.examiners.reference.library import Library
from pipeline.examiners.reference.picture import Picture
from pipeline.imaging.decode import decode_jpeg, encode_jpeg
from pipeline.imaging.refusal import DEFAULT
from pipeline.stages.preprocess import preprocess

_TIMES = ((1, 52, 20), (4, 37, 50), (8, 4, 33), (10, 22, 5))


@cache
def photographed(nth: int, watch: Watch = DEEPVANE, defects: Defects = FLAWLESS) -> tuple[Prepared, bytes]:
    """Photograph a watch in a pose, a light and at a time that belong to the number."""
    camera = Camera(width=1100, height=1100, field=45.0 + nth, tilt=2.0 + 4 * nth, azimuth=70.0 * nth, rotation=2.0)
    light = Light(azimuth=-150.0 + 45.0 * nth)
    taken = watch.model_copy(update={"time": _TIMES[nth % len(_TIMES)]})
    return prepared(encode_jpeg(render_dial_photo(taken, camera, light, nth, defects=defects).pixels))


def prepared(data: bytes) -> tuple[Prepared, bytes]:
    """Prepare a photo of a dial as a case's is."""
    made = preprocess(Submitted(sha256=hashlib.sha256(data).hexdigest(), view=View.DIAL, size=len(data)), data, DEFAULT)
    assert isinstance(made, tuple)
    return made


def opened(photo: tuple[Prepared, bytes]) -> Picture:
    """Open a prepared photo."""
    return Picture(decode_jpeg(photo[1]), photo[0].dial)


class _Shelf:
    def __init__(self, photos: list[tuple[Prepared, bytes]]) -> None:
        self._jpegs = {photo.derivative: data for photo, data in photos}

    def find(self, digest: str) -> ReferenceSet | None:
        raise LookupError(digest)

    def jpeg(self, photo: ReferencePhoto) -> bytes:
        return self._jpegs[photo.sha256]


@cache
def library(count: int = 3) -> Library:
    """Return verified photos of the diver."""
    return library_of([photographed(nth) for nth in range(count)], "Ostrelund", DEEPVANE)


def library_of(photos: list[tuple[Prepared, bytes]], brand: str, watch: Watch) -> Library:
    """Return prepared photos as the verified ones of a watch."""
    listed = tuple(
        ReferencePhoto(
            sha256=photo.derivative, view=View.DIAL, size=photo.derivative_size, dial=photo.dial, watch="first"
        )
        for photo, _ in photos
    )
    known = ReferenceSet(
        brand=brand, reference=watch.reference, domain="rendered", source="drawn for a test", photos=listed
    )
    return Library(_Shelf(photos), known)
