"""What is handed in to be looked at once, and kept for a short time: each thing under an id that says when it came."""

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from models.vocabulary.value import Value
from pipeline.ports import BlobMissing, BlobStore

KEPT = timedelta(days=1)
"""How long what strangers hand in is kept, and what became of it: whoever waits for that reads it within a day."""

_CHANCE = 20
"""Characters of an id that nobody guesses: 100 bits."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_ID = re.compile(rf"([0-9]{{10}})[{_ALPHABET}]{{{_CHANCE}}}")


def new_id(now: datetime) -> str:
    """Return an id: the second in which it was given, and chance."""
    return f"{int(now.timestamp()):010d}" + "".join(secrets.choice(_ALPHABET) for _ in range(_CHANCE))


def is_id(text: str) -> bool:
    """Return whether a text is an id of this kind, so that it can be part of a key."""
    return _ID.fullmatch(text) is not None


def came(text: str) -> datetime | None:
    """Return when an id was given; None where the text is none."""
    found = _ID.fullmatch(text)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None


def answer_once(store: BlobStore, upload: str, answer: str, work: Callable[[bytes], Value]) -> None:
    """Work on an uploaded file, keep the answer, and remove the file. Done again, nothing changes.

    :param upload: the file's key; where there is no file, it was taken out meanwhile. :param answer: the answer's key.
    """
    if not store.exists(answer):
        try:
            data = store.get(upload)
        except BlobMissing:
            return
        store.create(answer, work(data).model_dump_json().encode())
    store.delete(upload)


def sweep(store: BlobStore, prefix: str, before: datetime) -> int:
    """Remove whatever came before a moment; return how many blobs that were.

    :param prefix: under which the ids are, with a slash at its end.
    """
    removed = 0
    for key in list(store.list(prefix)):
        given = came(key.removeprefix(prefix).partition("/")[0])
        if given is not None and given < before:
            store.delete(key)
            removed += 1
    return removed
