"""What a photo shows, what a watch is made of, and what is asked of a case."""

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
