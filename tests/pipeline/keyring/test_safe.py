import multiprocessing
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from models.vocabulary.errors import Misconfigured
from pipeline import multikey
from pipeline.keyring.ring import KeyRing, Purpose
from pipeline.keyring.safe import RING, KeySafe, read_passphrase

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECRET = b"correct horse battery staple"


@pytest.fixture
def safe(tmp_path: Path) -> KeySafe:
    safe = KeySafe(tmp_path, SECRET)
    safe.begin(issuer="did:web:adriel.example", origin="adriel.example/log")
    return safe


def rotate(safe: KeySafe, purpose: Purpose = Purpose.CERTIFICATES) -> str:
    key = safe.new_key()

    def further(ring: KeyRing | None) -> KeyRing:
        assert ring is not None
        return ring.rotated(purpose, key, now=NOW)

    safe.change(further)
    return key


def test_the_key_that_signs_is_the_rings_last_one(safe: KeySafe) -> None:
    first, second = rotate(safe), rotate(safe)
    signer = safe.signer(Purpose.CERTIFICATES)
    assert first != second
    assert signer.verification_method == f"did:web:adriel.example#{second}"
    Ed25519PublicKey.from_public_bytes(multikey.decode(second)).verify(signer.sign(b"data"), b"data")


def test_private_keys_are_encrypted_and_their_owners_alone(safe: KeySafe, tmp_path: Path) -> None:
    key = rotate(safe)
    path = tmp_path / "private" / f"{key}.pem"
    assert path.read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert b"PRIVATE" not in (tmp_path / RING).read_bytes()


def test_without_its_passphrase_a_safe_shows_its_ring_and_signs_nothing(safe: KeySafe, tmp_path: Path) -> None:
    rotate(safe)
    assert KeySafe(tmp_path).ring() == safe.ring()
    with pytest.raises(Misconfigured, match="name the file"):
        KeySafe(tmp_path).signer(Purpose.CERTIFICATES)
    with pytest.raises(Misconfigured, match="name the file"):
        KeySafe(tmp_path).new_key()
    with pytest.raises(Misconfigured, match="does not open"):
        KeySafe(tmp_path, b"another passphrase").signer(Purpose.CERTIFICATES)


def test_a_key_in_anothers_file_is_not_taken_for_it(safe: KeySafe, tmp_path: Path) -> None:
    first, second = rotate(safe), rotate(safe)
    folder = tmp_path / "private"
    (folder / f"{second}.pem").write_bytes((folder / f"{first}.pem").read_bytes())
    with pytest.raises(Misconfigured, match="another key"):
        safe.signer(Purpose.CERTIFICATES)


def test_no_key_signs_what_no_key_was_made_for(safe: KeySafe) -> None:
    rotate(safe)
    with pytest.raises(Misconfigured, match="keys create"):
        safe.signer(Purpose.LOG)


def test_a_ring_is_begun_once(safe: KeySafe) -> None:
    key = rotate(safe)
    again = safe.begin(issuer="did:web:elsewhere.example", origin="elsewhere")
    assert (again.issuer, [each.multikey for each in again.keys]) == ("did:web:adriel.example", [key])


def test_a_file_that_is_no_ring_is_named(safe: KeySafe, tmp_path: Path) -> None:
    (tmp_path / RING).write_text("{}")
    with pytest.raises(Misconfigured, match="ring"):
        safe.ring()


def _rotate_often(folder: Path) -> None:
    for _ in range(5):
        rotate(KeySafe(folder, SECRET))


def test_of_rotations_at_once_none_is_lost(safe: KeySafe, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_rotate_often, args=(tmp_path,)) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(60)
        assert each.exitcode == 0
    ring = safe.ring()
    assert ring is not None
    assert len(ring.keys) == 15
    assert [key.state for key in ring.keys].count("signs") == 1


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="at least 16"):
        KeySafe(tmp_path, b"short")


def test_a_passphrase_is_a_file_of_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "passphrase"
    path.write_bytes(SECRET + b"\n")
    path.chmod(0o644)
    with pytest.raises(Misconfigured, match="chmod 600"):
        read_passphrase(path)
    path.chmod(0o600)
    assert read_passphrase(path) == SECRET
    with pytest.raises(Misconfigured, match="cannot be read"):
        read_passphrase(tmp_path / "absent")
