"""PDFs: views for people of what was signed, with the signed JSON attached (PDF/A-3).

``glyphs``     what the fonts can show of what people write
``pictures``   photos no larger than a file can bear
``sheet``      documents as the few words and figures that the pages show
``typeset``    pages by Typst, with nothing but the fonts that it ships
``templates``  the pages; text reaches them as data, never as source

A PDF proves nothing by itself: the attached JSON does, and the pages say how to check it.
"""

from collections.abc import Mapping

from models.vocabulary.views import PRIVATE_VIEWS
from pipeline.certificate import canonical, qr, words
from pipeline.certificate.canonical import Document
from pipeline.certificate.pdf import sheet
from pipeline.certificate.pdf.pictures import bounded
from pipeline.certificate.pdf.typeset import Attachment, set_pages
from pipeline.certificate.proof import read_timestamp
from pipeline.certificate.shapes import Certificate, PhotoExamined, Report

__all__ = ["render_certificate", "render_report"]


def render_report(report: Document, pictures: Mapping[str, bytes]) -> bytes:
    """Return the report as PDF/A-3, with ``report.json`` attached. For the owner: all photos are shown.

    :param report: signed.
    :param pictures: photo label -> derivative JPEG; a photo without one is shown as a note.
    """
    read = Report.model_validate_json(canonical.canonical(report))
    shown = {p.label: pictures[p.label] for p in read.photos if p.label in pictures and isinstance(p, PhotoExamined)}
    part = words.examined_part(read.profile, read.claim.part)
    main = sheet.front_photo([p for p in read.photos if isinstance(p, PhotoExamined) and p.label in shown], part)
    digest = canonical.digest(report)
    return set_pages(
        "report",
        sheet.report_sheet(read, digest, frozenset(shown)),
        pictures=bounded(shown, whole=main.label if main else None),
        qr=qr.svg(read.case, read.examination, digest),
        attachments=(Attachment("report.json", canonical.pretty(report), "The signed report"),),
        moment=read_timestamp(read.created),
    )


def render_certificate(
    certificate: Document, report: Document, pictures: Mapping[str, bytes], *, proof: bytes
) -> bytes:
    """Return the certificate as one page of PDF/A-3, with ``certificate.json`` and the log's proof attached.

    Photos of private views are never in it, whatever ``pictures`` holds.

    :param certificate: signed.
    :param report: the signed report that the certificate rests on: tells which photo has which label.
    :param proof: that the certificate is in the log.
    :raises ValueError: the certificate rests on another report.
    """
    read = Certificate.model_validate_json(canonical.canonical(certificate))
    if read.credential_subject.evidence_digest != canonical.digest(report):
        raise ValueError("the certificate rests on another report")
    photos = Report.model_validate_json(canonical.canonical(report)).photos
    public = [p for p in photos if isinstance(p, PhotoExamined) and p.view not in PRIVATE_VIEWS and p.label in pictures]
    subject = read.credential_subject
    front = sheet.front_photo(public, words.examined_part(subject.profile, subject.claim.part))
    digest = canonical.digest(certificate)
    return set_pages(
        "certificate",
        sheet.certificate_sheet(read, digest, front),
        pictures={front.label: pictures[front.label]} if front else {},
        qr=qr.svg(subject.case_id, subject.examination, digest),
        attachments=(
            Attachment("certificate.json", canonical.pretty(certificate), "The signed certificate"),
            Attachment("certificate.tlog-proof", proof, "Proof that the certificate is in the log"),
        ),
        moment=read_timestamp(read.valid_from),
    )
