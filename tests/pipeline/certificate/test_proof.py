import copy
import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import base58
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pipeline import multikey
from pipeline.certificate import proof
from pipeline.certificate.canonical import Document, canonical
from pipeline.certificate.proof import ProofFault, Proven, TrustedKey, Unproven
from tests.support.signed import TestSigner

VECTORS = Path(__file__).resolve().parents[3] / "../shared/data/vc-di-eddsa"
SUITE = VECTORS / "eddsa-jcs-2022"
needs_vectors = pytest.mark.skipif(not SUITE.is_dir(), reason="the folder of published test vectors is not there")

CREATED = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
DOCUMENT: Document = {"@context": ["https://a.example/1", "https://a.example/2"], "watch": "Tidewatch", "year": 2023}
SIGNER = TestSigner()


def signed() -> Document:
    return proof.sign(copy.deepcopy(DOCUMENT), SIGNER, created=CREATED)


class VectorSigner:
    """Signs with the key pair of the Recommendation's test vectors."""

    safe = True

    def __init__(self) -> None:
        pair = json.loads((VECTORS / "keyPair.json").read_text())
        self._key = Ed25519PrivateKey.from_private_bytes(base58.b58decode(pair["privateKeyMultibase"][1:])[2:])
        self.controller = multikey.did_key(pair["publicKeyMultibase"])
        self.verification_method = multikey.method_url(self.controller, pair["publicKeyMultibase"])

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)


@needs_vectors
def test_signing_repeats_the_published_vector_step_by_step() -> None:
    unsigned = json.loads((VECTORS / "unsigned.json").read_text())
    options = json.loads((SUITE / "proofConfigJCS.json").read_text())
    assert canonical(unsigned).decode() == (SUITE / "canonDocJCS.txt").read_text()
    assert canonical(options).decode() == (SUITE / "proofCanonJCS.txt").read_text()
    assert hashlib.sha256(canonical(unsigned)).hexdigest() == (SUITE / "docHashJCS.txt").read_text()
    assert hashlib.sha256(canonical(options)).hexdigest() == (SUITE / "proofHashJCS.txt").read_text()
    hashed = proof.hash_data(unsigned, options)
    assert hashed.hex() == (SUITE / "combinedHashJCS.txt").read_text()
    signature = VectorSigner().sign(hashed)
    assert signature.hex() == (SUITE / "sigHexJCS.txt").read_text()
    assert multikey.encode_base58btc(signature) == (SUITE / "sigBTC58JCS.txt").read_text()
    created = proof.read_timestamp(options["created"])
    assert proof.sign(unsigned, VectorSigner(), created=created) == json.loads((SUITE / "signedJCS.json").read_text())


@needs_vectors
def test_the_published_vector_verifies_and_fails_once_changed() -> None:
    document = json.loads((SUITE / "signedJCS.json").read_text())
    assert isinstance(proof.verify(document), Proven)
    document["credentialSubject"]["alumniOf"] = "The School of Forgeries"
    assert proof.verify(document) == Unproven(fault=ProofFault.WRONG_SIGNATURE)


def test_a_signed_document_verifies_and_names_its_key_and_time() -> None:
    assert proof.verify(signed()) == Proven(methods=(SIGNER.verification_method,), created=(CREATED,))


def test_a_document_without_context_verifies() -> None:
    document = proof.sign({"watch": "Tidewatch"}, SIGNER, created=CREATED)
    assert "@context" not in document["proof"]
    assert isinstance(proof.verify(document), Proven)


def test_times_are_written_in_utc() -> None:
    there = CREATED.astimezone(timezone(timedelta(hours=9)))
    assert proof.sign({"a": 1}, SIGNER, created=there)["proof"]["created"] == "2026-03-14T09:26:53Z"


def test_a_signed_document_is_not_signed_again() -> None:
    with pytest.raises(ValueError, match="signed already"):
        proof.sign(signed(), SIGNER, created=CREATED)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 2**60])
def test_a_document_without_canonical_form_is_not_signed(number: float) -> None:
    with pytest.raises(ValueError, match=r"JCS|domain"):
        proof.sign({"number": number}, SIGNER, created=CREATED)


OPTIONS: dict[str, tuple[dict[str, Any], ProofFault, str]] = {
    "other type": ({"type": "Ed25519Signature2020"}, ProofFault.WRONG_TYPE, ""),
    "other suite": ({"cryptosuite": "eddsa-rdfc-2022"}, ProofFault.WRONG_SUITE, ""),
    "suite in capitals": ({"cryptosuite": "EDDSA-JCS-2022"}, ProofFault.WRONG_SUITE, ""),
    "other purpose": ({"proofPurpose": "authentication"}, ProofFault.WRONG_PURPOSE, ""),
    "date without zone": ({"created": "2026-03-14T09:26:53"}, ProofFault.MALFORMED_CREATED, ""),
    "date alone": ({"created": "2026-03-14"}, ProofFault.MALFORMED_CREATED, ""),
    "impossible date": ({"created": "2026-02-30T09:26:53Z"}, ProofFault.MALFORMED_CREATED, ""),
    "date as number": ({"created": 1770000000}, ProofFault.MALFORMED_CREATED, ""),
    "date in other digits": ({"created": "٢٠٢٦-03-14T09:26:53Z"}, ProofFault.MALFORMED_CREATED, ""),
    "later date": ({"created": "2026-03-15T09:26:53Z"}, ProofFault.WRONG_SIGNATURE, ""),
    "expiry": ({"expires": "2030-01-01T00:00:00Z"}, ProofFault.UNKNOWN_OPTION, "expires"),
    "chain": ({"previousProof": "urn:uuid:1"}, ProofFault.UNKNOWN_OPTION, "previousProof"),
    "challenge": ({"challenge": "x"}, ProofFault.UNKNOWN_OPTION, "challenge"),
    "nonsense": ({"zzz": 1}, ProofFault.UNKNOWN_OPTION, "zzz"),
    "space after signature": ({"proofValue": signed()["proof"]["proofValue"] + " "}, ProofFault.MALFORMED_VALUE, ""),
    "signature in base64": ({"proofValue": "u" + "A" * 86}, ProofFault.MALFORMED_VALUE, ""),
    "signature too short": ({"proofValue": "z111"}, ProofFault.MALFORMED_VALUE, ""),
    "signature not text": ({"proofValue": 5}, ProofFault.MALFORMED_VALUE, ""),
    "zero signature": ({"proofValue": "z" + "1" * 64}, ProofFault.WRONG_SIGNATURE, ""),
    "method not text": ({"verificationMethod": {"id": "x"}}, ProofFault.UNRESOLVED, ""),
    "unknown did:web": ({"verificationMethod": "did:web:a.example#key"}, ProofFault.UNRESOLVED, ""),
    "another's key": (
        {"verificationMethod": TestSigner(seed=9).verification_method},
        ProofFault.WRONG_SIGNATURE,
        "",
    ),
    "context out of order": ({"@context": ["https://a.example/2"]}, ProofFault.CONTEXT, ""),
    "context too long": ({"@context": [*DOCUMENT["@context"], "x"]}, ProofFault.CONTEXT, ""),
    "context cut": ({"@context": ["https://a.example/1"]}, ProofFault.WRONG_SIGNATURE, ""),
    "context not a list": ({"@context": 7}, ProofFault.CONTEXT, ""),
}


@pytest.mark.parametrize(("change", "fault", "option"), OPTIONS.values(), ids=OPTIONS.keys())
def test_a_changed_option_fails_with_its_reason(change: dict[str, Any], fault: ProofFault, option: str) -> None:
    document = signed()
    document["proof"] |= change
    assert proof.verify(document) == Unproven(fault=fault, option=option)


@pytest.mark.parametrize(
    "option", ["type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"]
)
def test_a_missing_option_fails_with_its_name(option: str) -> None:
    document = signed()
    del document["proof"][option]
    assert proof.verify(document) == Unproven(fault=ProofFault.MISSING_OPTION, option=option)


def test_dropping_the_proofs_context_breaks_the_signature() -> None:
    document = signed()
    del document["proof"]["@context"]
    assert proof.verify(document) == Unproven(fault=ProofFault.WRONG_SIGNATURE)


def test_a_context_added_behind_the_signed_ones_passes_as_the_recommendation_says() -> None:
    document = signed()
    document["@context"] = [*document["@context"], "https://a.example/added"]
    assert isinstance(proof.verify(document), Proven)


def test_the_contexts_of_document_and_proof_are_two_lists() -> None:
    document = signed()
    document["@context"].append("https://a.example/added")
    assert document["proof"]["@context"] == DOCUMENT["@context"]
    assert isinstance(proof.verify(document), Proven)


@pytest.mark.parametrize("context", ["https://a.example/1", ["https://a.example/1"]], ids=["text", "list"])
def test_one_context_may_be_written_as_text_or_as_a_list(context: object) -> None:
    document = proof.sign({"@context": context, "watch": "Tidewatch"}, SIGNER, created=CREATED)
    assert document["proof"]["@context"] == context
    assert isinstance(proof.verify(document), Proven)
    document["@context"] = ["https://a.example/1", "https://a.example/added"]
    assert isinstance(proof.verify(document), Proven)
    document["@context"] = "https://a.example/2"
    assert proof.verify(document) == Unproven(fault=ProofFault.CONTEXT)


def test_a_context_put_before_the_signed_ones_fails() -> None:
    document = signed()
    document["@context"] = ["https://a.example/added", *document["@context"]]
    assert proof.verify(document) == Unproven(fault=ProofFault.CONTEXT)


@pytest.mark.parametrize(
    ("value", "fault"),
    [(None, ProofFault.MISSING), ([], ProofFault.MISSING), ("x", ProofFault.MALFORMED), ([None], ProofFault.MALFORMED)],
)
def test_what_is_no_proof_fails(value: object, fault: ProofFault) -> None:
    assert proof.verify({**DOCUMENT, "proof": value}) == Unproven(fault=fault)


def test_of_several_proofs_each_must_hold() -> None:
    first, second = signed(), proof.sign(DOCUMENT, TestSigner(seed=9), created=CREATED)
    both = {**DOCUMENT, "proof": [first["proof"], second["proof"]]}
    result = proof.verify(both)
    assert isinstance(result, Proven)
    assert len(result.methods) == 2
    both["proof"][1]["created"] = "2026-03-14T09:26:54Z"
    assert proof.verify(both) == Unproven(fault=ProofFault.WRONG_SIGNATURE)


def test_a_key_known_beforehand_stands_for_a_method_that_spells_none() -> None:
    issuer = TestSigner(controller="did:web:adriel.example")
    document = proof.sign(DOCUMENT, issuer, created=CREATED)
    assert proof.verify(document) == Unproven(fault=ProofFault.UNRESOLVED)
    assert isinstance(proof.verify(document, keys=[issuer.trusted]), Proven)


def test_a_trusted_key_belongs_to_its_controller() -> None:
    with pytest.raises(ValueError, match="controller"):
        TrustedKey(method="did:web:a#k", controller="did:web:b", multikey=SIGNER.trusted.multikey, safe=True)
    with pytest.raises(ValueError, match="Multikey"):
        TrustedKey.from_method("did:web:a#k", safe=True)
