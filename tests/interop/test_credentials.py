"""A library that no one here wrote reads what we sign, and we what it signs: npm's ``@digitalbazaar/vc``.

It agrees on what holds, and on what does not. Dates are of today: the library reads the clock for status lists.
"""

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline import multikey
from pipeline.certificate import canonical, credential, proof
from pipeline.certificate.canonical import Document, pretty
from pipeline.certificate.proof import Proven, TrustedKey, Unproven
from pipeline.certificate.shapes import CERTIFICATE_CONTEXT, KEYS_CONTEXT, Because
from pipeline.certificate.verification import Verification
from pipeline.certificate.verify import Beside, verify_document
from pipeline.keyring import did
from pipeline.keyring.ring import KeyRing
from pipeline.keyring.ring import Purpose as KeyPurpose
from pipeline.lifecycle import notices
from pipeline.lifecycle.notices import Succeeded
from pipeline.status import lists
from pipeline.status.bitstring import Bitstring
from pipeline.status.lists import Purpose
from tests.support import sample_case
from tests.support.npm_library import Library
from tests.support.signed import BASE, ENTRIES, SIGNER, TestSigner, signed_report

ISSUED = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
INDEX = ENTRIES[0].index
DID = "did:web:adriel.example"
STRANGER = TestSigner(seed=9)
OWN_CONTEXT = {CERTIFICATE_CONTEXT: credential.context(CERTIFICATE_CONTEXT)}

REPORT = signed_report(sample_case.authentic())
SEED = "05" * 32
"""Of the key that the library signs with."""


def unsigned(signer: TestSigner = SIGNER, *, now: datetime = ISSUED) -> Document:
    report = REPORT if signer is SIGNER else signed_report(sample_case.authentic(), signer)
    return credential.build(report=report, entries=ENTRIES, now=now)


def certificate(signer: TestSigner = SIGNER, *, now: datetime = ISSUED) -> Document:
    return proof.sign(unsigned(signer, now=now), signer, created=now)


CERTIFICATE = certificate()


def taken_over() -> Document:
    """The certificate of whoever took the first one over."""
    built = credential.handed_over(CERTIFICATE, to=f"{CERTIFICATE['id']}:2", entries=ENTRIES, now=ISSUED)
    return proof.sign(built, SIGNER, created=ISSUED)


def notice() -> Document:
    """That another certificate has taken the first one's place."""
    new = taken_over()
    subject = Succeeded(
        id=CERTIFICATE["id"],
        digest=canonical.digest(CERTIFICATE),
        successor=new["id"],
        successor_digest=canonical.digest(new),
        because=Because.TRANSFER,
    )
    built = notices.build(base=BASE, issuer=SIGNER.controller, subject=subject, now=ISSUED)
    return proof.sign(built, SIGNER, created=ISSUED)


def status_list(purpose: Purpose, *places: int, signer: TestSigner = SIGNER, now: datetime = ISSUED) -> Document:
    bits = Bitstring()
    for place in places:
        bits[place] = True
    built = lists.build(base=BASE, number=0, purpose=purpose, bits=bits, issuer=signer.controller, now=now)
    return proof.sign(built, signer, created=now)


def published(*withdrawn: Purpose, signer: TestSigner = SIGNER) -> dict[str, Document]:
    """Our contexts and lists by their addresses, as a document loader finds them."""
    made = [status_list(purpose, *([INDEX] if purpose in withdrawn else [7]), signer=signer) for purpose in Purpose]
    return OWN_CONTEXT | {each["id"]: each for each in made}


def ours(document: Document, *trusted: TrustedKey) -> Verification:
    return verify_document(pretty(document), now=datetime.now(UTC), beside=Beside(trusted=trusted or (SIGNER.trusted,)))


def test_the_library_accepts_our_certificate_and_its_status_lists(library: Library) -> None:
    answer = library.ask("verify", credential=CERTIFICATE, documents=published())
    assert answer["verified"], answer
    assert answer["statuses"] == {"revocation": False, "suspension": False}
    assert answer["proofs"] == [[SIGNER.verification_method, True]]
    assert ours(CERTIFICATE).valid


@pytest.mark.parametrize("purpose", list(Purpose))
def test_the_library_reads_our_status_list_as_a_credential_of_its_own(library: Library, purpose: Purpose) -> None:
    assert library.ask("verify", credential=status_list(purpose, 1, 2, 3))["verified"]


@pytest.mark.parametrize("withdrawn", [(Purpose.REVOCATION,), (Purpose.SUSPENSION,), tuple(Purpose)], ids=str)
def test_the_library_reads_what_was_withdrawn(library: Library, withdrawn: tuple[Purpose, ...]) -> None:
    answer = library.ask("verify", credential=CERTIFICATE, documents=published(*withdrawn))
    assert answer["statuses"] == {purpose.value: purpose in withdrawn for purpose in Purpose}


@pytest.mark.parametrize("document", [taken_over(), notice()], ids=["certificate", "notice"])
def test_the_library_accepts_what_takes_a_certificates_place(library: Library, document: Document) -> None:
    assert library.ask("verify", credential=document, documents=published())["verified"]
    assert isinstance(proof.verify(document, keys=[SIGNER.trusted]), Proven)
    changed = {**document, "credentialSubject": {**document["credentialSubject"], "type": "Another"}}
    assert not library.ask("verify", credential=changed, documents=published())["verified"]
    assert isinstance(proof.verify(changed, keys=[SIGNER.trusted]), Unproven)


@pytest.mark.parametrize(
    "document",
    [CERTIFICATE, taken_over(), notice(), *(status_list(each) for each in Purpose)],
    ids=["certificate", "its successor", "notice", *Purpose],
)
def test_every_term_means_something_to_a_reader_of_linked_data(library: Library, document: Document) -> None:
    """In safe mode a term that no context defines is an error, and does not vanish."""
    answer = library.ask("expand", document=document, documents=OWN_CONTEXT)
    assert "thrown" not in answer, answer
    (expanded,) = answer["expanded"]
    assert len(expanded["@type"]) == 2


def test_every_term_of_our_did_document_means_something_too(library: Library) -> None:
    """Its times among them: every key says from when it signs, and the one that was retired until when."""
    old, new, lost = (TestSigner(seed=seed, controller=DID) for seed in (3, 4, 6))
    keys = ring(lost, old, new).compromised(lost.trusted.multikey, lost_at=0, now=ISSUED)
    context = {KEYS_CONTEXT: credential.context(KEYS_CONTEXT)}
    answer = library.ask("expand", document=did.document(keys), documents=context)
    assert "thrown" not in answer, answer
    told = json.dumps(answer["expanded"])
    assert (told.count("terms#signsFrom"), told.count("terms#signsUntil"), told.count("#revoked")) == (3, 2, 1)


def _claim(document: Document) -> Document:
    claim: Document = document["credentialSubject"]["claim"]
    return claim


ALTERED: dict[str, Callable[[Document], Any]] = {
    "a changed claim": lambda d: _claim(d).update(watchModel="Another"),
    "a changed figure": lambda d: d["credentialSubject"]["score"].update(log10Lr=9.5),
    "a moved field": lambda d: d["credentialSubject"].update(reference=_claim(d).pop("reference")),
    "a moved date": lambda d: d.update(validUntil=d["validFrom"].replace("20", "21", 1)),
    "a field too many": lambda d: d["credentialSubject"].update(note="x"),
    "a field too few": lambda d: d["credentialSubject"].pop("cautions"),
    "photos in another order": lambda d: d["credentialSubject"]["photos"].reverse(),
    "another place in the lists": lambda d: d["credentialStatus"][0].update(statusListIndex="7"),
    "no status": lambda d: d.pop("credentialStatus"),
    "another purpose": lambda d: d["proof"].update(proofPurpose="authentication"),
    "another date of signing": lambda d: d["proof"].update(created="2026-01-01T00:00:00Z"),
    "another key": lambda d: d["proof"].update(verificationMethod=STRANGER.verification_method),
    "another issuer": lambda d: d.update(issuer=STRANGER.controller),
    "another issuer and key": lambda d: (
        d.update(issuer=STRANGER.controller),
        d["proof"].update(verificationMethod=STRANGER.verification_method),
    ),
    "another's proof": lambda d: d.update(proof=certificate(STRANGER)["proof"]),
    "another suite": lambda d: d["proof"].update(cryptosuite="eddsa-rdfc-2022"),
    "another signature": lambda d: d["proof"].update(proofValue=certificate(STRANGER)["proof"]["proofValue"]),
    "a context in front": lambda d: d["@context"].insert(1, "https://elsewhere.example/v1"),
    "a context fewer": lambda d: d["@context"].pop(),
    "no proof": lambda d: d.pop("proof"),
}


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED.keys())
def test_an_altered_certificate_is_refused_by_the_library_and_by_us(
    library: Library, change: Callable[[Document], Any]
) -> None:
    altered = copy.deepcopy(CERTIFICATE)
    change(altered)
    assert library.ask("verify", credential=altered, documents=published()).get("verified") is not True
    assert not ours(altered).valid


def _more_bits(document: Document) -> None:
    bits = Bitstring()
    document["credentialSubject"]["encodedList"] = bits.encode()


LISTS: dict[str, Callable[[Document], Any]] = {
    "bits taken away": _more_bits,
    "a longer time": lambda d: d.update(validUntil=d["validUntil"].replace("20", "21", 1)),
    "another purpose": lambda d: d["credentialSubject"].update(statusPurpose="suspension"),
    "another purpose of the proof": lambda d: d["proof"].update(proofPurpose="authentication"),
    "another key": lambda d: d["proof"].update(verificationMethod=STRANGER.verification_method),
    "another's list": lambda d: d.update(status_list(Purpose.REVOCATION, signer=STRANGER)),
    "the list of the other purpose": lambda d: d.update(status_list(Purpose.SUSPENSION)),
    "a list that has ended": lambda d: d.update(status_list(Purpose.REVOCATION, now=ISSUED - timedelta(days=30))),
    "no proof": lambda d: d.pop("proof"),
}


@pytest.mark.parametrize("change", LISTS.values(), ids=LISTS.keys())
def test_an_altered_list_is_no_answer_to_the_library_nor_to_us(
    library: Library, change: Callable[[Document], Any]
) -> None:
    found = published(Purpose.REVOCATION)
    shown = copy.deepcopy(found[ENTRIES[0].status_list_credential])
    change(shown)
    shown_instead = {**found, ENTRIES[0].status_list_credential: shown}
    assert not library.ask("verify", credential=CERTIFICATE, documents=shown_instead)["verified"]
    fetch = {address: pretty(document) for address, document in shown_instead.items()}.get
    checked = verify_document(
        pretty(CERTIFICATE), now=datetime.now(UTC), beside=Beside(trusted=(SIGNER.trusted,), fetch=fetch)
    )
    assert next(step for step in checked.steps if step.name == "status").status != "passed"


@pytest.mark.parametrize("age", [timedelta(days=366), timedelta(days=-2)], ids=["expired", "not yet valid"])
def test_a_certificate_out_of_its_time_is_refused_by_the_library_and_by_us(library: Library, age: timedelta) -> None:
    document = certificate(now=ISSUED - age)
    assert not library.ask("verify", credential=document, documents=published())["verified"]
    assert not ours(document).valid


def ring(*signers: TestSigner) -> KeyRing:
    """A ring whose keys followed each other, a year each."""
    made = KeyRing(issuer=DID, origin="adriel.example/log")
    for years, signer in enumerate(signers, start=-len(signers)):
        key = signer.trusted.multikey
        made = made.rotated(KeyPurpose.CERTIFICATES, key, now=ISSUED + timedelta(days=365 * (years + 1), hours=-1))
    return made


def test_a_certificate_of_a_named_issuer_is_accepted_by_its_did_document_alone(library: Library) -> None:
    old, new = TestSigner(seed=3, controller=DID), TestSigner(seed=4, controller=DID)
    keys = ring(old, new)
    for signer, created in ((old, ISSUED - timedelta(days=30)), (new, ISSUED)):
        document = certificate(signer, now=created)
        found = published(signer=new) | {DID: did.document(keys)}
        assert library.ask("verify", credential=document, documents=found)["verified"]
        assert not library.ask("verify", credential=document, documents=published(signer=new))["verified"]
        assert ours(document, *keys.trusted()).valid
        assert not ours(document).valid


def test_a_certificate_of_a_lost_key_is_refused_by_the_library_and_by_us(library: Library) -> None:
    signer, other = TestSigner(seed=3, controller=DID), TestSigner(seed=4, controller=DID)
    keys = ring(signer, other).compromised(signer.trusted.multikey, lost_at=0, now=ISSUED)
    document = certificate(signer, now=ISSUED - timedelta(days=30))
    found = published(signer=other) | {DID: did.document(keys)}
    assert not library.ask("verify", credential=document, documents=found)["verified"]
    assert not ours(document, *keys.trusted()).valid


def issued(library: Library, document: Document, controller: str | None = None) -> tuple[Document, TrustedKey]:
    """What the library signed, and the key that it signed with."""
    answer = library.ask("issue", credential=document, seed=SEED, controller=controller)
    signed: Document = answer["credential"]
    return signed, TrustedKey.from_method(signed["proof"]["verificationMethod"], safe=True)


@pytest.mark.parametrize("controller", [None, DID], ids=["did:key", "did:web"])
def test_we_accept_a_certificate_that_the_library_signed(library: Library, controller: str | None) -> None:
    signed, key = issued(library, unsigned(), controller)
    assert ours(signed, key).valid
    assert multikey.decode(key.multikey) == multikey.decode(TestSigner(seed=5).trusted.multikey)


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED.keys())
def test_we_refuse_an_altered_copy_of_what_the_library_signed(
    library: Library, change: Callable[[Document], Any]
) -> None:
    signed, key = issued(library, unsigned())
    change(signed)
    assert not ours(signed, key).valid


def test_a_small_credential_of_the_library_holds_until_it_is_changed(library: Library) -> None:
    small = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "credentialSubject": {
            "name": "Tidewatch",
            "description": "“Été” — 時計 \u2028",
            "alternateName": [0.1, 1e21, -0.0],
        },
    }
    signed, key = issued(library, small)
    assert isinstance(proof.verify(signed), Proven)
    assert proof.verify(signed) == proof.verify(signed, keys=[key])
    signed["credentialSubject"]["name"] = "Ebbwatch"
    assert isinstance(proof.verify(signed), Unproven)


def test_two_proofs_are_each_looked_at_by_the_library_and_by_us(library: Library) -> None:
    both = {**CERTIFICATE, "proof": [CERTIFICATE["proof"], certificate(STRANGER)["proof"]]}
    answer = library.ask("verify", credential=both, documents=published())
    assert answer["verified"]  # by the one that holds: the other was made for another issuer's certificate
    assert answer["proofs"] == [[SIGNER.verification_method, True], [STRANGER.verification_method, False]]
    assert not ours(both).valid  # a broken proof fails the document, whoever it is by


def test_a_proof_that_the_library_adds_counts_for_nothing_beside_ours(library: Library) -> None:
    key = TestSigner(seed=5)
    answer = library.ask("add", credential=CERTIFICATE, seed=SEED)
    both = answer["credential"]
    assert [each["verificationMethod"] for each in both["proof"]] == [
        SIGNER.verification_method,
        key.verification_method,
    ]
    checked = ours(both)
    assert checked.valid
    assert f"proof 2, by {key.controller[:40]}" in checked.steps[3].why
    assert "counts for nothing" in checked.steps[3].why
    assert not ours(both, key.trusted).valid  # whoever trusts that key alone: the certificate is not its own


def test_a_context_behind_the_signed_ones_passes_by_the_recommendation_and_not_as_a_certificate(
    library: Library,
) -> None:
    more = copy.deepcopy(CERTIFICATE)
    more["@context"].append("https://elsewhere.example/v1")
    assert library.ask("verify", credential=more, documents=published())["verified"]
    assert isinstance(proof.verify(more), Proven)
    assert not ours(more).valid
