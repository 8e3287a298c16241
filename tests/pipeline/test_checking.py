"""A stranger's document is checked by what the store has: every step, and an answer in a word."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary.errors import SubmissionError
from pipeline import checking, issuer, keys
from pipeline.adapters.files import LocalFiles
from pipeline.certificate.shapes import credential_id
from pipeline.checking import SENTENCE, Answer
from pipeline.messages import Message
from pipeline.status.decisions import Action
from pipeline.wiring import Workshop
from tests.bad_files import MP4, PDF, heic, picture, saved
from tests.support.issued import document, issue, shop_of_an_issuer
from tests.support.pdf_files import pdf_with

BASE = "https://adriel.example"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return shop_of_an_issuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture(scope="module")
def issued(shop: Workshop) -> Message:
    return issue(shop)


def checked(shop: Workshop, data: bytes, *, later: timedelta = timedelta(0), gives_up: bool = False) -> dict[str, Any]:
    """Hand a document in, have it checked, and return the result."""
    check = checking.submit(shop.store, data)
    assert checking.result(shop.store, check) is None
    own, now = issuer.read(shop.store), datetime.now(UTC) + later
    checking.carry_out(shop.store, check, issuer=own, base=BASE, now=now, gives_up=gives_up)
    found = checking.result(shop.store, check)
    assert found is not None
    assert not shop.store.exists(keys.check_document(check))
    assert found["sentence"] == SENTENCE[Answer(found["verdict"])]
    return found


def test_every_answer_has_its_sentence() -> None:
    assert set(SENTENCE) == set(Answer)
    assert set(checking._AT_FAULT.values()) < set(Answer)


@pytest.mark.parametrize(
    "name",
    [
        "certificate.json",
        "certificate.envelope.json",
        "certificate.pdf",
        "certificate.png",
        "report.json",
        "report.pdf",
    ],
)
def test_what_was_issued_is_valid_in_every_form_with_each_step_and_its_facts(
    shop: Workshop, issued: Message, name: str
) -> None:
    found = checked(shop, document(shop, issued, name))
    expected = "open" if name == "certificate.json" else "valid"  # the log's proof did not come with it
    assert found["verdict"] == expected
    verification = found["verification"]
    assert [step["number"] for step in verification["steps"]] == list(range(1, 11))
    assert all(step["why"] for step in verification["steps"])
    assert (verification["facts"]["brand"], verification["facts"]["outcome"]) == ("Aldenmoor", "authentic")
    around = [text for text in verification["not_covered"] if "only the" in text]
    assert len(around) == (1 if name.endswith((".pdf", ".png")) else 0)
    assert "whether enough witnesses confirmed the log" in verification["not_covered"]
    assert len(found["code"]) == 14


def test_a_certificate_that_was_withdrawn_says_so(shop: Workshop) -> None:
    message = issue(shop, "w1thdrawnw1th")
    certificate = credential_id(message.case, message.examination)
    for action, standing in ((Action.SUSPEND, "suspended"), (Action.REVOKE, "revoked")):
        shop.decisions.decide(certificate, action, reason="tried here", by="expert 1", now=shop.clock.now())
        shop.publisher.carry_out([certificate], now=shop.clock.now())
        found = checked(shop, document(shop, message, "certificate.envelope.json"))
        assert (found["verdict"], found["verification"]["standing"]) == ("withdrawn", standing)
        assert found["verification"]["facts"] is None


def test_what_does_not_hold_is_called_by_what_is_wrong_with_it(shop: Workshop, issued: Message, tmp_path: Path) -> None:
    genuine = document(shop, issued, "certificate.envelope.json")
    stranger = shop_of_an_issuer(tmp_path / "stranger")
    theirs = document(stranger, issue(stranger), "certificate.envelope.json")
    assert checked(shop, genuine.replace(b"Aldenmoor", b"Aldenmooz"))["verdict"] == "altered"
    assert checked(shop, theirs)["verdict"] == "unknown_issuer"
    assert checked(shop, genuine, later=timedelta(days=400))["verdict"] == "out_of_time"
    assert checked(shop, genuine, later=timedelta(days=10))["verdict"] == "open"  # lists that nobody renewed
    unlogged = json.loads(genuine)
    unlogged["logProof"] = unlogged["logProof"].replace("index 0", "index 1")
    assert checked(shop, json.dumps(unlogged).encode())["verdict"] == "not_logged"


def test_where_no_key_is_published_nobody_is_believed(shop: Workshop, issued: Message, tmp_path: Path) -> None:
    bare = LocalFiles(tmp_path / "bare")
    check = checking.submit(bare, document(shop, issued, "certificate.json"))
    checking.carry_out(bare, check, issuer=issuer.read(bare), base=BASE, now=datetime.now(UTC), gives_up=False)
    found = checking.result(bare, check)
    assert found is not None
    assert found["verdict"] == "unknown_issuer"


def test_a_document_of_a_development_key_and_one_made_for_a_trial_prove_nothing(tmp_path: Path) -> None:
    shop = shop_of_an_issuer(tmp_path / "own", ADRIEL_SIGNING_KEY="")
    assert checked(shop, document(shop, issue(shop), "certificate.envelope.json"))["verdict"] == "unsafe"


HOSTILE = {
    "one byte": b"x",
    "no JSON": b"{",
    "a list": b"[]",
    "another JSON": b'{"type": ["VerifiableCredential"]}',
    "nested without end": b"[" * 200_000,
    "a number without end": b'{"a": ' + b"9" * 100_000 + b"}",
    "a bare PDF": PDF,
    "a PDF of nothing of ours": pdf_with(("other.json", b"{}")),
    "a PDF of two": pdf_with(("certificate.json", b"{}"), ("certificate.json", b"{}")),
    "a PDF cut off": pdf_with(("certificate.json", b"{}"))[:400],
    "a photo": saved(picture(), "JPEG"),
    "a picture without a certificate": saved(picture(), "PNG"),
    "a picture cut off": saved(picture(), "PNG")[:200],
    "both kinds": saved(picture(), "PNG") + PDF,
    "PDF in a PNG's head": b"\x89PNG\r\n\x1a\n%PDF-1.7",
    "a film": MP4,
    "HEIC": heic(),
    "zeros": bytes(100_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_makes_a_check_fail(shop: Workshop, name: str) -> None:
    assert checked(shop, HOSTILE[name])["verdict"] == "unreadable"


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 5_000), new=st.binary(min_size=1, max_size=40))
def test_a_certificate_whose_bytes_were_changed_anywhere_is_answered(
    shop: Workshop, issued: Message, at: int, new: bytes
) -> None:
    genuine = document(shop, issued, "certificate.pdf")
    place = at * len(genuine) // 5_000
    checked(shop, genuine[:place] + new + genuine[place + len(new) :])


def test_what_ended_its_worker_too_often_is_refused_unopened(shop: Workshop, issued: Message) -> None:
    found = checked(shop, document(shop, issued, "certificate.json"), gives_up=True)
    assert (found["verdict"], found["refused"]) == ("unreadable", checking.ENDED_ITS_WORKER)


def test_a_check_that_is_carried_out_again_changes_nothing(shop: Workshop, issued: Message) -> None:
    check = checking.submit(shop.store, document(shop, issued, "certificate.json"))
    for later in (0, 500):
        now = datetime.now(UTC) + timedelta(days=later)
        checking.carry_out(shop.store, check, issuer=issuer.read(shop.store), base=BASE, now=now, gives_up=False)
    found = checking.result(shop.store, check)
    assert found is not None
    assert found["verdict"] == "open"


def test_documents_and_results_go_after_a_while(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path)
    waiting = checking.submit(store, b"{}")
    assert checking.sweep(store, datetime.now(UTC) - timedelta(hours=1)) == 0
    assert checking.sweep(store, datetime.now(UTC) + timedelta(hours=1)) == 1
    checking.carry_out(store, waiting, issuer=None, base=BASE, now=datetime.now(UTC), gives_up=False)
    assert checking.result(store, waiting) is None


@pytest.mark.parametrize(("data", "code"), [(b"", "check:empty"), (bytes(checking.MAX_BYTES + 1), "check:too_large")])
def test_what_can_be_no_document_is_not_even_taken(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(SubmissionError) as fault:
        checking.submit(LocalFiles(tmp_path), data)
    assert fault.value.code == code


@pytest.mark.parametrize("check", ["", "../status", "a/b", "x" * 30])
def test_a_name_that_is_no_id_has_no_result(tmp_path: Path, check: str) -> None:
    assert checking.result(LocalFiles(tmp_path), check) is None


def test_whoever_hands_in_loads_no_opencv() -> None:
    program = (
        "import sys, pipeline.checking, pipeline.public, pipeline.references, pipeline.usage;"
        "print([n for n in ('cv2', 'rapidocr', 'onnxruntime', 'typst', 'celery') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=Path.cwd())
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


def test_a_result_is_json_that_holds_nothing_of_the_file_that_could_not_be_read(shop: Workshop) -> None:
    found = checked(shop, b'{"secret-of-a-stranger": 1}')
    assert "secret-of-a-stranger" not in json.dumps(found)
