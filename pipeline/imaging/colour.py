"""Whatever a file's pixels are -> sRGB, 8 bit, opaque."""

import io
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

Pixels = NDArray[np.uint8]
"""(height, width, 3), RGB, 8 bit."""

_WHITE = (255, 255, 255)


def to_srgb(pixels: Pixels, profile: bytes) -> Pixels:
    """Return the pixels in sRGB; unchanged where there is no profile, a damaged one, or sRGB's own."""
    transform = _transform(profile, "RGB")
    if transform is None:
        return pixels
    return np.asarray(ImageCms.applyTransform(Image.fromarray(pixels), transform))


def flatten(image: Image.Image, profile: bytes) -> Pixels:
    """Return any Pillow image as RGB: alpha on white, 16 bit by its high byte, CMYK through its profile."""
    if image.mode == "CMYK":
        return _from_cmyk(image, profile)
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep_grey(image)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGBA", image.size, (*_WHITE, 255))
        image.alpha_composite(layer)
    grey = image.mode in {"L", "LA", "1"}
    pixels = np.asarray(image.convert("RGB"))
    return pixels if grey else to_srgb(pixels, profile)


def profile_name(profile: bytes) -> str | None:
    """Return the profile's own description, or None where it has none."""
    try:
        return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile))) if profile else None
    except (OSError, ValueError, TypeError, ImageCms.PyCMSError):
        return None


def _from_cmyk(image: Image.Image, profile: bytes) -> Pixels:
    transform = _transform(profile, "CMYK")
    return np.asarray(image.convert("RGB") if transform is None else ImageCms.applyTransform(image, transform))


def _from_deep_grey(image: Image.Image) -> Pixels:
    """16-bit grey: the high byte, as every decoder that reduces to 8 bit does."""
    deep = np.asarray(image).astype(np.int64)
    return cv2.cvtColor((np.clip(deep, 0, 65535) >> 8).astype(np.uint8), cv2.COLOR_GRAY2RGB).astype(np.uint8)


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """Return the transform to sRGB; None where none is needed or possible. Phones embed few distinct profiles."""
    if not profile or "sRGB" in (profile_name(profile) or ""):
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (OSError, ValueError, TypeError, ImageCms.PyCMSError):
        return None
