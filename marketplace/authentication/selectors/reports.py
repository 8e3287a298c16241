"""What the pipeline wrote about a case: report, documents, derivatives. Read from the blob store, never decoded."""

import json
from collections.abc import Mapping
from typing import Any

from marketplace.authentication.models import Case, Photo
from marketplace.authentication.selectors.cases import may_see_serial
from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from marketplace.users.models import User
from models.vocabulary.case import CaseFile
from models.vocabulary.errors import RecordsMissing
from models.vocabulary.views import PRIVATE_VIEWS
from pipeline import keys
from pipeline.certificate.report import owner_secret
from pipeline.messages import Message
from pipeline.ports import BlobMissing
from pipeline.records import Records

DRAWN_REPORT, SECRET = "report.pdf", "owner-secret.json"
DOCUMENTS: Mapping[str, str] = {
    "report.json": "application/json",
    DRAWN_REPORT: "application/pdf",
    SECRET: "application/json",
    "certificate.json": "application/vc",
    "certificate.envelope.json": "application/json",
    "certificate.pdf": "application/pdf",
    "certificate.png": "image/png",
}
"""Names of the documents of an examination, with their types."""


def document(case: Case, number: int, name: str, user: User) -> bytes:
    """Return a document of an examination.

    The drawn report shows every photo, those of serial numbers too: it is for whoever may see these. The secret, which
    opens the digest that hides the serial number, is its owner's alone.

    :raises Problem: it made none of that name, has not ended, or the document is not for this account.
    """
    is_known = name in DOCUMENTS and 1 <= number <= case.examination
    if not is_known or (name == DRAWN_REPORT and not may_see_serial(user, case)):
        raise Problem("request:not_found")
    if name == SECRET:
        return _secret(case, number, user)
    try:
        return blobs().get(keys.document(case.pk, number, name))
    except BlobMissing:
        raise Problem("case:no_report" if name.startswith("report") else "request:not_found") from None


def _secret(case: Case, number: int, user: User) -> bytes:
    try:
        file = CaseFile.model_validate_json(blobs().get(keys.case_file(case.pk, number)))
    except BlobMissing:
        raise Problem("request:not_found") from None
    if case.owner_id != user.pk:
        raise Problem("request:not_found")
    return json.dumps(owner_secret(file), indent=2).encode() + b"\n"


def report(case: Case, number: int) -> dict[str, Any]:
    """Return the signed report of an examination.

    :raises Problem: there is none yet.
    """
    try:
        found: dict[str, Any] = json.loads(blobs().get(keys.document(case.pk, number, "report.json")))
    except BlobMissing:
        raise Problem("case:no_report") from None
    return found


def last(case: Case) -> dict[str, Any]:
    """Return the report of the last examination that ended; empty where none has."""
    ended = [each.number for each in case.examinations.all() if each.outcome]
    if not ended:
        return {}
    try:
        return report(case, max(ended))
    except Problem:
        return {}


def derivative(case: Case, photo: Photo, user: User) -> bytes:
    """Return a photo as it was prepared: upright, stripped, at most 2048 pixels. The original is never given out.

    A photo on which a serial number is commonly read is shown to those alone who may see the number.

    :raises Problem: it was not prepared, cannot be, or is not for this account.
    """
    is_hidden = photo.view in PRIVATE_VIEWS and not may_see_serial(user, case)
    if is_hidden or not photo.examination:
        raise Problem("request:not_found")
    records = Records(blobs(), Message(case=case.pk, examination=photo.examination, dispatch="read"))
    try:
        made = records.all("preprocess", [photo.label])[0]
        return blobs().get(keys.derivative(case.pk, made["derivative"]))
    except (BlobMissing, KeyError, RecordsMissing):
        raise Problem("request:not_found") from None
