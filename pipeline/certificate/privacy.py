"""The last door: a serial number in words that an examiner wrote does not pass."""

import hashlib
import re

from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim

_SHORTEST = 4
"""Characters. Shorter serials are found inside ordinary words and figures; the shortest that a maker of the
catalogue engraves has five."""

HIDDEN = "[serial number]"


def serial_digest(case: CaseFile) -> str | None:
    """Return the salted SHA-256 of the claimed serial, or None where none is claimed."""
    if case.claim.serial is None:
        return None
    return hashlib.sha256(bytes.fromhex(case.serial_salt) + case.claim.serial.encode("utf-8")).hexdigest()


class Redactor:
    """Replaces the claimed serial number in text, also where it is spelled with spaces, dots or hyphens.

    Examiners never write one: this is for the day on which one does, and for an owner who types it into another
    field of the claim, from where it would reach the certificate.
    """

    def __init__(self, claim: Claim) -> None:
        characters = [re.escape(character) for character in claim.serial or "" if character.isalnum()]
        between = r"[\W_]{0,3}"
        hides = len(characters) >= _SHORTEST
        self._pattern = re.compile(between.join(characters), re.IGNORECASE) if hides else None

    def __call__(self, text: str) -> str:
        """Return ``text`` without the serial number."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text
