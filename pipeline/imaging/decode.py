"""Bytes -> upright RGB pixels, and back to a JPEG without metadata.

Measured on one core, 12-megapixel JPEG of 4.2 MB: libjpeg-turbo through ``simplejpeg`` 66 ms whole and 54 ms at 1/2;
at 5/8 it takes 84 ms, because only 1/1, 1/2, 1/4 and 1/8 have SIMD code. Hence only those scales are used.
"""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import pillow_heif
import simplejpeg
from PIL import Image

from models.vocabulary.photo import Rejection
from pipeline.imaging.colour import Pixels, flatten, to_srgb
from pipeline.imaging.containers import png
from pipeline.imaging.containers.contract import Header, Kind, bound_pixels
from pipeline.imaging.metadata import orientation
from pipeline.imaging.refusal import DEFAULT, Limits, Refused
from pipeline.imaging.sniff import read_header

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of the upright photo."""

CLOSE_ENOUGH = 0.93
"""A picture whose half, quarter or eighth is at least this share of the wanted size is taken at that scale as it is:
one resampling instead of two. 4000, 4032 and 4080 pixels (phones of 12 megapixels) become 2000, 2016 and 2040."""

_SCALES = (8, 4, 2, 1)
_CMYK = 4


@dataclass(frozen=True, slots=True)
class Fitted:
    """A photo decoded to fit.

    :ivar pixels: upright, RGB.
    :ivar width: of the upright original.
    :ivar height: of the upright original.
    """

    pixels: Pixels
    width: int
    height: int


def decode_upright(data: bytes) -> Pixels:
    """Return a photo at full resolution, upright, sRGB. Raise ``Refused`` where it cannot be decoded."""
    header = read_header(data)
    return _turn(_stored(data, header, shrink=1), orientation(header))


def decode_fitted(data: bytes, header: Header, longest: int, limits: Limits = DEFAULT) -> Fitted:
    """Decode a photo so that its longer side is at most ``longest``; never enlarged. Raise ``Refused``.

    :param header: of the same bytes, by ``sniff.inspect``.
    """
    side = max(header.width, header.height)
    shrink = next((k for k in _SCALES if longest * CLOSE_ENOUGH <= -(-side // k)), 1)
    stored = _stored(data, header, shrink=shrink)
    width, height = header.width, header.height
    if header.kind is Kind.HEIC:
        height, width = stored.shape[:2]
        bound_pixels(width, height, limits)
    turn = orientation(header)
    if turn > 4:  # noqa: PLR2004 - orientations 5 to 8 exchange the sides
        width, height = height, width
    return Fitted(_turn(fit(stored, longest), turn), width, height)


def crop(data: bytes, box: Box, longest: int) -> Pixels:
    """Cut ``box`` from the original at full resolution, upright; its longer side at most ``longest``, never enlarged.

    Colours and orientation are applied to the cut alone; a JPEG is decoded at a smaller scale where that loses nothing.
    Raise ``Refused`` where the photo cannot be decoded, ``ValueError`` where the box is empty.
    """
    header = read_header(data)
    turn = orientation(header)
    left, top, right, bottom = _stored_box(box, turn)
    wanted = max((right - left) * header.width, (bottom - top) * header.height)
    shrink = next(k for k in _SCALES if k == 1 or wanted / k >= longest)
    whole = _stored(data, header, shrink=shrink, convert=False)
    height, width = whole.shape[:2]
    cut = whole[
        int(top * height) : max(int(top * height) + 1, round(bottom * height)),
        int(left * width) : max(int(left * width) + 1, round(right * width)),
    ]
    small = fit(np.ascontiguousarray(cut), longest)
    return _turn(to_srgb(small, header.icc) if _is_plain_jpeg(header) else small, turn)


def decode_jpeg(data: bytes, scratch: Pixels | None = None) -> Pixels:
    """Return the pixels of a derivative; raise ``ValueError`` where it is damaged.

    :param scratch: as many pixels that are no longer needed, to be written over: fresh pages cost 3 to 5 ms.
    """
    room = None if scratch is None else np.require(scratch, requirements=["C", "W"])
    return np.asarray(simplejpeg.decode_jpeg(data, "RGB", buffer=room))


def encode_jpeg(pixels: Pixels, quality: int = 90) -> bytes:
    """Return a JPEG (4:2:0) with no metadata at all. ``quality`` is 1 to 100."""
    return bytes(simplejpeg.encode_jpeg(np.ascontiguousarray(pixels), quality, "RGB", "420"))


def fit(pixels: Pixels, longest: int) -> Pixels:
    """Return the pixels with their longer side at most ``longest``, by area averaging; never enlarged."""
    height, width = pixels.shape[:2]
    if max(height, width) <= longest:
        return pixels
    scale = longest / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _is_plain_jpeg(header: Header) -> bool:
    return header.kind is Kind.JPEG and header.channels != _CMYK


def _stored(data: bytes, header: Header, *, shrink: int, convert: bool = True) -> Pixels:
    """Decode in the file's own orientation. ``convert=False`` leaves a plain JPEG's profile to the caller."""
    if _is_plain_jpeg(header):
        pixels = _guarded(lambda: _plain_jpeg(data, header, shrink))
        return to_srgb(pixels, header.icc) if convert else pixels
    match header.kind:
        case Kind.HEIC:
            return _guarded(lambda: _heic(data))
        case Kind.PNG:
            return _guarded(lambda: _by_pillow(png.without_metadata(data), header))
        case Kind.JPEG | Kind.WEBP:
            return _guarded(lambda: _by_pillow(data, header))


def _guarded(decoder: Callable[[], Pixels]) -> Pixels:
    """Run a decoder; whatever it raises on a stranger's bytes becomes ``Refused``."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return decoder()
    except Refused:
        raise
    except Exception as fault:  # noqa: BLE001 - decoders raise anything on damaged files
        early = any(word in str(fault).lower() for word in ("premature", "truncated", "end of file", "unexpected end"))
        raise Refused(Rejection.TRUNCATED if early else Rejection.CORRUPT) from None


def _plain_jpeg(data: bytes, header: Header, shrink: int) -> Pixels:
    """Decode strictly: a picture with a grey half is refused, not examined."""
    width, height = -(-header.width // shrink), -(-header.height // shrink)
    picture = data[: header.end] if header.end < len(data) else data
    pixels = simplejpeg.decode_jpeg(picture, "RGB", min_width=width, min_height=height)
    return np.asarray(pixels)


def _by_pillow(data: bytes, header: Header) -> Pixels:
    with Image.open(io.BytesIO(data), formats=[header.kind.value]) as image:
        if getattr(image, "n_frames", 1) > 1:
            raise Refused(Rejection.ANIMATED)
        if image.size != (header.width, header.height):
            raise Refused(Rejection.CORRUPT, "two sizes")
        image.load()
        return flatten(image, header.icc)


def _heic(data: bytes) -> Pixels:
    photo = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    if len(photo) > 1:
        raise Refused(Rejection.SEVERAL_PICTURES, f"{len(photo)} pictures")
    bound_pixels(photo.size[0], photo.size[1], DEFAULT)
    return flatten(photo.to_pillow(), photo.info.get("icc_profile") or b"")


def _turn(pixels: Pixels, orientation: int) -> Pixels:
    """Apply an EXIF orientation (Exif 2.32 section 4.6.5.1.6): flips first, then a quarter turn."""
    rotations = {5: cv2.ROTATE_90_COUNTERCLOCKWISE, 6: cv2.ROTATE_90_CLOCKWISE, 7: cv2.ROTATE_90_CLOCKWISE,
                 8: cv2.ROTATE_90_COUNTERCLOCKWISE, 3: cv2.ROTATE_180, 4: cv2.ROTATE_180}  # fmt: skip
    if orientation in {2, 4, 5, 7}:
        pixels = np.asarray(cv2.flip(pixels, 1), dtype=np.uint8)
    if orientation in rotations:
        pixels = np.asarray(cv2.rotate(pixels, rotations[orientation]), dtype=np.uint8)
    return pixels


def _stored_box(box: Box, orientation: int) -> Box:
    """Return a box of the upright photo in the coordinates of the stored one."""
    left, top, right, bottom = (min(1.0, max(0.0, edge)) for edge in box)
    if not (left < right and top < bottom):
        raise ValueError("an empty box")
    (x0, y0), (x1, y1) = (_stored_point(x, y, orientation) for x, y in ((left, top), (right, bottom)))
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _stored_point(x: float, y: float, orientation: int) -> tuple[float, float]:
    places = {1: (x, y), 2: (1 - x, y), 3: (1 - x, 1 - y), 4: (x, 1 - y),
              5: (y, x), 6: (y, 1 - x), 7: (1 - y, 1 - x), 8: (1 - y, x)}  # fmt: skip
    return places[orientation]
