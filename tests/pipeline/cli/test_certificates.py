"""A certificate's life from the command line: withdrawn, given back, recalled; and what a verifier then reads."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from models.vocabulary.errors import SubmissionError
from pipeline import issuing
from pipeline.cli import certificates
from pipeline.lifecycle import names
from pipeline.messages import Message
from pipeline.wiring import Workshop, from_environment
from tests.support import sample_case
from tests.support.asking import asked, step
from tests.support.signed import signed_report

Ask = Callable[..., dict[str, Any]]
CASE = sample_case.authentic().case
CERTIFICATE = f"urn:adriel:{CASE.case}:{CASE.examination}"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setenv("ADRIEL_STATE", str(tmp_path / "state"))
    for name in ("ADRIEL_BLOBS", "ADRIEL_KEYS", "ADRIEL_SIGNING_KEY", "ADRIEL_PUBLIC", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    return from_environment({"REDIS_URL": "redis://127.0.0.1:1", "ADRIEL_STATE": str(tmp_path / "state")})


def report(shop: Workshop) -> bytes:
    """The sample case's report, signed by this machine."""
    return json.dumps(signed_report(sample_case.authentic(), shop.signer)).encode()  # type: ignore[arg-type]


@pytest.fixture
def envelope(shop: Workshop, tmp_path: Path) -> Path:
    message = Message(case=CASE.case, examination=CASE.examination, dispatch="d1")
    document = f"cases/{CASE.case}/{CASE.examination}/documents/"
    assert issuing.issue(shop, message, report(shop)) == "certificate"
    assert issuing.issue(shop, message, report(shop)) == "certificate"  # again, as after a kill
    path = tmp_path / "certificate.envelope.json"
    path.write_bytes(shop.store.get(document + names.ENVELOPE))
    return path


@pytest.fixture
def ask(envelope: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    return partial(asked, capsys, envelope)


def because(*words: str) -> int:
    return certificates.main([*words, "--reason", "because it is tried here"])


def test_what_was_issued_is_in_the_log_and_in_no_list(ask: Ask) -> None:
    found = ask()
    assert found["valid"]
    assert step(found, "log") == ("passed", "entry 0 of the log, which had 1")
    assert step(found, "status")[0] == "passed"


def test_a_certificate_is_revoked_for_good_and_offline_that_stays_open(ask: Ask) -> None:
    assert because("revoke", CERTIFICATE) == 0
    assert step(ask(), "status") == ("failed", "REVOKED: the issuer withdrew this certificate for good")
    assert because("restore", CERTIFICATE) == 0
    assert not ask()["valid"]
    offline = ask("--offline")
    assert offline["valid"]
    assert step(offline, "status")[0] == "not checked"


def test_a_suspension_ends(ask: Ask) -> None:
    because("suspend", CERTIFICATE)
    assert step(ask(), "status")[1].startswith("SUSPENDED")
    because("restore", CERTIFICATE)
    assert ask()["valid"]


def test_a_recall_of_a_version_suspends_what_rests_on_it_and_stops_what_would(ask: Ask, shop: Workshop) -> None:
    version = sample_case.VERSIONS["calibration"]
    certificates.main(["recall", "calibration", "another", "--reason", "a threshold was wrong"])
    assert ask()["valid"]
    certificates.main(["recall", "calibration", version, "--reason", "a threshold was wrong"])
    assert step(ask(), "status")[1].startswith("SUSPENDED")
    other = Message(case="zzzzzzzzzzzz", examination=1, dispatch="d1")
    assert issuing.issue(shop, other, report(shop)) == "report:recalled"


def test_lists_are_signed_anew_as_they_are(ask: Ask, shop: Workshop) -> None:
    because("revoke", CERTIFICATE)
    before = shop.store.get("status/public/0/revocation")
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert shop.publisher.renew(now=later) == 2
    assert shop.store.get("status/public/0/revocation") != before
    assert certificates.main(["renew"]) == 0
    assert step(ask(), "status")[1].startswith("REVOKED")


def test_issuing_stops_and_goes_on(shop: Workshop) -> None:
    message = Message(case=CASE.case, examination=CASE.examination, dispatch="d1")
    because("stop")
    assert issuing.issue(shop, message, report(shop)) == "report:stopped"
    assert shop.log.published() is None
    because("resume")
    assert issuing.issue(shop, message, report(shop)) == "certificate"


def test_the_record_says_who_when_and_why(envelope: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert envelope.exists()
    certificates.main(["suspend", CERTIFICATE, "--reason", "a report of theft", "--by", "expert 12"])
    capsys.readouterr()
    certificates.main(["history", CERTIFICATE])
    told = capsys.readouterr().out
    assert "suspend" in told
    assert "by expert 12: a report of theft" in told
    assert str(datetime.now(UTC).year) in told


@pytest.mark.usefixtures("shop")
def test_what_was_never_issued_cannot_be_withdrawn() -> None:
    with pytest.raises(SubmissionError, match="no certificate of this number"):
        because("revoke", CERTIFICATE)


def test_a_reason_is_a_reason(envelope: Path) -> None:
    assert envelope.exists()
    with pytest.raises(SubmissionError, match="between 3 and 500"):
        certificates.main(["revoke", CERTIFICATE, "--reason", "x"])
