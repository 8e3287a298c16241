"""Whom ``./adriel verify`` believes: keys in their time, before and after rotations and losses."""

import json
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.vocabulary.errors import SubmissionError
from pipeline.certificate import proof, report
from pipeline.certificate.canonical import pretty
from pipeline.cli import verify
from pipeline.keyring import did
from pipeline.keyring.ring import KeyRing, Purpose
from pipeline.keyring.safe import KeySafe, KeySigner
from tests.support import sample_case
from tests.support.sample_case import NOW

ISSUER = "did:web:adriel.example"
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeySafe:
    monkeypatch.setenv("ADRIEL_STATE", str(tmp_path / "state"))
    for name in ("ADRIEL_KEYS", "ADRIEL_SIGNING_KEY"):
        monkeypatch.delenv(name, raising=False)
    safe = KeySafe(tmp_path / "state" / "keys", b"correct horse battery staple")
    safe.begin(issuer=ISSUER, origin="adriel.example/log")
    rotate(safe, days=-10)
    return safe


def change(safe: KeySafe, to: Callable[[KeyRing], KeyRing]) -> None:
    safe.change(lambda ring: to(ring or KeyRing(issuer=ISSUER, origin="adriel.example/log")))


def rotate(safe: KeySafe, *, days: int) -> str:
    key = safe.new_key()
    change(safe, lambda ring: ring.rotated(Purpose.CERTIFICATES, key, now=NOW + timedelta(days=days)))
    return key


@pytest.fixture
def document(safe: KeySafe, tmp_path: Path) -> Path:
    """A report that the ring's first key signed."""
    signer = safe.signer(Purpose.CERTIFICATES)
    built = report.build(**sample_case.authentic().records(), issuer=ISSUER, safe=True)
    path = tmp_path / "report.json"
    path.write_bytes(pretty(proof.sign(built, signer, created=NOW)))
    return path


@pytest.fixture
def ask(document: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    def asked(*words: str) -> dict[str, Any]:
        verify.main([str(document), "--json", *words])
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return asked


def issuer_step(found: dict[str, Any]) -> str:
    return str(next(step["why"] for step in found["steps"] if step["name"] == "issuer"))


def test_what_a_key_signed_verifies_after_every_rotation(safe: KeySafe, ask: Ask) -> None:
    assert ask()["valid"]
    for days in (1, 2, 3):
        rotate(safe, days=days)
        assert ask()["valid"]


def test_what_is_dated_after_its_keys_time_does_not(safe: KeySafe, ask: Ask) -> None:
    rotate(safe, days=-1)
    found = ask()
    assert not found["valid"]
    assert "after the key signed" in issuer_step(found)


def test_what_a_lost_key_signed_does_not_without_the_logs_word(safe: KeySafe, ask: Ask) -> None:
    ring = safe.ring()
    assert ring is not None
    change(safe, lambda ring: ring.compromised(ring.keys[0].multikey, lost_at=100, now=NOW))
    found = ask()
    assert not found["valid"]
    assert "was lost" in next(step["why"] for step in found["steps"] if step["name"] == "log")


def test_a_stranger_who_was_given_the_ring_believes_it_and_nobody_else_does(
    safe: KeySafe, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = tmp_path / "ring.json"
    ring = safe.ring()
    assert ring is not None
    published.write_text(ring.model_dump_json())
    monkeypatch.setenv("ADRIEL_STATE", str(tmp_path / "elsewhere"))
    assert not ask()["valid"]
    assert ask("--ring", str(published))["valid"]


def test_a_stranger_who_kept_a_copy_of_the_did_document_believes_it(
    safe: KeySafe, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = safe.ring()
    assert ring is not None
    copies = []
    for number, published in enumerate((ring, ring.compromised(ring.keys[0].multikey, lost_at=0, now=NOW))):
        copies.append(tmp_path / f"did-{number}.json")
        copies[-1].write_text(json.dumps(did.document(published)))
    monkeypatch.setenv("ADRIEL_STATE", str(tmp_path / "elsewhere"))
    assert ask("--did", str(copies[0]))["valid"]
    with pytest.raises(SubmissionError, match="names no key whose signatures"):
        ask("--did", str(copies[1]))


def test_a_key_of_a_named_issuer_is_believed_where_it_is_spelled(
    safe: KeySafe, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    method = safe.signer(Purpose.CERTIFICATES).verification_method
    monkeypatch.setenv("ADRIEL_STATE", str(tmp_path / "elsewhere"))
    assert ask("--trust", method)["valid"]
    assert not ask("--trust", method.replace(ISSUER, "did:web:elsewhere.example"))["valid"]


def test_a_ring_that_knows_of_a_loss_outdoes_a_copy_that_does_not(safe: KeySafe, ask: Ask, tmp_path: Path) -> None:
    ring = safe.ring()
    assert ring is not None
    older = tmp_path / "did.json"
    older.write_text(json.dumps(did.document(ring)))
    change(safe, lambda ring: ring.compromised(ring.keys[0].multikey, lost_at=0, now=NOW))
    assert not ask("--did", str(older))["valid"]


def test_an_issuer_whose_keys_are_not_known_is_not_looked_up(document: Path) -> None:
    """Somebody listens where the issuer's name leads to, and nobody comes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        here = f"did:web:localhost%3A{listening.getsockname()[1]}"
        changed = {**json.loads(document.read_bytes()), "issuer": here}
        del changed["proof"]
        signer = KeySigner(Ed25519PrivateKey.generate(), controller=here)
        document.write_bytes(pretty(proof.sign(changed, signer, created=NOW)))
        assert verify.main([str(document), "--json"]) == 1
        listening.settimeout(0)
        with pytest.raises(BlockingIOError):
            listening.accept()


def test_a_file_that_is_no_did_document_is_named(ask: Ask, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    with pytest.raises(SubmissionError, match=r"wrong\.json: is no DID document"):
        ask("--did", str(wrong))


def test_a_file_that_is_no_ring_is_named(ask: Ask, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    with pytest.raises(SubmissionError, match=r"wrong\.json: is no key ring"):
        ask("--ring", str(wrong))
