import stat
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from structlog.testing import capture_logs

from models.vocabulary.errors import Misconfigured
from pipeline import multikey
from pipeline.adapters.signing import FileSigner, UnsafeDevSigner, existing_dev_method
from pipeline.ports import Signer


def _pem(key: Ed25519PrivateKey | None = None, encryption: KeySerializationEncryption | None = None) -> bytes:
    made = key or Ed25519PrivateKey.generate()
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())


def test_a_development_key_is_made_once_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "dev.pem"
    first, second = UnsafeDevSigner(path), UnsafeDevSigner(path)
    assert first.verification_method == second.verification_method
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["dev.pem"]


def test_its_signatures_verify_with_the_key_that_its_url_spells(tmp_path: Path) -> None:
    signer: Signer = UnsafeDevSigner(tmp_path / "dev.pem")
    public = Ed25519PublicKey.from_public_bytes(multikey.resolve_did_key(signer.verification_method))
    public.verify(signer.sign(b"watch"), b"watch")
    assert signer.controller == signer.verification_method.partition("#")[0]
    assert not signer.safe


def test_it_warns_once_when_it_first_signs(tmp_path: Path) -> None:
    with capture_logs() as logs:
        signer = UnsafeDevSigner(tmp_path / "dev.pem")
        assert logs == []
        signer.sign(b"one")
        signer.sign(b"two")
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [("unsafe_key_used", "warning")]


RACERS, RACES = 4, 10
_start: Barrier


def _join(start: Barrier) -> None:
    global _start  # noqa: PLW0603 - how a pool's worker is given what cannot be pickled
    _start = start


def _race(folder: Path) -> list[str]:
    methods = []
    for race in range(RACES):
        _start.wait(timeout=60)
        methods.append(UnsafeDevSigner(folder / f"{race}.pem").verification_method)
    return methods


def test_processes_that_race_get_the_same_key(tmp_path: Path) -> None:
    context = get_context("spawn")
    with context.Pool(RACERS, initializer=_join, initargs=(context.Barrier(RACERS),)) as pool:
        seen = pool.map(_race, [tmp_path] * RACERS, chunksize=1)
    assert all(methods == seen[0] for methods in seen)
    assert len(list(tmp_path.iterdir())) == RACES


def test_looking_for_a_development_key_makes_none(tmp_path: Path) -> None:
    path = tmp_path / "dev.pem"
    assert existing_dev_method(path) is None
    assert not path.exists()


def test_an_existing_development_key_is_found(tmp_path: Path) -> None:
    path = tmp_path / "dev.pem"
    method = UnsafeDevSigner(path).verification_method
    assert existing_dev_method(path) == method


def test_a_key_in_a_file_is_its_own_identity_unless_it_has_an_issuer(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(_pem())
    own, issued = FileSigner(path), FileSigner(path, controller="did:web:adriel.example")
    assert own.controller.startswith("did:key:z6Mk")
    assert issued.controller == "did:web:adriel.example"
    assert issued.verification_method == f"did:web:adriel.example#{own.controller.removeprefix('did:key:')}"
    assert own.safe
    assert own.sign(b"watch") == issued.sign(b"watch")


BAD = {
    "not a key": b"hello",
    "empty": b"",
    "cut off": _pem()[:60],
    "encrypted": _pem(encryption=BestAvailableEncryption(b"secret")),
    "another kind": generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_a_file_that_holds_something_else_is_refused_by_the_settings_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(data)
    with pytest.raises(Misconfigured, match=r"^ADRIEL_SIGNING_KEY: ") as refused:
        FileSigner(path)
    assert str(tmp_path) not in str(refused.value)


def test_a_missing_file_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="SOME_SETTING: the key file cannot be read"):
        FileSigner(tmp_path / "key.pem", setting="SOME_SETTING")
    assert list(tmp_path.iterdir()) == []
