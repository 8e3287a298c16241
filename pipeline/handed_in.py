"""What is handed in to be looked at once, and kept for a short time: each thing under an id that says when it came."""

import re
import secrets
from datetime import datetime

from pipeline.ports import BlobStore

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


def sweep(store: BlobStore, prefix: str, before: datetime) -> int:
    """Remove whatever came before a moment; return how many blobs that were.

    :param prefix: under which the ids are, with a slash at its end.
    """
    removed = 0
    for key in list(store.list(prefix)):
        found = _ID.fullmatch(key.removeprefix(prefix).partition("/")[0])
        if found and int(found[1]) < before.timestamp():
            store.delete(key)
            removed += 1
    return removed
