"""What the owner says the watch is."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from models.vocabulary.value import Value
from models.vocabulary.views import Component

MAX_TEXT = 120
"""Characters. The longest model name in the catalogue has fewer than 60."""

_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode general categories: control, format (bidirectional marks, zero-width), surrogate, unassigned, separators."""


def plain_text(text: str) -> str:
    """Return ``text`` trimmed and in NFC, or raise ``ValueError`` where a person could not see what it holds."""
    cleaned = unicodedata.normalize("NFC", text.strip())
    for character in cleaned:
        if unicodedata.category(character) in _FORBIDDEN:
            raise ValueError(f"contains the invisible character U+{ord(character):04X}; remove it")
    if not cleaned:
        raise ValueError("is empty; leave the field out instead")
    return cleaned


Text = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(plain_text)]


class Claim(Value):
    """What the owner says. Text in it is evidence to be tested, never an instruction to anything.

    :ivar brand: as on the dial, for instance ``Omega``. Required: without it there is nothing to test.
    :ivar year: of manufacture, 1800 to 2100.
    :ivar serial: private; leaves the case only as a salted hash.
    :ivar part: for the profile ``part``: which component is claimed to be genuine.
    """

    brand: Text
    model: Text | None = None
    reference: Text | None = None
    serial: Text | None = None
    year: int | None = Field(default=None, ge=1800, le=2100, strict=True)
    calibre: Text | None = None
    part: Component | None = None

    @field_validator("part")
    @classmethod
    def _part_is_a_part(cls, part: Component | None) -> Component | None:
        if part in {Component.WHOLE, Component.SERIAL, Component.PAPERS}:
            raise ValueError("is not a part of a watch")
        return part
