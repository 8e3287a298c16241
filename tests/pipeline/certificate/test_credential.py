import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from models.vocabulary.views import View
from pipeline.certificate import canonical, credential, words
from pipeline.certificate.canonical import Document
from pipeline.certificate.shapes import (
    CERTIFICATE_CONTEXT,
    CREDENTIALS_CONTEXT,
    REPORT_CONTEXT,
    Because,
    Certificate,
    Predecessor,
)
from tests.support import sample_case
from tests.support.sample_case import NOW, SERIAL, SampleCase
from tests.support.signed import ENTRIES, TestSigner, signed_certificate, signed_report

VC_TERMS = {
    "@context",
    "id",
    "type",
    "issuer",
    "validFrom",
    "validUntil",
    "credentialSubject",
    "credentialStatus",
    "proof",
}


def certificate() -> Document:
    return signed_certificate(signed_report(sample_case.authentic()))


def test_a_certificate_is_a_verifiable_credential_bound_to_its_report() -> None:
    report = signed_report(sample_case.authentic())
    document = credential.build(report=report, entries=ENTRIES, now=NOW)
    assert document["@context"] == [CREDENTIALS_CONTEXT, CERTIFICATE_CONTEXT]
    assert document["type"] == ["VerifiableCredential", "AdrielWatchCertificate"]
    assert document["id"] == "urn:adriel:k3v9q2m7x4p1:1"
    assert document["issuer"] == report["issuer"]
    assert document["validFrom"] == "2026-03-14T09:26:53Z"
    assert document["validUntil"] == "2027-03-14T09:26:53Z"
    assert document["credentialSubject"]["evidenceDigest"] == canonical.digest(report)


def test_what_belongs_to_the_owner_is_not_in_it() -> None:
    sample = sample_case.authentic()
    written = json.dumps(certificate())
    assert SERIAL not in written
    assert sample.case.serial_salt not in written
    assert "camera" not in written
    assert "findings" not in written


def test_usable_photos_are_bound_and_private_views_marked() -> None:
    photos = certificate()["credentialSubject"]["photos"]
    assert [(photo["view"], photo["private"]) for photo in photos] == [
        (View.DIAL, False),
        (View.CASEBACK, True),
        (View.MOVEMENT, False),
    ]


def test_it_says_what_was_not_seen_and_what_it_rests_on() -> None:
    subject = certificate()["credentialSubject"]
    assert subject["unseen"] == ["clasp", "crown", "papers"]
    assert "declared by judgement" in subject["score"]["basis"]
    assert subject["summary"] == sample_case.EXPLANATION
    assert subject["cautions"] == [words.LIMIT]


def test_a_development_key_is_named_in_it() -> None:
    unsafe = TestSigner(safe=False)
    document = signed_certificate(signed_report(sample_case.authentic(), unsafe), unsafe)
    assert document["credentialSubject"]["cautions"][0] == words.DEVELOPMENT_KEY


@pytest.mark.parametrize(
    "sample", [sample_case.counterfeit(), sample_case.inconclusive(), sample_case.needs_photos()], ids=lambda _: ""
)
def test_no_other_outcome_gets_one(sample: SampleCase) -> None:
    with pytest.raises(ValueError, match="authentic watch alone"):
        credential.build(report=signed_report(sample), entries=ENTRIES, now=NOW)


def test_an_unsigned_report_gets_none() -> None:
    report = signed_report(sample_case.authentic())
    del report["proof"]
    with pytest.raises(ValueError, match="signed report"):
        credential.build(report=report, entries=ENTRIES, now=NOW)


def test_every_term_of_a_certificate_is_defined_by_a_context() -> None:
    """An undefined term would vanish from the credential for every reader that understands JSON-LD."""
    own = credential.context(CERTIFICATE_CONTEXT)["@context"]
    document = certificate()
    assert set(document) <= VC_TERMS
    assert "AdrielWatchCertificate" in own
    _defined(document["credentialSubject"], own["ExaminedWatch"]["@context"])


def _defined(value: Document, terms: dict[str, Any]) -> None:
    for name, part in value.items():
        assert name == "type" or name in terms, name
        term = terms.get(name)
        inner = term.get("@context") if isinstance(term, dict) else None
        for item in part if isinstance(part, list) else [part]:
            if isinstance(item, dict) and not (isinstance(term, dict) and term.get("@type") == "@json"):
                assert inner, f"{name} has no terms of its own"
                _defined(item, inner)


def test_the_reports_context_is_shipped_too() -> None:
    assert "@vocab" in credential.context(REPORT_CONTEXT)["@context"]


def test_no_other_context_is_answered() -> None:
    with pytest.raises(KeyError):
        credential.context(CREDENTIALS_CONTEXT)


def test_what_takes_anothers_place_names_it_in_terms_of_the_context() -> None:
    own = credential.context(CERTIFICATE_CONTEXT)["@context"]
    before = Predecessor(id="urn:adriel:k3v9q2m7x4p0:1", digest="0" * 64, because=Because.EXAMINATION)
    report = signed_report(sample_case.authentic())
    document = credential.build(report=report, entries=ENTRIES, now=NOW, replaces=before)
    assert document["replaces"]["because"] == "examination"
    _defined({"replaces": {name: each for name, each in document["replaces"].items() if name != "id"}}, own)
    assert {"AdrielSuccessionNotice", "SucceededCertificate"} <= set(own)


def test_only_a_hand_over_adds_a_holder_to_the_id() -> None:
    first = certificate()
    for end, why in ((":2", "another holder"), (":0", "pattern"), (":x", "pattern")):
        with pytest.raises(ValidationError, match=why):
            Certificate.model_validate(first | {"id": first["id"] + end})


def test_nothing_says_that_it_takes_nobodys_place() -> None:
    assert "replaces" not in certificate()
    with pytest.raises(ValidationError, match="nobody's place"):
        Certificate.model_validate(certificate() | {"replaces": None})


def test_a_certificate_that_is_handed_over_ends_with_the_one_before_and_adds_a_holder() -> None:
    report = signed_report(sample_case.authentic())
    old = signed_certificate(report)
    later = NOW + timedelta(days=30)
    new = credential.handed_over(old, to=f"{old['id']}:2", entries=ENTRIES, now=later)
    assert (new["validUntil"], new["credentialSubject"]) == (old["validUntil"], old["credentialSubject"])
    assert new["validFrom"] > old["validFrom"]
    assert new["replaces"]["because"] == "transfer"
