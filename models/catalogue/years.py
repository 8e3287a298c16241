"""Spans of years, and how they are read out of what people write."""

import re
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from models.vocabulary.value import Value

EARLIEST, LATEST = 1800, 2100
"""The years that a claim may name (``models.vocabulary.claim``)."""

CIRCA = 5
"""Years to either side that "circa" is taken to mean: auction houses use it for about half a decade. Judgement."""

_MAX_TEXT = 40
_PARTS = {"early": (0, 4), "mid": (3, 7), "late": (5, 9)}
_ABSENT = frozenset({"", "-", "--", "?", "unknown", "undefined", "none", "n/a", "na", "null", "tbd"})


class Years(Value):
    """From ``first`` to ``last``, both included; None where that end is open or not known."""

    first: int | None = Field(default=None, ge=EARLIEST, le=LATEST)
    last: int | None = Field(default=None, ge=EARLIEST, le=LATEST)

    @model_validator(mode="after")
    def _first_is_not_after_last(self) -> Self:
        if self.first is not None and self.last is not None and self.first > self.last:
            raise ValueError("ends before it begins")
        return self

    def near(self, year: int, tolerance: int = 0) -> bool:
        """Return whether the year lies inside, or outside by at most ``tolerance`` years."""
        return (self.first or year) - tolerance <= year <= (self.last or year) + tolerance

    def meets(self, other: "Years", tolerance: int = 0) -> bool:
        """Return whether the spans share a year, or miss each other by at most ``tolerance`` years."""
        starts = self.first is None or other.last is None or self.first - tolerance <= other.last
        ends = self.last is None or other.first is None or other.first <= self.last + tolerance
        return starts and ends

    def covers(self, other: "Years") -> bool:
        """Return whether every year of the other span lies inside this one."""
        starts = self.first is None or (other.first is not None and self.first <= other.first)
        ends = self.last is None or (other.last is not None and other.last <= self.last)
        return starts and ends

    def __str__(self) -> str:
        if self.first is not None and self.first == self.last:
            return str(self.first)
        if self.first is None:
            return "any year" if self.last is None else f"up to {self.last}"
        return f"{self.first} on" if self.last is None else f"{self.first} to {self.last}"


def _from_data(value: object) -> object:
    if not isinstance(value, str):
        return value
    first, dash, last = value.partition("-")
    end = last if dash else first
    return {"first": int(first) if first else None, "last": int(end) if end else None}


Span = Annotated[Years, BeforeValidator(_from_data)]
"""Years as the data files write them: ``1988-2010``, ``2020-`` (still made), ``-1987``, ``1969``."""


class Unclear(Value):
    """A cell that says something which cannot be taken, and why. The cell itself is not repeated."""

    why: str


def read_years(text: str) -> Years | Unclear | None:
    """Read a year, a range, a decade or an approximate year; None where the text says that it is not known."""
    written = " ".join(text.replace("–", "-").replace("—", "-").lower().split())  # noqa: RUF001 - dashes that people write
    if written in _ABSENT:
        return None
    if len(written) > _MAX_TEXT:
        return Unclear(why="is too long for a year")
    plain, inner = _without_bracket(written)
    span = _range(plain) or _decade(plain) or _open(plain) or _about(plain)
    if span is None:
        return Unclear(why="is not a year, a range of years or a decade")
    return _checked(span, inner)


def _without_bracket(text: str) -> tuple[str, int | None]:
    found = re.fullmatch(r"([^()]+?) ?\(([0-9]{4})\)", text)
    return (found[1], int(found[2])) if found else (text, None)


def _checked(span: tuple[int | None, int | None], inner: int | None) -> Years | Unclear:
    first, last = span
    if any(year is not None and not EARLIEST <= year <= LATEST for year in (first, last)):
        return Unclear(why=f"lies outside {EARLIEST} to {LATEST}")
    if first is not None and last is not None and first > last:
        return Unclear(why="ends before it begins")
    years = Years(first=first, last=last)
    if inner is not None and not years.near(inner):
        return Unclear(why="contradicts itself: the year in brackets lies outside the range before it")
    return years


def _range(text: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"([0-9]{4})(?: ?(?:-|/|to|until) ?([0-9]{4}|[0-9]{2}))?", text)
    if found is None:
        return None
    end = found[2] or found[1]
    return int(found[1]), int(end if len(end) == len(found[1]) else found[1][:2] + end)


def _decade(text: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"(?:(early|mid|late)[ -])?(?:the )?([0-9]{3})0'?s", text)
    if found is None:
        return None
    begin, end = _PARTS.get(found[1] or "", (0, 9))
    return int(found[2]) * 10 + begin, int(found[2]) * 10 + end


def _open(text: str) -> tuple[int | None, int | None] | None:
    since = re.fullmatch(r"(?:since|from|after) ([0-9]{4})|([0-9]{4}) ?(?:-|\+|to) ?(?:now|present|today)?", text)
    if since is not None:
        return int(since[1] or since[2]), None
    until = re.fullmatch(r"(?:until|before|up to|- ?)([0-9]{4})|(?:until|before|up to) ([0-9]{4})", text)
    return (None, int(until[1] or until[2])) if until is not None else None


def _about(text: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"(?:circa|about|approx\.?|around|ca\.?|c\.?|~) ?([0-9]{4})", text)
    return (int(found[1]) - CIRCA, int(found[1]) + CIRCA) if found else None
