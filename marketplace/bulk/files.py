"""Files of rows, read and written: pure, and bounded before anything is kept."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

MOST_LISTINGS = 10_000
MOST_CASES = 100
"""Each waits for photos that take up to a gigabyte, and for workers: more come in several files."""
LARGEST = 8_000_000
"""Bytes of a file."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would carry out (OWASP, CSV Injection)."""


class Unreadable(Exception):
    """A file is not as it should be.

    :param why: a code: ``encoding``, ``syntax``, ``columns``, ``shape`` or ``too many rows``.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def rows_of(data: bytes, kind: str, columns: frozenset[str], most: int) -> list[dict[str, Any]]:
    """Return the rows of a file.

    :param kind: ``csv``, with a first line that names its columns, or ``json``, a list of objects.
    :param columns: that a row may have. :param most: rows that there may be.
    :raises Unreadable: it is not as it should be.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("encoding") from None
    if "\0" in text:
        raise Unreadable("encoding")
    found = _csv(text) if kind == "csv" else _json(text)
    if len(found) > most:
        raise Unreadable("too many rows")
    if any(set(each) - columns for each in found):
        raise Unreadable("columns")
    return found


def _csv(text: str) -> list[dict[str, Any]]:
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise Unreadable("syntax") from None
    if any(None in each for each in rows):
        raise Unreadable("columns")
    return [{name: value for name, value in each.items() if value} for each in rows]


def _json(text: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("syntax") from None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Unreadable("shape")
    if "\\u0000" in text:
        raise Unreadable("encoding")
    return found


def written(header: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    """Return lines as CSV in which no cell is carried out as a formula."""
    into = io.StringIO(newline="")
    writer = csv.writer(into)
    writer.writerow(header)
    writer.writerows([_inert(str(cell)) for cell in line] for line in lines)
    return into.getvalue().encode()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
