"""The issuer's public keys in the store: from a key file, a key ring or a development key, and after a rotation."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import issuer, keys, multikey
from pipeline.adapters.files import LocalFiles
from pipeline.keyring import did
from pipeline.keyring.ring import KeyRing, Purpose
from pipeline.keyring.safe import KeySafe
from pipeline.wiring import Workshop, from_environment
from tests.support.issued import shop_of_an_issuer

ISSUER = "did:web:adriel.example"


@pytest.fixture
def safe(tmp_path: Path) -> KeySafe:
    """A ring with a key for each purpose."""
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("correct horse battery staple\n")
    passphrase.chmod(0o600)
    kept = KeySafe(tmp_path / "keys", b"correct horse battery staple")
    kept.begin(issuer=ISSUER, origin="adriel.example/log")
    for purpose in Purpose:
        rotate(kept, purpose)
    return kept


def rotate(safe: KeySafe, purpose: Purpose) -> None:
    key = safe.new_key()

    def rotated(ring: KeyRing | None) -> KeyRing:
        assert ring is not None
        return ring.rotated(purpose, key, now=datetime.now(UTC))

    safe.change(rotated)


@pytest.fixture
def shop(tmp_path: Path, safe: KeySafe) -> Workshop:  # noqa: ARG001 - makes the ring
    named = {"ADRIEL_KEYS": str(tmp_path / "keys"), "ADRIEL_KEY_PASSPHRASE_FILE": str(tmp_path / "passphrase")}
    return from_environment({"REDIS_URL": "redis://127.0.0.1:1", "ADRIEL_STATE": str(tmp_path / "state")} | named)


def document(shop: Workshop) -> dict:
    return json.loads(shop.store.get(keys.ISSUER_DID))


def test_where_nothing_was_published_there_is_no_issuer(tmp_path: Path) -> None:
    assert issuer.read(LocalFiles(tmp_path)) is None


def test_a_key_rings_keys_are_published_as_its_own_did_document(shop: Workshop, safe: KeySafe) -> None:
    issuer.publish(shop.store, shop.issuer)
    ring = safe.ring()
    assert ring is not None
    assert document(shop) == did.document(ring)
    assert shop.store.get(keys.ISSUER_DID) == json.dumps(did.document(ring), indent=2).encode() + b"\n"
    read = issuer.read(shop.store)
    assert read == shop.issuer
    assert read is not None
    assert read.trusted == ring.trusted()
    assert read.log_trust is not None
    assert read.log_trust.keys == ring.log_keys()


def test_a_rotation_and_a_loss_are_published(shop: Workshop, safe: KeySafe) -> None:
    shop.follow_keys()
    issuer.publish(shop.store, shop.issuer)
    rotate(safe, Purpose.CERTIFICATES)
    shop.follow_keys()
    issuer.publish(shop.store, shop.issuer)
    assert len(document(shop)["assertionMethod"]) == 2
    assert shop.signer.verification_method in document(shop)["assertionMethod"]

    lost = multikey.encode(shop.signer.public)  # type: ignore[attr-defined]

    def compromised(ring: KeyRing | None) -> KeyRing:
        assert ring is not None
        return ring.compromised(lost, lost_at=7, now=datetime.now(UTC))

    safe.change(compromised)
    rotate(safe, Purpose.CERTIFICATES)
    shop.follow_keys()
    issuer.publish(shop.store, shop.issuer)
    read = issuer.read(shop.store)
    assert read is not None
    assert [key.lost_at for key in read.trusted] == [None, 7, None]
    assert len(document(shop)["assertionMethod"]) == 2


def test_a_key_file_is_published_and_a_development_key_is_no_key_for_others(tmp_path: Path) -> None:
    own, unsafe = (
        shop_of_an_issuer(tmp_path / "own"),
        shop_of_an_issuer(tmp_path / "unsafe", ADRIEL_SIGNING_KEY=""),
    )
    assert did.read(own.store.get(keys.ISSUER_DID))[0].method == own.signer.verification_method
    assert document(unsafe)["verificationMethod"] == []
    read = issuer.read(unsafe.store)
    assert read is not None
    assert [key.safe for key in read.trusted] == [False]
    assert read.log_trust is not None


def test_what_is_published_holds_no_private_key(shop: Workshop, tmp_path: Path) -> None:
    issuer.publish(shop.store, shop.issuer)
    written = shop.store.get(keys.ISSUER_KEYS) + shop.store.get(keys.ISSUER_DID)
    assert b"PRIVATE" not in written
    assert str(tmp_path).encode() not in written
