"""Files that strangers send, made in code: name -> (bytes, the rejection that is expected, or None)."""

import io
import struct
import zipfile
import zlib
from functools import cache

import numpy as np
import pillow_heif
from PIL import Image

from models.vocabulary.photo import Rejection

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><circle r="400"/></svg>'
MP4 = b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + b"\0\0\0\x08mdat"


def picture(width: int = 320, height: int = 240, seed: int = 3) -> Image.Image:
    """Return a colourful picture with noise, so that its files have some length."""
    random = np.random.default_rng(seed)
    down, across = np.mgrid[0:height, 0:width]
    waves = np.stack([across * 200 / width, down * 200 / height, 100 + 80 * np.sin(across / 9.0)], axis=-1)
    return Image.fromarray(np.clip(waves + random.normal(0, 12, waves.shape), 0, 255).astype(np.uint8))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return the image as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    """Return a PNG chunk."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def with_chunk(png: bytes, name: bytes, content: bytes) -> bytes:
    """Return a PNG with one more chunk behind its header."""
    return png[:33] + chunk(name, content) + png[33:]


def with_segment(jpeg: bytes, marker: int, content: bytes) -> bytes:
    """Return a JPEG with one more segment at its beginning."""
    return jpeg[:2] + struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content + jpeg[2:]


def zipped() -> bytes:
    """Return a ZIP of one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "hello")
    return out.getvalue()


def heic(images: int = 1, **options: object) -> bytes:
    """Return a HEIC file of one or several pictures, 128 x 96."""
    file = pillow_heif.HeifFile()
    for k in range(images):
        file.add_from_pillow(picture(128, 96, seed=k))
    out = io.BytesIO()
    file.save(out, quality=60, **options)
    return out.getvalue()


def file_of(kind: str, exif: Image.Exif) -> bytes:
    """Return a picture as a file of a kind, Pillow's name or HEIC, with Exif."""
    return heic(exif=exif.tobytes()) if kind == "HEIC" else saved(picture(), kind, exif=exif)


def box(name: bytes, *content: bytes) -> bytes:
    """Return a HEIF box."""
    body = b"".join(content)
    return struct.pack(">I4s", len(body) + 8, name) + body


def one_colour_png(side: int) -> bytes:
    """Return a square PNG of one colour, valid to its checksum, without ever holding its pixels.

    A row is packed once and its packed form repeated, which a flushed deflate stream allows.
    """
    row = b"\0" + b"\x40" * side * 3
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(row) + packer.flush(zlib.Z_FULL_FLUSH)
    values = np.frombuffer(row, np.uint8).astype(np.int64)
    total, weighted = int(values.sum()), int((values * np.arange(len(row), 0, -1)).sum())
    low = (1 + side * total) % 65_521
    high = (side * len(row) + side * weighted + total * len(row) * side * (side - 1) // 2) % 65_521
    rows = b"\x78\xda" + packed * side + b"\x03\0" + struct.pack(">HH", high, low)
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def claiming(jpeg: bytes, width: int, height: int) -> bytes:
    """Return a JPEG whose header claims another size."""
    at = jpeg.index(b"\xff\xc0")
    return jpeg[: at + 5] + struct.pack(">HH", height, width) + jpeg[at + 9 :]


def mpf(kind: int) -> bytes:
    """Return an MPF index (CIPA DC-007) of two pictures, the second of a kind."""
    entries = b"".join(struct.pack(">IIIHH", attribute, 100, 0, 0, 0) for attribute in (0x030000, kind))
    return b"MPF\0MM\0*" + struct.pack(">IHHHII", 8, 1, 0xB002, 7, len(entries), 26) + struct.pack(">I", 0) + entries


@cache
def bad_files() -> dict[str, tuple[bytes, Rejection | None]]:
    """Return every file; made once, in about two seconds."""
    jpeg, png = saved(picture(), "JPEG", quality=90), saved(picture(), "PNG")
    webp, still = saved(picture(), "WEBP"), heic()
    frames = [picture(64, 64, seed=k) for k in range(3)]
    many = [Image.new("RGB", (64, 64), (k, 0, 255 - k)) for k in range(200)]
    tables = jpeg.index(b"\xff\xc4")
    bomb = zlib.compress(bytes(50_000_000), 9)
    return {
        "empty": (b"", Rejection.EMPTY),
        "text": (b"just some words\n" * 40, Rejection.NOT_AN_IMAGE),
        "html": (HTML, Rejection.NOT_AN_IMAGE),
        "svg": (SVG, Rejection.NOT_AN_IMAGE),
        "pdf": (PDF, Rejection.NOT_AN_IMAGE),
        "zip": (zipped(), Rejection.NOT_AN_IMAGE),
        "video": (MP4, Rejection.NOT_AN_IMAGE),
        "gif": (saved(picture(), "GIF"), Rejection.UNSUPPORTED),
        "bmp": (saved(picture(), "BMP"), Rejection.UNSUPPORTED),
        "tiff": (saved(picture(), "TIFF"), Rejection.UNSUPPORTED),
        "avif": (saved(picture(), "AVIF"), Rejection.UNSUPPORTED),
        "jpeg and zip": (jpeg + zipped(), Rejection.TWO_TYPES),
        "jpeg and pdf": (with_segment(jpeg, 0xFE, PDF), Rejection.TWO_TYPES),
        "jpeg and html": (jpeg + HTML, Rejection.TWO_TYPES),
        "jpeg with a script in its comment": (
            with_segment(jpeg, 0xFE, b"<script>alert(1)</script>"),
            Rejection.TWO_TYPES,
        ),
        "jpeg and php": (jpeg + b"\n<?php system($_GET[0]); ?>", Rejection.TWO_TYPES),
        "jpeg and an unannounced video": (jpeg + MP4, Rejection.TWO_TYPES),
        "jpeg and gif": (jpeg + saved(picture(), "GIF"), Rejection.TWO_TYPES),
        "png and zip": (png + zipped(), Rejection.TWO_TYPES),
        "png and pdf": (png + PDF, Rejection.TWO_TYPES),
        "webp and zip": (webp + zipped(), Rejection.TWO_TYPES),
        "heic and zip": (still + zipped(), Rejection.TWO_TYPES),
        "jpeg and another jpeg": (jpeg + jpeg, Rejection.SEVERAL_PICTURES),
        "stereo jpeg": (with_segment(jpeg, 0xE2, mpf(0x020002)) + jpeg, Rejection.SEVERAL_PICTURES),
        "several heic pictures": (heic(images=2), Rejection.SEVERAL_PICTURES),
        "truncated jpeg": (jpeg[: len(jpeg) // 2], Rejection.TRUNCATED),
        "jpeg cut and closed again": (jpeg[: len(jpeg) // 2] + b"\xff\xd9", Rejection.TRUNCATED),
        "jpeg header alone": (jpeg[:20], Rejection.TRUNCATED),
        "truncated png": (png[: len(png) // 2], Rejection.TRUNCATED),
        "truncated webp": (webp[: len(webp) // 2], Rejection.TRUNCATED),
        "truncated heic": (still[: len(still) * 2 // 3], Rejection.TRUNCATED),
        "damaged png": (png[:200] + bytes(64) + png[264:], Rejection.CORRUPT),
        "damaged jpeg": (jpeg[: tables + 5] + b"\xff" * 16 + jpeg[tables + 21 :], Rejection.CORRUPT),
        "30000 x 30000 one-colour png": (one_colour_png(30_000), Rejection.TOO_MANY_PIXELS),
        "jpeg claiming 65535 x 65535": (claiming(jpeg, 65_535, 65_535), Rejection.TOO_MANY_PIXELS),
        "jpeg claiming 0 x 0": (claiming(jpeg, 0, 0), Rejection.CORRUPT),
        "thumbnail": (saved(picture(63, 200), "JPEG"), Rejection.TOO_FEW_PIXELS),
        "26 MB": (jpeg + bytes(26_000_000), Rejection.TOO_LARGE),
        "png with 50 MB of packed text": (with_chunk(png, b"zTXt", b"Comment\0\0" + bomb), Rejection.BLOATED_METADATA),
        "png with 50 MB of packed international text": (
            with_chunk(png, b"iTXt", b"Comment\0\1\0\0\0" + bomb),
            Rejection.BLOATED_METADATA,
        ),
        "png with 9 MB of text": (
            with_chunk(png, b"tEXt", b"Comment\0" + b"a" * 9_000_000),
            Rejection.BLOATED_METADATA,
        ),
        "png with a packed profile of 50 MB": (with_chunk(png, b"iCCP", b"x\0\0" + bomb), Rejection.BLOATED_METADATA),
        "png of 30000 empty chunks": (png[:33] + chunk(b"teSt", b"") * 30_000 + png[33:], Rejection.BLOATED_METADATA),
        "200-frame webp": (saved(many[0], "WEBP", save_all=True, append_images=many[1:]), Rejection.ANIMATED),
        "apng": (saved(frames[0], "PNG", save_all=True, append_images=frames[1:]), Rejection.ANIMATED),
        "jpeg": (jpeg, None),
        "progressive jpeg": (saved(picture(), "JPEG", progressive=True), None),
        "cmyk jpeg": (saved(picture().convert("CMYK"), "JPEG"), None),
        "grey jpeg": (saved(picture().convert("L"), "JPEG"), None),
        "png": (png, None),
        "palette png": (saved(picture().quantize(64), "PNG"), None),
        "transparent png": (saved(picture().convert("RGBA"), "PNG"), None),
        "16-bit grey png": (saved(Image.fromarray(np.full((90, 90), 30_000, np.uint16)), "PNG"), None),
        "webp": (webp, None),
        "heic": (still, None),
        "jpeg with zeros behind it": (jpeg + bytes(4096), None),
        "jpeg with a camera's own trailer": (jpeg + b"\x01\x02SEFH\0\0\0SEFT", None),
        "hdr photo with a gain map": (with_segment(jpeg, 0xE2, mpf(0)) + jpeg, None),
        "motion photo": (
            with_segment(jpeg, 0xE1, b"http://ns.adobe.com/xap/1.0/\0<x GCamera:MotionPhoto='1'/>") + MP4,
            None,
        ),
        "jpeg with damaged exif": (with_segment(jpeg, 0xE1, b"Exif\0\0MM\0*" + b"\xff" * 40), None),
    }
