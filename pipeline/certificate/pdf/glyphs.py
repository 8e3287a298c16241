"""What the fonts can show of what people write.

PDF/A forbids a character without a glyph, and only the fonts that Typst ships are used, so that a PDF comes out the
same everywhere. What they cannot show is named in brackets, ``[Japanese]``; the attached JSON holds it as written.
"""

import re
import unicodedata
from typing import Any

FONTS = ("Libertinus Serif", "DejaVu Sans Mono")
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
    *((0x1F00, 0x1F15), (0x1F18, 0x1F1D), (0x1F20, 0x1F45), (0x1F48, 0x1F4D), (0x1F50, 0x1F57)),  # Greek with marks
    *((0x1F59, 0x1F59), (0x1F5B, 0x1F5B), (0x1F5D, 0x1F5D), (0x1F5F, 0x1F7D), (0x1F80, 0x1FB4), (0x1FB6, 0x1FC4)),
    *((0x1FC6, 0x1FD3), (0x1FD6, 0x1FDB), (0x1FDD, 0x1FEF), (0x1FF2, 0x1FF4), (0x1FF6, 0x1FFE)),
    (0x2010, 0x2027),  # punctuation
    (0x2030, 0x2040),
    (0x20A0, 0x20C0),  # currencies
    (0x2153, 0x2184),  # fractions
    (0x2190, 0x23FF),  # arrows, mathematics
    (0x25A0, 0x25FF),  # shapes
)
"""Found by setting every assigned character in ``FONTS`` as PDF/A with Typst 0.15 and keeping whole runs of
scripts; a test sets all of these again."""

_SCRIPTS = {"CJK": "Chinese or Japanese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}
"""What people call the scripts that Unicode names otherwise."""

_OTHERS = "[^" + "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in _RANGES) + "]+"
_LACKING = re.compile(f"{_OTHERS}(?: +{_OTHERS})*")
"""Words, one after another, of characters that no font has."""

_BREAK = "\u200b"
_LONGEST = 14
"""Characters of a word before it may be broken: the narrowest column has room for 15 of the widest letters."""

_WORD = re.compile(rf"\S{{{_LONGEST}}}(?=\S)")


def shown(text: str) -> str:
    """Return ``text`` as the pages can show it, with places at which overlong words may be broken.

    Controls become spaces, invisible format characters and combining marks that have no composed form are left out.
    Letters that no font has are named by their script, a run of them at once, and anything else as ``[symbol]``.
    """
    named = _LACKING.sub(lambda run: _named(run.group()), _kept(text))
    return _WORD.sub(lambda word: word.group() + _BREAK, named)


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


def is_lacking(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Return whether a text in a JSON value has a character that no font has."""
    match value:
        case str():
            return _LACKING.search(_kept(value)) is not None
        case list() | tuple():
            return any(map(is_lacking, value))
        case dict():
            return any(map(is_lacking, value.values()))
        case _:
            return False


def _kept(text: str) -> str:
    return "".join(map(_character, unicodedata.normalize("NFC", text)))


def _character(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp", "Zs"}:
        return " "
    return "" if category == "Cf" or category.startswith("M") else character


def _named(run: str) -> str:
    """Return what a run of characters without glyphs is, in brackets."""
    written = list(dict.fromkeys(script for script in map(_script, run) if script))
    if "Japanese" in written:  # so that its other letters are, too
        written = [script for script in written if script != _SCRIPTS["CJK"]]
    return f"[{' and '.join(written) if written else 'symbol' if len(run) == 1 else 'symbols'}]"


def _script(character: str) -> str:
    """Return the script of a letter; empty for what is none."""
    if not unicodedata.category(character).startswith("L"):
        return ""
    first = re.split("[ -]", unicodedata.name(character, ""))[0]
    return _SCRIPTS.get(first, first.capitalize())
