"""The signed document inside a PDF of ours. The pages around it are not looked at: anyone can draw them."""

import io
import logging
from typing import NamedTuple

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import EmbeddedFile

NAMES = ("certificate.json", "report.json")
PROOF, ENVELOPE = "certificate.tlog-proof", "certificate.envelope.json"
_OURS = frozenset({*NAMES, PROOF, ENVELOPE})
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
        found = _unpacked(PdfReader(io.BytesIO(data)))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError, OSError) as fault:
        raise fault if isinstance(fault, NothingAttached) else NothingAttached("the PDF cannot be read") from None
    document = next((found[name] for name in NAMES if name in found), None)
    if document is None:
        raise NothingAttached(f"the PDF carries none of {', '.join(NAMES)}")
    proof, envelope = found.get(PROOF), found.get(ENVELOPE)
    if max(len(each) for each in (document, proof, envelope) if each is not None) > MAX_BYTES:
        raise NothingAttached("what is attached to the PDF is too large to be a document of ours")
    return Attached(document, proof, envelope)


def _unpacked(pdf: PdfReader) -> dict[str, bytes]:
    """Return what is attached under our names. Nothing else is unpacked: a small file may hold gigabytes.

    :raises NothingAttached: something of ours is there twice.
    """
    found: dict[str, EmbeddedFile] = {}
    for each in pdf.attachment_list:
        for name in _OURS & {each.name, each.alternative_name}:
            if name in found:
                raise NothingAttached("the PDF carries a document twice, so that it is not clear which one counts")
            found[name] = each
    return {name: each.content for name, each in found.items()}
