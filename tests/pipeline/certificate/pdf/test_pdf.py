import io
import json
import time
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from models.vocabulary.examination import Examined
from models.vocabulary.photo import Flaw
from models.vocabulary.views import View
from pipeline.certificate import canonical, code, envelope, png
from pipeline.certificate.canonical import Document
from pipeline.certificate.pdf import render_certificate, render_picture, render_report
from pipeline.certificate.verify import Beside, verify_document
from pipeline.certificate.words import DEVELOPMENT_KEY, STAND_IN
from tests.support import sample_case
from tests.support.sample_case import NOW, SampleCase
from tests.support.signed import BASE, LOG_PROOF, SIGNER, TestSigner, signed_certificate, signed_report

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


def test_a_certificates_first_page_says_what_holds_for_how_long_and_who_says_so() -> None:
    signer = TestSigner(controller="did:web:adriel.example")
    certificate = signed_certificate(signed_report(SAMPLE, signer), signer)
    first = " ".join(pages(certificate_of(SAMPLE, signer))[0].split())
    for said in (
        "Aldenmoor Tidewatch",
        "Authentic",
        "Assurance: vision. Measured by software and looked at by a vision model.",
        f"How findings are weighed: {sample_case.BASIS}",
        "Issued on 14 March 2026 Valid until 14 March 2027",
        code.short(canonical.digest(certificate)),
        "issuer did:web:adriel.example",
        f"key …{signer.verification_method[-16:]} · log entry 41",
    ):
        assert said in first
    assert "S E E N Dial Case back Movement Hands N OT S E E N Clasp Crown Papers" in first, "spaced capitals"


def test_a_certificates_record_says_where_it_is_written_and_how_it_is_checked() -> None:
    certificate = signed_certificate(signed_report(SAMPLE))
    record = " ".join(" ".join(pages(certificate_of(SAMPLE))[1:]).split())
    for said in (
        "Certificate urn:adriel:k3v9q2m7x4p1:1",
        "entry 41 of log.example, which had 42 when this was issued",
        "place 1234 in the lists under https://adriel.example/status",
        canonical.digest(certificate),
        SIGNER.verification_method[-16:],
        "certificates/urn:adriel:k3v9q2m7x4p1:1#",
        "./adriel verify",
    ):
        assert said in record


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


def test_the_attached_certificate_verifies_alone_and_in_its_envelope_and_nothing_else_is_attached() -> None:
    files = attached(certificate_of(SAMPLE))
    assert set(files) == {"certificate.json", "certificate.tlog-proof", "certificate.envelope.json"}
    assert files["certificate.tlog-proof"] == LOG_PROOF
    for name in ("certificate.json", "certificate.envelope.json"):
        assert verify_document(files[name], now=NOW, beside=Beside(trusted=(SIGNER.trusted,))).valid


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
    _, record, *rest = pages(certificate_of(sample))
    assert "Record of the certificate" in record
    assert len(rest) <= 1


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


def test_every_text_of_the_greatest_length_leaves_the_page_to_be_framed_one_page() -> None:
    report = signed_report(SAMPLE.claiming(brand="W" * 120, model="M" * 120, reference="W" * 120, calibre="W" * 120))
    certificate = signed_certificate(report)
    subject = certificate["credentialSubject"]
    subject["score"]["basis"] = "long basis " * 90
    subject["summary"] = "long summary " * 76
    everything = ["dial", "hands", "crown", "bezel", "case", "caseback", "movement", "bracelet", "clasp", "serial"]
    subject["seen"], subject["unseen"] = everything, [*everything, "papers", "whole"]
    for signed_by_whom in ([], [DEVELOPMENT_KEY], [STAND_IN]):
        subject["cautions"] += signed_by_whom
        first, second, *_ = pages(render_certificate(certificate, report, SAMPLE.pictures, proof=LOG_PROOF))
        assert "Valid until 14 March 2027" in first
        assert "Record of the certificate" in second


def test_a_certificate_shows_no_photo_of_a_private_view_and_says_so() -> None:
    only_private = {label: picture for label, picture in SAMPLE.pictures.items() if label == "caseback"}
    report = signed_report(SAMPLE)
    certificate = signed_certificate(report)
    without = render_certificate(certificate, report, only_private, proof=LOG_PROOF)
    assert _pictures(without) == [0, 0]
    pdf = render_certificate(certificate, report, SAMPLE.pictures, proof=LOG_PROOF)
    assert _pictures(pdf) == [1, 2]
    assert SAMPLE.pictures["caseback"] not in pdf
    assert "Dial kept" not in words(pdf)
    for told in (pdf, without):
        assert words(told).count("kept private: such photos may show the serial number") == 1


def _pictures(pdf: bytes) -> list[int]:
    return [len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize(("count", "shown"), [(1, 1), (2, 2), (9, 9), (20, 20), (33, 20)])
def test_up_to_twenty_photos_are_shown_on_one_page_and_more_are_counted(count: int, shown: int) -> None:
    sample, pictures = _photographed(count)
    report = signed_report(sample)
    pdf = render_certificate(signed_certificate(report), report, pictures, proof=LOG_PROOF)
    assert _pictures(pdf) == [1, shown]
    assert ("And 13 more" in words(pdf)) is (count > shown)


def _photographed(count: int) -> tuple[SampleCase, dict[str, bytes]]:
    """The sample with as many photos of its dial, and a picture of each."""
    sample = sample_case.authentic()
    dial = next(p for p in sample.preparations if p.photo.label == "dial")
    photos = [dial.photo.model_copy(update={"ordinal": n, "sha256": f"{n:064x}"}) for n in range(1, count + 1)]
    preparations = tuple(dial.model_copy(update={"photo": photo}) for photo in photos)
    tints = {photo.label: _noisy(320 + photo.ordinal, 240) for photo in photos}
    return replace(sample, preparations=preparations), tints


def test_a_script_that_no_font_has_is_named_and_the_others_are_set() -> None:
    pdf = certificate_of(SAMPLE.claiming(brand="Ὀδυσσεύς", model="Полёт", reference="精工舎 セイコー", calibre="ساعة"))
    for page in (" ".join(page.split()) for page in pages(pdf)):
        assert "Ὀδυσσεύς" in page
        assert "Полёт" in page
        assert "[Japanese]" in page
        assert "Where a script stands in brackets" in page
    assert "stands in brackets" not in words(certificate_of(SAMPLE))


def test_the_picture_is_the_first_page_its_code_can_be_scanned_and_it_carries_the_envelope() -> None:
    report = signed_report(SAMPLE)
    certificate = signed_certificate(report)
    picture = render_picture(certificate, report, SAMPLE.pictures, proof=LOG_PROOF)
    assert json.loads(png.text_of(picture)) == envelope.wrap(certificate, LOG_PROOF)
    with Image.open(io.BytesIO(picture)) as read:
        assert read.size == (1191, 1684)
        assert len(read.getcolors(maxcolors=1 << 24) or ()) > 1000
        seen, _, _ = cv2.QRCodeDetector().detectAndDecode(np.asarray(read.convert("L")))
    digest = canonical.digest(certificate)
    assert seen == f"{BASE}/certificates/urn:adriel:k3v9q2m7x4p1:1#{code.short(digest)}"
    assert render_picture(certificate, report, SAMPLE.pictures, proof=LOG_PROOF) == picture


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
    sample, pictures = _photographed(40)
    return signed_report(sample), dict.fromkeys(pictures, _noisy(2048, 1536))


def _noisy(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def test_a_picture_is_taken_over_as_it_is() -> None:
    assert SAMPLE.pictures["dial"] in report_of(SAMPLE)


def test_the_sheet_reaches_the_template_as_data(tmp_path: Any) -> None:
    from pipeline.certificate.pdf.typeset import Attachment, Sheets, write_inputs

    attachments = (Attachment("report.json", b"{}", "x"),)
    write_inputs(tmp_path, Sheets({"brand": '#panic("x")'}, {}, {"qr": b"<svg/>"}, attachments, NOW))
    assert json.loads((tmp_path / "data.json").read_text())["brand"] == '#panic("x")'
    assert all("panic" not in path.read_text() for path in tmp_path.glob("*.typ"))


def test_report_certificate_and_picture_of_a_trial_say_that_they_prove_nothing() -> None:
    trial = sample_case.made_up(SAMPLE)
    first = pages(certificate_of(trial))[0]
    for shown in (" ".join(first.split()), words(report_of(trial))):
        assert "in place of the vision model a stand-in answered" in shown
        assert "proves nothing about the watch" in shown
    assert "made for a trial" not in (words(certificate_of(SAMPLE)) + words(report_of(SAMPLE))).casefold()
    report = signed_report(trial)
    assert render_picture(signed_certificate(report), report, trial.pictures, proof=LOG_PROOF) != render_picture(
        signed_certificate(signed_report(SAMPLE)), signed_report(SAMPLE), SAMPLE.pictures, proof=LOG_PROOF
    )


def test_a_certificate_whose_photos_were_erased_is_drawn_without_any_and_says_so() -> None:
    report = signed_report(SAMPLE)
    certificate = signed_certificate(report)
    pdf = render_certificate(certificate, None, {}, proof=LOG_PROOF)
    assert sum(_pictures(pdf)) == 0
    assert "picture not at hand" in words(pdf)
    assert attached(pdf) == attached(render_certificate(certificate, report, SAMPLE.pictures, proof=LOG_PROOF))
    assert pdf == render_certificate(certificate, None, {}, proof=LOG_PROOF)
