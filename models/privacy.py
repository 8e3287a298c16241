"""Hides what looks like a serial number in any text that leaves the case.

The rule errs towards hiding: a hidden reference costs a reader little, a published serial lets strangers clone a watch.
"""

import re
from collections.abc import Iterable

from models.catalogue.spelling import skeleton

HIDDEN = "[number hidden]"

_TOKEN = re.compile(r"[^\W_]+(?:[-./#:'’][^\W_]+)*")  # noqa: RUF001 - both apostrophes are written inside numbers
"""A word or number with the marks that people put inside one; a blank ends it."""

_MEASURE = re.compile(
    r"(?:WR)?\d{1,4}(?:M|MT|MTS|METERS?|METRES?|FT|FEET|ATM|BAR|MM|JEWELS?|RUBIS|YEARS?|AH|HZ|VPH|V|G)"
    r"(?:\d{1,4}(?:M|METERS?|METRES?|FT|FEET|ATM|BAR))?"
)
"""Depth, size, jewels, power reserve: printed on every watch of a kind, never a serial (``WR200M``, ``660FT200M``)."""

_SHORTEST = 5
"""Characters. No serial format in the catalogue is shorter, and a year has four digits."""

_PIECE = 4
"""Characters of the claimed serial that give it away even alone, where a reading broke off."""

_LOOKALIKES = str.maketrans("OQDILZSBG", "000112586")
"""Letters that OCR and people write for the digit they resemble; the claimed serial hides in either spelling."""


def mask_serials(text: str, *, serial: str | None, allowed: Iterable[str]) -> str:
    """Return ``text`` with everything that could be a serial number replaced by ``HIDDEN``.

    :param serial: the claimed serial, hidden however it is spaced, in whole and in pieces of four characters.
    :param allowed: references, calibres and other numbers that may be shown. The claimed serial never may.
    """
    secret = _alike(skeleton(serial)) if serial else ""
    shown = {skeleton(number) for number in allowed} - {""}
    tokens = list(_TOKEN.finditer(text))
    hidden = [_hide(match[0], secret, shown) for match in tokens]
    for first, last in _runs(tokens, text):
        joined = "".join(skeleton(match[0]) for match in tokens[first:last])
        if _in_parts(joined, secret, shown):
            hidden[first:last] = [True] * (last - first)
    return _replaced(text, tokens, hidden)


def _hide(token: str, secret: str, shown: set[str]) -> bool:
    plain = skeleton(token)
    if secret and _reveals(_alike(plain), secret):
        return True
    if plain in shown or _MEASURE.fullmatch(plain):
        return False
    return len(plain) >= _SHORTEST and any(character.isdigit() for character in plain)


def _reveals(plain: str, secret: str) -> bool:
    if secret in plain:
        return True
    return len(plain) >= _PIECE and plain in secret and any(character.isdigit() for character in plain)


def _runs(tokens: list[re.Match[str]], text: str) -> list[tuple[int, int]]:
    """Every stretch of up to four neighbouring tokens with single blanks between: ``M 204 817``."""
    runs = []
    for first in range(len(tokens)):
        for last in range(first + 2, min(first + 4, len(tokens)) + 1):
            if text[tokens[last - 2].end() : tokens[last - 1].start()].strip(" -./"):
                break
            runs.append((first, last))
    return runs


def _in_parts(joined: str, secret: str, shown: set[str]) -> bool:
    if secret and secret == _alike(joined):
        return True
    digits = sum(character.isdigit() for character in joined)
    return joined not in shown and digits >= _SHORTEST and len(joined) - digits <= 2  # noqa: PLR2004 - letters before it


def _alike(plain: str) -> str:
    return plain.translate(_LOOKALIKES)


def _replaced(text: str, tokens: list[re.Match[str]], hidden: list[bool]) -> str:
    parts, end, before = [], 0, False
    for match, hide in zip(tokens, hidden, strict=True):
        gap = text[end : match.start()]
        parts.append("" if hide and before and not gap.strip(" -./") else gap)
        parts.append(("" if before and not gap.strip(" -./") else HIDDEN) if hide else match[0])
        end, before = match.end(), hide
    return "".join(parts) + text[end:]
