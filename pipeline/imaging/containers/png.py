"""PNG, third edition (W3C, 2025): chunks, APNG's acTL, eXIf; C2PA's caBX."""

# ruff: noqa: PLR2004 - the figures of a file format are named by its specification

import struct
from collections.abc import Iterator

from models.vocabulary.photo import Rejection
from pipeline.imaging.containers.contract import MAX_PARTS, Header, Kind, MetadataBudget, bound_pixels, too_many_parts
from pipeline.imaging.refusal import Limits, Refused

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PIXELS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
"""All that is handed to the decoder: no text, no profile, nothing else that it could unpack."""


def read(data: bytes, limits: Limits) -> Header:  # noqa: C901 - one flat table of chunk types
    """Return the header; refuse what is damaged, animated, too large or bloated."""
    budget = MetadataBudget(limits)
    size, end, has_pixels = (0, 0), 0, False
    exif, icc, notes = b"", b"", bytearray()
    for name, start, stop in _chunks(data):
        match name:
            case b"IHDR":
                size = _size(data[start:stop])
                bound_pixels(*size, limits)
            case b"IDAT":
                has_pixels = True
            case b"IEND":
                end = stop + 4
            case b"acTL" | b"fcTL" | b"fdAT":
                raise Refused(Rejection.ANIMATED)
            case b"eXIf":
                exif = _counted(data[start:stop], budget)
            case b"iCCP":
                icc = budget.inflate(_after_name(data[start:stop]))
            case b"zTXt":
                budget.inflate(_after_name(data[start:stop]))
            case b"iTXt":
                notes += _counted(data[start:stop], budget)
                budget.inflate(_international(data[start:stop]))
            case b"PLTE" | b"tRNS":
                pass
            case _:
                notes += name + _counted(data[start:stop], budget)
    if not has_pixels:
        raise Refused(Rejection.CORRUPT, "no pixels")
    return Header(Kind.PNG, *size, end=end, exif=exif, icc=icc, notes=bytes(notes))


def without_metadata(data: bytes) -> bytes:
    """Return the same picture with nothing but what makes its pixels."""
    kept = (data[start - 8 : stop + 4] for name, start, stop in _chunks(data) if name in _PIXELS)
    return SIGNATURE + b"".join(kept)


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield each chunk's type and where its content starts and stops, up to IEND; the first is IHDR."""
    at = len(SIGNATURE)
    for k in range(MAX_PARTS):
        if at + 12 > len(data):
            raise Refused(Rejection.TRUNCATED)
        length, name = struct.unpack_from(">I4s", data, at)
        start, stop = at + 8, at + 8 + length
        if (name == b"IHDR") != (k == 0):
            raise Refused(Rejection.CORRUPT, "chunks out of order")
        if k == 0:
            yield name, start, min(stop, len(data))
        if stop + 4 > len(data):
            raise Refused(Rejection.TRUNCATED)
        if k:
            yield name, start, stop
        if name == b"IEND":
            return
        at = stop + 4
    raise too_many_parts()


def _size(header: bytes) -> tuple[int, int]:
    if len(header) != 13:  # IHDR's only length
        raise Refused(Rejection.CORRUPT, "header")
    width, height = struct.unpack_from(">II", header)
    return width, height


def _counted(content: bytes, budget: MetadataBudget) -> bytes:
    budget.take(len(content))
    return content


def _after_name(content: bytes) -> bytes:
    """Return the packed part of iCCP and zTXt: behind the name, its NUL and the method."""
    return content.partition(b"\0")[2][1:]


def _international(content: bytes) -> bytes:
    """Return the packed part of iTXt; empty where it is not packed."""
    flags = content.partition(b"\0")[2]
    if flags[:1] != b"\1":
        return b""
    return flags[2:].partition(b"\0")[2].partition(b"\0")[2]
