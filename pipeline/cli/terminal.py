"""What a stream can show: colours, lines drawn over, and how wide."""

import os
from collections.abc import Mapping
from typing import TextIO

UNKNOWN_WIDTH = 100
"""Characters, where nothing says how wide: a file, a pipe, or a terminal that does not know itself."""


def is_live(out: TextIO, environment: Mapping[str, str]) -> bool:
    """Return whether lines can be drawn over."""
    return out.isatty() and environment.get("TERM") != "dumb"


def has_colour(out: TextIO, environment: Mapping[str, str]) -> bool:
    """Return whether colours are welcome: on a terminal, unless NO_COLOR holds anything (no-color.org)."""
    return is_live(out, environment) and not environment.get("NO_COLOR")


def width(out: TextIO) -> int:
    """Return the characters of a line."""
    try:
        return os.get_terminal_size(out.fileno()).columns or UNKNOWN_WIDTH
    except (OSError, ValueError):  # ValueError: a stream without a descriptor
        return UNKNOWN_WIDTH


def painted(text: str, colour: str) -> str:
    """Return the text bold and coloured.

    :param colour: ECMA-48, Select Graphic Rendition.
    """
    return f"\x1b[1;{colour}m{text}\x1b[0m"
