"""Pictures no larger than a page can show and a file that people send each other can bear."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import simplejpeg

ENOUGH = 3 * 1024 * 1024
"""Bytes. Up to here all pictures together stay as they are: an ordinary case has four or five of half a megabyte, and
whoever enlarges the page sees more."""

_LONGEST = 512
"""Pixels of the longer side of a small picture: 230 dots an inch or more on the 56 mm that it has on the page, about
what a printer shows. A quarter of a derivative's 2048, which libjpeg scales to while it decodes: of 11 ms, 9 are
reading the file. (Three eighths take 15: that scale has no SIMD code.)"""

_THREADS = 2
"""A machine that examines watches has as many cores."""

_QUALITY = 80


def bounded(pictures: Mapping[str, bytes], *, whole: str | None) -> dict[str, bytes]:
    """Return the pictures as they are, or small where all together are more than ``ENOUGH``.

    :param whole: label of the picture that is shown large and stays as it is.
    """
    if sum(map(len, pictures.values())) <= ENOUGH:
        return dict(pictures)
    large = {whole: pictures[whole]} if whole is not None and whole in pictures else {}
    others = {label: data for label, data in pictures.items() if label not in large}
    with ThreadPoolExecutor(_THREADS) as pool:  # libjpeg works without Python's lock
        small = dict(zip(others, pool.map(_small, others.values()), strict=True))
    return small | large


def _small(data: bytes) -> bytes:
    height, width, _, _ = simplejpeg.decode_jpeg_header(data)
    scale = min(1.0, _LONGEST / max(height, width))
    least = {"min_height": int(height * scale), "min_width": int(width * scale)}
    pixels = simplejpeg.decode_jpeg(data, colorspace="RGB", fastdct=True, fastupsample=True, **least)
    return bytes(simplejpeg.encode_jpeg(pixels, quality=_QUALITY, colorspace="RGB", colorsubsampling="420"))
