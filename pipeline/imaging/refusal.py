"""Why a file cannot be used, and how much of anything is accepted."""

from pydantic import Field

from models.vocabulary.errors import AdrielError
from models.vocabulary.photo import Rejection
from models.vocabulary.value import Value


class Refused(AdrielError):
    """Raised inside ``pipeline.imaging``; the stage turns it into ``Rejected``.

    :param reason: a member of ``Rejection``, as its value.
    :param detail: figures that complete the sentence; never a file name or anything that the file says.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = Rejection(reason)
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason.value}: {self.detail}" if self.detail else self.reason.value


class Limits(Value):
    """What is accepted; checked from the header, before any pixel is decoded.

    :ivar max_bytes: 25 MB: a 12 to 50 megapixel phone JPEG has 3 to 15, with a motion clip up to 20.
    :ivar max_pixels: 80 megapixels: 240 MB as RGB, what one worker may use for one photo.
    :ivar min_side: 64 pixels: PDQ's own grid; below it nothing on a dial is legible.
    :ivar max_metadata: bytes of metadata once unpacked. Camera maker notes and thumbnails stay below 0.3 MB; XMP with
        a depth map (phones of 2014 to 2018) reaches 5 MB.
    """

    max_bytes: int = Field(default=25_000_000, gt=0)
    max_pixels: int = Field(default=80_000_000, gt=0)
    min_side: int = Field(default=64, gt=0)
    max_metadata: int = Field(default=8_000_000, gt=0)


DEFAULT = Limits()
