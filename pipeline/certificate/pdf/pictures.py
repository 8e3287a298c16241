"""Pictures no larger than a page can show and a file that people send each other can bear."""

from collections.abc import Mapping

import simplejpeg

ENOUGH = 3 * 1024 * 1024
"""Bytes. Up to here all pictures together stay as they are: an ordinary case has four or five of half a megabyte, and
whoever enlarges the page sees more."""

_LONGEST = 760
"""Pixels of the longer side of a small picture: 340 dots an inch on the 56 mm that it has on the page, which is more
than a printer shows. libjpeg scales by eighths while it decodes, at a third of the time of a whole picture: three
eighths of a derivative's 2048 are 768."""

_QUALITY = 80


def bounded(pictures: Mapping[str, bytes], *, whole: str | None) -> dict[str, bytes]:
    """Return the pictures as they are, or small where all together are more than ``ENOUGH``.

    :param whole: label of the picture that is shown large and stays as it is.
    """
    if sum(map(len, pictures.values())) <= ENOUGH:
        return dict(pictures)
    return {label: data if label == whole else _small(data) for label, data in pictures.items()}


def _small(data: bytes) -> bytes:
    height, width, _, _ = simplejpeg.decode_jpeg_header(data)
    scale = min(1.0, _LONGEST / max(height, width))
    least = {"min_height": int(height * scale), "min_width": int(width * scale)}
    pixels = simplejpeg.decode_jpeg(data, colorspace="RGB", fastdct=True, **least)
    return bytes(simplejpeg.encode_jpeg(pixels, quality=_QUALITY, colorspace="RGB", colorsubsampling="420"))
