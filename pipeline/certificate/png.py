"""A text inside a PNG (chunk ``iTXt``, PNG Third Edition section 11.3.3.4): how a picture carries its certificate.

The text is not compressed: every program that shows metadata shows it, and no reader has to unpack a stranger's data.
Many services that pass pictures on drop it; then the picture is a picture.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = "adriel.certificate.envelope"
MAX_CHUNKS = 10_000
"""A picture of ours has some hundred."""

_TYPE = b"iTXt"
_UNCOMPRESSED = b"\0\0\0\0\0"
"""The end of the keyword; not compressed, method 0; no language; no translated keyword."""


class NoText(ValueError):
    """The picture cannot be read, or does not carry the text once; says which."""


class _Chunk(NamedTuple):
    kind: bytes
    data: bytes
    end: int


def is_png(data: bytes) -> bool:
    """Return whether the file says that it is a PNG."""
    return data.startswith(SIGNATURE)


def with_text(picture: bytes, text: bytes) -> bytes:
    """Return the picture carrying ``text`` (UTF-8), right after its header.

    :raises NoText: it is no PNG.
    """
    end = next(_chunks(picture)).end
    return picture[:end] + _written(_TYPE, KEYWORD.encode("ascii") + _UNCOMPRESSED + text) + picture[end:]


def text_of(picture: bytes) -> bytes:
    """Return the text that the picture carries.

    :raises NoText: it carries none, or two, of which it is not clear which counts.
    """
    mark = KEYWORD.encode("ascii") + b"\0"
    found = [chunk.data for chunk in _chunks(picture) if chunk.kind == _TYPE and chunk.data.startswith(mark)]
    if not found:
        raise NoText("the picture carries no certificate; many services drop it when they pass pictures on")
    if len(found) > 1:
        raise NoText("the picture carries several certificates, so that it is not clear which one counts")
    head = KEYWORD.encode("ascii") + _UNCOMPRESSED
    if not found[0].startswith(head):
        raise NoText("what the picture carries is not written as a certificate of ours is")
    return found[0][len(head) :]


def _chunks(picture: bytes) -> Iterator[_Chunk]:
    """Yield the chunks up to IEND; what follows it is no part of the picture."""
    if not is_png(picture):
        raise NoText("this is no PNG")
    place = len(SIGNATURE)
    for _ in range(MAX_CHUNKS):
        if place + 12 > len(picture):
            raise NoText("the picture ends before it is complete")
        (length,) = struct.unpack_from(">I", picture, place)
        kind, end = picture[place + 4 : place + 8], place + 12 + length
        if end > len(picture):
            raise NoText("the picture ends before it is complete")
        data = picture[place + 8 : end - 4]
        if zlib.crc32(kind + data) != struct.unpack_from(">I", picture, end - 4)[0]:
            raise NoText("the picture is damaged")
        yield _Chunk(kind, data, end)
        if kind == b"IEND":
            return
        place = end
    raise NoText("the picture has more parts than one of ours")


def _written(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
