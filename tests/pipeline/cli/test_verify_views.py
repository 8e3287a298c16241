"""``./adriel verify`` of what is looked at: PDFs and pictures, genuine and doctored, and other people's photos."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from models.vocabulary.errors import SubmissionError
from models.vocabulary.photo import Prepared
from pipeline.certificate import envelope, png
from pipeline.certificate.canonical import Document, pretty
from pipeline.certificate.pdf import render_certificate, render_picture
from pipeline.cli import verify
from pipeline.imaging.decode import decode_upright
from pipeline.imaging.hashes import pdq
from tests.support import sample_case
from tests.support.pdf_files import pdf_with
from tests.support.signed import LOG_PROOF, SIGNER, signed_certificate, signed_report


def _with_real_hashes(sample: sample_case.SampleCase) -> sample_case.SampleCase:
    seen = (
        each.model_copy(update={"perceptual": pdq(decode_upright(sample.originals[each.photo.label]))})
        if isinstance(each, Prepared)
        else each
        for each in sample.preparations
    )
    return replace(sample, preparations=tuple(seen))


SAMPLE = _with_real_hashes(sample_case.authentic())
REPORT = signed_report(SAMPLE)
CERTIFICATE = signed_certificate(REPORT)
OTHER = signed_certificate(signed_report(SAMPLE.claiming(brand="Brightwater")))
PDF = render_certificate(CERTIFICATE, REPORT, SAMPLE.pictures, proof=LOG_PROOF)
PICTURE = render_picture(CERTIFICATE, REPORT, SAMPLE.pictures, proof=LOG_PROOF)
Ask = Callable[..., tuple[int, str]]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    monkeypatch.setenv("ADRIEL_STATE", str(tmp_path / "state"))
    for name in ("ADRIEL_KEYS", "ADRIEL_SIGNING_KEY", "ADRIEL_BLOBS"):
        monkeypatch.delenv(name, raising=False)

    def asked(name: str, data: bytes, *options: str | Path) -> tuple[int, str]:
        path = tmp_path / name
        path.write_bytes(data)
        words = [str(path), "--offline", "--trust", SIGNER.verification_method, *map(str, options)]
        code = verify.main(words)
        return code, capsys.readouterr().out

    return asked


def painted() -> bytes:
    """A picture that anyone could have drawn."""
    out = io.BytesIO()
    Image.new("RGB", (300, 400), "gold").save(out, "PNG")
    return out.getvalue()


def bare(picture: bytes) -> bytes:
    """The picture without what lies between its header, which has 33 bytes, and its pixels."""
    return picture[:33] + picture[picture.index(b"IDAT") - 4 :]


def wrapped(certificate: Document = CERTIFICATE, proof: bytes = LOG_PROOF) -> bytes:
    return pretty(envelope.wrap(certificate, proof))


@pytest.mark.parametrize(
    ("name", "data", "around"),
    [
        ("certificate.pdf", PDF, "the pages of the PDF: only the document attached to it was checked"),
        ("certificate.png", PICTURE, "the picture itself: only the certificate that it carries was checked"),
        ("renamed.dat", PICTURE, "the picture itself"),
        ("doctored.pdf", pdf_with(("certificate.json", pretty(CERTIFICATE))), "the pages of the PDF"),
        ("doctored.png", png.with_text(painted(), wrapped()), "the picture itself"),
    ],
)
def test_of_a_view_the_credentials_own_facts_are_told_and_that_the_view_was_not_checked(
    ask: Ask, name: str, data: bytes, around: str
) -> None:
    code, told = ask(name, data)
    assert code == 0
    assert "claim        Aldenmoor Tidewatch AM-2204" in told
    assert f"Not covered by this check:\n  - {around}" in told
    _, machine = ask(name, data, "--json")
    assert json.loads(machine)["facts"]["brand"] == "Aldenmoor"
    assert json.loads(machine)["not_covered"][0].startswith(around)


def test_the_page_of_one_watch_around_the_certificate_of_another_tells_the_other(ask: Ask) -> None:
    lying = render_picture(OTHER, signed_report(SAMPLE.claiming(brand="Brightwater")), {}, proof=LOG_PROOF)
    code, told = ask("certificate.png", png.with_text(bare(lying), wrapped()))
    assert code == 0
    assert "Aldenmoor" in told
    assert "Brightwater" not in told


def test_an_altered_credential_inside_a_genuine_view_does_not_hold(ask: Ask) -> None:
    altered = json.loads(json.dumps(CERTIFICATE))
    altered["credentialSubject"]["claim"]["brand"] = "Brightwater"
    for name, data in (
        ("a.png", png.with_text(painted(), wrapped(altered))),
        ("a.pdf", pdf_with(("certificate.json", pretty(altered)))),
    ):
        code, told = ask(name, data)
        assert code == 1
        assert "NOT VALID" in told
        assert "Brightwater" not in told


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("bare.png", painted(), "carries no certificate"),
        ("two.png", png.with_text(PICTURE, wrapped()), "several certificates"),
        ("cut.png", PICTURE[:-100], "ends before"),
        ("both.png", png.with_text(PICTURE, b"%PDF-1.7 " + wrapped()), "a PDF and a picture at once"),
        ("bare.pdf", pdf_with(), "carries none of"),
        (
            "two.pdf",
            pdf_with(("certificate.json", pretty(OTHER)), ("certificate.envelope.json", wrapped())),
            "two different certificates",
        ),
        (
            "proof.pdf",
            pdf_with(("certificate.json", pretty(CERTIFICATE)), ("certificate.envelope.json", b"[" * 100_000)),
            "two different certificates",
        ),
    ],
)
def test_a_view_that_carries_nothing_or_two_things_is_refused_with_what_to_do(
    ask: Ask, name: str, data: bytes, said: str
) -> None:
    with pytest.raises(SubmissionError, match=rf"{name}: .*{said}.*; verify the \.json file that came with it"):
        ask(name, data)


def test_what_is_attached_to_our_own_pdf_agrees(ask: Ask) -> None:
    files = {name: data[0] for name, data in PdfReader(io.BytesIO(PDF)).attachments.items()}
    assert ask("again.pdf", pdf_with(*files.items()))[0] == 0


# Photos


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "claim.toml").write_text("brand = 'x'")
    (folder / ".hidden").write_bytes(b"x")
    return folder


def small(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        out = io.BytesIO()
        image.resize((image.width // 2, image.height // 2)).save(out, "JPEG", quality=60)
    return out.getvalue()


def photo_step(told: dict[str, Any]) -> dict[str, Any]:
    return next(step for step in told["steps"] if step["name"] == "photos")


def test_each_photo_of_a_folder_is_answered_by_name_and_what_is_lacking_is_named(ask: Ask, photos: Path) -> None:
    (photos / "a-front.jpg").write_bytes(SAMPLE.originals["dial"])
    (photos / "b-back.jpg").write_bytes(small(SAMPLE.originals["caseback"]))
    code, told = ask("certificate.json", pretty(CERTIFICATE), "--photos", photos)
    assert code == 0
    assert "1. a-front.jpg: identical, dial (" in told
    assert "2. b-back.jpg: re-encoded, caseback (" in told
    assert "2 of 3 photos are the ones that were examined (photo 2 saved anew); not given: movement (" in told


def test_a_photo_of_something_else_ends_the_check_though_the_document_holds(ask: Ask, photos: Path) -> None:
    (photos / "a.jpg").write_bytes(SAMPLE.originals["dial"])
    (photos / "b.png").write_bytes(painted_pattern())
    code, told = ask("certificate.json", pretty(CERTIFICATE), "--photos", photos)
    assert code == 1
    assert told.startswith("NOT VALID: this certificate is what was signed, but does not hold with the photos.")
    assert "2. b.png: not the same; " in told
    assert "photo 2 of 2; not given: caseback (" in told


def painted_pattern() -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot((600, 450), (-2.0, -1.2, 1.0, 1.2), 80).save(out, "PNG")
    return out.getvalue()


def test_a_photo_that_cannot_be_read_leaves_it_open_and_ends_with_a_fault(ask: Ask, photos: Path) -> None:
    (photos / "a.jpg").write_bytes(SAMPLE.originals["dial"])
    (photos / "b.jpg").write_bytes(SAMPLE.originals["dial"][:9000])
    code, told = ask("certificate.json", pretty(CERTIFICATE), "--photos", photos)
    assert code == 1
    assert "NOT CHECKED: log, status, photos." in told
    assert "2. b.jpg: cannot be read; the file ends before the picture does: copy it from the camera again" in told


def test_as_json_photos_have_positions_and_digests_and_no_names(ask: Ask, photos: Path) -> None:
    (photos / "51.5007N-holiday.jpg").write_bytes(small(SAMPLE.originals["dial"]))
    (photos / "broken-holiday.jpg").write_bytes(b"")
    _, out = ask("certificate.json", pretty(CERTIFICATE), "--photos", photos, "--json")
    assert "holiday" not in out
    told = json.loads(out)
    assert [(each["position"], each["answer"]) for each in told["photos"]] == [(1, "re-encoded"), (2, "cannot be read")]
    assert told["photos"][0]["distance"] <= 31
    assert [call.split(" ")[0] for call in told["photos_absent"]] == ["caseback", "movement"]
    assert photo_step(told)["status"] == "not checked"


def test_a_folder_that_is_none_or_empty_or_closed_says_so(ask: Ask, photos: Path, tmp_path: Path) -> None:
    for folder, said in ((tmp_path / "nowhere", "there is no such folder"), (photos, "the folder holds no photos")):
        with pytest.raises(SubmissionError, match=said):
            ask("certificate.json", pretty(CERTIFICATE), "--photos", folder)


def test_photos_are_not_compared_with_a_document_that_cannot_be_read(ask: Ask, photos: Path) -> None:
    (photos / "a.jpg").write_bytes(SAMPLE.originals["dial"])
    code, told = ask("certificate.json", b"{}", "--photos", photos)
    assert code == 1
    assert "a.jpg" not in told


def test_the_code_that_is_read_out_over_a_telephone_is_printed(ask: Ask) -> None:
    _, told = ask("certificate.pdf", PDF)
    (code,) = [line.split()[1] for line in told.splitlines() if line.startswith("  code ")]
    assert code in " ".join(page.extract_text() for page in PdfReader(io.BytesIO(PDF)).pages)
