"""How names and numbers are compared: what counts as the same, and what is too long to be either."""

import unicodedata

MAX_NAME = 120
"""Characters: the bound of a claim's fields (``models.vocabulary.claim.MAX_TEXT``)."""

MAX_NUMBER = 40
"""Characters: the longest reference among the examples (Oris's) has 23; anything past this is no number."""

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")  # noqa: RUF001 - the dashes that people and scanners write for "-"


def fold(name: str) -> str:
    """Return a name without case, diacritics, spaces and punctuation; empty where nothing is left or it is too long.

    Letters of other alphabets that merely look alike stay different: that is what a forger would use.
    """
    if len(name) > MAX_NAME:
        return ""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def tidy(number: str) -> str | None:
    """Return a reference or serial number in capitals without blanks, or None where it is empty or too long."""
    if len(number) > MAX_NUMBER:
        return None
    written = unicodedata.normalize("NFKC", number).translate(_DASHES).upper()
    return "".join(character for character in written if character.isprintable() and not character.isspace()) or None


def skeleton(number: str) -> str:
    """Return only the letters and digits of a number, so that ``210.30.42`` and ``2103042`` are the same."""
    return fold(number).upper()
