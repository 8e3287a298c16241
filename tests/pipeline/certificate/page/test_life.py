"""Certificates that this machine issues, rotates its keys over and withdraws, in the page that it writes."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from pipeline import issuing
from pipeline.cli import certificates, keys
from pipeline.cli import page as page_command
from pipeline.lifecycle import names
from pipeline.messages import Message
from pipeline.status.lists import Purpose
from pipeline.wiring import Workshop, from_environment
from tests.support import sample_case
from tests.support.signed import signed_report
from tests.support.verify_page import Said, VerifyPage, watched_page

PASSPHRASE = "correct horse battery staple"
Shop = Callable[[], Workshop]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Makes the workshop anew, as a worker that starts does."""
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    secret.chmod(0o600)
    for name in ("ADRIEL_BLOBS", "ADRIEL_KEYS", "ADRIEL_SIGNING_KEY", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    own = {
        "ADRIEL_STATE": str(tmp_path / "state"),
        "ADRIEL_KEY_PASSPHRASE_FILE": str(secret),
        "ADRIEL_PUBLIC": "https://watches.example",
    }
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    return lambda: from_environment({"REDIS_URL": "redis://127.0.0.1:1", **own})


def issued(shop: Workshop, examination: int) -> bytes:
    """A certificate of the sample case, in its envelope."""
    sample = sample_case.authentic()
    sample = replace(sample, case=sample.case.model_copy(update={"examination": examination}))
    report = json.dumps(signed_report(sample, shop.signer)).encode()  # type: ignore[arg-type]
    case = sample.case.case
    assert issuing.issue(shop, Message(case=case, examination=examination, dispatch="d"), report) == "certificate"
    return shop.store.get(f"cases/{case}/{examination}/documents/{names.ENVELOPE}")


def published(shop: Workshop) -> dict[str, bytes]:
    return {f"{purpose}.json": shop.store.get(f"status/public/0/{purpose}") for purpose in Purpose}


def test_rotated_revoked_and_read_in_the_page(offline: BrowserContext, tmp_path: Path, shop: Shop) -> None:
    keys.main(["create", "--issuer", "did:web:watches.example", "--origin", "watches.example/log"])
    first = issued(shop(), 1)
    keys.main(["rotate", "certificates"])
    second = issued(shop(), 2)
    certificates.main(["revoke", json.loads(first)["credential"]["id"], "--reason", "sold with another watch"])
    keys.main(["rotate", "certificates"])
    page_command.main(["--out", str(tmp_path / "verify.html")])

    with watched_page(offline, tmp_path / "verify.html", now=datetime.now(UTC)) as page:
        for envelope in (first, second):
            _accepted_but_open(page.give({"certificate.envelope.json": envelope}))
        assert _with_lists(page, shop(), first).step("status")[1].startswith("REVOKED")
        assert _with_lists(page, shop(), second).told == "Valid: This certificate is what was signed."
        changed = second.replace(b"Tidewatch", b"Moonwatch")
        assert page.give({"certificate.envelope.json": changed}).failed == ["signature", "log"]
        assert page.asked == []


def _accepted_but_open(said: Said) -> None:
    assert said.valid
    assert said.step("log")[0] == "passed"
    assert said.told == "Valid: This certificate is what was signed. Not checked: status."


def _with_lists(page: VerifyPage, shop: Workshop, envelope: bytes) -> Said:
    return page.give({"certificate.envelope.json": envelope, **published(shop)})
