"""Pictures no larger than a file that people send each other can bear."""

from collections.abc import Mapping

import simplejpeg

MAX_BYTES = 12 * 1024 * 1024
"""All pictures of one PDF together. Mail services take 20 to 25 MB, and base64 adds a third."""

_QUALITY = 85


def bounded(pictures: Mapping[str, bytes], *, whole: str | None) -> dict[str, bytes]:
    """Return the pictures as they are, or at half the size where all together are more than ``MAX_BYTES``.

    Half of 2048 pixels on the 58 mm that a photo has on the page is 450 dots an inch: more than a printer shows.

    :param whole: label of the picture that is shown large and stays as it is.
    """
    if sum(map(len, pictures.values())) <= MAX_BYTES:
        return dict(pictures)
    return {label: data if label == whole else _halved(data) for label, data in pictures.items()}


def _halved(data: bytes) -> bytes:
    height, width, _, _ = simplejpeg.decode_jpeg_header(data)
    half = simplejpeg.decode_jpeg(data, colorspace="RGB", min_height=height // 2, min_width=width // 2)
    return bytes(simplejpeg.encode_jpeg(half, quality=_QUALITY, colorspace="RGB", colorsubsampling="420"))
