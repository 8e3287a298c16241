"""JSON, strictly: what is read means one thing only, and what is signed has one spelling."""

import hashlib
import json
import math
import re
from typing import Any, Literal

import rfc8785

from models.vocabulary.value import Value

Document = dict[str, Any]
"""A JSON object."""

MAX_BYTES = 4 * 1024 * 1024
"""A report of 40 photos with 64-point regions on 200 findings has about 0.5 MB: eight times that."""

MAX_DEPTH = 32
"""Brackets within brackets. A report has 7; the bound keeps a parser from exhausting its stack."""

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
_MARKED = bytes.maketrans(b"123456789,[-+\xf1\xf2\xf3\xf4", b"000000000::::\xf0\xf0\xf0\xf0")
"""Makes every digit a 0, what may stand before a number a colon, and the first byte of every character that UTF-16
writes in two units the same one: what is to be found is then one text, and found at the speed of a copy."""
_LARGE, _EXPONENT, _BEYOND_BMP = b":" + b"0" * 16, b"0e:0", b"\xf0"
"""A whole number that may not be exact to every reader; one that is spelled with an exponent; characters by which keys
may be sorted otherwise."""
_WHOLE = re.compile(r"\.0(?=[,\]}])")
_STRINGS = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*")')
_ODD = re.compile(r"-?[0-9]+(?:\.0(?![0-9])|(?:\.[0-9]+)?e[-+][0-9]+)")
"""Numbers that are spelled otherwise: whole ones with a fraction, and those with an exponent."""


class Malformed(Value):
    """The bytes are not one JSON object that means the same to every reader.

    :ivar why: in words, without anything from the document.
    """

    kind: Literal["malformed"] = "malformed"
    why: str


class _RefusedError(ValueError):
    """Carries the reason out of the parser's hooks."""


def parse(data: bytes) -> Document | Malformed:
    """Read one JSON object, refusing everything that two readers could understand differently.

    Refused: more than ``MAX_BYTES``, anything but UTF-8 without a byte order mark, more than ``MAX_DEPTH`` levels,
    duplicate keys (however spelled), numbers that are not finite doubles or not exact integers (RFC 7493), and
    unpaired surrogates.
    """
    if data.startswith(b"%PDF-"):
        return Malformed(why="is a PDF; the signed JSON is attached to it: save the attachment and check that")
    if len(data) > MAX_BYTES:
        return Malformed(why=f"is larger than {MAX_BYTES // (1024 * 1024)} MB")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Malformed(why="is not UTF-8 text")
    if _depth(text) > MAX_DEPTH:
        return Malformed(why=f"is nested more than {MAX_DEPTH} levels deep")
    return _parse_text(text)


def _parse_text(text: str) -> Document | Malformed:
    try:
        document = json.loads(
            text, object_pairs_hook=_no_duplicates, parse_constant=_no_constant, parse_float=_finite, parse_int=_exact
        )
        if not isinstance(document, dict):
            return Malformed(why="is not a JSON object")
        canonical(document)
    except _RefusedError as error:
        return Malformed(why=str(error))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        return Malformed(why="holds text that is not valid Unicode")
    except ValueError:
        return Malformed(why="is not JSON")
    return document


def _depth(text: str) -> int:
    depth = deepest = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _no_duplicates(pairs: list[tuple[str, Any]]) -> Document:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise _RefusedError("has the same key twice in one object")
    return document


def _no_constant(_name: str) -> float:
    raise _RefusedError("holds a number that is not finite")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _RefusedError("holds a number that is not finite")
    return number


def _exact(text: str) -> int:
    """RFC 7493, section 2.2: an integer beyond 2**53 - 1 is not the same number to every reader."""
    most_digits = 17
    if len(text) > most_digits or abs(int(text)) >= 2**53:
        raise _RefusedError("holds an integer too large to be exact")
    return int(text)


def canonical(document: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return the one canonical spelling (RFC 8785), or raise ``rfc8785.CanonicalizationError``.

    Python's own encoder, which is in C, spells nearly everything as the standard does. What it would spell otherwise
    is found in what it wrote, and left to the library that knows all of the standard.

    :param document: its keys are text.
    """
    if not isinstance(document, dict):
        return rfc8785.dumps(document)
    try:
        text = _ENCODER.encode(document)
        data = text.encode()
    except (ValueError, TypeError, RecursionError):
        return rfc8785.dumps(document)
    marked = data.translate(_MARKED)
    if _BEYOND_BMP in marked or _LARGE in marked:  # a string may look like it, which costs time and nothing else
        return rfc8785.dumps(document)
    if _EXPONENT in marked:
        return _respelled(text).encode()
    if _WHOLE.search(text):
        return (_respelled(text) if "\\" in text or "-0.0" in text else _shortened(text)).encode()
    return data


def _shortened(text: str) -> str:
    """Spell whole numbers without a fraction. Nothing is escaped in the text, so that counting quotes tells strings."""
    pieces, quotes, counted, kept = [], 0, 0, 0
    for found in _WHOLE.finditer(text):
        start, end = found.span()
        quotes += text.count('"', counted, start)
        counted = start
        if quotes % 2 == 0:
            pieces.append(text[kept:start])
            kept = end
    return "".join((*pieces, text[kept:]))


def _respelled(text: str) -> str:
    """Spell every number as ECMAScript does: all that stands between strings, at once."""
    parts = _STRINGS.split(text)
    parts[::2] = _ODD.sub(_number, "\0".join(parts[::2])).split("\0")
    return "".join(parts)


def _number(found: "re.Match[str]") -> str:
    return rfc8785.dumps(float(found[0])).decode("ascii")


def digest(document: Document) -> str:
    """Return the SHA-256 of the canonical spelling, 64 hexadecimal digits: how documents refer to each other."""
    return hashlib.sha256(canonical(document)).hexdigest()


def pretty(document: Document) -> bytes:
    """Return the document as people read it in a file: indented UTF-8. White space is not part of what is signed."""
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8")
