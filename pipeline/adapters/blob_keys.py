"""Which keys a blob store takes: the same for every store, so that a case can move between them."""

import re

LONGEST_KEY = 512
"""Characters. S3 takes 1024 bytes with the store's own prefix; Linux takes 4096 for a path."""

LONGEST_SEGMENT = 200
"""Characters between two slashes. File systems take 255 bytes."""

_SEGMENT = rf"(?!\.)[A-Za-z0-9._@-]{{1,{LONGEST_SEGMENT}}}"
_KEY = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")


def checked(key: str) -> str:
    """Return ``key``, or raise ``ValueError`` (without the key in its text) where it is not one.

    No segment begins with a dot, so that none is ``..`` and none is hidden.
    """
    if len(key) > LONGEST_KEY or not _KEY.fullmatch(key):
        raise ValueError("a blob key is made of ASCII letters, digits and ._@- between single slashes")
    return key


def checked_prefix(prefix: str) -> str:
    """Return ``prefix``, or raise ``ValueError`` where it is not a key followed by a slash."""
    if not prefix.endswith("/"):
        raise ValueError("the prefix of blob keys ends in a slash")
    return checked(prefix.removesuffix("/")) + "/"
