"""What the pipeline wrote about a case: report, documents, derivatives. Read from the blob store, never decoded."""

import json
from collections.abc import Mapping
from typing import Any

from marketplace.authentication.models import Case, Photo
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from models.vocabulary.errors import RecordsMissing
from pipeline import keys
from pipeline.messages import Message
from pipeline.ports import BlobMissing
from pipeline.records import Records

DOCUMENTS: Mapping[str, str] = {
    "report.json": "application/json",
    "report.pdf": "application/pdf",
    "certificate.json": "application/vc",
    "certificate.envelope.json": "application/json",
    "certificate.pdf": "application/pdf",
    "certificate.png": "image/png",
}
"""Names of the documents that an examination makes, with their types."""


def document(case: Case, number: int, name: str) -> bytes:
    """Return a document of an examination.

    :raises Problem: it made none of that name, or has not ended.
    """
    if name not in DOCUMENTS or not 1 <= number <= case.examination:
        raise Problem("request:not_found")
    try:
        return blobs().get(keys.document(case.pk, number, name))
    except BlobMissing:
        raise Problem("case:no_report" if name.startswith("report") else "request:not_found") from None


def report(case: Case, number: int) -> dict[str, Any]:
    """Return the signed report of an examination."""
    found: dict[str, Any] = json.loads(document(case, number, "report.json"))
    return found


def derivative(case: Case, photo: Photo) -> bytes:
    """Return a photo as it was prepared: upright, stripped, at most 2048 pixels. The original is never given out.

    :raises Problem: it was not prepared, or cannot be.
    """
    records = Records(blobs(), Message(case=case.pk, examination=max(case.examination, 1), dispatch="read"))
    try:
        made = records.all("preprocess", [photo.label])[0]
        return blobs().get(keys.derivative(case.pk, made["derivative"]))
    except (BlobMissing, KeyError, RecordsMissing):
        raise Problem("request:not_found") from None
