"""What the fonts can show of what people write.

PDF/A forbids a character without a glyph, and only the fonts that Typst ships are used, so that a PDF comes out the
same everywhere. What they cannot show is replaced by a visible mark; the attached JSON holds the text as written.
"""

import re
import unicodedata
from typing import Any

FONTS = ("Libertinus Serif", "DejaVu Sans Mono")
MISSING = "\u25af"
"""An empty upright rectangle."""

_RANGES = (
    (0x20, 0x7E),  # Latin
    (0xA0, 0xAC),
    (0xAE, 0x24F),
    (0x384, 0x38A),  # Greek
    (0x38E, 0x3A1),
    (0x3A3, 0x3FF),
    (0x400, 0x481),  # Cyrillic
    (0x48A, 0x4FF),
    (0x531, 0x556),  # Armenian
    (0x561, 0x587),
    (0x5D0, 0x5EA),  # Hebrew
    (0x621, 0x63A),  # Arabic
    (0x640, 0x64A),
    (0x660, 0x66D),
    (0x10D0, 0x10FF),  # Georgian
    (0x1E00, 0x1EFF),  # Latin with marks
    (0x2010, 0x2027),  # punctuation
    (0x2030, 0x2040),
    (0x20A0, 0x20C0),  # currencies
    (0x2153, 0x2184),  # fractions
    (0x2190, 0x23FF),  # arrows, mathematics
    (0x25A0, 0x25FF),  # shapes
)
"""Found by setting every assigned character in ``FONTS`` as PDF/A with Typst 0.15 and keeping whole runs of
scripts; a test sets all of these again."""

_BREAK = "\u200b"
_LONGEST = 14
"""Characters of a word before it may be broken: the narrowest column has room for 15 of the widest letters."""

_WORD = re.compile(rf"\S{{{_LONGEST}}}(?=\S)")


def shown(text: str) -> str:
    """Return ``text`` as the pages can show it, with places at which overlong words may be broken.

    Controls become spaces, invisible format characters and combining marks that have no composed form are left
    out, and what no font has becomes ``MISSING``.
    """
    return _WORD.sub(lambda word: word.group() + _BREAK, "".join(map(_glyph, unicodedata.normalize("NFC", text))))


def all_shown(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Apply ``shown`` to every text in a JSON value; keys are ours and stay."""
    match value:
        case str():
            return shown(value)
        case list() | tuple():
            return [all_shown(item) for item in value]
        case dict():
            return {key: all_shown(item) for key, item in value.items()}
        case _:
            return value


def _glyph(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp", "Zs"}:
        return " "
    if category == "Cf" or category.startswith("M"):
        return ""
    return character if any(low <= ord(character) <= high for low, high in _RANGES) else MISSING
