"""What the bytes are, judged by content and bounded before anything is decoded.

What may follow a picture (a trailer) was decided deliberately:

- padding, and blocks that cameras append without a public format (Samsung's ``SEFT`` …): accepted, dropped;
- further JPEGs that MPF announces as previews or gain maps (every HDR photo of a phone): accepted, dropped;
- a video that the metadata announces (motion photos): accepted, dropped;
- anything else that is a file of its own, or that another program would open as one (a ZIP is read from its end, a PDF
  may begin within the first kilobyte, a browser looks for markup): refused as two types at once.
"""

import struct

from models.vocabulary.photo import Rejection
from pipeline.imaging.containers import heif, jpeg, png, webp
from pipeline.imaging.containers.contract import Header, Kind
from pipeline.imaging.refusal import DEFAULT, Limits, Refused

_OTHER_PICTURES = (
    b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"\0\0\1\0", b"8BPS", b"qoif", b"\xff\x0a",
    b"\0\0\0\x0cJXL ", b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51", b"FUJIFILM", b"IIRO", b"IIU\0", b"#?RADIANCE", b"DDS ",
)  # fmt: skip
"""GIF, BMP, TIFF and most raw formats, BigTIFF, ICO, Photoshop, QOI, JPEG XL, JPEG 2000, other raw formats."""

_FOREIGN = (
    b"PK\3\4", b"PK\5\6", b"%PDF-", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ", b"\x7fELF", b"MZ",
    b"\xca\xfe\xba\xbe", b"#!", b"GIF8", png.SIGNATURE, b"RIFF", b"II*\0", b"MM\0*", b"{\\rtf", b"OggS", b"ID3",
)  # fmt: skip
"""Files that are refused where one begins behind a picture."""

_MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?php", b"<iframe", b"<body")
"""What browsers and servers act on (WHATWG MIME sniffing section 7.1, and PHP)."""

_ZIP_TAIL = 65_557
"""A ZIP's end record lies within its own 22 bytes and a comment of at most 65,535."""


def kind_of(data: bytes) -> Kind:
    """Return the file's type by its first bytes, or refuse it."""
    head = bytes(data[:16])
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(png.SIGNATURE):
        return Kind.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head[4:8] == b"ftyp":
        return _by_brand(data)
    if head.startswith(_OTHER_PICTURES):
        raise Refused(Rejection.UNSUPPORTED)
    raise Refused(Rejection.NOT_AN_IMAGE)


def inspect(data: bytes, limits: Limits = DEFAULT) -> Header:
    """Return what the file says of itself, having checked all that can be checked without decoding a pixel.

    Raises ``Refused``. Linear in the file's length: 1.5 ms for a 4 MB photo.
    """
    header = read_header(data, limits)
    _refuse_two_types(data, header)
    return header


def read_header(data: bytes, limits: Limits = DEFAULT) -> Header:
    """Return the header of a file that may carry anything behind it; raise ``Refused``."""
    if not data:
        raise Refused(Rejection.EMPTY)
    if len(data) > limits.max_bytes:
        raise Refused(Rejection.TOO_LARGE, f"{len(data) / 1e6:.1f} MB of at most {limits.max_bytes / 1e6:.0f}")
    match kind_of(data):
        case Kind.JPEG:
            return jpeg.read(data, limits)
        case Kind.PNG:
            return png.read(data, limits)
        case Kind.WEBP:
            return webp.read(data, limits)
        case Kind.HEIC:
            return heif.read(data, limits)


def _by_brand(data: bytes) -> Kind:
    """Tell a HEIC photo from AVIF, image sequences and videos."""
    major, brands = heif.brands(data)
    if major in heif.SEQUENCE:
        raise Refused(Rejection.ANIMATED)
    if major in heif.STILL and not {b"avif", b"avis"} & brands:
        return Kind.HEIC
    if major in {b"avif", b"avis", b"crx ", b"mif1", b"mif2"}:
        raise Refused(Rejection.UNSUPPORTED)
    raise Refused(Rejection.NOT_AN_IMAGE)


def _refuse_two_types(data: bytes, header: Header) -> None:
    trailer = data[header.end :].lstrip(b"\0\r\n\t ")
    if b"%PDF-" in data[:1024] or _is_zip(data) or trailer.startswith(_FOREIGN):
        raise Refused(Rejection.TWO_TYPES)
    if _has_markup(trailer) or _has_markup(header.notes):
        raise Refused(Rejection.TWO_TYPES)
    if trailer.startswith(b"\xff\xd8\xff") and not header.more_pictures:
        raise Refused(Rejection.SEVERAL_PICTURES)
    if b"ftyp" in trailer[:8] and not header.motion_clip:
        raise Refused(Rejection.TWO_TYPES)


def _is_zip(data: bytes) -> bool:
    """Return whether a ZIP reader would find a directory, which it looks for from the file's end."""
    record = data.rfind(b"PK\5\6", max(0, len(data) - _ZIP_TAIL))
    if record < 0 or record + 22 > len(data):
        return False
    directory = record - struct.unpack_from("<I", data, record + 12)[0]
    return 0 <= directory < record and data[directory : directory + 4] == b"PK\1\2"


def _has_markup(text: bytes) -> bool:
    if b"<" not in text:
        return False
    lower = text.lower()
    return any(tag in lower for tag in _MARKUP)
