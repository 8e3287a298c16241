"""``./adriel page``: whose keys the page believes, and whom it may ask."""

import json
from pathlib import Path

import pytest

from models.vocabulary.errors import SubmissionError
from pipeline.adapters.signing import UnsafeDevSigner
from pipeline.cli import page
from pipeline.keyring.ring import Purpose
from pipeline.keyring.safe import KeySafe
from pipeline.locations import development_key
from tests.support.note_keys import key
from tests.support.sample_case import NOW

ISSUER = "did:web:adriel.example"


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADRIEL_STATE", str(tmp_path / "state"))
    for name in ("ADRIEL_KEYS", "ADRIEL_SIGNING_KEY", "ADRIEL_PUBLIC"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "verify.html"


def ring(folder: Path) -> list[str]:
    """A ring with two keys of the issuer's and one of the log's; returns the keys."""
    safe = KeySafe(folder, b"correct horse battery staple")
    safe.begin(issuer=ISSUER, origin="adriel.example/log")
    made = []
    for purpose in (Purpose.CERTIFICATES, Purpose.CERTIFICATES, Purpose.LOG):
        name = safe.new_key()
        made.append(name)
        safe.change(lambda ring, name=name, purpose=purpose: ring.rotated(purpose, name, now=NOW))  # type: ignore[misc]
    return made


def test_the_page_believes_the_rings_keys_each_in_its_time(out: Path, tmp_path: Path) -> None:
    old, new, _ = ring(tmp_path / "state" / "keys")
    assert page.main(["--out", str(out)]) == 0
    written = out.read_text()
    assert f'"method":"{ISSUER}#{old}"' in written
    assert f'"method":"{ISSUER}#{new}"' in written
    assert '"validUntil":"2026-03-14T09:26:53Z"' in written
    assert '"origin":"adriel.example/log"' in written


def test_a_ring_that_is_handed_over_goes_before_this_machines_own(out: Path, tmp_path: Path) -> None:
    ring(tmp_path / "state" / "keys")
    theirs = ring(tmp_path / "theirs")[0]
    assert page.main(["--out", str(out), "--ring", str(tmp_path / "theirs" / "ring.json")]) == 0
    assert out.read_text().count('"controller":') == 2
    assert theirs in out.read_text()


def test_a_development_key_is_believed_only_where_there_is_no_other_and_that_is_said(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = UnsafeDevSigner(development_key(tmp_path / "state")).verification_method
    assert page.main(["--out", str(out)]) == 0
    assert "UNSAFE" in capsys.readouterr().out
    assert own in out.read_text()
    ring(tmp_path / "state" / "keys")
    assert page.main(["--out", str(out)]) == 0
    assert "UNSAFE" not in capsys.readouterr().out
    assert own not in out.read_text()


def test_it_may_ask_the_public_address_and_nobody_where_there_is_none(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring(tmp_path / "state" / "keys")
    page.main(["--out", str(out)])
    assert "connect-src 'none'" in out.read_text()
    monkeypatch.setenv("ADRIEL_PUBLIC", "https://watches.example/adriel")
    page.main(["--out", str(out)])
    assert "connect-src https://watches.example;" in out.read_text()


def test_a_policy_is_pinned(out: Path, tmp_path: Path) -> None:
    from pipeline.transparency.notes import Kind

    ring(tmp_path / "state" / "keys")
    asked = tmp_path / "policy.txt"
    asked.write_text(f"witness w {key(5, 'w.example', Kind.COSIGNATURE).vkey}\nquorum w\n")
    assert page.main(["--out", str(out), "--policy", str(asked)]) == 0
    assert '"quorum":"w"' in out.read_text()


def test_what_cannot_be_used_is_named_with_what_to_do(out: Path, tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="keys create"):
        page.main(["--out", str(out)])
    ring(tmp_path / "state" / "keys")
    wrong = tmp_path / "wrong"
    wrong.write_text(json.dumps({"v": 9}))
    for words, why in (
        (["--ring", str(wrong)], "no key ring"),
        (["--policy", str(wrong)], "line 1"),
        (["--ring", str(tmp_path / "none")], "cannot be read"),
        (["--out", str(tmp_path / "no" / "folder.html")], "cannot be written"),
    ):
        with pytest.raises(SubmissionError, match=why):
            page.main(["--out", str(out), *words])
