"""A shelf of one reference set, made of pictures in memory."""

import hashlib
import io
from dataclasses import dataclass, field

from PIL import Image

from models.vocabulary.photo import Ellipse, NoDial
from models.vocabulary.reference import ReferencePhoto, ReferenceSet
from models.vocabulary.views import View
from pipeline.ports import BlobMissing
from tests.support.photos import NOWHERE, Picture

DIGEST = hashlib.sha256(b"the set").hexdigest()


@dataclass
class ShelfInMemory:
    """Implements ``ReferenceShelf`` over photos that a test adds; the set goes by ``DIGEST``."""

    photos: list[ReferencePhoto] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=dict)

    def add(
        self, picture: Picture, view: View, *, watch: str = "first", dial: Ellipse | NoDial = NOWHERE
    ) -> ReferencePhoto:
        """Add a picture as a verified photo."""
        buffer = io.BytesIO()
        Image.fromarray(picture).save(buffer, "JPEG", quality=92)
        digest = hashlib.sha256(buffer.getvalue()).hexdigest()
        size = (picture.shape[1], picture.shape[0])
        photo = ReferencePhoto(sha256=digest, view=view, size=size, dial=dial, watch=watch)
        self.photos.append(photo)
        self.blobs[digest] = buffer.getvalue()
        return photo

    def find(self, digest: str) -> ReferenceSet | None:
        if digest != DIGEST:
            return None
        return ReferenceSet(
            brand="Aldenmoor",
            model="Tidewatch",
            reference="AM-2204",
            domain="rendered",
            source="drawn by a test",
            photos=tuple(self.photos),
        )

    def jpeg(self, photo: ReferencePhoto) -> bytes:
        try:
            return self.blobs[photo.sha256]
        except KeyError:
            raise BlobMissing(photo.sha256) from None
