"""Metadata as cameras, phones and editors write it. The cameras are fictional, the editors are not.

Source of the tags: Exif 2.32 (CIPA DC-008), sections 4.6.4 and 4.6.5.
"""

from typing import Literal

from PIL import ExifTags, Image
from pydantic import Field

from models.vocabulary.value import Value


class Camera(Value):
    """A camera's own names, as they stand in its files.

    :ivar firmware: what a phone writes as its software; None where a camera writes none.
    """

    make: str
    model: str
    firmware: str | None = None


CAMERAS = (
    Camera(make="Lumora", model="Lumora P7", firmware="14.2.1"),
    Camera(make="Castell", model="C-20"),
    Camera(make="Norrlys", model="NL-A54", firmware="A546BXXU7"),
    Camera(make="Veldt Optics", model="V3 Mark II"),
)
EDITORS = ("Adobe Photoshop 25.0 (Windows)", "GIMP 2.10.34", "Adobe Lightroom 7.1 (Macintosh)")
"""Whose names examiners are expected to know."""

Moment = str
"""Exif's own form, ``2025:06:30 14:05:09``."""


class Exif(Value):
    """What a file says of its making.

    :ivar taken: when the shutter opened.
    :ivar editor: the program that saved the file last, where that was not the camera.
    :ivar saved: when that was; None where no editor was used.
    """

    camera: Camera
    taken: Moment = Field(pattern=r"^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d$")
    editor: str | None = None
    saved: Moment | None = None
    colour_space: Literal[1] = 1


def encoded(said: Exif, size: tuple[int, int]) -> bytes:
    """The Exif block of a JPEG of ``size`` (width, height)."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = said.camera.make
    exif[ExifTags.Base.Model] = said.camera.model
    exif[ExifTags.Base.Orientation] = 1
    exif[ExifTags.Base.DateTime] = said.saved or said.taken
    software = said.editor or said.camera.firmware
    if software:
        exif[ExifTags.Base.Software] = software
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.ExifVersion] = b"0232"
    details[ExifTags.Base.DateTimeOriginal] = said.taken
    details[ExifTags.Base.ColorSpace] = said.colour_space
    details[ExifTags.Base.ExifImageWidth], details[ExifTags.Base.ExifImageHeight] = size
    return exif.tobytes()
