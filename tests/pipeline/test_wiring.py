"""What the environment makes of a workshop, and what it refuses to make."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.vocabulary.errors import Misconfigured
from pipeline.adapters.files import LocalFiles
from pipeline.adapters.gemini import NoKey
from pipeline.adapters.kms import KmsSigner
from pipeline.adapters.s3 import S3Store
from pipeline.adapters.signing import UnsafeDevSigner
from pipeline.keyring.ring import Purpose
from pipeline.keyring.safe import KeySafe
from pipeline.locations import development_key
from pipeline.wiring import Workshop, from_environment, issuer_method, open_store


def workshop(state: Path, **more: str) -> Workshop:
    return from_environment({"REDIS_URL": "redis://127.0.0.1:1", "ADRIEL_STATE": str(state)} | more)


def open_all(shop: Workshop) -> None:
    _ = shop.store, shop.signer, shop.knowledge


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A key file of one's own: any PEM file of the right kind is one."""
    path = tmp_path / "own.pem"
    UnsafeDevSigner(path)
    return path


@pytest.mark.parametrize("environment", ["development", "staging"])
def test_elsewhere_than_in_production_a_development_key_is_made_and_says_that_it_is_unsafe(tmp_path, environment):
    signer = workshop(tmp_path, ADRIEL_ENV=environment).signer
    assert not signer.safe
    assert development_key(tmp_path).exists()


def test_production_never_signs_with_a_development_key_even_where_one_lies_ready(tmp_path: Path):
    UnsafeDevSigner(development_key(tmp_path))
    shop = workshop(tmp_path, ADRIEL_ENV="production")
    with pytest.raises(Misconfigured, match=r"ADRIEL_SIGNING_KEY.*development key"):
        _ = shop.signer


def test_production_signs_with_a_key_that_is_named(tmp_path: Path, key: Path):
    signer = workshop(tmp_path, ADRIEL_ENV="production", ADRIEL_SIGNING_KEY=str(key)).signer
    assert signer.safe
    assert signer.verification_method == issuer_method({"ADRIEL_SIGNING_KEY": str(key)})


def test_where_a_passphrase_is_named_the_rings_key_signs(tmp_path: Path):
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("correct horse battery staple")
    passphrase.chmod(0o600)
    safe = KeySafe(tmp_path / "keys", passphrase.read_bytes())
    safe.begin(issuer="did:web:adriel.example", origin="adriel.example/log")
    shop = workshop(tmp_path, ADRIEL_ENV="production", ADRIEL_KEY_PASSPHRASE_FILE=str(passphrase))
    with pytest.raises(Misconfigured, match="keys create"):
        _ = shop.signer
    key = safe.new_key()
    safe.change(lambda ring: ring.rotated(Purpose.CERTIFICATES, key, now=datetime.now(UTC)))
    assert shop.signer.verification_method == f"did:web:adriel.example#{key}"


def test_a_worker_follows_a_rotation_while_it_runs(tmp_path: Path):
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("correct horse battery staple")
    passphrase.chmod(0o600)
    safe = KeySafe(tmp_path / "keys", passphrase.read_bytes())
    safe.begin(issuer="did:web:adriel.example", origin="adriel.example/log")
    shop = workshop(tmp_path, ADRIEL_KEY_PASSPHRASE_FILE=str(passphrase))
    for count in (1, 2):
        for purpose in Purpose:
            key = safe.new_key()
            safe.change(lambda ring, p=purpose, k=key: ring.rotated(p, k, now=datetime.now(UTC)))
        shop.follow_keys()
        signer, log = shop.signer, shop.log
        assert signer.verification_method.endswith(safe.ring().active(Purpose.CERTIFICATES).multikey)
        assert len(shop.trusted) == count
        log.append([bytes([count]) * 32])
        shop.follow_keys()
        assert (shop.signer, shop.log) == (signer, log)


def test_where_a_key_in_kms_is_named_it_signs(tmp_path: Path):
    shop = workshop(tmp_path, ADRIEL_ENV="production", ADRIEL_KMS_KEY="alias/a", ADRIEL_ISSUER="did:web:adriel.example")
    assert isinstance(shop.signer, KmsSigner)
    assert shop.signer.controller == "did:web:adriel.example"


def test_without_a_key_no_issuer_is_named():
    assert issuer_method({}) is None


BAD = {
    "another scheme": {"ADRIEL_BLOBS": "ftp://host/path"},
    "no scheme": {"ADRIEL_BLOBS": "/var/blobs"},
    "a key that is not there": {"ADRIEL_SIGNING_KEY": "/nonexistent.pem"},
    "Gemini over plain HTTP": {"GEMINI_API_KEY": "k", "GEMINI_BASE_URL": "http://far.example"},
    "passes that are no number": {"GEMINI_PASSES": "many"},
    "no Redis": {"REDIS_URL": "http://127.0.0.1"},
    "an unknown environment": {"ADRIEL_ENV": "prod"},
    "an unknown level": {"ADRIEL_LOG_LEVEL": "LOUD"},
    "patience below zero": {"ADRIEL_PATIENCE": "-1"},
}


@pytest.mark.parametrize("settings", BAD.values(), ids=BAD)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, settings: dict[str, str]):
    with pytest.raises(Misconfigured) as refused:
        open_all(workshop(tmp_path, **settings))
    assert refused.value.setting in settings
    assert refused.value.setting in str(refused.value)


def test_a_workshop_connects_to_nothing_until_it_is_used(tmp_path: Path):
    """Its Redis and its bucket are not there."""
    shop = workshop(tmp_path, ADRIEL_BLOBS="s3://bucket/prefix?endpoint=http://127.0.0.1:1", GEMINI_API_KEY="k")
    assert isinstance(shop.store, S3Store)
    _ = shop.progress, shop.progress_reader, shop.vision, shop.knowledge, shop.clock


def test_only_the_kind_that_signs_opens_a_key(tmp_path: Path):
    shop = workshop(tmp_path, ADRIEL_SIGNING_KEY="/nonexistent.pem")
    _ = shop.store, shop.knowledge
    assert not development_key(tmp_path).exists()


def test_without_a_key_gemini_says_so(tmp_path: Path):
    assert isinstance(workshop(tmp_path).vision, NoKey)


@pytest.mark.parametrize("name", ["plain", "with space", "with%20percent", "späßig"])
def test_the_default_store_is_found_again_whatever_the_state_folder_is_called(tmp_path: Path, name: str):
    assert workshop(tmp_path / name).store.create("cases/x/1/a.json", b"{}")
    assert (tmp_path / name / "blobs" / "cases" / "x" / "1" / "a.json").read_bytes() == b"{}"


def test_a_store_is_opened_by_its_address(tmp_path: Path):
    assert isinstance(open_store(f"file://{tmp_path}/blobs"), LocalFiles)
    assert isinstance(open_store("s3://bucket"), S3Store)


def test_production_asks_nobody_in_geminis_place(tmp_path: Path):
    stand_in = {"GEMINI_API_KEY": "k", "GEMINI_BASE_URL": "https://gemini.example.org"}
    with pytest.raises(Misconfigured, match="production asks nobody but Google"):
        _ = workshop(tmp_path, ADRIEL_ENV="production", **stand_in).knowledge
    assert "stand-in" in workshop(tmp_path, ADRIEL_ENV="staging", **stand_in).vision.name
    google = stand_in | {"GEMINI_BASE_URL": "https://generativelanguage.googleapis.com"}
    assert "stand-in" not in workshop(tmp_path, ADRIEL_ENV="production", **google).vision.name
