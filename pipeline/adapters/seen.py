"""Photos seen before, read from the blob store: an index of PDQ hashes that answers exactly, in milliseconds.

A *segment* is a blob of packed rows, named by its digest and never changed. A *head* is the list of the segments that
made up the index at one moment, named by its digest: what a case pins. ``pipeline.seen`` writes both.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from models.vocabulary.photo import Sha256
from models.vocabulary.reference import SeenPhoto
from models.vocabulary.value import Value
from models.vocabulary.views import View
from pipeline import keys
from pipeline.adapters.hamming import Hashes, Near
from pipeline.ports import BlobMissing, BlobStore

Rows = NDArray[np.void]
"""(n,) of ``ROW``; read-only."""

ROW = np.dtype(
    [("pdq", "u1", 32), ("sha256", "u1", 32), ("owner", "u1", 32), ("owned", "u1"), ("case", "S40"), ("view", "S12")]
)
"""A photo in 149 bytes. ``owned`` is 0 where nobody knows whose it is."""

MAGIC = b"adriel seen 1\n\0\0"
"""How a segment begins; another form would be another number."""

LARGE = 20_000
"""Photos from which on a segment has tables of its own. Comparing with as many one by one takes 1 ms."""

_KEPT_HEADS = 4
"""Indices that a process keeps: the cases at hand pin the newest or the one before."""


class Head(Value):
    """Which segments made up the index at one moment.

    :ivar segments: digests, sorted, so that the same index has the same name.
    """

    v: int = Field(default=1, ge=1, le=1)
    segments: tuple[Sha256, ...] = ()


def pack(rows: Rows) -> bytes:
    """Return the segment that holds the rows."""
    return MAGIC + rows.tobytes()


def unpack(segment: bytes) -> Rows:
    """Return a segment's rows; none where it is damaged or of another form."""
    body = len(segment) - len(MAGIC)
    if not segment.startswith(MAGIC) or body % ROW.itemsize:
        return np.empty(0, ROW)
    return np.frombuffer(segment, ROW, offset=len(MAGIC))


def load_segment(store: BlobStore, digest: str) -> Rows:
    """Return the rows of a segment, or of the one that took its place when a case in it was deleted.

    Raise ``BlobMissing`` where neither is there.
    """
    try:
        return _checked(store.get(keys.seen_segment(digest)), digest)
    except BlobMissing:
        successor = store.get(keys.seen_replaced(digest)).decode()
        return load_segment(store, successor) if successor else np.empty(0, ROW)


def _checked(segment: bytes, digest: str) -> Rows:
    return unpack(segment) if hashlib.sha256(segment).hexdigest() == digest else np.empty(0, ROW)


class Index:
    """All photos of one head: tables for each large segment, and one for all the small ones together."""

    def __init__(self, segments: Sequence[Rows]) -> None:
        small = [rows for rows in segments if len(rows) < LARGE]
        self._parts = [rows for rows in segments if len(rows) >= LARGE]
        if small:
            self._parts.append(np.concatenate(small))
        self._hashes = [Hashes(np.ascontiguousarray(rows["pdq"])) for rows in self._parts]

    def near(self, pdq: str, most: int) -> list[SeenPhoto]:
        """Return what lies within ``most`` bits, nearest first, each photo of a case once."""
        wanted = np.frombuffer(bytes.fromhex(pdq), np.uint8)
        found: dict[tuple[str, str, str], SeenPhoto] = {}
        for rows, hashes in zip(self._parts, self._hashes, strict=True):
            for photo in _photos(rows, hashes.near(wanted, most)):
                found.setdefault((photo.case, photo.sha256, photo.view.value), photo)
        return sorted(found.values(), key=lambda photo: (photo.distance, photo.case, photo.sha256))


class StoredSeen:
    """Implements ``pipeline.examiners.contract.SeenBefore`` over a blob store."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store
        self._index = lru_cache(maxsize=_KEPT_HEADS)(self._load)

    def near(self, head: str, pdq: str, *, most: int = 31) -> list[SeenPhoto]:
        """Return the photos of the index ``head`` within ``most`` differing bits of ``pdq``, nearest first.

        Raise ``BlobMissing`` where there is no such index, or where it is not what its digest says.
        """
        return self._index(head).near(pdq, most)

    def features(self, photo: SeenPhoto) -> bytes | None:
        """Return the local features kept of a photo; None where it was deleted or none are kept."""
        try:
            return self._store.get(keys.seen_features(photo.sha256))
        except BlobMissing:
            return None

    def _load(self, head: str) -> Index:
        return Index([load_segment(self._store, digest) for digest in load_head(self._store, head).segments])


def load_head(store: BlobStore, digest: str) -> Head:
    """Return a head, or raise ``BlobMissing`` where it is not there or not what its digest says."""
    manifest = store.get(keys.seen_head(digest))
    if hashlib.sha256(manifest).hexdigest() != digest:
        raise BlobMissing(keys.seen_head(digest))
    try:
        return Head.model_validate_json(manifest)
    except ValidationError:
        raise BlobMissing(keys.seen_head(digest)) from None


def _photos(rows: Rows, near: Near) -> list[SeenPhoto]:
    return [_photo(rows[place], int(distance)) for place, distance in zip(near.places, near.distances, strict=True)]


def _photo(row: np.void, distance: int) -> SeenPhoto:
    return SeenPhoto(
        case=row["case"].decode(),
        owner=row["owner"].tobytes().hex() if row["owned"] else None,
        sha256=row["sha256"].tobytes().hex(),
        view=View(row["view"].decode()),
        distance=distance,
    )
