"""PDFs and pictures that carry a certificate, and files that are none of ours."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FilePayload
from pypdf import PdfReader

from pipeline.carried import PAGES, PICTURE
from pipeline.certificate import canonical, png
from pipeline.certificate.canonical import pretty
from pipeline.certificate.page import Pins
from pipeline.certificate.page.words import AROUND
from pipeline.certificate.pdf import render_certificate, render_picture, render_report
from tests.pipeline.certificate.test_beside import CERTIFICATE, REPORT, TRUST, proven
from tests.support import sample_case
from tests.support.pdf_files import pdf_with
from tests.support.sample_case import NOW
from tests.support.signed import BASE, SIGNER
from tests.support.verify_page import VerifyPage, opened

SAMPLE = sample_case.authentic()
PINS = Pins(trusted=(SIGNER.trusted,), log=TRUST, public=BASE)


@pytest.fixture(scope="module")
def page(offline: BrowserContext, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VerifyPage]:
    with opened(offline, tmp_path_factory.mktemp("page"), PINS, now=NOW + timedelta(hours=1)) as page:
        yield page
        assert page.asked == []


@pytest.fixture(scope="module")
def log_proof(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return proven(tmp_path_factory.mktemp("log"), "00" * 32)


@pytest.fixture(scope="module")
def pdf(log_proof: bytes) -> bytes:
    return render_certificate(CERTIFICATE, REPORT, SAMPLE.pictures, proof=log_proof)


def attaching(**files: bytes) -> bytes:
    """A PDF that another program wrote, with these files attached."""
    return pdf_with(*((name.replace("__", "-").replace("_", "."), data) for name, data in files.items()))


def test_the_certificates_pdf_is_read_with_its_proof_and_its_pages_are_not_believed(
    page: VerifyPage, pdf: bytes
) -> None:
    said = page.give({"certificate.pdf": pdf})
    assert said.valid
    assert said.step("log") == ("passed", "entry 1 of the log, which had 2")
    assert said.digest == canonical.digest(CERTIFICATE)
    assert said.not_covered[0] == AROUND["pdf"] == PAGES


def test_the_reports_pdf_is_read(page: VerifyPage) -> None:
    said = page.give({"report.pdf": render_report(REPORT, SAMPLE.pictures)})
    assert (said.valid, said.document, said.digest) == (True, "report", canonical.digest(REPORT))


def test_a_picture_is_read_and_not_believed(page: VerifyPage, log_proof: bytes) -> None:
    picture = render_picture(CERTIFICATE, REPORT, SAMPLE.pictures, proof=log_proof)
    said = page.give({"certificate.png": picture})
    assert (said.valid, said.digest) == (True, canonical.digest(CERTIFICATE))
    assert said.step("log")[0] == "passed"
    assert said.not_covered[0] == AROUND["png"] == PICTURE


def test_a_doctored_certificate_inside_a_pdf_fails(page: VerifyPage) -> None:
    doctored = pretty(CERTIFICATE).replace(b"Tidewatch", b"Moonwatch")
    assert page.give({"a.pdf": attaching(certificate_json=doctored)}).failed == ["signature"]


def test_a_pdf_that_another_program_wrote_is_read(page: VerifyPage, log_proof: bytes) -> None:
    data = attaching(certificate_json=pretty(CERTIFICATE), certificate_tlog__proof=log_proof)
    assert len(list(PdfReader(io.BytesIO(data)).attachments)) == 2
    said = page.give({"a.pdf": data})
    assert said.valid
    assert said.step("log")[0] == "passed"


def two_certificates() -> bytes:
    return attaching(certificate_json=pretty(CERTIFICATE)).replace(b"%%EOF", b"") + attaching(
        certificate_json=pretty(REPORT)
    )


UNUSABLE = {
    "no attachment": (attaching(), "none of certificate.json, report.json"),
    "another attachment": (attaching(holiday_txt=b"{}"), "none of certificate.json, report.json"),
    "two of one name": (two_certificates(), "twice"),
    "an envelope of another": (
        attaching(certificate_json=pretty(CERTIFICATE), certificate_envelope_json=b'{"credential": {}}'),
        "two different certificates",
    ),
    "countless attachments": (b"%PDF-1.7" + b"/Type /Filespec " * 200_000, "cannot be read here"),
    "only its beginning": (b"%PDF-1.7", "none of"),
}


@pytest.mark.parametrize(("data", "why"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_pdf_without_one_document_of_ours_is_refused_with_what_to_do(page: VerifyPage, data: bytes, why: str) -> None:
    page.give({"c.json": pretty(CERTIFICATE)})
    said = page.give({"a.pdf": data})
    assert why in said.message
    assert not said.shown  # what was said of another file must not stand beside it


def test_a_cut_attachment_is_refused_or_fails(page: VerifyPage, pdf: bytes) -> None:
    place = pdf.index(b"EmbeddedFile")
    for cut in (pdf[: place + 200], pdf[:place] + b"\0" * 400 + pdf[place + 400 :]):
        said = page.give({"a.pdf": cut})
        assert said.message or not said.valid


def test_a_picture_with_two_certificates_is_refused(page: VerifyPage) -> None:
    twice = png.with_text(png.with_text(SAMPLE_PNG, b"{}"), b"{}")
    assert "several certificates" in page.give({"a.png": twice}).message


def _png() -> bytes:
    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (8, 8)).save(written, "PNG")
    return written.getvalue()


SAMPLE_PNG = _png()


def test_several_documents_at_once_are_one_too_many(page: VerifyPage) -> None:
    said = page.give({"one.json": pretty(CERTIFICATE), "two.json": pretty(REPORT)})
    assert said.message == "These are several documents: give one at a time."
    assert not said.shown


def test_photos_alone_are_no_certificate(offline: BrowserContext, tmp_path: Path) -> None:
    with opened(offline, tmp_path, PINS, now=NOW) as page:
        for name, data in {"a.png": SAMPLE_PNG, "dial.jpg": SAMPLE.originals["dial"]}.items():
            said = page.give({name: data})
            assert "certificate first" in said.message
            assert not said.shown


def test_a_photo_that_is_not_the_very_file_is_left_open_and_named(page: VerifyPage) -> None:
    other = SAMPLE.originals["dial"] + b"\0"
    said = page.give({"c.json": pretty(CERTIFICATE), "dial.jpg": SAMPLE.originals["dial"], "other.jpg": other})
    status, why = said.step("photos")
    assert status == "not checked"
    assert why.startswith("cannot be compared: photo 2 of 2; not given: ")
    assert "Not checked: log, status, photos." in said.told
    assert "other.jpg: not the very file" in page.page.inner_text("#photo-answers")


def test_two_photos_of_one_name_are_two(page: VerifyPage) -> None:
    page.give({"c.json": pretty(CERTIFICATE)})
    for label in ("dial", "movement"):
        payload: FilePayload = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": SAMPLE.originals[label]}
        page.page.set_input_files("#more-files", [payload])
        page.read()
    assert page.read().step("photos")[1].startswith("2 of 3 photos are the ones that were examined")


def test_a_new_document_forgets_what_was_given_with_the_last(page: VerifyPage) -> None:
    page.give({"c.json": pretty(CERTIFICATE), **SAMPLE.originals})
    assert page.give({"c.json": pretty(CERTIFICATE)}).step("photos") == ("not checked", "no photos were given")
