"""What a file that was handed over for verification carries: itself, or what is inside a PDF or a picture."""

import json
from typing import NamedTuple

from models.vocabulary.errors import SubmissionError
from pipeline.adapters import attached
from pipeline.adapters.attached import NothingAttached
from pipeline.certificate import envelope, png
from pipeline.certificate.png import NoText

PAGES = "the pages of the PDF: only the document attached to it was checked, and anyone can draw other pages around it"
PICTURE = "the picture itself: only the certificate that it carries was checked, and anyone can draw another around it"
"""A doctored PDF or picture around a genuine certificate is a known trick."""

_REMEDY = "verify the .json file that came with it"


class Carried(NamedTuple):
    """What there is to be checked.

    :ivar proof: the log's, where it came beside the document. :ivar around: what of the file is not checked.
    """

    document: bytes
    proof: bytes | None = None
    around: str | None = None


def may_carry(data: bytes) -> bool:
    """Return whether a file can carry a document by how it begins: a JSON object, a PDF or a PNG. It is not opened."""
    return attached.is_pdf(data) or png.is_png(data) or data.lstrip(b" \t\r\n")[:1] == b"{"


def opened(data: bytes) -> Carried:
    """Return what a file carries.

    :raises SubmissionError: a PDF or a picture that carries nothing, or two different things, or is both.
    """
    if attached.is_pdf(data) and png.is_png(data):
        raise SubmissionError("verify:two_types", f"is a PDF and a picture at once; {_REMEDY}")
    try:
        if attached.is_pdf(data):
            return _attached(attached.read(data))
        if png.is_png(data):
            return Carried(png.text_of(data), around=PICTURE)
    except NothingAttached as fault:
        raise SubmissionError("verify:pdf", f"{fault}; {_REMEDY}") from None
    except NoText as fault:
        raise SubmissionError("verify:picture", f"{fault}; {_REMEDY}") from None
    return Carried(data)


def _attached(found: attached.Attached) -> Carried:
    if found.envelope is not None and not _same(found):
        raise NothingAttached("the PDF carries two different certificates, so that it is not clear which one counts")
    return Carried(found.document, found.proof, PAGES)


def _same(found: attached.Attached) -> bool:
    """Return whether the attached envelope holds the attached certificate and proof."""
    try:
        inside = envelope.unwrap(json.loads(found.envelope or b""))
        return inside.proof == found.proof and inside.credential == json.loads(found.document)
    except (ValueError, AttributeError, RecursionError):
        return False
