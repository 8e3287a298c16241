"""Answers a buyer who asked for a fresh photo: do the hands show the time that was drawn for them.

The photo is prepared as a case's is, the examiner ``possession`` reads the hands, and what is shown is drawn anew.

::

    listings/possession/<key>/picture.jpg    what is shown
    listings/possession/<key>/result.json    what was found (``Result``)
"""

import hashlib
from typing import TYPE_CHECKING, Literal

from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Rejected, Submitted
from models.vocabulary.value import Value
from models.vocabulary.views import View
from models.vocabulary.words import rejection
from pipeline import handed_in
from pipeline.ports import BlobMissing, BlobStore

if TYPE_CHECKING:  # heavy; loaded where a photo is decoded
    from pipeline.imaging.refusal import Limits

ENDED_ITS_WORKER = "The photo ended the program that reads it. Take another one."


class Result(Value):
    """What was found. :ivar bearing: ``supports`` where the hands show the time. :ivar said: for a person."""

    v: Literal[1] = 1
    bearing: Bearing
    said: str
    has_picture: bool = False


def picture_key(key: str) -> str:
    """Return where the picture lies."""
    return f"listings/possession/{key}/picture.jpg"


def result_key(key: str) -> str:
    """Return where it is said what was found."""
    return f"listings/possession/{key}/result.json"


def result(store: BlobStore, key: str) -> Result | None:
    """Return what was found; None while that is open."""
    try:
        return Result.model_validate_json(store.get(result_key(key)))
    except BlobMissing:
        return None


def erase(store: BlobStore, key: str) -> None:
    """Remove a photo and all that was made of it."""
    for each in [*store.list(f"listings/possession/{key}/"), f"uploads/{key}"]:
        store.delete(each)


def examine(store: BlobStore, key: str, time: str, limits: "Limits", *, gives_up: bool = False) -> None:
    """Read the hands on an uploaded photo, keep what was found, and remove the file. Done again, nothing changes.

    :param time: that was asked for, ``HH:MM``. :param gives_up: the file ended its worker too often.
    """

    def found(data: bytes) -> Result:
        unread = Result(bearing=Bearing.UNREADABLE, said=ENDED_ITS_WORKER)
        return unread if gives_up else _found(store, key, data, time, limits)

    handed_in.answer_once(store, f"uploads/{key}", result_key(key), found)


def _found(store: BlobStore, key: str, data: bytes, time: str, limits: "Limits") -> Result:
    from pipeline.examiners.possession import dials
    from pipeline.examiners.possession.judge_time import judge_time
    from pipeline.photos import OpenedPhotos
    from pipeline.stages.preprocess import preprocess

    photo = Submitted(sha256=hashlib.sha256(data).hexdigest(), view=View.DIAL, size=len(data))
    made = preprocess(photo, data, limits)
    if isinstance(made, Rejected):
        return Result(bearing=Bearing.UNREADABLE, said=rejection(made.reason))
    prepared, derivative = made
    store.create(picture_key(key), derivative)
    photos = OpenedPhotos((prepared,), derivative=lambda _: derivative, original=lambda _: data)
    finding = judge_time(time, [dials.look(photos, each) for each in dials.shown(photos)])
    return Result(bearing=finding.bearing, said=finding.sentence, has_picture=True)
