import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.vocabulary.errors import Misconfigured, PipelineError, SubmissionError
from pipeline.cli import keys
from pipeline.keyring import did
from pipeline.keyring.ring import KeyRing, Purpose
from pipeline.keyring.safe import KeySafe
from pipeline.transparency.notes import NoteKey
from pipeline.wiring import from_environment
from tests.support.kms_server import KEY, KmsServer
from tests.support.s3_server import serving

ISSUER, ORIGIN = "did:web:adriel.example", "adriel.example/log"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("correct horse battery staple\n")
    passphrase.chmod(0o600)
    monkeypatch.setenv("ADRIEL_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("ADRIEL_KEY_PASSPHRASE_FILE", str(passphrase))
    return tmp_path / "keys"


@pytest.fixture
def created(folder: Path) -> Path:
    assert keys.main(["create", "--issuer", ISSUER, "--origin", ORIGIN]) == 0
    return folder


def ring(folder: Path) -> KeyRing:
    found = KeySafe(folder).ring()
    assert found is not None
    return found


def test_a_ring_begins_with_a_key_for_each_purpose(created: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [key.purpose for key in ring(created).keys] == list(Purpose)
    capsys.readouterr()
    assert keys.main(["list"]) == 0
    told = capsys.readouterr().out
    assert ISSUER in told
    assert told.count("signs") == 2


def test_a_rotation_retires_the_key_before(created: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert keys.main(["rotate", "certificates"]) == 0
    assert [key.state for key in ring(created).keys] == ["retired", "signs", "signs"]
    assert "retired" in capsys.readouterr().out


def test_a_key_is_retired_or_declared_lost_by_the_end_of_its_name(created: Path) -> None:
    first, second = (key.multikey for key in ring(created).keys)
    assert keys.main(["retire", first[-6:]]) == 0
    assert keys.main(["compromised", second[-6:], "--at", "12"]) == 0
    assert [(key.state, key.lost_at) for key in ring(created).keys] == [("retired", None), ("compromised", 12)]


def test_what_others_need_is_printed(created: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    keys.main(["export", "did"])
    assert json.loads(capsys.readouterr().out)["id"] == ISSUER
    keys.main(["export", "log"])
    assert NoteKey.from_vkey(capsys.readouterr().out.strip()).name == ORIGIN
    keys.main(["export", "ring"])
    told = capsys.readouterr().out
    assert KeyRing.model_validate_json(told) == ring(created)
    assert "PRIVATE" not in told


def test_the_issuers_document_is_written_where_others_find_it(
    created: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys.main(["rotate", "certificates"])
    capsys.readouterr()
    assert keys.main(["did", str(tmp_path / "public" / ".well-known")]) == 0
    assert "https://adriel.example/.well-known/did.json" in capsys.readouterr().out
    written = tmp_path / "public" / ".well-known" / "did.json"
    assert did.read(written.read_bytes()) == ring(created).trusted()
    assert [path.name for path in written.parent.iterdir()] == ["did.json"]
    assert written.stat().st_mode & 0o777 == 0o644


@pytest.mark.usefixtures("created")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SubmissionError, match="cannot be written"):
        keys.main(["did", str(tmp_path / "file")])


@pytest.mark.usefixtures("folder")
def test_an_issuer_that_is_its_own_key_has_no_document(tmp_path: Path) -> None:
    keys.main(["create", "--issuer", "did:key:z6Mk", "--origin", ORIGIN])
    with pytest.raises(SubmissionError, match="is not a did:web"):
        keys.main(["did", str(tmp_path)])
    assert not (tmp_path / "did.json").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["list"], "create begins one"),
        (["rotate", "log"], "create begins one"),
        (["create", "--issuer", "adriel", "--origin", "a"], "a DID such as"),
        (["create", "--issuer", ISSUER, "--origin", "a b"], "no spaces"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_done_without_a_ring_is_said(words: list[str], why: str) -> None:
    with pytest.raises(SubmissionError, match=why):
        keys.main(words)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["create", "--issuer", ISSUER, "--origin", ORIGIN], "already"),
        (["retire", "nobody"], "no key"),
        (["compromised", "z6Mk", "--at", "3"], "several"),
        (["compromised", "z6Mk", "--at", "-3"], "0 or more"),
    ],
)
def test_what_cannot_be_done_to_a_ring_is_said(created: Path, words: list[str], why: str) -> None:
    before = ring(created)
    with pytest.raises(SubmissionError, match=why):
        keys.main(words)
    assert ring(created) == before


def test_without_a_passphrase_no_key_is_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADRIEL_KEY_PASSPHRASE_FILE")
    with pytest.raises(Misconfigured, match="holds the passphrase"):
        keys.main(["create", "--issuer", ISSUER, "--origin", ORIGIN])
    assert KeySafe(folder).ring() is None


# In KMS


@pytest.fixture
def kms(monkeypatch: pytest.MonkeyPatch) -> Iterator[KmsServer]:
    server = KmsServer()
    with serving(server) as url:
        given = {"AWS_ENDPOINT_URL_KMS": url, "AWS_DEFAULT_REGION": "eu-central-1"}
        for name, value in (given | {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}).items():
            monkeypatch.setenv(name, value)
        yield server


def test_a_key_in_kms_has_its_time_in_the_ring_like_any_other(
    created: Path, kms: KmsServer, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ring(created).active(Purpose.CERTIFICATES)
    capsys.readouterr()
    assert keys.main(["rotate", "certificates", "--kms", KEY]) == 0
    assert "in KMS" in capsys.readouterr().out
    active = ring(created).active(Purpose.CERTIFICATES)
    assert active is not None
    assert before is not None
    assert ring(created).find(before.multikey).valid_until == active.valid_from
    signer = KeySafe(created).signer(Purpose.CERTIFICATES)
    assert signer.verification_method == f"{ISSUER}#{active.multikey}"
    assert KEY not in (created / "ring.json").read_text()
    kms.asked.clear()
    Ed25519PublicKey.from_public_bytes(signer.public).verify(signer.sign(b"data"), b"data")
    assert kms.asked == ["Sign"]
    assert keys.main(["rotate", "certificates"]) == 0
    assert [key.state for key in ring(created).keys] == ["retired", "signs", "retired", "signs"]


def test_an_alias_that_leads_to_another_key_since_then_signs_nothing(created: Path, kms: KmsServer) -> None:
    keys.main(["rotate", "certificates", "--kms", KEY])
    kms.key = Ed25519PrivateKey.generate()
    with pytest.raises(PipelineError, match="no signature by this key"):
        KeySafe(created).signer(Purpose.CERTIFICATES).sign(b"data")


def test_a_worker_signs_with_a_key_in_kms_without_a_passphrase(
    created: Path, kms: KmsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.main(["rotate", "certificates", "--kms", KEY])
    monkeypatch.delenv("ADRIEL_KEY_PASSPHRASE_FILE")
    settings = {"REDIS_URL": "redis://127.0.0.1:1", "ADRIEL_KEYS": str(created), "ADRIEL_STATE": str(created.parent)}
    shop = from_environment(settings | {"ADRIEL_ENV": "production"})
    assert shop.signer.controller == ISSUER
    assert len(shop.trusted) == 2
    with pytest.raises(Misconfigured, match="ADRIEL_KEY_PASSPHRASE_FILE"):
        _ = shop.log
    assert kms.asked == ["GetPublicKey"]


def test_a_ring_whose_keys_cannot_all_be_made_is_not_begun(
    folder: Path, kms: KmsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["create", "--issuer", ISSUER, "--origin", ORIGIN, "--kms-certificates", KEY]
    with monkeypatch.context() as without:
        without.delenv("ADRIEL_KEY_PASSPHRASE_FILE")
        with pytest.raises(Misconfigured, match="passphrase"):
            keys.main(words)
    assert KeySafe(folder).ring() is None
    assert keys.main(words) == 0
    assert KeySafe(folder).signs_remotely(Purpose.CERTIFICATES)
    assert not KeySafe(folder).signs_remotely(Purpose.LOG)
    with pytest.raises(SubmissionError, match="in the ring already"):
        keys.main(["rotate", "log", "--kms", KEY])
    assert kms.asked == ["GetPublicKey"] * 3


def test_the_log_too_is_signed_in_kms(created: Path, kms: KmsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert keys.main(["rotate", "log", "--kms", KEY]) == 0
    monkeypatch.delenv("ADRIEL_KEY_PASSPHRASE_FILE")
    settings = {"REDIS_URL": "redis://127.0.0.1:1", "ADRIEL_KEYS": str(created), "ADRIEL_STATE": str(created.parent)}
    log = from_environment(settings | {"ADRIEL_ENV": "production"}).log
    entry = bytes(32)
    log.append([entry])
    assert log.prove(entry) is not None
    assert kms.asked == ["GetPublicKey", "Sign"]


def test_a_key_that_kms_does_not_have_is_refused(created: Path, kms: KmsServer) -> None:
    with pytest.raises(Misconfigured, match="KMS refuses"):
        keys.main(["rotate", "log", "--kms", "alias/another"])
    assert kms.asked == ["GetPublicKey"]
    assert len(ring(created).keys) == 2
