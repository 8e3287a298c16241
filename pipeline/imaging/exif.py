"""TIFF directories, as Exif, MPF and PNG's eXIf have them. Reads, never trusts, never raises.

Source: TIFF 6.0 section 2; Exif 2.32 (CIPA DC-008) section 4.6.
"""

# ruff: noqa: PLR2004 - the figures of a file format are named by its specification

import struct
from dataclasses import dataclass, field

MAX_ENTRIES = 512
"""A directory of a real camera has fewer than 100 entries; more would only cost time."""

_UNIT = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
"""Bytes a value, by TIFF type."""

_SHORT, _LONG = 3, 4


@dataclass(frozen=True, slots=True)
class Directory:
    """One image file directory.

    :ivar values: tag -> its bytes, in the file's byte order.
    :ivar order: ``<`` or ``>`` as ``struct`` writes it.
    :ivar following: offset of the next directory; 0 where there is none.
    """

    values: dict[int, bytes] = field(default_factory=dict)
    order: str = "<"
    following: int = 0

    def integer(self, tag: int) -> int | None:
        """Return the first value of a SHORT or LONG, or None."""
        raw = self.values.get(tag, b"")
        match len(raw):
            case 0 | 1 | 3:
                return None
            case 2:
                return int(struct.unpack(f"{self.order}H", raw)[0])
            case _:
                return int(struct.unpack(f"{self.order}I", raw[:4])[0])

    def text(self, tag: int) -> str | None:
        """Return an ASCII value up to its first NUL, or None where it is absent or empty."""
        raw = self.values.get(tag, b"").split(b"\0", 1)[0]
        return raw.decode("ascii", "replace").strip() or None


def byte_order(tiff: bytes) -> str | None:
    """Return ``<`` or ``>``, or None where this is not a TIFF header."""
    return {b"II*\0": "<", b"MM\0*": ">"}.get(bytes(tiff[:4]))


def first(tiff: bytes) -> Directory:
    """Return the first directory; an empty one where there is none."""
    order = byte_order(tiff)
    if order is None or len(tiff) < 8:  # the TIFF header's length
        return Directory()
    return at(tiff, struct.unpack_from(f"{order}I", tiff, 4)[0])


def at(tiff: bytes, offset: int | None) -> Directory:
    """Return the directory at ``offset``; entries that point outside the data are left out."""
    order = byte_order(tiff)
    if order is None or not offset or offset + 2 > len(tiff):
        return Directory()
    count = min(struct.unpack_from(f"{order}H", tiff, offset)[0], MAX_ENTRIES, (len(tiff) - offset - 2) // 12)
    values: dict[int, bytes] = {}
    for k in range(count):
        tag, kind, n = struct.unpack_from(f"{order}HHI", tiff, offset + 2 + 12 * k)
        values.setdefault(tag, _value(tiff, order, offset + 10 + 12 * k, n * _UNIT.get(kind, 0)))
    end = offset + 2 + 12 * count
    following = struct.unpack_from(f"{order}I", tiff, end)[0] if end + 4 <= len(tiff) else 0
    return Directory(values, order, following)


def _value(tiff: bytes, order: str, here: int, size: int) -> bytes:
    inline = 4
    start = here if size <= inline else struct.unpack_from(f"{order}I", tiff, here)[0]
    return bytes(tiff[start : start + size]) if start + size <= len(tiff) else b""
