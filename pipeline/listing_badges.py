"""Compares the photos of a listing with those of a certificate: whether they show the watch examined.

Each photo of the listing gets one answer, the strongest that holds:

- ``identical``: it is the very file that was examined (SHA-256).
- ``reencoded``: it is the same picture, saved anew, smaller or turned (PDQ, within its authors' threshold).
- ``same_watch``: it is another picture, on which the same forms stand at the same places (local features).
- ``different``: it shows a dial, and nothing on it agrees with any dial that was examined, though all have detail.
- ``cannot_tell``: everything else, so also most photos of the very watch in another light: this fails closed.

Local features tell one model from another. They do not tell two watches of one model apart, and the words of
``SENTENCE`` say so: who wants to know asks for a fresh possession photo.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from models.vocabulary.photo import Perceptual
from models.vocabulary.value import Value
from models.vocabulary.views import PRIVATE_VIEWS, View
from pipeline import keys, listing_photos
from pipeline.certificate import envelope
from pipeline.certificate.shapes import Certificate, PhotoBound
from pipeline.lifecycle import names
from pipeline.ports import BlobMissing, BlobStore

if TYPE_CHECKING:  # heavy; loaded where photos are compared
    from pipeline.imaging.landmarks import Landmarks

AGREEING = 60
"""Features that must agree with one homography. On the catalogue's photos a dial of another print in the same case
reaches 46, and two photos of one dial in different light 16 to 53: what is sure is left, and little of it."""

FULL = 150
"""Features without which a photo has too little detail to be called another watch: half of what is looked for."""


class Likeness(StrEnum):
    """What a photo of a listing is to a certificate."""

    IDENTICAL = "identical"
    REENCODED = "reencoded"
    SAME_WATCH = "same_watch"
    CANNOT_TELL = "cannot_tell"
    DIFFERENT = "different"


SENTENCE = {
    Likeness.IDENTICAL: "This is the very photo that was examined.",
    Likeness.REENCODED: "This is a photo that was examined, saved anew.",
    Likeness.SAME_WATCH: "This photo shows the same forms as one that was examined. Another watch of the same model"
    " would show them too.",
    Likeness.CANNOT_TELL: "Whether this photo shows the watch that was examined cannot be told.",
    Likeness.DIFFERENT: "The dial on this photo agrees with none that was examined.",
}


class PhotoAnswer(Value):
    """What one photo is. :ivar key: of the listing's photo. :ivar view: of the examined photo that it is nearest to."""

    key: str
    answer: Likeness
    view: str | None = None


class Compared(Value):
    """What the photos of a listing are to a certificate, in their order."""

    photos: tuple[PhotoAnswer, ...]


class _Examined(NamedTuple):
    """A photo that was examined. :ivar marks: None for what may show a serial number, and where it was erased."""

    bound: PhotoBound
    perceptual: Perceptual
    marks: "Landmarks | None"


def check_id(photos: Sequence[str], certificate: str) -> str:
    """Name a comparison by what is compared: the same again is known already."""
    return hashlib.sha256("\n".join([certificate, *photos]).encode()).hexdigest()


def result_key(check: str) -> str:
    """Return where a comparison's answer lies."""
    return f"listings/compared/{check}.json"


def result(store: BlobStore, check: str) -> Compared | None:
    """Return the answer of a comparison; None while it is open."""
    try:
        return Compared.model_validate_json(store.get(result_key(check)))
    except BlobMissing:
        return None


def compare(store: BlobStore, check: str, photos: Sequence[str], certificate: str) -> None:
    """Compare the photos of a listing with those of a certificate, and keep the answer. Done again, nothing changes.

    :param check: the comparison's ``check_id``. :param photos: keys of photos that were made ready.
    """
    if store.exists(result_key(check)):
        return
    examined = [_examined(store, certificate, each) for each in photos_of(store, certificate)]
    found = Compared(photos=tuple(_answer(store, key, examined) for key in photos))
    store.create(result_key(check), found.model_dump_json().encode())


def photos_of(store: BlobStore, certificate: str) -> tuple[PhotoBound, ...]:
    """Return the photos that a certificate is about; none where it cannot be read."""
    try:
        data = store.get(names.read(certificate).document(names.ENVELOPE))
        read = Certificate.model_validate(envelope.unwrap(json.loads(data)).credential)
    except (BlobMissing, ValueError):
        return ()
    return read.credential_subject.photos


def _examined(store: BlobStore, certificate: str, photo: PhotoBound) -> _Examined:
    seen = Perceptual(pdq=photo.pdq, quality=photo.pdq_quality)
    return _Examined(photo, seen, None if photo.view in PRIVATE_VIEWS else _marks(store, certificate, photo))


def _marks(store: BlobStore, certificate: str, photo: PhotoBound) -> "Landmarks | None":
    from pipeline.imaging.decode import decode_jpeg
    from pipeline.imaging.landmarks import landmarks

    try:
        jpeg = store.get(keys.derivative(names.read(certificate).case, photo.derivative_sha256))
    except BlobMissing:
        return None
    return landmarks(decode_jpeg(jpeg))


def _answer(store: BlobStore, key: str, examined: Sequence[_Examined]) -> PhotoAnswer:
    made = listing_photos.result(store, key)
    if made is None or made.refused or not examined:
        return PhotoAnswer(key=key, answer=Likeness.CANNOT_TELL)
    for each in examined:
        if made.sha256 in {each.bound.sha256, each.bound.derivative_sha256}:
            return PhotoAnswer(key=key, answer=Likeness.IDENTICAL, view=each.bound.view)
    for each in examined:
        if _is_same_picture(made.turned, each.perceptual):
            return PhotoAnswer(key=key, answer=Likeness.REENCODED, view=each.bound.view)
    return _by_features(store, key, examined, shows_a_dial=made.shows_a_dial)


def _is_same_picture(turned: Iterable[Perceptual], known: Perceptual) -> bool:
    return any(each.is_telling and known.is_telling and each.differing(known) <= Perceptual.SAME for each in turned)


def _by_features(store: BlobStore, key: str, examined: Sequence[_Examined], *, shows_a_dial: bool) -> PhotoAnswer:
    from pipeline.imaging import landmarks

    own = landmarks.unpack(store.get(listing_photos.features_key(key)))
    known = [(each.bound.view, each.marks) for each in examined if each.marks is not None]
    if own is None or not known:
        return PhotoAnswer(key=key, answer=Likeness.CANNOT_TELL)
    agreeing = [(_agreeing(own, marks), view) for view, marks in known]
    most, view = max(agreeing)
    if most >= AGREEING:
        return PhotoAnswer(key=key, answer=Likeness.SAME_WATCH, view=view)
    return PhotoAnswer(
        key=key, answer=Likeness.DIFFERENT if shows_a_dial and _differs(own, known, most) else Likeness.CANNOT_TELL
    )


def _differs(own: "Landmarks", known: Sequence[tuple[View, "Landmarks"]], most: int) -> bool:
    """Return whether a dial agrees with no dial that was examined. Other sides are not compared with one."""
    dials = [marks for view, marks in known if view is View.DIAL]
    return bool(dials) and not most and all(len(each.places) >= FULL for each in (own, *dials))


def _agreeing(own: "Landmarks", known: "Landmarks") -> int:
    from pipeline.imaging.landmarks import compare as laid_over

    found = laid_over(own, known)
    return found.features if found else 0
