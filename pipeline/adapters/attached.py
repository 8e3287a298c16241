"""The signed document inside a PDF of ours. The pages around it are not looked at: anyone can draw them."""

import io
import logging
from typing import NamedTuple

from pypdf import PdfReader
from pypdf.errors import PyPdfError

NAMES = ("certificate.json", "report.json")
PROOF, ENVELOPE = "certificate.tlog-proof", "certificate.envelope.json"
MAX_BYTES = 4_000_000
"""Of one attachment: as much as a document may have."""

_HEAD = b"%PDF-"
_WITHIN = 1024
"""Bytes in which a PDF says that it is one (ISO 32000-1, annex H)."""


class Attached(NamedTuple):
    """What a PDF carries.

    :ivar proof: the log's. :ivar envelope: document and proof in one. Each is None where there is none.
    """

    document: bytes
    proof: bytes | None
    envelope: bytes | None


class NothingAttached(ValueError):
    """The PDF cannot be read, or no document of ours is attached to it; says which."""


def is_pdf(data: bytes) -> bool:
    """Return whether the file says that it is a PDF."""
    return _HEAD in data[:_WITHIN]


def read(data: bytes) -> Attached:
    """Return what is attached.

    :raises NothingAttached: nothing of ours, or something twice: two documents of one name are a trick.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with a stranger's file is said once, by us
    try:
        found = {name: list(contents) for name, contents in PdfReader(io.BytesIO(data)).attachments.items()}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError, OSError):
        raise NothingAttached("the PDF cannot be read") from None
    if any(len(contents) != 1 for name, contents in found.items() if name in {*NAMES, PROOF, ENVELOPE}):
        raise NothingAttached("the PDF carries a document twice, so that it is not clear which one counts")
    document = next((found[name][0] for name in NAMES if name in found), None)
    if document is None:
        raise NothingAttached(f"the PDF carries none of {', '.join(NAMES)}")
    proof, envelope = (found[name][0] if name in found else None for name in (PROOF, ENVELOPE))
    if max(len(each) for each in (document, proof, envelope) if each is not None) > MAX_BYTES:
        raise NothingAttached("what is attached to the PDF is too large to be a document of ours")
    return Attached(document, proof, envelope)
