"""Publishes photos to the index of photos seen before, and takes them out again when their case is deleted.

The index is append-only: ``append`` adds a segment, ``head`` names the segments there are, a case pins that name when
it is dispatched. Nothing that a head names ever changes, with one exception: ``forget`` removes a deleted case's rows
from every segment that holds them, and each such segment leaves behind the name of the one that took its place. An old
head therefore still answers, with everything but what its owner had deleted: forgetting goes before re-deriving.

What is kept of a photo: PDQ, SHA-256, view, a random case id, a keyed hash of the owner. Local features are kept beside
it, but never of a view on which serial numbers are engraved or printed: such a photo is recognised by its bytes alone.
"""

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from pydantic import TypeAdapter

from models.vocabulary.case import CaseFile
from models.vocabulary.errors import PipelineError
from models.vocabulary.photo import Preparation, Prepared
from models.vocabulary.views import PRIVATE_VIEWS
from pipeline import keys
from pipeline.adapters.seen import ROW, Head, Rows, load_segment, pack
from pipeline.messages import Message
from pipeline.ports import BlobMissing, BlobStore
from pipeline.records import Records

_PREPARATION: TypeAdapter[Preparation] = TypeAdapter(Preparation)

MANY = 64
"""Segments from which on ``append`` merges the small ones: each is a blob to fetch for every process that asks."""

SMALL = 4_000_000
"""Bytes, 7,000 photos: a segment of this size is left alone, so that a photo is rewritten a few times in all."""

_FINE_ENOUGH = 1024
"""Pixels: PDQ looks at 512 and landmarks at 640 of them; larger pictures only cost time."""

CUTS = (0.015, 0.03, 0.045)
"""Shares cut off each side of a photo under which it is in the index too: whoever takes over a photo cuts it so that it
is not found. PDQ bears 0.75 % more or less (at most 24 bits on the studio's dials and on the real photos), so that up
to 5 % is found."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A photo that is to be recognised later.

    :ivar hashes: PDQ of the photo, and of what is left when its rim is cut off.
    :ivar features: packed landmarks; None for a private view.
    """

    case: str
    owner: str | None
    photo: Prepared
    hashes: tuple[str, ...]
    features: bytes | None


def entries(store: BlobStore, case: CaseFile, prepared: Iterable[Prepared]) -> list[Entry]:
    """Return the entries of a case's photos; those that PDQ cannot tell apart are left out. Takes 20 ms a photo."""
    good = [each for each in prepared if each.perceptual.is_telling]
    jpegs = (store.get(keys.derivative(case.case, photo.derivative)) for photo in good)
    return [entry(case.case, case.owner, photo, jpeg) for photo, jpeg in zip(good, jpegs, strict=True)]


def entry(case: str, owner: str | None, photo: Prepared, jpeg: bytes) -> Entry:
    """Return what is kept of a photo.

    :param jpeg: its derivative. Raise ``ValueError`` where it is damaged.
    """
    if photo.photo.view in PRIVATE_VIEWS:
        return Entry(case, owner, photo, (photo.perceptual.pdq,), None)
    hashes, features = _recognisable(jpeg)
    return Entry(case, owner, photo, (photo.perceptual.pdq, *hashes), features)


def _recognisable(jpeg: bytes) -> tuple[list[str], bytes]:
    """Return the hashes of the photo's cuts, and its packed landmarks."""
    from pipeline.imaging import landmarks
    from pipeline.imaging.decode import decode_jpeg, fit
    from pipeline.imaging.hashes import pdq

    pixels = fit(decode_jpeg(jpeg), _FINE_ENOUGH)
    height, width = pixels.shape[:2]
    rims = [(round(cut * height), round(cut * width)) for cut in CUTS]
    cuts = [pdq(pixels[down : height - down, across : width - across]) for down, across in rims]
    good = [each.pdq for each in cuts if each.is_telling]
    return good, landmarks.pack(landmarks.landmarks(pixels))


def append(store: BlobStore, photos: Iterable[Entry], *, many: int = MANY) -> str | None:
    """Add photos to the index and return the new segment's digest; None where there are none.

    Adding the same photos again changes nothing.

    :param many: segments beyond which the small ones are merged.
    """
    added = list(photos)
    if not added:
        return None
    for entry in added:
        if entry.features is not None:
            store.create(keys.seen_features(entry.photo.photo.sha256), entry.features)
    digest = add_segment(store, np.array([_row(entry, pdq) for entry in added for pdq in entry.hashes], ROW))
    current = _current(store)
    if len(current) > many:
        _merge(store, current)
    return digest


def head(store: BlobStore) -> str:
    """Publish the list of the segments that there are, and return its digest: what a case pins."""
    made = Head(segments=tuple(_current(store)))
    manifest = json.dumps(made.model_dump(mode="json"), sort_keys=True, separators=(",", ":")).encode()
    digest = hashlib.sha256(manifest).hexdigest()
    store.create(keys.seen_head(digest), manifest)
    return digest


def forget(store: BlobStore, case: str) -> None:
    """Remove everything of a case from the index, from what old heads name too.

    Features are keyed by the photo's own digest: they stay where another case holds the same file.
    """
    gone: set[bytes] = set()
    for digest in _names(store, keys.SEEN_SEGMENTS):
        rows = load_segment(store, digest)
        mine = rows["case"] == case.encode()
        if mine.any():
            gone |= {row.tobytes() for row in rows["sha256"][mine]}
            _replace(store, digest, rows[~mine])
    for sha256 in gone - _held(store, gone):
        store.delete(keys.seen_features(sha256.hex()))


def _held(store: BlobStore, photos: set[bytes]) -> set[bytes]:
    """Return those of the photos' digests that some segment still holds."""
    if not photos:
        return set()
    wanted = np.frombuffer(b"".join(sorted(photos)), "V32")
    held: set[bytes] = set()
    for digest in _current(store):
        column = np.ascontiguousarray(load_segment(store, digest)["sha256"]).view("V32").ravel()
        held |= {row.tobytes() for row in column[np.isin(column, wanted)]}
    return held


def _replace(store: BlobStore, digest: str, rows: Rows) -> None:
    """Put rows in the place of a segment, then delete it.

    One that was merged already was not current: nor is its successor, which only old heads reach, unless it is there
    for another reason. The successor of a current one is current, even where an equal segment was merged before.
    """
    there, mark = _names(store, keys.SEEN_SEGMENTS), keys.seen_replaced(digest)
    successor = add_segment(store, rows) if len(rows) else ""
    if store.exists(mark):
        store.delete(mark)
        if successor and successor not in there:
            store.create(keys.seen_replaced(successor), b"")
    elif successor:
        store.delete(keys.seen_replaced(successor))
    store.create(mark, successor.encode())
    store.delete(keys.seen_segment(digest))


def _merge(store: BlobStore, current: list[str]) -> None:
    """Make one segment of the small ones. They stay, for the heads that name them, but no new head does."""
    segments = {digest: load_segment(store, digest) for digest in current}
    small = {digest: rows for digest, rows in segments.items() if rows.nbytes < SMALL}
    if len(small) > 1:
        merged = add_segment(store, np.concatenate(list(small.values())))
        for digest in small:
            store.create(keys.seen_replaced(digest), merged.encode())


def add_segment(store: BlobStore, rows: Rows) -> str:
    """Store rows as a segment and return its digest."""
    segment = pack(rows)
    digest = hashlib.sha256(segment).hexdigest()
    store.create(keys.seen_segment(digest), segment)
    return digest


def _current(store: BlobStore) -> list[str]:
    replaced = set(_names(store, keys.SEEN_REPLACED))
    return [digest for digest in _names(store, keys.SEEN_SEGMENTS) if digest not in replaced]


def _names(store: BlobStore, prefix: str) -> list[str]:
    return [key.removeprefix(prefix) for key in store.list(prefix)]


def _row(entry: Entry, pdq: str) -> tuple[object, ...]:
    owner = bytes.fromhex(entry.owner) if entry.owner else bytes(32)
    photo = entry.photo
    return (
        np.frombuffer(bytes.fromhex(pdq), np.uint8),
        np.frombuffer(bytes.fromhex(photo.photo.sha256), np.uint8),
        np.frombuffer(owner, np.uint8),
        entry.owner is not None,
        entry.case.encode(),
        photo.photo.view.value.encode(),
    )


def remember(store: BlobStore, case: CaseFile) -> None:
    """Add the photos of a case that has ended to the index; local features are made of them here.

    Its documents are written by now: a fault here is no reason to call the case failed.
    """
    records = Records(store, Message(case=case.case, examination=case.examination, dispatch="ended"))
    with contextlib.suppress(PipelineError, BlobMissing):
        found = records.all("preprocess", [photo.label for photo in case.photos])
        photos = [_PREPARATION.validate_python(value) for value in found]
        usable = [photo for photo in photos if isinstance(photo, Prepared)]
        append(store, entries(store, case, usable))
