import io
import json
import time
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from models.vocabulary.examination import Examined
from models.vocabulary.photo import Flaw
from models.vocabulary.views import View
from pipeline.certificate.canonical import Document
from pipeline.certificate.pdf import render_certificate, render_report
from pipeline.certificate.verify import Beside, verify_document
from tests.support import sample_case
from tests.support.sample_case import NOW, SampleCase
from tests.support.signed import LOG_PROOF, SIGNER, TestSigner, signed_certificate, signed_report

SAMPLE = sample_case.authentic()


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text().replace("\u200b", "") for page in PdfReader(io.BytesIO(pdf)).pages]


def words(pdf: bytes) -> str:
    return " ".join(" ".join(pages(pdf)).split())


def attached(pdf: bytes) -> dict[str, bytes]:
    return {name: data[0] for name, data in PdfReader(io.BytesIO(pdf)).attachments.items()}


def report_of(sample: SampleCase, signer: TestSigner = SIGNER) -> bytes:
    return render_report(signed_report(sample, signer), sample.pictures)


def certificate_of(sample: SampleCase, signer: TestSigner = SIGNER) -> bytes:
    report = signed_report(sample, signer)
    return render_certificate(signed_certificate(report, signer), report, sample.pictures, proof=LOG_PROOF)


@pytest.mark.parametrize(
    ("sample", "title"),
    [
        (sample_case.authentic(), "Authentic"),
        (sample_case.counterfeit(), "Counterfeit"),
        (sample_case.inconclusive(), "Inconclusive"),
        (sample_case.needs_photos(), "Better photos needed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_first_page_says_the_outcome_and_what_it_means(sample: SampleCase, title: str) -> None:
    first = pages(report_of(sample))[0]
    assert title in first
    assert "Assurance" in first
    assert "Tidewatch" in first


@pytest.mark.parametrize("render", [report_of, certificate_of], ids=["report", "certificate"])
def test_the_verdict_is_explained_in_a_paragraph(render: Any) -> None:
    assert sample_case.EXPLANATION in words(render(SAMPLE)).replace("- ", "-")


def test_findings_gaps_advice_and_the_way_to_check_are_on_the_pages() -> None:
    text = words(report_of(sample_case.inconclusive()))
    assert "The case back seems to name another reference" in text
    assert "Vision model no access to it was set up" in text
    assert "Photograph the movement with the case back open" in text
    assert "Not usable: the file ends before the picture does" in text
    assert "./adriel verify report.json" in text


@pytest.mark.parametrize(("flaws", "drawn"), [((), True), ((Flaw.SEVERAL_DIALS,), False)])
def test_no_figure_is_drawn_of_photos_that_show_several_watches(flaws: tuple[Flaw, ...], drawn: bool) -> None:  # noqa: FBT001
    sample = sample_case.inconclusive()
    photos = tuple(
        photo.model_copy(update={"flaws": flaws}) if photo.photo.view is View.DIAL else photo
        for photo in sample.preparations
    )
    text = words(report_of(replace(sample, preparations=photos)))
    assert ("How the evidence weighs" in text) is drawn
    assert ("Not decided" in text) is drawn


@pytest.mark.parametrize("safe", [True, False])
@pytest.mark.parametrize("render", [report_of, certificate_of], ids=["report", "certificate"])
def test_a_development_key_is_called_unsafe_on_the_page(render: Any, safe: bool) -> None:  # noqa: FBT001
    assert ("UNSAFE" in pages(render(SAMPLE, TestSigner(safe=safe)))[0]) is not safe


def test_the_attached_report_verifies() -> None:
    files = attached(report_of(SAMPLE))
    assert list(files) == ["report.json"]
    assert verify_document(files["report.json"], now=NOW, beside=Beside(trusted=(SIGNER.trusted,))).valid


def test_the_attached_certificate_verifies_and_is_all_that_is_attached() -> None:
    files = attached(certificate_of(SAMPLE))
    assert list(files) == ["certificate.json", "certificate.tlog-proof"]
    assert files["certificate.tlog-proof"] == LOG_PROOF
    assert verify_document(files["certificate.json"], now=NOW, beside=Beside(trusted=(SIGNER.trusted,))).valid


@pytest.mark.parametrize("render", [report_of, certificate_of], ids=["report", "certificate"])
def test_the_file_calls_itself_an_archive_copy_and_comes_out_the_same_twice(render: Any) -> None:
    pdf = render(SAMPLE)
    assert b"<pdfaid:part>3</pdfaid:part>" in PdfReader(io.BytesIO(pdf)).xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    assert render(SAMPLE) == pdf


NASTY = {
    "template source": '] #panic("x") #import "/etc/passwd": * #read("data.json") $x^2$ @ref <label> // /* \\u{41}',
    "markup": "<script>alert(1)</script> *a* _b_ `c` = d - e",
    "long word": "W" * 120,
    "Chinese": "漢字" * 60,
    "right to left": "שלום עולם مرحبا بالعالم",
    "emoji": "⌚😀👨👩" * 20,
    "stacked marks": "H" + "\u0335\u031b\u0353" * 30,
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_what_people_write_is_shown_and_never_obeyed(text: str) -> None:
    fields = dict.fromkeys(("brand", "model", "reference", "calibre"), text[:120])
    sample = _saying(sample_case.authentic().claiming(**fields), text)
    assert len(pages(report_of(sample))) <= 5
    assert len(pages(certificate_of(sample))) == 1


def _saying(sample: SampleCase, text: str) -> SampleCase:
    first, second = sample.examinations
    assert isinstance(first, Examined)
    said = [f.model_copy(update={"sentence": (text * 9)[:500], "observed": text[:300]}) for f in first.findings]
    return replace(sample, examinations=(first.model_copy(update={"findings": tuple(said)}), second))


def test_template_source_in_a_claim_is_printed_as_it_was_written() -> None:
    text = 'Alden #panic("x") $x^2$ <b>'
    assert text in words(report_of(SAMPLE.claiming(brand=text)))


def test_no_control_character_ends_the_rendering() -> None:
    assert report_of(_saying(SAMPLE, "".join(f"{chr(code)}b" for code in range(0x20))))


def test_every_text_of_the_greatest_length_leaves_the_certificate_on_one_page() -> None:
    report = signed_report(SAMPLE.claiming(brand="W" * 120, model="M" * 120, reference="W" * 120, calibre="W" * 120))
    certificate = signed_certificate(report)
    subject = certificate["credentialSubject"]
    subject["score"]["basis"] = "long basis " * 90
    subject["summary"] = "long summary " * 76
    everything = ["dial", "hands", "crown", "bezel", "case", "caseback", "movement", "bracelet", "clasp", "serial"]
    subject["seen"], subject["unseen"] = everything, [*everything, "papers", "whole"]
    assert len(pages(render_certificate(certificate, report, SAMPLE.pictures, proof=LOG_PROOF))) == 1


def test_a_certificate_shows_no_photo_of_a_private_view() -> None:
    only_private = {label: picture for label, picture in SAMPLE.pictures.items() if label == "caseback"}
    report = signed_report(SAMPLE)
    certificate = signed_certificate(report)
    assert _pictures(render_certificate(certificate, report, only_private, proof=LOG_PROOF)) == 0
    assert _pictures(render_certificate(certificate, report, SAMPLE.pictures, proof=LOG_PROOF)) == 1
    assert SAMPLE.pictures["caseback"] not in render_certificate(certificate, report, SAMPLE.pictures, proof=LOG_PROOF)


def _pictures(pdf: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_certificate_is_not_rendered_with_another_report() -> None:
    certificate = signed_certificate(signed_report(SAMPLE))
    with pytest.raises(ValueError, match="another report"):
        render_certificate(certificate, signed_report(SAMPLE.claiming(year=2022)), SAMPLE.pictures, proof=LOG_PROOF)


def test_a_report_without_pictures_says_so() -> None:
    text = words(render_report(signed_report(SAMPLE), {}))
    assert "picture not at hand" in text


def test_a_case_of_forty_photos_and_many_findings_is_rendered_within_half_a_second() -> None:
    report, pictures = _large()
    render_report(report, pictures)
    started = time.process_time()
    pdf = render_report(report, pictures)
    took = time.process_time() - started
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 6
    assert took < 2.0, "half a second on an idle machine; four times that leaves room for a busy one"


def _large() -> tuple[Document, dict[str, bytes]]:
    sample = sample_case.authentic()
    dial = next(p for p in sample.preparations if p.photo.label == "dial")
    photos = [dial.photo.model_copy(update={"ordinal": n, "sha256": f"{n:064x}"}) for n in range(1, 41)]
    preparations = tuple(dial.model_copy(update={"photo": photo}) for photo in photos)
    picture = _noisy(2048, 1536)
    return signed_report(replace(sample, preparations=preparations)), {photo.label: picture for photo in photos}


def _noisy(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def test_a_picture_is_taken_over_as_it_is() -> None:
    assert SAMPLE.pictures["dial"] in report_of(SAMPLE)


def test_the_sheet_reaches_the_template_as_data(tmp_path: Any) -> None:
    from pipeline.certificate.pdf.typeset import Attachment, write_inputs

    write_inputs(
        tmp_path,
        {"brand": '#panic("x")'},
        pictures={},
        qr=b"<svg/>",
        attachments=(Attachment("report.json", b"{}", "x"),),
        moment=NOW,
    )
    assert json.loads((tmp_path / "data.json").read_text())["brand"] == '#panic("x")'
    assert all("panic" not in path.read_text() for path in tmp_path.glob("*.typ"))
