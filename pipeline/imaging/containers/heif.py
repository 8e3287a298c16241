"""HEIC: ISO/IEC 14496-12 boxes, ISO/IEC 23008-12 items. Sizes, Exif and profile are read; libheif does the rest."""

# ruff: noqa: PLR2004 - the figures of a file format are named by its specification

import struct
from collections.abc import Iterator

from models.vocabulary.photo import Rejection
from pipeline.imaging.containers.contract import MAX_PARTS, Header, Kind, MetadataBudget, bound_pixels, too_many_parts
from pipeline.imaging.containers.heif_items import Span, exif_of
from pipeline.imaging.refusal import Limits, Refused

STILL = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
SEQUENCE = frozenset({b"hevc", b"hevx", b"msf1"})
_INSIDE = {b"meta": 4, b"iprp": 0, b"ipco": 0}
"""Boxes that are entered -> bytes before their first child."""
_PIXELS = frozenset({b"mdat", b"idat"})
_ITEMS = frozenset({b"iinf", b"iloc", b"idat"})
_PROFILES = frozenset({b"prof", b"rICC"})
"""Types of ``colr`` that hold an ICC profile (ISO/IEC 14496-12 section 12.1.5)."""


def brands(data: bytes) -> tuple[bytes, frozenset[bytes]]:
    """Return the major brand and all brands; empty where the file does not begin with ``ftyp``."""
    if data[4:8] != b"ftyp":
        return b"", frozenset()
    size = min(struct.unpack_from(">I", data)[0], len(data), 1024)
    others = (data[at : at + 4] for at in range(16, size - 3, 4))
    return data[8:12], frozenset({data[8:12], *others})


def read(data: bytes, limits: Limits) -> Header:
    """Return the header, whose size is the largest that any item claims."""
    budget = MetadataBudget(limits)
    sizes: list[tuple[int, int]] = []
    items: dict[bytes, Span] = {}
    end, icc, notes = 0, b"", bytearray()
    for name, start, stop, depth in _boxes(data):
        if depth == 0:
            end = stop
        if name == b"ispe" and stop - start >= 12:  # version, width, height
            sizes.append(struct.unpack_from(">II", data, start + 4))
            budget.take(12)
        elif depth == 1 and name in _ITEMS:
            items.setdefault(name, (start, stop))
        elif name == b"colr" and data[start : start + 4] in _PROFILES:
            budget.take(stop - start)
            icc = icc or data[start + 4 : stop]
        elif name == b"moov":
            raise Refused(Rejection.ANIMATED)
        elif depth == 0 and name not in _PIXELS and name not in _INSIDE:
            budget.take(stop - start)
            notes += data[start:stop]
    if not sizes:
        raise Refused(Rejection.CORRUPT, "no picture")
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    bound_pixels(width, height, limits)
    exif = exif_of(data, items, budget)
    return Header(Kind.HEIC, width, height, end=end, exif=exif, icc=icc, notes=bytes(notes))


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield each box's type, where its content starts and stops, and how deep it lies; what is no box is a trailer."""
    open_until: list[int] = [len(data)]
    at = 0
    for _ in range(MAX_PARTS):
        while len(open_until) > 1 and at >= open_until[-1]:
            open_until.pop()
        if at + 8 > len(data) or not data[at + 4 : at + 8].isalnum():
            return
        start, stop, name = _box(data, at, open_until[-1])
        yield name, start, stop, len(open_until) - 1
        skip = _INSIDE.get(name)
        if skip is None:
            at = stop
        else:
            open_until.append(stop)
            at = start + skip
    raise too_many_parts()


def _box(data: bytes, at: int, limit: int) -> tuple[int, int, bytes]:
    size, name = struct.unpack_from(">I4s", data, at)
    start = at + 8
    if size == 1 and at + 16 <= len(data):
        size, start = struct.unpack_from(">Q", data, at + 8)[0], at + 16
    stop = limit if size == 0 else at + size
    if stop > limit:
        raise Refused(Rejection.TRUNCATED)
    if stop < start:
        raise Refused(Rejection.CORRUPT, "a box that cannot be")
    return start, stop, name
