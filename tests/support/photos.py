"""The protocol ``Photos`` over pictures in memory: what a test hands to an examiner."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.vocabulary.photo import Ellipse, Measurements, Metadata, NoDial, Perceptual, Prepared, Submitted
from models.vocabulary.views import View
from pipeline.examiners.contract import Made

Picture = NDArray[np.uint8]

LONGEST = 2048
"""Pixels: the longer side of a derivative."""

NOWHERE = NoDial(reason="none", found=0)


@dataclass
class PhotosInMemory:
    """Pictures that a test adds one by one. The derivative is a JPEG, the original stays as it was given."""

    _prepared: list[Prepared] = field(default_factory=list)
    _originals: dict[str, Picture] = field(default_factory=dict)
    _jpegs: dict[str, bytes] = field(default_factory=dict)
    _files: dict[str, bytes] = field(default_factory=dict)

    def add(
        self, picture: Picture | bytes, view: View, *, dial: Ellipse | NoDial = NOWHERE, pdq: str | None = None
    ) -> Prepared:
        """Add a picture (RGB pixels, or a file's bytes) as the next photo of its view, and return it prepared."""
        pixels, data = _decoded(picture)
        ordinal = 1 + len(self.of(view))
        digest = hashlib.sha256(data).hexdigest()
        jpeg = _jpeg(_shrunk(pixels))
        photo = Submitted(sha256=digest, view=view, ordinal=ordinal, size=len(data))
        prepared = _prepare(photo, pixels, jpeg, dial, pdq or digest)
        self._prepared.append(prepared)
        self._originals[digest], self._jpegs[prepared.derivative] = pixels, jpeg
        self._files[digest] = data if isinstance(picture, bytes) else jpeg
        return prepared

    @property
    def all(self) -> tuple[Prepared, ...]:
        """Every photo, in the order in which it was added."""
        return tuple(self._prepared)

    def of(self, view: View) -> tuple[Prepared, ...]:
        """The photos of one view."""
        return tuple(each for each in self._prepared if each.photo.view is view)

    def pixels(self, photo: Prepared) -> Picture:
        """The derivative, decoded and read-only."""
        pixels = np.array(Image.open(io.BytesIO(self.jpeg(photo))))
        pixels.setflags(write=False)
        return pixels

    def jpeg(self, photo: Prepared) -> bytes:
        """The derivative's bytes."""
        return self._jpegs[photo.derivative]

    def original(self, photo: Prepared) -> bytes:
        """The file as it was given; where pixels were given, the derivative's."""
        return self._files[photo.photo.sha256]

    def crop(self, photo: Prepared, box: tuple[float, float, float, float], *, longest: int) -> Picture:
        """Cut from the original, shrunk where it is larger than ``longest``."""
        pixels = self._originals[photo.photo.sha256]
        height, width = pixels.shape[:2]
        left, top = int(box[0] * width), int(box[1] * height)
        right, bottom = max(left + 1, round(box[2] * width)), max(top + 1, round(box[3] * height))
        return _shrunk(pixels[top:bottom, left:right], longest)

    def remember(self, photo: Prepared, what: str, make: Callable[[], Made]) -> Made:
        """Make it each time: a test sees what is made, not what was kept."""
        return make()


def _decoded(picture: Picture | bytes) -> tuple[Picture, bytes]:
    if isinstance(picture, bytes):
        return np.array(Image.open(io.BytesIO(picture)).convert("RGB")), picture
    return picture, picture.tobytes()


def _prepare(photo: Submitted, pixels: Picture, jpeg: bytes, dial: Ellipse | NoDial, pdq: str) -> Prepared:
    height, width = pixels.shape[:2]
    small = _shrunk(pixels)
    minor = 2 * dial.axes[1] * max(width, height) if isinstance(dial, Ellipse) else 0.0
    measured = Measurements(
        width=width,
        height=height,
        focus=100.0,
        exposure=0.5,
        clipped_dark=0.0,
        clipped_light=0.0,
        glare=0.0,
        dial_pixels=minor,
    )
    return Prepared(
        photo=photo,
        derivative=hashlib.sha256(jpeg).hexdigest(),
        derivative_size=(small.shape[1], small.shape[0]),
        pixels=hashlib.sha256(small.tobytes()).hexdigest(),
        perceptual=Perceptual(pdq=pdq, quality=100),
        measurements=measured,
        metadata=Metadata(format="JPEG", orientation=1),
        dial=dial,
    )


def _shrunk(pixels: Picture, longest: int = LONGEST) -> Picture:
    scale = longest / max(pixels.shape[:2])
    if scale >= 1.0:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _jpeg(pixels: Picture) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()
