"""WebP: RFC 9649; C2PA's chunk."""

# ruff: noqa: PLR2004 - the figures of a file format are named by its specification

import struct
from collections.abc import Iterator

from models.vocabulary.photo import Rejection
from pipeline.imaging.containers.contract import MAX_PARTS, Header, Kind, MetadataBudget, bound_pixels, too_many_parts
from pipeline.imaging.refusal import Limits, Refused

_ANIMATION = 0x02
"""VP8X flag."""


def read(data: bytes, limits: Limits) -> Header:
    """Return the header; refuse what is damaged, animated, too large or bloated."""
    end = _end(data)
    budget = MetadataBudget(limits)
    size: tuple[int, int] | None = None
    has_pixels = False
    kept: dict[bytes, bytes] = {}
    for name, body in _chunks(data, end):
        match name:
            case b"VP8X":
                size = _canvas(body)
            case b"VP8 " | b"VP8L":
                has_pixels = True
                size = size or (_lossy(body) if name == b"VP8 " else _lossless(body))
            case b"ANIM" | b"ANMF":
                raise Refused(Rejection.ANIMATED)
            case b"ALPH":
                pass
            case _:
                budget.take(len(body))
                kept.setdefault(name, body)
        if size is not None:
            bound_pixels(*size, limits)
    if size is None or not has_pixels:
        raise Refused(Rejection.CORRUPT, "no pixels")
    exif = kept.pop(b"EXIF", b"").removeprefix(b"Exif\0\0")
    icc = kept.pop(b"ICCP", b"")
    return Header(Kind.WEBP, *size, end=end, exif=exif, icc=icc, notes=b"".join(kept.values()))


def _end(data: bytes) -> int:
    if len(data) < 20:  # RIFF header and one chunk's
        raise Refused(Rejection.TRUNCATED)
    end: int = 8 + struct.unpack_from("<I", data, 4)[0]
    if end > len(data):
        raise Refused(Rejection.TRUNCATED)
    return end


def _chunks(data: bytes, end: int) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    for _ in range(MAX_PARTS):
        if at + 8 > end:
            return
        name, size = struct.unpack_from("<4sI", data, at)
        if at + 8 + size > end:
            raise Refused(Rejection.TRUNCATED)
        yield name, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    raise too_many_parts()


def _canvas(body: bytes) -> tuple[int, int]:
    if len(body) < 10:
        raise Refused(Rejection.CORRUPT, "header")
    if body[0] & _ANIMATION:
        raise Refused(Rejection.ANIMATED)
    return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")


def _lossy(body: bytes) -> tuple[int, int]:
    if len(body) < 10 or body[3:6] != b"\x9d\x01\x2a":  # RFC 6386 section 9.1
        raise Refused(Rejection.CORRUPT, "header")
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF


def _lossless(body: bytes) -> tuple[int, int]:
    if len(body) < 5 or body[0] != 0x2F:  # RFC 9649 section 3.4
        raise Refused(Rejection.CORRUPT, "header")
    bits = struct.unpack_from("<I", body, 1)[0]
    return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
