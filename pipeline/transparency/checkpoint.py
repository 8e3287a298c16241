"""What a log was at one moment: its name, its size and its root, as a signed note (C2SP tlog-checkpoint)."""

import base64
import binascii
import re
from typing import NamedTuple

from pipeline.transparency.merkle import SIZE

_SIZE_LINE = re.compile(r"0|[1-9][0-9]{0,18}")
_LINES = 3


class MalformedCheckpoint(ValueError):
    """This text is no checkpoint; says what is wrong with it."""


class Checkpoint(NamedTuple):
    """The head of a log's tree.

    :ivar origin: the log's name. :ivar size: entries. :ivar root: 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode('ascii')}\n"


def parse(text: str) -> Checkpoint:
    """Read a checkpoint's text. Lines beyond the three are refused: nobody could check what they say.

    :raises MalformedCheckpoint: it is none.
    """
    lines = text.split("\n")
    if len(lines) != _LINES + 1 or lines.pop():
        raise MalformedCheckpoint("a checkpoint has three lines: the log's name, its size and its root")
    origin, size, root = lines
    if not origin or not _SIZE_LINE.fullmatch(size):
        raise MalformedCheckpoint("the checkpoint has no name, or no number for a size")
    try:
        digest = base64.b64decode(root, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedCheckpoint("the checkpoint's root is not base64") from None
    found = Checkpoint(origin, int(size), digest)
    if len(digest) != SIZE or found.text != text:
        raise MalformedCheckpoint("the checkpoint's root is no SHA-256 in its one form")
    return found
