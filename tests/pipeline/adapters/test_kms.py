from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from models.vocabulary.errors import Misconfigured, PipelineError, Retriable
from pipeline.adapters.kms import MAX_MESSAGE, KmsSigner
from pipeline.certificate import proof
from pipeline.certificate.proof import Proven
from tests.support.kms_server import KEY, KmsServer
from tests.support.s3_server import serving

ISSUER = "did:web:adriel.example"


@pytest.fixture
def server() -> KmsServer:
    return KmsServer()


@pytest.fixture
def signer(server: KmsServer) -> Iterator[KmsSigner]:
    with serving(server) as url:
        yield KmsSigner(KEY, controller=ISSUER, endpoint_url=url)


def test_a_key_in_kms_signs_documents_like_any_other(signer: KmsSigner) -> None:
    signed = proof.sign({"watch": "Tidewatch"}, signer, created=datetime(2026, 11, 24, tzinfo=UTC))
    key = proof.TrustedKey.from_method(signer.verification_method, safe=signer.safe)
    assert isinstance(proof.verify(signed, keys=[key]), Proven)
    assert key.controller == ISSUER


def test_what_it_signs_holds_and_its_public_key_is_asked_for_once(signer: KmsSigner, server: KmsServer) -> None:
    for data in (b"", b"data", bytes(MAX_MESSAGE)):
        Ed25519PublicKey.from_public_bytes(signer.public).verify(signer.sign(data), data)
    assert server.asked.count("GetPublicKey") == 1


def test_a_signature_that_does_not_hold_is_not_passed_on(signer: KmsSigner, server: KmsServer) -> None:
    server.forge = True
    with pytest.raises(PipelineError, match="no signature by this key"):
        signer.sign(b"data")


def test_a_key_of_another_kind_is_refused(signer: KmsSigner, server: KmsServer) -> None:
    server.spec = "ECC_NIST_P256"
    with pytest.raises(Misconfigured, match="does not sign with"):
        signer.sign(b"data")


def test_a_busy_kms_is_asked_again_and_one_that_stays_busy_later(signer: KmsSigner, server: KmsServer) -> None:
    server.busy = 1
    assert len(signer.sign(b"data")) == 64
    server.busy = 9
    with pytest.raises(Retriable, match="KMS answered 400"):
        signer.sign(b"data")


def test_a_key_that_is_not_there_is_a_matter_of_settings_and_no_text_of_the_far_side_is_kept(
    signer: KmsSigner, server: KmsServer
) -> None:
    with serving(server) as url, pytest.raises(Misconfigured) as fault:
        KmsSigner("alias/other", endpoint_url=url).sign(b"data")
    assert "NotFoundException" in str(fault.value)
    assert "secret" not in str(fault.value)
    assert signer.public


def test_a_kms_that_is_away_is_asked_later() -> None:
    with pytest.raises(Retriable, match="not reached"):
        KmsSigner(KEY, endpoint_url="http://127.0.0.1:9").sign(b"data")


def test_more_than_kms_signs_is_refused_before_it_is_sent(signer: KmsSigner, server: KmsServer) -> None:
    with pytest.raises(ValueError, match="at most"):
        signer.sign(bytes(MAX_MESSAGE + 1))
    assert not server.asked
