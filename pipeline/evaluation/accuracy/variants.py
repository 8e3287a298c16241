"""The same case handed in otherwise: what an answer must not depend on."""

import io
from collections.abc import Callable

from PIL import Image

from pipeline.evaluation.accuracy.cases import Photo

Change = Callable[[tuple[Photo, ...]], tuple[Photo, ...]]

RECOMPRESSED = 75
"""JPEG quality: what messengers make of a photo."""


def unchanged(photos: tuple[Photo, ...]) -> tuple[Photo, ...]:
    """Return the photos as they are."""
    return photos


def reordered(photos: tuple[Photo, ...]) -> tuple[Photo, ...]:
    """Return the photos in the opposite order."""
    return photos[::-1]


def recompressed(photos: tuple[Photo, ...]) -> tuple[Photo, ...]:
    """Return the photos saved again at a low quality."""
    return tuple((view, ordinal, _saved(_opened(data))) for view, ordinal, data in photos)


def halved(photos: tuple[Photo, ...]) -> tuple[Photo, ...]:
    """Return the photos at half their width and height."""
    return tuple((view, ordinal, _saved(_half(_opened(data)), quality=90)) for view, ordinal, data in photos)


VARIANTS: dict[str, Change] = {
    "again": unchanged,
    "reordered": reordered,
    "recompressed": recompressed,
    "halved": halved,
}


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _half(picture: Image.Image) -> Image.Image:
    return picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)


def _saved(picture: Image.Image, quality: int = RECOMPRESSED) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()
