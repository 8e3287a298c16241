"""Items of a HEIF file: which there are (``iinf``) and where their bytes lie (``iloc``), to find the Exif among them.

Source: ISO/IEC 14496-12 sections 8.11.3 and 8.11.6; Exif in an item: ISO/IEC 23008-12 annex A.2.1.
Reads, never trusts, never raises on damage: an item that cannot be found is as good as absent.
"""

# ruff: noqa: PLR2004 - the figures of a file format are named by its specification

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.imaging import exif
from pipeline.imaging.containers.contract import MAX_PARTS, MetadataBudget

Span = tuple[int, int]
"""Where a box's content starts and stops in the file."""

_WIDTHS = frozenset({0, 4, 8})
"""Bytes that iloc's fields may have."""


@dataclass(slots=True)
class _Cursor:
    """Reads big-endian numbers; behind the box's end they are 0."""

    data: bytes
    at: int
    stop: int

    def number(self, size: int) -> int:
        self.at += size
        return int.from_bytes(self.data[self.at - size : min(self.at, self.stop)], "big")

    @property
    def left(self) -> int:
        return max(0, self.stop - self.at)


@dataclass(frozen=True, slots=True)
class _Extent:
    in_idat: bool
    offset: int
    length: int


def exif_of(data: bytes, boxes: dict[bytes, Span], budget: MetadataBudget) -> bytes:
    """Return the TIFF bytes of the first Exif item, or none. Raise ``Refused`` only where the budget is spent.

    :param boxes: ``iinf``, ``iloc`` and ``idat`` of the file's ``meta``, as far as they are there.
    """
    for item in _items(data, boxes.get(b"iinf", (0, 0)), b"Exif"):
        tiff = _tiff(_content(data, _extents(data, boxes.get(b"iloc", (0, 0)), item), boxes, budget))
        if tiff:
            return tiff
    return b""


def _items(data: bytes, iinf: Span, wanted: bytes) -> Iterator[int]:
    """Yield the numbers of the items of a type."""
    cursor = _Cursor(data, *iinf)
    version = cursor.number(4) >> 24
    count = cursor.number(2 if version == 0 else 4)
    for _ in range(min(count, MAX_PARTS)):
        start, size = cursor.at, cursor.number(4)
        if size < 8 or start + size > cursor.stop:
            return
        entry = _Cursor(data, start + 8, start + size)
        version = entry.number(4) >> 24
        item = entry.number(2 if version == 2 else 4)
        if version in {2, 3} and data[entry.at + 2 : entry.at + 6] == wanted:
            yield item
        cursor.at = start + size


def _extents(data: bytes, iloc: Span, wanted: int) -> list[_Extent]:
    """Return the parts of an item in their order; those of other items are passed over without being read."""
    cursor = _Cursor(data, *iloc)
    version = cursor.number(4) >> 24
    widths = cursor.number(2)
    offset, length, base, index = (widths >> shift & 15 for shift in (12, 8, 4, 0))
    index = index if version in {1, 2} else 0
    width = index + offset + length
    if version > 2 or not {offset, length, base, index} <= _WIDTHS or not length:
        return []
    for _ in range(min(cursor.number(2 if version < 2 else 4), MAX_PARTS)):
        item = cursor.number(2 if version < 2 else 4)
        method = cursor.number(2) & 15 if version else 0
        cursor.number(2)  # data reference: 0 is this file, and no camera writes another
        start, parts = cursor.number(base), cursor.number(2)
        if parts * width > cursor.left:
            return []
        if item == wanted and method < 2:
            return [_extent(cursor, method, start, (index, offset, length)) for _ in range(parts)]
        cursor.at += parts * width
    return []


def _extent(cursor: _Cursor, method: int, start: int, widths: tuple[int, int, int]) -> _Extent:
    _, offset, length = (cursor.number(width) for width in widths)
    return _Extent(in_idat=method == 1, offset=start + offset, length=length)


def _content(data: bytes, extents: list[_Extent], boxes: dict[bytes, Span], budget: MetadataBudget) -> bytes:
    """Join an item's parts; nothing where one lies outside the file or the box that holds it."""
    parts = []
    for extent in extents:
        first, stop = boxes.get(b"idat", (0, 0)) if extent.in_idat else (0, len(data))
        start = first + extent.offset
        if start + extent.length > stop:
            return b""
        budget.take(extent.length)
        parts.append(data[start : start + extent.length])
    return b"".join(parts)


def _tiff(content: bytes) -> bytes:
    """Return what lies behind the item's own offset; writers that got it wrong put the TIFF right behind it."""
    told = 4 + int.from_bytes(content[:4], "big")
    for at in (told, 4, 10):  # 10: behind "Exif\0\0"
        if exif.byte_order(content[at : at + 4]):
            return content[at:]
    return b""
