"""Log, status and serial number: what a verifier needs something beside the document for."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.adapters.files import LocalFiles
from pipeline.certificate import canonical, envelope, proof
from pipeline.certificate.canonical import pretty
from pipeline.certificate.verification import Status, Verification, format_verification
from pipeline.certificate.verify import Beside, verify_document
from pipeline.status import lists
from pipeline.status.bitstring import Bitstring
from pipeline.status.lists import LASTS, Purpose
from pipeline.transparency.log import Log
from pipeline.transparency.proof import LogTrust
from tests.support import sample_case
from tests.support.note_keys import Signer, key
from tests.support.sample_case import NOW, SERIAL
from tests.support.signed import BASE, SIGNER, TestSigner, signed_certificate, signed_report

REPORT = signed_report(sample_case.authentic())
CERTIFICATE = signed_certificate(REPORT)
INDEX = 1234
LOG = key(1)
TRUST = LogTrust(origin=LOG.name, keys=(LOG,))
Fetch = Callable[[str], bytes | None]


def check(document: dict[str, Any], **beside: Any) -> Verification:
    now = beside.pop("now", NOW + timedelta(hours=1))
    return verify_document(pretty(document), now=now, beside=Beside(**{"trusted": (SIGNER.trusted,), **beside}))


def step(verification: Verification, name: str) -> tuple[Status, str]:
    return next((each.status, each.why) for each in verification.steps if each.name == name)


def published(*places: tuple[Purpose, int], signer: TestSigner = SIGNER, issuer: str | None = None) -> Fetch:
    """The issuer's lists with these places set."""
    found = {}
    for purpose in Purpose:
        bits = Bitstring()
        for each, place in places:
            if each is purpose:
                bits[place] = True
        who = issuer or signer.controller
        built = lists.build(base=BASE, number=0, purpose=purpose, bits=bits, issuer=who, now=NOW)
        found[lists.address(BASE, 0, purpose)] = pretty(proof.sign(built, signer, created=NOW))
    return found.get


def proven(folder: Path, *before: str, document: dict[str, Any] = CERTIFICATE) -> bytes:
    """The log's proof of the document, with others before it."""
    log = Log(LocalFiles(folder), LOG, Signer(1), origin=LOG.name)
    if before:
        log.append([bytes.fromhex(each) for each in before])
    entry = bytes.fromhex(canonical.digest(document))
    log.append([entry])
    found = log.prove(entry)
    assert found is not None
    return found.render()


def test_offline_a_certificate_holds_and_what_stays_open_is_said_first() -> None:
    verification = check(CERTIFICATE)
    assert verification.valid
    assert step(verification, "status")[0] is Status.NOT_CHECKED
    assert "NOT CHECKED: log, status." in format_verification(verification)


def test_online_it_is_neither_revoked_nor_suspended() -> None:
    others = [(purpose, INDEX + 1) for purpose in Purpose]
    verification = check(CERTIFICATE, fetch=published(*others))
    assert verification.valid
    assert step(verification, "status") == (Status.PASSED, "neither revoked nor suspended by the issuer's lists")


@pytest.mark.parametrize(("purpose", "word"), [(Purpose.REVOCATION, "REVOKED"), (Purpose.SUSPENSION, "SUSPENDED")])
def test_a_certificate_that_was_withdrawn_does_not_hold(purpose: Purpose, word: str) -> None:
    verification = check(CERTIFICATE, fetch=published((purpose, INDEX)))
    assert not verification.valid
    status, why = step(verification, "status")
    assert status is Status.FAILED
    assert why.startswith(word)


def test_a_list_that_cannot_be_had_or_is_too_old_leaves_it_open() -> None:
    assert step(check(CERTIFICATE, fetch=lambda _address: None), "status")[0] is Status.NOT_CHECKED
    late = check(CERTIFICATE, fetch=published(), now=NOW + LASTS)
    assert step(late, "status")[0] is Status.NOT_CHECKED
    assert "too old" in step(late, "status")[1]


@pytest.mark.parametrize(("purpose", "word"), [(Purpose.REVOCATION, "REVOKED"), (Purpose.SUSPENSION, "SUSPENDED")])
def test_what_one_list_says_counts_though_the_other_cannot_be_had(purpose: Purpose, word: str) -> None:
    only = lists.address(BASE, 0, purpose)
    withdrawn = published((purpose, INDEX))
    assert step(check(CERTIFICATE, fetch={only: withdrawn(only)}.get), "status")[1].startswith(word)
    assert step(check(CERTIFICATE, fetch={only: published()(only)}.get), "status")[0] is Status.NOT_CHECKED


def replaced(by: Fetch) -> Fetch:
    """Shows the other purpose's list wherever one is asked for."""
    other = {Purpose.REVOCATION: Purpose.SUSPENSION, Purpose.SUSPENSION: Purpose.REVOCATION}
    return lambda address: by(lists.address(BASE, 0, other[Purpose(address.rsplit("/", 1)[1])]))


@pytest.mark.parametrize(
    "fetch",
    [
        published(signer=TestSigner(seed=9)),
        published(signer=TestSigner(seed=9), issuer=SIGNER.controller),
        published(issuer="did:web:elsewhere.example"),
        replaced(published()),
        lambda _address: b"{",
        lambda _address: b"{}",
        lambda _address: pretty(CERTIFICATE),
        lambda address: (published()(address) or b"").replace(b'"ttl": 300000', b'"ttl": 300001'),
    ],
    ids=["stranger", "stranger in our name", "another issuer", "swapped", "no JSON", "nothing", "no list", "altered"],
)
def test_another_list_is_no_answer(fetch: Fetch) -> None:
    verification = check(CERTIFICATE, fetch=fetch)
    assert not verification.valid
    assert step(verification, "status")[0] is Status.FAILED


def test_what_the_log_holds_is_said_with_its_place(tmp_path: Path) -> None:
    found = proven(tmp_path, "00" * 32, "11" * 32)
    for verification in (
        check(CERTIFICATE, log=TRUST, proof=found),
        check(envelope.wrap(CERTIFICATE, found), log=TRUST),
    ):
        assert verification.valid
        assert step(verification, "log") == (Status.PASSED, "entry 2 of the log, which had 3")


def test_the_proof_of_another_certificate_is_none(tmp_path: Path) -> None:
    found = proven(tmp_path, document=REPORT)
    verification = check(CERTIFICATE, log=TRUST, proof=found)
    assert not verification.valid
    assert step(verification, "log")[0] is Status.FAILED


@pytest.mark.parametrize("found", [b"", b"c2sp.org/tlog-proof@v1\n", b"\xff"])
def test_what_is_no_proof_is_named(found: bytes) -> None:
    assert step(check(CERTIFICATE, log=TRUST, proof=found), "log")[0] is Status.FAILED


def test_another_logs_proof_does_not_count_and_without_a_log_nothing_does(tmp_path: Path) -> None:
    found = proven(tmp_path)
    other = LogTrust(origin=LOG.name, keys=(key(9),))
    assert step(check(CERTIFICATE, log=other, proof=found), "log")[0] is Status.FAILED
    assert step(check(CERTIFICATE, proof=found), "log")[0] is Status.NOT_CHECKED


@pytest.mark.parametrize(("lost_at", "valid"), [(3, True), (2, False), (0, False)])
def test_of_a_lost_key_counts_what_the_log_held_before(tmp_path: Path, lost_at: int, *, valid: bool) -> None:
    found = proven(tmp_path, "00" * 32, "11" * 32)
    lost = SIGNER.trusted.model_copy(update={"lost_at": lost_at})
    assert check(CERTIFICATE, log=TRUST, proof=found, trusted=(lost,)).valid is valid


def test_of_a_lost_key_nothing_counts_without_the_logs_word() -> None:
    lost = SIGNER.trusted.model_copy(update={"lost_at": 100})
    for document in (CERTIFICATE, REPORT):
        verification = check(document, log=TRUST, trusted=(lost,))
        assert not verification.valid
        assert "the key was lost" in step(verification, "log")[1]


def test_a_lost_keys_lists_say_nothing() -> None:
    lost = SIGNER.trusted.model_copy(update={"lost_at": 100})
    assert step(check(CERTIFICATE, fetch=published(), trusted=(lost,)), "status")[0] is Status.FAILED


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"v": True},
        {"more": 1},
        {"credential": []},
        {"logProof": None},
    ],
)
def test_an_envelope_is_one_of_version_1_or_none(change: dict[str, Any]) -> None:
    verification = check({**envelope.wrap(CERTIFICATE, b""), **change})
    assert step(verification, "parse")[0] is Status.FAILED
    assert not verification.valid


def salt() -> str:
    return sample_case.authentic().case.serial_salt


@pytest.mark.parametrize("document", [REPORT, CERTIFICATE], ids=["report", "certificate"])
def test_the_owner_proves_the_serial_number(document: dict[str, Any]) -> None:
    assert step(check(document, serial=(SERIAL, salt())), "serial")[0] is Status.PASSED
    for wrong in ((SERIAL[:-1] + "8", salt()), (SERIAL, "00" * 16), (SERIAL, "no salt")):
        verification = check(document, serial=wrong)
        assert step(verification, "serial")[0] is Status.FAILED
        assert not verification.valid
    assert SERIAL not in json.dumps(document)
