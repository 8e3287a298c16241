"""Reference sets, read from the blob store."""

import hashlib

from models.vocabulary.reference import ReferencePhoto, ReferenceSet
from pipeline import keys
from pipeline.ports import BlobMissing, BlobStore


class StoredReferences:
    """Implements ``pipeline.examiners.contract.ReferenceShelf`` over a blob store."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store

    def find(self, digest: str) -> ReferenceSet | None:
        """Return the set; None where there is none, where it is not what its digest says, or of a later form."""
        try:
            manifest = self._store.get(keys.reference_set(digest))
        except BlobMissing:
            return None
        if hashlib.sha256(manifest).hexdigest() != digest:
            return None
        try:
            return ReferenceSet.model_validate_json(manifest)
        except ValueError:
            return None

    def jpeg(self, photo: ReferencePhoto) -> bytes:
        """Return a photo's bytes, or raise ``BlobMissing``."""
        return self._store.get(keys.reference_photo(photo.sha256))
