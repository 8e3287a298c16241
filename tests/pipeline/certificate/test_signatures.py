"""Several proofs on one document: which hold, and whose counts."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.files import LocalFiles
from pipeline.certificate import canonical, proof
from pipeline.certificate.canonical import Document, pretty
from pipeline.certificate.proof import TrustedKey
from pipeline.certificate.signatures import MAX_PROOFS
from pipeline.certificate.verification import Status, Verification
from pipeline.certificate.verify import Beside, verify_document
from pipeline.status import lists
from pipeline.status.bitstring import Bitstring
from pipeline.status.lists import Purpose
from pipeline.transparency.log import Log
from pipeline.transparency.proof import LogTrust
from tests.support import json_changes, sample_case
from tests.support.note_keys import Signer, key
from tests.support.sample_case import NOW
from tests.support.signed import BASE, SIGNER, TestSigner, signed_certificate, signed_report

CERTIFICATE = signed_certificate(signed_report(sample_case.authentic()))
LOG = key(1)
STRANGER = TestSigner(seed=9)
NAMED = TestSigner(seed=8, controller="did:web:auctions.example")
UNSIGNED = {name: value for name, value in CERTIFICATE.items() if name != "proof"}


def by(*signers: TestSigner, document: Document = UNSIGNED) -> Document:
    """The document with a proof by each."""
    proofs = [proof.sign(document, signer, created=NOW)["proof"] for signer in signers]
    return {**document, "proof": proofs if len(proofs) > 1 else proofs[0]}


def check(document: Document, *trusted: TrustedKey) -> Verification:
    beside = Beside(trusted=trusted or (SIGNER.trusted,))
    return verify_document(pretty(document), now=NOW + timedelta(hours=1), beside=beside)


def told(verification: Verification, name: str) -> tuple[Status, str]:
    return next((step.status, step.why) for step in verification.steps if step.name == name)


@pytest.mark.parametrize("signers", [(SIGNER,), (SIGNER, STRANGER), (STRANGER, SIGNER), (STRANGER, NAMED, SIGNER)])
def test_one_proof_that_counts_is_enough_in_any_place(signers: tuple[TestSigner, ...]) -> None:
    verification = check(by(*signers))
    assert verification.valid
    assert not verification.unsafe


def test_it_is_said_which_proof_of_whom_holds_and_what_the_others_are_worth() -> None:
    verification = check(by(STRANGER, SIGNER, NAMED))
    status, why = told(verification, "signature")
    assert status is Status.PASSED
    assert f"proof 1, by {STRANGER.controller[:40]}" in why
    assert f"proof 2, by {SIGNER.controller[:40]}" in why
    assert "proof 3, by did:web:auctions.example" in why.partition("hold;")[2]
    assert "cannot be checked: its key is not known here" in why
    status, why = told(verification, "issuer")
    assert status is Status.PASSED
    assert why.startswith("signed with a trusted key; proof 1, by did:key:")
    assert "counts for nothing: the key is not one that is trusted here" in why


def test_without_a_proof_that_counts_any_number_of_strangers_prove_nothing() -> None:
    verification = check(by(STRANGER, NAMED, TestSigner(seed=10)))
    assert not verification.valid
    assert verification.facts is None
    status, why = told(verification, "issuer")
    assert status is Status.FAILED
    assert why.count("counts for nothing") == 2


def test_proofs_of_which_no_key_is_known_cannot_be_checked_and_fail() -> None:
    other = TestSigner(seed=11, controller="did:web:elsewhere.example")
    for signers in ((NAMED,), (NAMED, other)):
        verification = check(by(*signers))
        assert not verification.valid
        assert told(verification, "signature")[0] is Status.FAILED


def test_a_trusted_key_of_another_issuer_does_not_count_for_this_one() -> None:
    verification = check(by(NAMED), NAMED.trusted, SIGNER.trusted)
    assert told(verification, "issuer") == (
        Status.FAILED,
        "the key belongs to another issuer than the document names",
    )
    both = check(by(NAMED, SIGNER), NAMED.trusted, SIGNER.trusted)
    assert both.valid
    assert "counts for nothing: the key belongs to another issuer" in told(both, "issuer")[1]


BROKEN: dict[str, dict[str, Any]] = {
    "signature": {"proofValue": CERTIFICATE["proof"]["proofValue"]},
    "date": {"created": "2026-03-14T09:26:54Z"},
    "purpose": {"proofPurpose": "authentication"},
    "suite": {"cryptosuite": "ecdsa-rdfc-2019"},
    "chain": {"previousProof": "urn:uuid:1"},
    "contexts": {"@context": CERTIFICATE["@context"][:1]},
    "value": {"proofValue": "z111"},
    "option with controls": {"\x1b[2J": 1},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("place", [0, 1])
def test_a_broken_proof_fails_the_document_whoever_it_is_by(change: dict[str, Any], place: int) -> None:
    document = by(STRANGER, SIGNER) if place == 0 else by(SIGNER, STRANGER)
    document["proof"][place] |= change
    verification = check(document)
    assert not verification.valid
    status, why = told(verification, "signature")
    assert status is Status.FAILED
    assert "\x1b" not in why
    assert f"proof {place + 1}, by did:key:" in why or change == BROKEN["contexts"]


def test_a_proof_over_fewer_contexts_than_the_document_has_fails_it() -> None:
    partial = by(STRANGER, document={**UNSIGNED, "@context": UNSIGNED["@context"][:1]})
    document = {**UNSIGNED, "proof": [CERTIFICATE["proof"], partial["proof"]]}
    assert isinstance(proof.verify(document), proof.Proven)  # which the Recommendation allows
    assert told(check(document), "signature") == (
        Status.FAILED,
        "the document's @context does not begin with the proof's",
    )


def test_a_rotated_key_may_sign_beside_the_new_one() -> None:
    old, new = (TestSigner(seed=seed, controller="did:web:adriel.example") for seed in (3, 4))
    document = by(old, new, document={**UNSIGNED, "issuer": "did:web:adriel.example"})
    ended = old.trusted.model_copy(update={"valid_until": "2026-01-01T00:00:00Z"})
    verification = check(document, ended, new.trusted)
    assert verification.valid
    assert "dated after the key signed" in told(verification, "issuer")[1]
    assert not check(document, ended).valid


def test_of_two_proofs_that_count_the_one_whose_key_was_not_lost_does() -> None:
    old, new = (TestSigner(seed=seed, controller="did:web:adriel.example") for seed in (3, 4))
    document = by(old, new, document={**UNSIGNED, "issuer": "did:web:adriel.example"})
    lost = old.trusted.model_copy(update={"lost_at": 0})
    assert check(document, lost, new.trusted).valid
    assert told(check(document, lost), "log")[0] is Status.FAILED


@pytest.mark.parametrize(
    "worse", [{"lost_at": 0}, {"valid_until": "2026-01-01T00:00:00Z"}, {"valid_from": "2027-01-01T00:00:00Z"}], ids=str
)
def test_of_what_is_known_of_a_key_from_several_places_the_worst_is_believed(worse: dict[str, Any]) -> None:
    better, known = SIGNER.trusted, SIGNER.trusted.model_copy(update=worse)
    assert check(CERTIFICATE, better, better).valid
    assert not check(CERTIFICATE, better, known).valid
    assert not check(CERTIFICATE, known, better).valid


def test_two_keys_of_one_name_count_for_nothing() -> None:
    other = NAMED.trusted.model_copy(update={"multikey": STRANGER.trusted.multikey})
    document = by(NAMED, document={**UNSIGNED, "issuer": NAMED.controller})
    assert check(document, NAMED.trusted).valid
    assert not check(document, NAMED.trusted, other).valid
    assert told(check(document, other, NAMED.trusted), "issuer")[1].startswith("two different keys")


SIGNERS = [STRANGER, NAMED, *(TestSigner(seed=seed) for seed in range(30, 40))]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(SIGNERS), min_size=1, max_size=MAX_PROOFS, unique=True),
    st.integers(0, MAX_PROOFS),
    st.data(),
)
def test_no_set_of_strangers_proofs_is_valid_and_none_makes_ours_invalid(
    strangers: list[TestSigner], place: int, data: st.DataObject
) -> None:
    theirs = [proof.sign(UNSIGNED, each, created=NOW)["proof"] for each in strangers]
    assert not check({**UNSIGNED, "proof": theirs if len(theirs) > 1 else theirs[0]}).valid
    both = [*theirs[: MAX_PROOFS - 1]]
    both.insert(place, CERTIFICATE["proof"])
    assert check({**UNSIGNED, "proof": both}).valid
    changed = data.draw(json_changes.changed({"proof": theirs})).get("proof") if len(theirs) > 1 else theirs
    assert not check({**UNSIGNED, "proof": changed}).valid


def test_a_status_list_has_one_proof() -> None:
    built = lists.build(
        base=BASE, number=0, purpose=Purpose.REVOCATION, bits=Bitstring(), issuer=SIGNER.controller, now=NOW
    )
    shown = pretty(by(SIGNER, TestSigner(seed=9), document=built))
    beside = Beside(trusted=(SIGNER.trusted,), fetch=lambda _address: shown)
    verification = verify_document(pretty(CERTIFICATE), now=NOW + timedelta(hours=1), beside=beside)
    assert told(verification, "status") == (Status.FAILED, "the status list is not signed by the issuer")


def test_a_strangers_proof_of_the_future_changes_nothing() -> None:
    late = proof.sign(UNSIGNED, STRANGER, created=NOW + timedelta(days=900))["proof"]
    assert check({**UNSIGNED, "proof": [late, CERTIFICATE["proof"]]}).valid


def test_the_same_proof_twice_is_refused_and_so_are_too_many() -> None:
    assert told(check(by(SIGNER, SIGNER)), "signature") == (Status.FAILED, "the document has the same proof twice")
    many = by(SIGNER, *(TestSigner(seed=seed) for seed in range(20, 20 + MAX_PROOFS)))
    status, why = told(check(many), "signature")
    assert (status, why) == (Status.FAILED, f"the document has more than {MAX_PROOFS} proofs")
    assert check({**many, "proof": many["proof"][:MAX_PROOFS]}).valid


def test_a_single_proof_has_one_spelling() -> None:
    status, why = told(check({**UNSIGNED, "proof": [CERTIFICATE["proof"]]}), "signature")
    assert status is Status.FAILED
    assert "without a list" in why


def test_a_proof_that_was_added_later_makes_another_document_than_the_log_holds(tmp_path: Path) -> None:
    log = Log(LocalFiles(tmp_path), LOG, Signer(1), origin=LOG.name)
    entry = bytes.fromhex(canonical.digest(CERTIFICATE))
    log.append([entry])
    found = log.prove(entry)
    assert found is not None
    trust = LogTrust(origin=LOG.name, keys=(LOG,))
    beside = Beside(trusted=(SIGNER.trusted,), log=trust, proof=found.render())
    for document, valid in ((CERTIFICATE, True), (by(SIGNER, STRANGER), False)):
        verification = verify_document(pretty(document), now=NOW + timedelta(hours=1), beside=beside)
        assert verification.valid is valid
        assert told(verification, "log")[0] is (Status.PASSED if valid else Status.FAILED)


def test_the_endless_name_of_a_stranger_is_cut() -> None:
    endless = {**by(STRANGER)["proof"], "verificationMethod": "did:web:" + "a" * 100_000}
    verification = check({**UNSIGNED, "proof": [CERTIFICATE["proof"], endless]})
    assert verification.valid
    assert len(told(verification, "signature")[1]) < 1000
