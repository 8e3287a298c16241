"""Where a page of a search begins, as clients carry it about: opaque to them, and checked when it comes back."""

import base64
import binascii
import json

from marketplace.common.problems import Problem
from marketplace.listings.search.walking import Key

LARGEST = 2**63 - 1
"""A column of PostgreSQL's holds no more."""


def written(sort: str, key: Key) -> str:
    """Return a place in an order as a cursor."""
    return base64.urlsafe_b64encode(json.dumps([sort, *key], separators=(",", ":")).encode()).decode().rstrip("=")


def read(cursor: str, sort: str, length: int) -> Key:
    """Return the place of a cursor.

    :param length: how many numbers a place in this order has.
    :raises Problem: the cursor is none of ours, or of another order.
    """
    try:
        said = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        said = None
    match said:
        case [str(named), *numbers] if named == sort and len(numbers) == length and all(map(_is_number, numbers)):
            return tuple(numbers)
    raise Problem("request:invalid", errors={"cursor": ["Take it from “next”, as it is, and ask for the same order."]})


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST
