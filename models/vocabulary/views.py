"""What a photo shows, what a watch is made of, and what is asked of a case."""

import re
from enum import StrEnum


class View(StrEnum):
    """What a photo is of. A file's name begins with it: ``dial.jpg``, ``dial-2.jpg``, ``other-1.png``."""

    DIAL = "dial"
    CASEBACK = "caseback"
    MOVEMENT = "movement"
    CROWN = "crown"
    BEZEL = "bezel"
    HANDS = "hands"
    BRACELET = "bracelet"
    CLASP = "clasp"
    SERIAL = "serial"
    PAPERS = "papers"
    OTHER = "other"


_NAMED = re.compile(rf"(?P<view>{'|'.join(View)})(?:[-_ ]?(?P<ordinal>[1-9][0-9]?))?", re.IGNORECASE)


def view_named(stem: str) -> tuple[View, int] | None:
    """Return view and ordinal that a file's name says, without its ending: ``dial``, ``Dial-2``, ``other 1``.

    None where it says no view.
    """
    match = _NAMED.fullmatch(stem)
    return (View(match["view"].lower()), int(match["ordinal"] or 1)) if match else None


PRIVATE_VIEWS = frozenset({View.SERIAL, View.PAPERS, View.CASEBACK, View.CLASP})
"""Views on which a serial number is commonly engraved or printed: never published beyond the owner."""


class Component(StrEnum):
    """A part of a watch (or of its paperwork) that is judged on its own."""

    DIAL = "dial"
    HANDS = "hands"
    CROWN = "crown"
    BEZEL = "bezel"
    CASE = "case"
    CASEBACK = "caseback"
    MOVEMENT = "movement"
    BRACELET = "bracelet"
    CLASP = "clasp"
    SERIAL = "serial"
    PAPERS = "papers"
    WHOLE = "whole"
    """The watch as a whole: proportions, finish, or that there is one wrist watch at all."""


class Profile(StrEnum):
    """What is being examined."""

    WATCH = "watch"
    PART = "part"


class Lane(StrEnum):
    """How soon a case is wanted. Express goes before standard on every queue."""

    EXPRESS = "express"
    STANDARD = "standard"
