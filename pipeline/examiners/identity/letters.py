"""How texts are compared: what reads as the same, and how far apart two spellings are."""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from models.catalogue.spelling import skeleton

_LOOKALIKE = str.maketrans("OQDILZSGB", "000112568")
"""Characters that OCR takes for one another in engraved and printed capitals, whatever the size."""

_RUN_TOGETHER = (("RN", "M"), ("VV", "W"))
"""Pairs that run together into one letter where the strokes are thin."""

_DIGITS_NEARLY_ALIKE = ("06", "08", "09", "17", "38", "47", "56", "68", "69", "89", "0C", "1T", "4A", "6C", "7T")
_LETTERS_NEARLY_ALIKE = ("EF", "KX", "MN", "PR", "UV", "VY")
"""Pairs of characters that a blur or a scratch makes into one another; those of ``_LOOKALIKE`` count as the same."""

CALIBRE_LABEL = re.compile(r"\b(?:CALIBRE|CALIBER|CALIBRO|KALIBER|CAL|KAL)\b[\s.:]*", re.IGNORECASE)
"""What stands before a calibre's name on movements and case backs."""

_DEPTH = re.compile(r"(\d{2,4})\s*(?:M|MT|MTS|METERS?|METRES?)\b", re.IGNORECASE)

_ZEROS = re.compile(r"(?<=\d)[OQ]+", re.IGNORECASE)
"""The reader takes the zeros of a depth for letters: ``2OO METERS``."""


@lru_cache(maxsize=16384)
def alike(text: str) -> str:
    """Return a text so that two which the eye could confuse become equal. For comparing only, never for showing."""
    plain = skeleton(text)
    for pair, single in _RUN_TOGETHER:
        plain = plain.replace(pair, single)
    return plain.translate(_LOOKALIKE)


def distance(one: str, other: str) -> int:
    """Return how many letters were changed, added, lost or swapped with a neighbour (optimal string alignment)."""
    return int(OSA.distance(one, other))


def differing(one: str, other: str) -> list[tuple[int, str, str]]:
    """Return where two texts of one length differ, counted from 1, with both characters as ``alike`` compares them.

    Nothing where the lengths differ: then no place of the one is surely a place of the other.
    """
    left, right = alike(one), alike(other)
    pairs = zip(left, right, strict=True) if len(left) == len(right) else ()
    return [(at, here, there) for at, (here, there) in enumerate(pairs, 1) if here != there]


def easily_taken(one: str, other: str) -> bool:
    """Return whether one character may be read as the other where the print is small or worn."""
    pairs = (*_DIGITS_NEARLY_ALIKE, *_LETTERS_NEARLY_ALIKE)
    return one + other in pairs or other + one in pairs


def depths(text: str) -> set[int]:
    """Return the depths that a text names, in metres: ``WR-200M`` and ``660ft = 200m`` both name 200."""
    digits = _ZEROS.sub(lambda match: "0" * len(match[0]), text)
    return {int(number) for number in _DEPTH.findall(digits)}


def letters(text: str) -> int:
    """Return how many letters a text holds."""
    return sum(character.isalpha() for character in text)
