"""Publishes what experts decided, and reads it back by its digest. Any process may: it opens no photo."""

import hashlib
import json

import rfc8785

from models.vocabulary.review import ReviewSet
from pipeline import keys
from pipeline.ports import BlobMissing, BlobStore


def publish(store: BlobStore, reviews: ReviewSet) -> str:
    """Store the set under the SHA-256 of its canonical form (RFC 8785), and return that. Again changes nothing."""
    manifest = rfc8785.dumps(json.loads(reviews.model_dump_json()))
    digest = hashlib.sha256(manifest).hexdigest()
    store.create(keys.review_set(digest), manifest)
    return digest


def read(store: BlobStore, digest: str) -> ReviewSet | None:
    """Return the set; None where there is none, where it is not what its digest says, or of a later form."""
    try:
        manifest = store.get(keys.review_set(digest))
    except BlobMissing:
        return None
    if hashlib.sha256(manifest).hexdigest() != digest:
        return None
    try:
        return ReviewSet.model_validate_json(manifest)
    except ValueError:
        return None
