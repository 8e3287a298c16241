"""Makes the pictures of a listing: what a buyer looks at, and by what the photo is known again.

A seller's file is decoded here, in a worker, once. Everything that is shown was drawn anew from its pixels: a camera's
name, a place or a thumbnail that the file carried is in none of it, and the file itself is removed. Kept of it: its
digest, its PDQ in four turns, and local features.

::

    listings/photos/<key>/<size>.webp, .jpg    what is shown (``SIZES``)
    listings/photos/<key>/features             local features (``imaging.landmarks``)
    listings/photos/<key>/result.json          what became of the photo (``Result``)
"""

import hashlib
import io
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from models.vocabulary.photo import Ellipse, Perceptual, Rejection, Sha256
from models.vocabulary.value import Value
from pipeline import handed_in, seen
from pipeline.ports import BlobMissing, BlobStore

if TYPE_CHECKING:  # heavy; loaded where a photo is decoded
    from pipeline.imaging.colour import Pixels
    from pipeline.imaging.refusal import Limits

Format = Literal["webp", "jpg"]
Size = Literal["large", "medium", "small"]

SIZES: dict[Size, int] = {"large": 2048, "medium": 1024, "small": 384}
"""Pixels of the longer side: a whole screen, a page's column, a card in a list of results."""

FORMATS: dict[Format, str] = {"webp": "image/webp", "jpg": "image/jpeg"}
"""What is drawn, with its type. AVIF would be smaller, and takes many times as long to write."""

QUALITY = 82
"""Of both: at 82 the print on a dial keeps its edges, at half the bytes of 92."""


class Result(Value):
    """What became of a photo.

    :ivar refused: why it cannot be shown; None where it can, and the rest is there then.
    :ivar cases: whose photos it is among.
    :ivar turned: PDQ upright and by one to three quarter turns. :ivar width: of the largest picture, pixels.
    """

    v: Literal[1] = 1
    refused: Rejection | None = None
    sha256: Sha256 | None = None
    turned: tuple[Perceptual, ...] = ()
    width: int = Field(default=0, ge=0)
    height: int = Field(default=0, ge=0)
    shows_a_dial: bool = False
    cases: tuple[str, ...] = ()


def picture_key(key: str, size: Size, kind: Format) -> str:
    """Return where a picture lies."""
    return f"listings/photos/{key}/{size}.{kind}"


def features_key(key: str) -> str:
    """Return where a photo's local features lie."""
    return f"listings/photos/{key}/features"


def result_key(key: str) -> str:
    """Return where it is said what became of a photo."""
    return f"listings/photos/{key}/result.json"


def result(store: BlobStore, key: str) -> Result | None:
    """Return what became of a photo; None while that is open."""
    try:
        return Result.model_validate_json(store.get(result_key(key)))
    except BlobMissing:
        return None


def erase(store: BlobStore, key: str) -> None:
    """Remove a photo and all that was made of it."""
    for each in [*store.list(f"listings/photos/{key}/"), f"uploads/{key}"]:
        store.delete(each)


def make(store: BlobStore, key: str, limits: "Limits", *, gives_up: bool = False) -> None:
    """Draw a photo's pictures, keep what became of it, and remove the file. Done again, nothing changes.

    :param key: of the upload. :param gives_up: the file ended its worker too often: it is refused unopened.
    """

    def made(data: bytes) -> Result:
        return Result(refused=Rejection.CORRUPT) if gives_up else _made(store, key, data, limits)

    handed_in.answer_once(store, f"uploads/{key}", result_key(key), made)


def _made(store: BlobStore, key: str, data: bytes, limits: "Limits") -> Result:
    import cv2
    import numpy as np

    from pipeline.imaging import landmarks
    from pipeline.imaging.decode import decode_fitted, fit
    from pipeline.imaging.hashes import pdq
    from pipeline.imaging.refusal import Refused
    from pipeline.imaging.sniff import inspect
    from pipeline.stages.preprocess.dial import find_dial

    try:
        pixels = decode_fitted(data, inspect(data, limits), SIZES["large"], limits).pixels
    except Refused as refused:
        return Result(refused=refused.reason)
    _draw(store, key, pixels)
    store.create(features_key(key), landmarks.pack(landmarks.landmarks(pixels)))
    height, width = pixels.shape[:2]
    small = fit(pixels, 512)  # PDQ looks at no more, and a dial is found at that size
    turned = tuple(pdq(np.ascontiguousarray(np.rot90(small, turns))) for turns in range(4))
    dial = find_dial(np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8))
    return Result(
        sha256=hashlib.sha256(data).hexdigest(),
        turned=turned,
        width=width,
        height=height,
        shows_a_dial=isinstance(dial, Ellipse),
        cases=_cases(store, turned[0]),
    )


def _draw(store: BlobStore, key: str, pixels: "Pixels") -> None:
    from pipeline.imaging.decode import encode_jpeg, fit

    for size, longest in SIZES.items():
        fitted = fit(pixels, longest)
        store.create(picture_key(key, size, "jpg"), encode_jpeg(fitted, QUALITY))
        store.create(picture_key(key, size, "webp"), _webp(fitted))


def _webp(pixels: "Pixels") -> bytes:
    """Return a WebP that holds pixels and nothing else."""
    from PIL import Image

    drawn = io.BytesIO()
    Image.fromarray(pixels).save(drawn, "WEBP", quality=QUALITY, method=2)
    return drawn.getvalue()


def _cases(store: BlobStore, upright: Perceptual) -> tuple[str, ...]:
    """Return the cases that have the same picture, by PDQ; those that have ended are in the index."""
    from pipeline.adapters.seen import StoredSeen

    if not upright.is_telling:
        return ()
    near = StoredSeen(store).near(seen.head(store), upright.pdq, most=Perceptual.SAME)
    return tuple(dict.fromkeys(each.case for each in near))
