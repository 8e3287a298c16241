"""PDFs: views for people of what was signed, with the signed JSON attached (PDF/A-3), and a picture to be shown around.

``certified``  certificates as the few words and figures that the pages show
``glyphs``     what the fonts can show of what people write
``marks``      where findings are marked on a photo
``pictures``   photos no larger than a file can bear
``seal``       the ornament that follows from a certificate's digest
``sheet``      the same of reports
``typeset``    pages by Typst, with nothing but the fonts that it ships
``templates``  the pages; text reaches them as data, never as source

A PDF proves nothing by itself: the attached JSON does, and the pages say how to check it.
"""

from collections.abc import Mapping, Sequence

from models.vocabulary.views import PRIVATE_VIEWS
from pipeline.certificate import canonical, envelope, png, qr, words
from pipeline.certificate.canonical import Document
from pipeline.certificate.pdf import certified, seal, sheet
from pipeline.certificate.pdf.pictures import bounded
from pipeline.certificate.pdf.typeset import Attachment, Sheets, set_pdf, set_picture
from pipeline.certificate.proof import read_timestamp
from pipeline.certificate.shapes import Certificate, PhotoExamined, Report
from pipeline.transparency import proof as log_proof

__all__ = ["render_certificate", "render_picture", "render_report"]

_PPI = 144.0
"""Pixels an inch of the picture: 1191 by 1684, which a telephone shows sharply and a message carries."""

_BRASS, _GREY = {"ink": "#f6ecd4", "ground": "#9a7b3f"}, {"ink": "#eef0f2", "ground": "#8b9099"}
"""Of the seal; one that proves nothing has it in grey: by a development key, or made for a trial."""


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
    sheets = Sheets(
        data=sheet.report_sheet(read, digest, frozenset(shown)),
        pictures=bounded(shown, whole=main.label if main else None),
        drawings={"qr": qr.svg(qr.content(read.case, read.examination, digest))},
        attachments=(Attachment("report.json", canonical.pretty(report), "The signed report"),),
        moment=read_timestamp(read.created),
    )
    return set_pdf("report", sheets)


def render_certificate(
    certificate: Document, report: Document | None, pictures: Mapping[str, bytes], *, proof: bytes
) -> bytes:
    """Return the certificate as PDF/A-3: a page to be framed and its record, with certificate and log's proof attached.

    Photos of private views are never in it, whatever ``pictures`` holds.

    :param certificate: signed.
    :param report: the signed report that the certificate rests on: tells which photo has which label; None where it
        was erased with the photos: then none is shown.
    :param proof: that the certificate is in the log.
    :raises ValueError: the certificate rests on another report, or the proof is none.
    """
    return set_pdf("certificate", _certificate(certificate, report, pictures, proof, picture=False))


def render_picture(
    certificate: Document, report: Document | None, pictures: Mapping[str, bytes], *, proof: bytes
) -> bytes:
    """Return the certificate's first page as PNG, with certificate and log's proof (the envelope) in its metadata.

    Arguments and errors as of ``render_certificate``.
    """
    sheets = _certificate(certificate, report, pictures, proof, picture=True)
    return png.with_text(
        set_picture("certificate", sheets, ppi=_PPI), canonical.pretty(envelope.wrap(certificate, proof))
    )


def _certificate(
    certificate: Document, report: Document | None, pictures: Mapping[str, bytes], proof: bytes, *, picture: bool
) -> Sheets:
    read = Certificate.model_validate_json(canonical.canonical(certificate))
    examined = _examined(read, report) if report is not None else certified.unshown(read)
    shown = {p.label: pictures[p.label] for p in examined if p.view not in PRIVATE_VIEWS and p.label in pictures}
    digest = canonical.digest(certificate)
    data = certified.certificate_sheet(read, digest, examined, log_proof.parse(proof), pictured=shown)
    seal_colours = _GREY if data["warnings"] else _BRASS
    labels = _labels(data, picture=picture)
    return Sheets(
        data={**data, "picture": picture, "seal": seal_colours},
        pictures=bounded({label: shown[label] for label in labels}, whole=next(iter(labels), None)),
        drawings={"qr": qr.svg(data["page"]), "seal": seal.svg(digest, **seal_colours)},
        attachments=_attachments(certificate, proof),
        moment=read_timestamp(read.valid_from),
    )


def _examined(certificate: Certificate, report: Document) -> Sequence[PhotoExamined]:
    if certificate.credential_subject.evidence_digest != canonical.digest(report):
        raise ValueError("the certificate rests on another report")
    photos = Report.model_validate_json(canonical.canonical(report)).photos
    return [photo for photo in photos if isinstance(photo, PhotoExamined)]


def _labels(data: sheet.Sheet, *, picture: bool) -> tuple[str, ...]:
    """Return the photos that are set, the one in front first; of a picture it is the only one."""
    tiles = [] if picture else [tile["picture"] for tile in data["photos"]]
    return tuple(dict.fromkeys(each["label"] for each in (data["front"], *tiles) if each))


def _attachments(certificate: Document, proof: bytes) -> tuple[Attachment, ...]:
    return (
        Attachment("certificate.json", canonical.pretty(certificate), "The signed certificate"),
        Attachment("certificate.tlog-proof", proof, "Proof that the certificate is in the log"),
        Attachment(
            "certificate.envelope.json", canonical.pretty(envelope.wrap(certificate, proof)), "Certificate and proof"
        ),
    )
