import copy
import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.certificate import canonical, proof, words
from pipeline.certificate.canonical import Document, pretty
from pipeline.certificate.verification import Status, Verification
from pipeline.certificate.verify import Beside, format_verification, verify_document
from tests.support import sample_case
from tests.support.sample_case import NOW
from tests.support.signed import SIGNER, TestSigner, signed_certificate, signed_report

LATER = NOW + timedelta(days=30)
SAMPLE = sample_case.authentic()
REPORT = signed_report(SAMPLE)
CERTIFICATE = signed_certificate(REPORT)
BOTH = pytest.mark.parametrize("document", [REPORT, CERTIFICATE], ids=["report", "certificate"])


def check(document: Document, **options: Any) -> Verification:
    now = options.pop("now", LATER)
    return verify_document(pretty(document), now=now, beside=Beside(**{"trusted": (SIGNER.trusted,), **options}))


def failed(verification: Verification) -> list[str]:
    return [step.name for step in verification.steps if step.status is Status.FAILED]


def signed_again(document: Document, change: Callable[[Document], None]) -> Document:
    changed = copy.deepcopy(document)
    del changed["proof"]
    change(changed)
    return proof.sign(changed, SIGNER, created=NOW)


@BOTH
def test_what_was_issued_verifies_and_says_what_it_says(document: Document) -> None:
    verification = check(document, photos=SAMPLE.originals)
    assert verification.valid
    assert not verification.unsafe
    left = {"log", "status", "serial"}  # for which nothing was given: tests/pipeline/certificate/test_beside.py
    assert {step.name for step in verification.steps if step.status is not Status.PASSED} == left
    assert verification.digest == canonical.digest(document)
    assert verification.facts is not None
    assert (verification.facts.brand, verification.facts.outcome) == ("Aldenmoor", "authentic")


@pytest.mark.parametrize("sample", ["counterfeit", "inconclusive", "needs_photos"])
def test_a_report_of_any_outcome_verifies(sample: str) -> None:
    assert check(signed_report(getattr(sample_case, sample)())).valid


@BOTH
def test_the_layout_of_the_file_is_not_part_of_what_is_signed(document: Document) -> None:
    shuffled = dict(reversed(document.items()))
    assert verify_document(json.dumps(shuffled).encode(), now=LATER, beside=Beside(trusted=(SIGNER.trusted,))).valid


@BOTH
def test_a_changed_byte_fails_or_changes_nothing(document: Document) -> None:
    data = pretty(document)
    places = random.Random(20260314).sample(range(len(data)), 150)  # noqa: S311 - the same places each time
    for place in places:
        for bit in (0x01, 0x20, 0x80):
            _harmless_or_refused(data, place, data[place] ^ bit, document)


def test_every_changed_byte_of_a_small_document_fails_or_changes_nothing() -> None:
    document = signed_certificate(signed_report(_small()))
    data = canonical.canonical(document)
    for place in range(len(data)):
        _harmless_or_refused(data, place, data[place] ^ 0x01, document)


def _small() -> sample_case.SampleCase:
    sample = sample_case.authentic().claiming(serial=None, calibre=None)
    return replace(sample, preparations=sample.preparations[:1])


def _harmless_or_refused(data: bytes, place: int, byte: int, document: Document) -> None:
    changed = data[:place] + bytes([byte]) + data[place + 1 :]
    if verify_document(changed, now=LATER, beside=Beside(trusted=(SIGNER.trusted,))).valid:
        assert canonical.parse(changed) == document, place


SHAPES: dict[str, Callable[[Document], Any]] = {
    "a field too many": lambda d: d.update(extra=1),
    "a field too few": lambda d: d.pop("issuer"),
    "another type": lambda d: d.update(type=["Diploma"]),
    "the type as text": lambda d: d.update(type="AdrielWatchReport"),
    "a context more": lambda d: d["@context"].append("https://a.example/added"),
    "no context": lambda d: d.pop("@context"),
    "a day that does not exist": lambda d: d.update(
        {("created" if "created" in d else "validFrom"): "2026-13-14T09:26:53Z"}
    ),
    "number as text": lambda d: d.get("score", d.get("credentialSubject", {}).get("score")).update(prior="0.5"),
    "an issuer that is no text": lambda d: d.update(issuer={"id": "did:web:a"}),
}


@BOTH
@pytest.mark.parametrize("change", SHAPES.values(), ids=SHAPES.keys())
def test_another_shape_fails_even_when_signed(document: Document, change: Callable[[Document], Any]) -> None:
    verification = check(signed_again(document, change))
    assert not verification.valid
    assert failed(verification)[0] == "shape"


@BOTH
def test_a_context_added_behind_the_signed_ones_fails(document: Document) -> None:
    changed = copy.deepcopy(document)
    changed["@context"].append("https://a.example/added")
    assert not check(changed).valid


def test_a_context_that_the_proof_does_not_cover_fails() -> None:
    first, second = CERTIFICATE["@context"]
    document = signed_again(CERTIFICATE, lambda d: d.update({"@context": [first]}))
    document["@context"] = [first, second]
    assert isinstance(proof.verify(document), proof.Proven)
    assert failed(check(document)) == ["signature"]


@BOTH
@pytest.mark.parametrize("proofs", [None, [], {}, [None], [[]], "proof"], ids=str)
def test_a_document_without_a_proof_fails(document: Document, proofs: object) -> None:
    assert not check({name: value for name, value in document.items() if name != "proof"}).valid
    assert not check({**document, "proof": proofs}).valid


@BOTH
def test_a_key_that_the_document_brings_along_is_no_issuer(document: Document) -> None:
    verification = check(document, trusted=[])
    assert failed(verification) == ["issuer"]
    assert not verification.valid
    assert verification.facts is None


def test_a_forger_with_a_key_of_their_own_fails() -> None:
    forger = TestSigner(seed=99)
    assert failed(check(signed_report(SAMPLE, forger))) == ["issuer"]


def test_a_trusted_key_may_not_sign_in_anothers_name() -> None:
    document = signed_again(REPORT, lambda d: d.update(issuer="did:web:other.example"))
    assert failed(check(document)) == ["issuer"]


@pytest.mark.parametrize(
    ("time", "why"),
    [
        ({"valid_from": "2026-03-14T09:26:53Z"}, None),
        ({"valid_from": "2026-03-15T00:00:00Z"}, "before the key signed"),
        ({"valid_until": "2026-03-14T09:30:00Z"}, None),
        ({"valid_until": "2026-03-14T09:20:00Z"}, "after the key signed"),
        ({"valid_from": "2026-01-01T00:00:00Z", "valid_until": "2027-01-01T00:00:00Z"}, None),
    ],
)
def test_a_key_signs_in_its_time_alone(time: dict[str, Any], why: str | None) -> None:
    key = SIGNER.trusted.model_copy(update=time)
    verification = check(REPORT, trusted=[key])
    assert verification.valid is (why is None)
    if why is not None:
        assert failed(verification) == ["issuer"]
        assert why in next(step.why for step in verification.steps if step.name == "issuer")


def test_an_issuer_with_a_name_of_its_own_verifies_by_its_known_key() -> None:
    issuer = TestSigner(controller="did:web:adriel.example")
    document = signed_report(SAMPLE, issuer)
    assert check(document, trusted=(issuer.trusted,)).valid
    assert failed(check(document)) == ["signature"]


def test_a_development_key_is_called_unsafe_wherever_it_is_trusted() -> None:
    unsafe = TestSigner(safe=False)
    verification = check(signed_report(SAMPLE, unsafe), trusted=[unsafe.trusted])
    assert verification.valid
    assert verification.unsafe
    assert format_verification(verification).count("UNSAFE") >= 2


@pytest.mark.parametrize(
    ("now", "valid"),
    [
        (NOW, True),
        (NOW - timedelta(minutes=4), True),
        (NOW - timedelta(minutes=6), False),
        (NOW + timedelta(days=364), True),
        (NOW + timedelta(days=365), False),
    ],
    ids=["at once", "by a slow clock", "before", "in its last day", "expired"],
)
def test_a_certificate_holds_in_its_time(now: datetime, valid: bool) -> None:  # noqa: FBT001
    verification = check(CERTIFICATE, now=now)
    assert verification.valid is valid
    assert failed(verification) == ([] if valid else ["dates"])


def test_a_report_does_not_expire() -> None:
    assert check(REPORT, now=datetime(2040, 1, 1, tzinfo=UTC)).valid


@BOTH
def test_photos_that_were_examined_are_recognised_and_the_others_named(document: Document) -> None:
    step = check(document, photos={"photo.jpg": SAMPLE.originals["dial"]}).steps[7]
    assert step.status is Status.PASSED
    assert "caseback" in step.why


@BOTH
def test_a_photo_that_was_not_examined_fails(document: Document) -> None:
    verification = check(
        document, photos={"dial": SAMPLE.originals["dial"], "other": SAMPLE.originals["caseback"] + b"\0"}
    )
    assert failed(verification) == ["photos"]
    assert not verification.valid
    assert "photo 2 of 2" in verification.steps[7].why


def test_without_photos_the_step_is_not_checked_and_the_document_still_holds() -> None:
    verification = check(REPORT)
    assert verification.steps[7].status is Status.NOT_CHECKED
    assert verification.valid


def _score(**changes: Any) -> Callable[[Document], None]:
    return lambda document: document["score"].update(changes)


INCONSISTENT: dict[str, Callable[[Document], Any]] = {
    "authentic by a low score": _score(posterior=0.01, log10_lr=-2.0),
    "posterior out of nowhere": _score(posterior=0.7),
    "sum that is no sum": _score(log10_lr=9.0, posterior=1.0),
    "counterfeit by a high score": lambda d: d.update(outcome="counterfeit"),
    "outcome without score": lambda d: d.update(score=None),
    "score without examination": lambda d: d.update(outcome="needs_photos"),
    "nobody looked": lambda d: d.update(assurance="none"),
    "seen and unseen": lambda d: d["score"]["coverage"]["unseen"].append("dial"),
    "component counted twice": lambda d: d["score"]["contributions"].append(
        {**d["score"]["contributions"][0], "log10_lr": 0.0}
    ),
    "contribution without findings": lambda d: d["score"]["contributions"][0].update(findings=50),
    "findings out of order": lambda d: d["findings"].reverse(),
    "region on a rejected photo": lambda d: d["findings"][0]["region"].update(photo="papers"),
}


@pytest.mark.parametrize("change", INCONSISTENT.values(), ids=INCONSISTENT.keys())
def test_a_report_that_contradicts_itself_fails_though_it_is_signed(change: Callable[[Document], Any]) -> None:
    verification = check(signed_again(REPORT, change))
    assert failed(verification) == ["consistency"]
    assert not verification.valid


def _subject(change: Callable[[Document], Any]) -> Callable[[Document], Any]:
    return lambda document: change(document["credentialSubject"])


INCONSISTENT_CERTIFICATE: dict[str, Callable[[Document], Any]] = {
    "low score": _subject(lambda s: s["score"].update(posterior=0.4)),
    "posterior out of nowhere": _subject(lambda s: s["score"].update(posterior=0.7)),
    "seen and unseen": _subject(lambda s: s["seen"].append("clasp")),
    "private photo called public": _subject(lambda s: s["photos"][1].update(private=False)),
    "over before it began": lambda d: d.update(validUntil="2026-03-14T09:26:53Z"),
}


@pytest.mark.parametrize("change", INCONSISTENT_CERTIFICATE.values(), ids=INCONSISTENT_CERTIFICATE.keys())
def test_a_certificate_that_contradicts_itself_fails_though_it_is_signed(change: Callable[[Document], Any]) -> None:
    assert "consistency" in failed(check(signed_again(CERTIFICATE, change)))


@pytest.mark.parametrize("outcome", ["counterfeit", "inconclusive", "needs_photos"])
def test_a_certificate_of_another_outcome_fails_though_it_is_signed(outcome: str) -> None:
    document = signed_again(CERTIFICATE, _subject(lambda s: s.update(outcome=outcome)))
    assert failed(check(document)) == ["shape"]


def test_a_certificate_that_names_another_case_fails() -> None:
    document = signed_again(CERTIFICATE, lambda d: d.update(id="urn:adriel:aaaaaaaaaaaa:1"))
    assert failed(check(document)) == ["shape"]


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"null", b"\x00" * 100, b"%PDF-1.7", b'{"type": {}}', b'{"type": ["AdrielWatchReport"]}'],
)
def test_anything_else_fails_without_an_error_and_without_a_fact(data: bytes) -> None:
    verification = verify_document(data, now=LATER, beside=Beside(trusted=(SIGNER.trusted,)))
    assert not verification.valid
    assert verification.facts is None
    assert "NOT VALID" in format_verification(verification)


def test_what_could_not_be_checked_is_told() -> None:
    told = format_verification(check(REPORT))
    assert "not checked" in told
    assert "whether the watch in hand is the watch in the photos" in told


def test_nothing_in_a_document_steers_the_terminal() -> None:
    document = signed_again(REPORT, lambda d: d["claim"].update(brand="Alden\x1b[2Jmoor\u202e"))
    told = format_verification(check(document, photos={"a\x1b[31m.jpg": b"x"}))
    assert "\x1b" not in told
    assert "\u202e" not in format_verification(check(document))
    assert "Alden?[2Jmoor?" in format_verification(check(document))


def test_the_reason_for_another_shape_repeats_nothing_of_the_content() -> None:
    document = signed_again(REPORT, lambda d: d["claim"].update(brand=["M204817"]))
    assert "M204817" not in format_verification(check(document))


def test_a_document_made_for_a_trial_says_so_first_and_last() -> None:
    verification = check(signed_report(sample_case.made_up(SAMPLE)))
    assert verification.valid
    assert verification.stand_in
    said = format_verification(verification)
    assert "made for a trial: it proves nothing" in said.splitlines()[0]
    assert words.STAND_IN in said
    assert not check(signed_report(SAMPLE)).stand_in
