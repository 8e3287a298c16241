"""The certificate: a W3C Verifiable Credential (Data Model 2.0) over a signed report, only for ``authentic``.

It says what a stranger needs and nothing that belongs to the owner: no findings, no measurements, no serial number.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib import resources

from models.vocabulary.verdict import Outcome
from models.vocabulary.views import PRIVATE_VIEWS
from pipeline.certificate import canonical, words
from pipeline.certificate.canonical import Document
from pipeline.certificate.proof import timestamp
from pipeline.certificate.shapes import (
    CERTIFICATE_CONTEXT,
    KEYS_CONTEXT,
    REPORT_CONTEXT,
    SERVICE_BOOK_CONTEXT,
    Because,
    Certificate,
    ClaimShown,
    PhotoBound,
    PhotoExamined,
    Predecessor,
    Report,
    ScoreSummary,
    Subject,
    WatchClaimed,
    credential_id,
    unsigned,
)
from pipeline.status.lists import StatusEntry

VALIDITY = timedelta(days=365)
"""A judgement: photos age as the watch is worn, serviced and sold. A year covers a sale and its return period, and
bounds how long a certificate outlives what it was made from."""

_CONTEXT_FILES = {
    CERTIFICATE_CONTEXT: "certificate-v1.json",
    REPORT_CONTEXT: "report-v1.json",
    KEYS_CONTEXT: "keys-v1.json",
    SERVICE_BOOK_CONTEXT: "service-book-v1.json",
}


def build(
    *, report: Document, entries: Sequence[StatusEntry], now: datetime, replaces: Predecessor | None = None
) -> Document:
    """Return the certificate of a signed report, as JSON, ready for ``proof.sign``.

    :param report: signed: the certificate is bound to it by the digest of its canonical form, proof included.
    :param entries: its places in the status lists, one for each purpose.
    :param now: aware; the certificate is valid from then on, for ``VALIDITY``.
    :param replaces: the certificate of an earlier examination, whose place this one takes.
    :raises ValueError: the report is not signed, or its outcome is not ``authentic``.
    """
    read = Report.model_validate_json(canonical.canonical(report))
    if not read.proof:
        raise ValueError("a certificate rests on a signed report")
    certificate = Certificate(
        id=credential_id(read.case, read.examination),
        issuer=read.issuer,
        valid_from=timestamp(now),
        valid_until=timestamp(now + VALIDITY),
        credential_status=tuple(entries),
        credential_subject=_subject(read, canonical.digest(report)),
        **({} if replaces is None else {"replaces": replaces}),
    )
    return unsigned(certificate)


def handed_over(certificate: Document, *, to: str, entries: Sequence[StatusEntry], now: datetime) -> Document:
    """Return the certificate of whoever takes another over, as JSON, ready for ``proof.sign``.

    It says what the old one says of the watch, and ends when that ends: a sale shows nothing of a watch.

    :param certificate: the old one, signed.
    :param to: id of the new one.
    """
    read = Certificate.model_validate_json(canonical.canonical(certificate))
    before = Predecessor(id=read.id, digest=canonical.digest(certificate), because=Because.TRANSFER)
    changed = {"id": to, "replaces": before, "valid_from": timestamp(now), "credential_status": tuple(entries)}
    kept = {name: getattr(read, name) for name in ("issuer", "valid_until", "credential_subject")}
    return unsigned(Certificate(**kept, **changed))


def context(url: str) -> Document:
    """Return the JSON-LD context that this project publishes under ``url``; ``KeyError`` for any other."""
    file = resources.files("pipeline.certificate") / "contexts" / _CONTEXT_FILES[url]
    document: Document = json.loads(file.read_text(encoding="utf-8"))
    return document


def _subject(report: Report, evidence: str) -> Subject:
    if report.outcome is not Outcome.AUTHENTIC or report.score is None or report.assurance == "none":
        raise ValueError("a certificate is issued for an authentic watch alone")
    coverage = report.score.coverage
    return Subject(
        case_id=report.case,
        examination=report.examination,
        profile=report.profile,
        claim=_claim(report.claim),
        assurance=report.assurance.value,
        score=ScoreSummary(**report.score.model_dump(include=set(ScoreSummary.model_fields))),
        summary=report.explanation,
        seen=coverage.seen,
        unseen=coverage.unseen,
        photos=tuple(_bound(photo) for photo in report.photos if isinstance(photo, PhotoExamined)),
        evidence_digest=evidence,
        versions=report.versions,
        cautions=(*report.warnings, words.limit(words.examined_part(report.profile, report.claim.part))),
    )


def _claim(claim: ClaimShown) -> WatchClaimed:
    return WatchClaimed(
        brand=claim.brand,
        watch_model=claim.model,
        reference=claim.reference,
        year_of_manufacture=claim.year,
        calibre=claim.calibre,
        part=claim.part,
        serial_digest=claim.serial.digest if claim.serial else None,
        serial_method=claim.serial.method if claim.serial else None,
    )


def _bound(photo: PhotoExamined) -> PhotoBound:
    return PhotoBound(
        view=photo.view,
        sha256=photo.sha256,
        derivative_sha256=photo.derivative,
        pdq=photo.perceptual.pdq,
        pdq_quality=photo.perceptual.quality,
        private=photo.view in PRIVATE_VIEWS,
    )
