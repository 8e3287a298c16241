"""What a reader returns, and the helpers that all of them share."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from models.vocabulary.photo import Rejection
from pipeline.imaging.refusal import Limits, Refused

MAX_PARTS = 20_000
"""Segments, chunks or boxes of one file. A 25 MB PNG of 8 kB chunks has 3,200; empty ones would only cost time."""


class Kind(StrEnum):
    """The file types that are accepted."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself before anything is decoded.

    :ivar width: pixels as stored, before any orientation is applied.
    :ivar height: pixels as stored.
    :ivar channels: 1 grey, 3 colour, 4 CMYK (JPEG only; 0 where the reader does not know).
    :ivar end: where the picture ends; what follows is a trailer.
    :ivar exif: TIFF bytes; empty where there are none.
    :ivar icc: colour profile; empty where there is none.
    :ivar notes: other metadata, unpacked no further than needed to recognise it.
    :ivar motion_clip: the metadata announces a video behind the picture.
    :ivar more_pictures: the metadata announces further pictures behind it that are previews or gain maps.
    """

    kind: Kind
    width: int
    height: int
    channels: int = 0
    end: int = 0
    exif: bytes = b""
    icc: bytes = b""
    notes: bytes = b""
    motion_clip: bool = False
    more_pictures: bool = False

    @property
    def has_content_credentials(self) -> bool:
        """Whether a C2PA manifest store is embedded (its JUMBF label is ``c2pa``); it is not checked here."""
        return b"c2pa" in self.notes


def bound_pixels(width: int, height: int, limits: Limits) -> None:
    """Refuse a picture by its claimed size."""
    size = f"{width} x {height} pixels"
    if width <= 0 or height <= 0:
        raise Refused(Rejection.CORRUPT, size)
    if width * height > limits.max_pixels:
        raise Refused(Rejection.TOO_MANY_PIXELS, size)
    if min(width, height) < limits.min_side:
        raise Refused(Rejection.TOO_FEW_PIXELS, size)


class MetadataBudget:
    """Counts metadata and refuses a file when there is more than a photo needs."""

    def __init__(self, limits: Limits) -> None:
        self._limit = limits.max_metadata
        self._used = 0

    def take(self, size: int) -> None:
        """Count ``size`` bytes, or refuse the file."""
        self._used += size
        if self._used > self._limit:
            raise Refused(Rejection.BLOATED_METADATA, f"more than {self._limit // 1_000_000} MB")

    def inflate(self, packed: bytes) -> bytes:
        """Return the first 64 kB of a zlib stream, counting all of it in bounded memory until the budget is spent."""
        head = b""
        for piece in _inflated(packed):
            self.take(len(piece))
            head = head or piece
        return head


def _inflated(packed: bytes, step: int = 1 << 16) -> Iterator[bytes]:
    stream = zlib.decompressobj()
    rest = packed
    while rest and not stream.eof:
        try:
            piece = stream.decompress(rest, step)
        except zlib.error:
            return
        if not piece:
            return
        yield piece
        rest = stream.unconsumed_tail


def too_many_parts() -> Refused:
    """Return the refusal of a file that is split beyond reason."""
    return Refused(Rejection.BLOATED_METADATA, f"more than {MAX_PARTS} parts")
