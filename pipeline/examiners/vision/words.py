"""The model's text, made fit to be shown.

A model's sentence is a stranger's text that may repeat what stands in a photo: it is stripped of what cannot be seen,
of e-mail addresses and of every number that could be a serial, and bounded.
"""

import re
import unicodedata

from models.privacy import mask_serials
from models.vocabulary.claim import Claim

_ADDRESS = re.compile(r"\S+@\S+")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode general categories that a person cannot see."""


def fit_to_show(text: str, claim: Claim, *, longest: int) -> str:
    """Return ``text`` in at most ``longest`` characters, on one line."""
    seen = "".join(_visible(character) for character in unicodedata.normalize("NFC", text))
    line = _ADDRESS.sub("[address hidden]", " ".join(seen.split()))
    told = [each for each in (claim.brand, claim.model, claim.reference, claim.calibre) if each]
    masked = mask_serials(line, serial=claim.serial, allowed=told)
    return masked if len(masked) <= longest else masked[: longest - 1].rstrip() + "…"


def _visible(character: str) -> str:
    if character in "\n\r\t":
        return " "
    return "" if unicodedata.category(character) in _INVISIBLE else character
