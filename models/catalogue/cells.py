"""Reads the cells of people's records: names, references, counts, rates, kinds of movement.

Each reader returns the value, None where the cell says that it is not known, or ``Unclear`` with the reason.
No reason repeats the cell: owners write serial numbers beside references.
"""

import re
import unicodedata

from models.catalogue.brand import Kind
from models.catalogue.years import Unclear

MAX_CELL = 200
"""Characters; a longer cell is prose, not a value."""

_ABSENT = frozenset({"", "-", "--", "?", "unknown", "undefined", "none", "n/a", "na", "null", "tbd"})
_KINDS: dict[str, Kind] = {
    "automatic": "automatic",
    "automatic (self-winding)": "automatic",
    "self-winding": "automatic",
    "manual": "manual",
    "manual winding": "manual",
    "hand-wound": "manual",
    "mechanical winding": "manual",
    "quartz": "quartz",
    "solar": "solar",
    "kinetic": "kinetic",
    "spring drive": "spring drive",
    "meca-quartz": "mechanical quartz",
}
_RATES = frozenset({14400, 16200, 18000, 19800, 21600, 25200, 28800, 36000, 43200, 72000, 360000})
"""Beats an hour that wrist-watch movements are built for (2 to 50 hertz); anything between is a slip of the pen."""

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_WORDS = {word: number for number, word in enumerate(_SMALL)} | {"none": 0}
_WORDS |= {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
_IDENTIFIER = re.compile(r"[A-Za-z]\w*(\.[A-Z]{3}[A-Z0-9_]*)+|[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
_SPEAKING = re.compile(r"(?:ref|reference|no)[.:]? ", re.IGNORECASE)
_WHOLE = re.compile(
    r"(?:[A-Za-z]{1,3} )?[0-9A-Za-z][0-9A-Za-z./-]*|(?:[A-Z]{1,3} )?[0-9A-Z][0-9A-Z./-]* [0-9A-Z][0-9A-Z-]*"
)
_NUMBER = re.compile(r"(?<!\S)(?:[A-Z]{1,3} )?[A-Z]{0,4}[0-9][0-9A-Z./-]*(?!\S)")
_FEWEST_DIGITS = 4
"""Digits: shorter numbers beside words are sizes, jewels, anniversaries and cars."""

_SERIAL_LIKE = re.compile(r"[0-9]{6,9}")
"""A plain number of this length in brackets is more often the serial number than the reference."""


def clean(cell: str) -> str:
    """Return the cell with plain blanks and without characters that nobody can see (zero-width, marks, controls)."""
    kept = (" " if character.isspace() else character for character in unicodedata.normalize("NFC", cell))
    return " ".join("".join(one for one in kept if one == " " or not unicodedata.category(one).startswith("C")).split())


def absent(cell: str) -> bool:
    """Return whether the cell says, in one of the usual ways, that nothing is known."""
    return cell.casefold() in _ABSENT


def read_name(cell: str) -> str | Unclear | None:
    """Read the name of a brand, maker or model."""
    if absent(cell):
        return None
    if not any(character.isalnum() for character in cell):
        return Unclear(why="has neither letters nor digits")
    if _IDENTIFIER.fullmatch(cell):
        return Unclear(why="is an identifier of a program, not a name")
    return cell


def read_reference(cell: str) -> str | Unclear | None:
    """Read a reference, alone or among words; what stands in brackets beside another number is not one.

    Numbered editions (``12/100``) and dates are no references; where two numbers could be one, neither is taken.
    """
    if absent(cell):
        return None
    cell = _SPEAKING.sub("", cell)
    if _WHOLE.fullmatch(cell) and _digits(cell):
        return Unclear(why="is the number of an edition") if _edition(cell) else cell
    outside, inside = re.sub(r"\([^)]*\)", " ", cell), " ".join(re.findall(r"\(([^)]*)\)", cell))
    found = _numbers(outside) or _numbers(inside)
    if len(found) != 1:
        return Unclear(why="holds several numbers, any of which may be the reference" if found else "is a description")
    if found[0] in inside and _SERIAL_LIKE.fullmatch(found[0]):
        return Unclear(why="holds only a number in brackets, which may be a serial number")
    return found[0]


def _numbers(text: str) -> list[str]:
    joined = re.sub(r"([0-9]) - ([0-9]{1,2})(?!\S)", r"\1-\2", re.sub(r"[\"“”,;:]", " ", text))
    found = (match[0].rstrip(".-/") for match in _NUMBER.finditer(joined))
    return [one for one in found if _digits(one) >= _FEWEST_DIGITS and not _edition(one)]


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _edition(text: str) -> bool:
    found = re.fullmatch(r"([0-9]{1,5})/([0-9]{2,5})", text)
    return found is not None and int(found[1]) <= int(found[2])


def read_count(cell: str) -> int | Unclear | None:
    """Read a number of jewels, written in digits and perhaps again in words: both must agree."""
    if absent(cell):
        return None
    found = re.fullmatch(r"(zero|[0-9]{1,3})?(?: ?\(([A-Za-z -]+)\))?(?: ?jewels?)?", cell, re.IGNORECASE)
    if found is None or found[1] is None:
        return Unclear(why="is not a number of jewels")
    count = int(found[1]) if found[1].isdigit() else 0
    spelled = _spelled((found[2] or "").casefold())
    if spelled is not None and spelled != count:
        return Unclear(why="contradicts itself: digits and words differ")
    return count


def _spelled(words: str) -> int | None:
    """Return the number that the words spell, or None where they spell none or are misspelt."""
    parts = words.replace("-", " ").split()
    return sum(_WORDS[part] for part in parts) if parts and all(part in _WORDS for part in parts) else None


def read_rate(cell: str) -> int | Unclear | None:
    """Read the beats an hour of a movement."""
    if absent(cell):
        return None
    found = re.fullmatch(r"([0-9]{1,3}[ ,.']?[0-9]{3}|[0-9]{5,6}) ?(?:a/h|vph|bph|v/h)?", cell, re.IGNORECASE)
    if found is None:
        return Unclear(why="is not a number of beats an hour")
    rate = int(re.sub(r"[^0-9]", "", found[1]))
    return rate if rate in _RATES else Unclear(why="is no rate that movements are built for")


def read_kind(cell: str) -> Kind | Unclear | None:
    """Read how a movement is driven."""
    if absent(cell):
        return None
    return _KINDS.get(cell.casefold()) or Unclear(why="is no kind of movement that is known")
