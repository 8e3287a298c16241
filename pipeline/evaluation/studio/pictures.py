"""One photo to be made, and the making of it."""

import io
from typing import Annotated, Literal, assert_never

import numpy as np
from PIL import Image
from pydantic import Field

from models.vocabulary.photo import Ellipse, Point
from models.vocabulary.value import Value
from models.vocabulary.views import View
from pipeline.evaluation.render.cases import Shot, render
from pipeline.evaluation.render.photos import render_dial_photo
from pipeline.evaluation.render.watch import Pixels, Rendered
from pipeline.evaluation.studio import exif
from pipeline.evaluation.studio.exif import Exif
from pipeline.evaluation.studio.photo_defects import cloned, cut_and_scaled, pasted, recaptured

Quality = Annotated[int, Field(ge=50, le=95)]


class History(Value):
    """How a picture became a file.

    :ivar qualities: of each compression, in order, as libjpeg counts.
    :ivar scale: factor on the size between the first compression and the second.
    :ivar exif: metadata of the last file; None where it was stripped, as messengers do.
    """

    qualities: tuple[Quality] | tuple[Quality, Quality]
    scale: float = Field(default=1.0, gt=0.3, le=1.0)
    exif: Exif | None = None


class Recapture(Value):
    """The photo is of a screen that shows the photo."""

    kind: Literal["recapture"] = "recapture"
    pitch: float = Field(ge=0.5, le=4.0)
    seed: int
    after: History


class Clone(Value):
    """A region was copied to another place of the photo.

    :ivar source: middle of the region, in dial radii from the dial's centre.
    :ivar target: where it went, likewise.
    :ivar radius: in dial radii.
    """

    kind: Literal["clone"] = "clone"
    source: Point
    target: Point
    radius: float = Field(gt=0.0, le=0.5)
    after: History


class Paste(Value):
    """A region was taken from another photo with the same pose.

    :ivar donor: that photo.
    :ivar target: middle of the region, in dial radii from the dial's centre.
    :ivar radius: in dial radii.
    """

    kind: Literal["paste"] = "paste"
    donor: Shot
    target: Point
    radius: float = Field(gt=0.0, le=0.5)
    after: History


class Borrow(Value):
    """The photo was taken over from an earlier case, cut and saved again.

    :ivar cut: fraction cut off each side.
    """

    kind: Literal["borrow"] = "borrow"
    cut: float = Field(ge=0.0, le=0.2)
    scale: float = Field(gt=0.3, le=1.0)
    after: History


Tampering = Annotated[Recapture | Clone | Paste | Borrow, Field(discriminator="kind")]


class Picture(Value):
    """A photo of a case, before it is drawn: equal pictures give equal bytes.

    :ivar note: lines on a slip of paper beside the watch, seen from the front.
    :ivar history: of the honest photo; what was done to it later has its own.
    """

    shot: Shot
    ordinal: int = Field(default=1, ge=1, le=99)
    note: tuple[str, ...] = ()
    history: History
    tampering: Tampering | None = None

    @property
    def view(self) -> View:
        """What it is of."""
        return self.shot.view

    @property
    def untouched(self) -> "Picture":
        """The photo before anything was done to it."""
        return self.model_copy(update={"tampering": None})


def encode(pixels: Pixels, history: History) -> bytes:
    """Compress once or twice, and write the metadata."""
    picture = Image.fromarray(pixels)
    for quality in history.qualities[:-1]:
        between = Image.open(io.BytesIO(_jpeg(picture, quality, None)))
        size = (round(between.width * history.scale), round(between.height * history.scale))
        picture = between if size == between.size else between.resize(size, Image.Resampling.LANCZOS)
    return _jpeg(picture, history.qualities[-1], history.exif)


def _jpeg(picture: Image.Image, quality: int, said: Exif | None) -> bytes:
    file = io.BytesIO()
    extra = {"exif": exif.encoded(said, picture.size)} if said else {}
    picture.save(file, "JPEG", quality=quality, subsampling="4:2:0", **extra)
    return file.getvalue()


def _decoded(data: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def draw(picture: Picture) -> bytes:
    """Make the photo: render it, write it as its camera did, and do to it what was done. About a second."""
    photo = _rendered(picture)
    data = encode(photo.pixels, picture.history)
    if picture.tampering is None:
        return data
    return encode(_tampered(_decoded(data), photo.dial, picture.tampering), picture.tampering.after)


def _rendered(picture: Picture) -> Rendered:
    shot = picture.shot
    if not picture.note:
        return render(shot)
    return render_dial_photo(shot.watch, shot.camera, shot.light, shot.seed, defects=shot.defects, note=picture.note)


def _tampered(pixels: Pixels, dial: Ellipse | None, tampering: Tampering) -> Pixels:
    match tampering:
        case Recapture():
            return recaptured(pixels, tampering.pitch, tampering.seed)
        case Borrow():
            return cut_and_scaled(pixels, tampering.cut, tampering.scale)
        case Clone():
            (source, radius), (target, _) = (
                _in_pixels(dial, pixels, place, tampering.radius) for place in (tampering.source, tampering.target)
            )
            return cloned(pixels, source, target, radius)
        case Paste():
            donor = Image.fromarray(render(tampering.donor).pixels)
            fitted = np.asarray(donor.resize(pixels.shape[1::-1], Image.Resampling.LANCZOS))
            centre, radius = _in_pixels(dial, pixels, tampering.target, tampering.radius)
            return pasted(pixels, fitted, centre, radius)
        case _ as never:
            assert_never(never)


def _in_pixels(dial: Ellipse | None, pixels: Pixels, place: Point, radius: float) -> tuple[Point, float]:
    """A place and a length on the dial, in the photo's pixels.

    :raises ValueError: where the photo does not show the whole dial.
    """
    if dial is None:
        raise ValueError("only a photo that shows the whole dial is edited on the dial")
    height, width = pixels.shape[:2]
    unit = dial.axes[0] * max(width, height)
    centre = (dial.centre[0] * width + place[0] * unit, dial.centre[1] * height + place[1] * unit)
    return centre, radius * unit
