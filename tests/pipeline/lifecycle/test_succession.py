"""A certificate's later life: handed over, superseded, suspended by a later examination; and what a verifier reads."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from models.vocabulary.errors import SubmissionError
from pipeline import issuing, keys, succeeding
from pipeline.adapters import attached
from pipeline.certificate import canonical, proof
from pipeline.certificate.report import owner_secret
from pipeline.cli import certificates
from pipeline.erasure import delete_case
from pipeline.lifecycle import names
from pipeline.lifecycle.offers import Offers, Refused
from pipeline.messages import Message
from pipeline.status.lists import Purpose
from pipeline.wiring import Workshop, from_environment
from tests.support import sample_case
from tests.support.asking import asked, step
from tests.support.signed import signed_report

CASE = sample_case.authentic().case
FIRST = f"urn:adriel:{CASE.case}:1"
NOW = datetime.now(UTC)
Document = dict[str, Any]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setenv("ADRIEL_STATE", str(tmp_path / "state"))
    for name in ("ADRIEL_BLOBS", "ADRIEL_KEYS", "ADRIEL_SIGNING_KEY", "ADRIEL_PUBLIC", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    return from_environment({"REDIS_URL": "redis://127.0.0.1:1", "ADRIEL_STATE": str(tmp_path / "state")})


def examined(shop: Workshop, examination: int = 1, sample: sample_case.SampleCase | None = None) -> bytes:
    """Examine the sample case, once more where it was before; return the report."""
    found = sample or sample_case.authentic()
    again = found.case.model_copy(update={"examination": examination})
    report = signed_report(sample_case.replace(found, case=again), shop.signer)  # type: ignore[arg-type]
    message = Message(case=CASE.case, examination=examination, dispatch="d1")
    data = json.dumps(report).encode()
    issuing.issue(shop, message, data)
    succeeding.settle(shop, message, data)
    return data


def certificate(shop: Workshop, examination: int = 1) -> bytes:
    return shop.store.get(keys.document(CASE.case, examination, names.ENVELOPE))


@pytest.fixture
def mine(shop: Workshop, tmp_path: Path) -> Path:
    """The first holder's folder."""
    examined(shop)
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "certificate.envelope.json").write_bytes(certificate(shop))
    (folder / "owner-secret.json").write_text(json.dumps(owner_secret(CASE)))
    return folder


def offer(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """Offer what is in a folder; return the code."""
    capsys.readouterr()
    words = [str(folder / "certificate.envelope.json"), "--secret", str(folder / "owner-secret.json"), *more]
    assert certificates.main(["offer", *words]) == 0
    return next(line for line in capsys.readouterr().out.splitlines() if line.startswith("code: ")).split()[1]


def take(name: str, code: str, out: Path) -> int:
    return certificates.main(["take-over", name, "--code", code, "--out", str(out)])


Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    return partial(asked, capsys)


# Handed over


def test_who_tells_the_code_gets_a_certificate_and_the_old_copy_says_transferred(
    mine: Path, tmp_path: Path, ask: Ask, shop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = tmp_path / "theirs"
    assert take(FIRST, offer(mine, capsys), theirs) == 0
    new = ask(theirs / "certificate.envelope.json")
    assert new["valid"]
    assert step(new, "status")[0] == "passed"
    assert step(new, "log")[1].startswith("entry 1 of the log")
    old = ask(mine / "certificate.envelope.json")
    assert not old["valid"]
    assert step(old, "status")[1].startswith("TRANSFERRED: another holder took it over on")
    assert f"{FIRST}:2" in step(old, "status")[1]
    assert ask(mine / "certificate.envelope.json", "--offline")["valid"]
    notice = json.loads(next(shop.store.get(key) for key in shop.store.list("life/public/")))
    assert shop.log.number(bytes.fromhex(canonical.digest(notice))) == 2


def test_the_new_certificate_says_of_the_watch_what_the_old_one_said_and_ends_when_it_ended(
    mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take(FIRST, offer(mine, capsys), tmp_path / "theirs")
    old = json.loads((mine / "certificate.envelope.json").read_text())["credential"]
    new = json.loads((tmp_path / "theirs" / "certificate.json").read_text())
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    assert changed <= {"id", "replaces", "validFrom", "credentialStatus", "proof"}
    assert new["replaces"] == {"id": FIRST, "digest": canonical.digest(old), "because": "transfer"}


def test_the_serial_number_is_handed_over_with_the_code(
    mine: Path, tmp_path: Path, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = tmp_path / "theirs"
    take(FIRST, offer(mine, capsys), theirs)
    secret = json.loads((theirs / "owner-secret.json").read_text())
    assert (theirs / "owner-secret.json").stat().st_mode & 0o077 == 0
    found = ask(theirs / "certificate.json", "--serial", secret["serial"], "--salt", secret["salt"])
    assert step(found, "serial")[0] == "passed"


def test_it_goes_on_from_holder_to_holder_and_the_one_before_cannot_offer_it_again(
    mine: Path, tmp_path: Path, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    second, third = tmp_path / "second", tmp_path / "third"
    take(FIRST, offer(mine, capsys), second)
    stolen = tmp_path / "stolen"
    stolen.mkdir()
    (stolen / "certificate.envelope.json").write_bytes((second / "certificate.envelope.json").read_bytes())
    (stolen / "owner-secret.json").write_bytes((mine / "owner-secret.json").read_bytes())
    with pytest.raises(SubmissionError, match="holder's secret is needed"):
        offer(stolen, capsys)
    with pytest.raises(SubmissionError, match="taken its place"):
        offer(mine, capsys)
    assert take(f"{FIRST}:2", offer(second, capsys), third) == 0
    assert ask(third / "certificate.envelope.json")["valid"]
    assert f"{FIRST}:3" in step(ask(second / "certificate.envelope.json"), "status")[1]


def test_a_code_works_once(mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = offer(mine, capsys)
    take(FIRST, code, tmp_path / "theirs")
    with pytest.raises(SubmissionError, match="taken its place already"):
        take(FIRST, code, tmp_path / "others")
    assert not (tmp_path / "others").exists()


def test_five_codes_are_tried_and_then_even_the_right_one_is_refused(
    mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = offer(mine, capsys)
    for _ in range(5):
        with pytest.raises(SubmissionError, match="not the code"):
            take(FIRST, "0000-0000-0000", tmp_path / "theirs")
    with pytest.raises(SubmissionError, match="too many codes"):
        take(FIRST, code, tmp_path / "theirs")
    assert take(FIRST, offer(mine, capsys), tmp_path / "theirs") == 0


def test_another_offer_and_a_withdrawal_end_the_earlier_one(
    mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = offer(mine, capsys), offer(mine, capsys)
    with pytest.raises(SubmissionError, match="not the code"):
        take(FIRST, first, tmp_path / "theirs")
    certificates.main(["withdraw", FIRST])
    with pytest.raises(SubmissionError, match="offer has ended"):
        take(FIRST, second, tmp_path / "theirs")


def opened(shop: Workshop) -> Offers:
    return Offers(shop.store, shop.decisions, shop.successions)


def credential(shop: Workshop) -> Document:
    found: Document = json.loads(certificate(shop))["credential"]
    return found


def test_an_offer_ends_with_its_time(shop: Workshop, mine: Path) -> None:
    assert mine.exists()
    lasts = timedelta(days=1)
    code, _ = opened(shop).make(credential(shop), owner_secret(CASE), by="owner 1", now=NOW, lasts=lasts)
    with pytest.raises(Refused, match="offer has ended"):
        opened(shop).take(FIRST, code, by="owner 2", now=NOW + lasts)


@pytest.mark.parametrize("days", [0, -1, 31])
def test_an_offer_has_a_time_that_is_bounded(shop: Workshop, mine: Path, days: int) -> None:
    assert mine.exists()
    with pytest.raises(Refused, match="at most 30"):
        opened(shop).make(credential(shop), owner_secret(CASE), by="owner 1", now=NOW, lasts=timedelta(days=days))


def test_who_does_not_hold_it_cannot_offer_it(shop: Workshop, mine: Path) -> None:
    assert mine.exists()
    wrong = owner_secret(CASE) | {"serial": "M000000"}
    for secret, why in ((None, "is needed"), ({"salt": 3, "serial": None}, "is needed"), (wrong, "not the secret")):
        with pytest.raises(Refused, match=why):
            opened(shop).make(credential(shop), secret, by="owner 1", now=NOW, lasts=timedelta(days=1))


def test_what_was_never_issued_withdrawn_or_has_expired_is_not_offered(shop: Workshop, mine: Path) -> None:
    assert mine.exists()
    offers, secret, day = opened(shop), owner_secret(CASE), timedelta(days=1)
    forged = credential(shop) | {"validUntil": "2099-01-01T00:00:00Z"}
    with pytest.raises(Refused, match="the log does not hold it"):
        offers.make(forged, secret, by="owner 1", now=NOW, lasts=day)
    with pytest.raises(Refused, match="expired"):
        offers.make(credential(shop), secret, by="owner 1", now=NOW + timedelta(days=366), lasts=day)
    certificates.main(["suspend", FIRST, "--reason", "a report of theft"])
    with pytest.raises(Refused, match="withdrawn"):
        offers.make(credential(shop), secret, by="owner 1", now=NOW, lasts=day)


def taken(shop: Workshop) -> None:
    """Decide that the certificate is taken over, without carrying it out: as where the message was lost."""
    code, _ = opened(shop).make(credential(shop), owner_secret(CASE), by="owner 1", now=NOW, lasts=timedelta(days=1))
    opened(shop).take(FIRST, code, by="owner 2", now=NOW)


def revoked(shop: Workshop) -> bool:
    return shop.decisions.state(shop.decisions.placed(FIRST))[Purpose.REVOCATION]


def test_what_was_decided_and_not_carried_out_is_done_when_the_lists_are_renewed(shop: Workshop, mine: Path) -> None:
    assert mine.exists()
    taken(shop)
    assert not revoked(shop)
    assert succeeding.catch_up(shop) == [f"{FIRST}:2"]
    assert revoked(shop)
    assert succeeding.catch_up(shop) == []


def test_what_is_suspended_meanwhile_is_handed_over_once_it_is_restored(shop: Workshop, mine: Path) -> None:
    assert mine.exists()
    taken(shop)
    certificates.main(["suspend", FIRST, "--reason", "a report of theft"])
    assert succeeding.catch_up(shop) == []
    certificates.main(["restore", FIRST, "--reason", "it was found"])
    assert succeeding.catch_up(shop) == [f"{FIRST}:2"]


def kept_case(shop: Workshop, report: bytes) -> None:
    """Leave in the store what the sample case's examination left there."""
    sample = sample_case.authentic()
    shop.store.create(keys.document(CASE.case, 1, "report.json"), report)
    shop.store.create(keys.case_file(CASE.case, 1), CASE.model_dump_json().encode())
    for each in sample.preparations:
        key = keys.record(CASE.case, 1, "preprocess", each.photo.label, "0")
        shop.store.create(key, each.model_dump_json().encode())
        if each.photo.label in sample.pictures:
            shop.store.create(keys.derivative(CASE.case, each.derivative), sample.pictures[each.photo.label])


def test_while_its_case_is_kept_the_new_holder_gets_the_pages_too(
    shop: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept_case(shop, examined(shop))
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    mine.mkdir()
    (mine / "certificate.envelope.json").write_bytes(certificate(shop))
    (mine / "owner-secret.json").write_text(json.dumps(owner_secret(CASE)))
    take(FIRST, offer(mine, capsys), theirs)
    assert {"certificate.pdf", "certificate.png"} <= {path.name for path in theirs.iterdir()}
    found = attached.read((theirs / "certificate.pdf").read_bytes())
    assert json.loads(found.document)["id"] == f"{FIRST}:2"


def test_where_nothing_is_issued_a_take_over_waits_and_says_so(
    shop: Workshop, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = offer(mine, capsys)
    certificates.main(["stop", "--reason", "a key may be lost"])
    assert take(FIRST, code, tmp_path / "theirs") == 0
    assert "not signed yet" in capsys.readouterr().err
    assert not revoked(shop)
    certificates.main(["resume", "--reason", "it was not"])
    certificates.main(["renew"])
    assert certificates.main(["copy", f"{FIRST}:2", "--out", str(tmp_path / "theirs")]) == 0
    assert revoked(shop)


def test_what_was_withdrawn_is_not_taken_over(mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = offer(mine, capsys)
    certificates.main(["suspend", FIRST, "--reason", "a report of theft"])
    with pytest.raises(SubmissionError, match="was withdrawn"):
        take(FIRST, code, tmp_path / "theirs")


def test_a_case_that_is_erased_leaves_nothing_that_was_sealed_or_handed_over(
    shop: Workshop, mine: Path, tmp_path: Path, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    take(FIRST, offer(mine, capsys), tmp_path / "second")
    take(f"{FIRST}:2", offer(tmp_path / "second", capsys), tmp_path / "third")
    shop.store.create(keys.document(CASE.case, 1, "report.json"), b"{}")
    delete_case(shop.store, CASE.case)
    left = {key.split("/")[1] for key in shop.store.list("life/")}
    assert left == {"successions", "done", "public"}
    assert step(ask(mine / "certificate.envelope.json"), "status")[1].startswith("TRANSFERRED")


def test_a_certificate_that_was_laid_in_the_offers_place_is_not_signed(shop: Workshop, mine: Path) -> None:
    assert mine.exists()
    taken(shop)
    key = next(iter(shop.store.list("life/offered/")))
    forged = {name: value for name, value in credential(shop).items() if name != "proof"}
    assert shop.store.swap(key, shop.store.get(key), canonical.pretty(forged))
    with pytest.raises(succeeding.NotHandedOver, match="no key of ours"):
        succeeding.succeed(shop, FIRST)
    signed = proof.sign(forged | {"validUntil": "2099-01-01T00:00:00Z"}, shop.signer, created=NOW)
    assert shop.store.swap(key, shop.store.get(key), canonical.pretty(signed))
    with pytest.raises(succeeding.NotHandedOver, match="another certificate was offered"):
        succeeding.succeed(shop, FIRST)
    assert not revoked(shop)


# Examined again


def test_a_new_examination_supersedes_the_certificate_of_the_earlier_one(
    shop: Workshop, mine: Path, tmp_path: Path, ask: Ask
) -> None:
    examined(shop, 2)
    examined(shop, 2)  # again, as after a kill
    path = tmp_path / "second.json"
    path.write_bytes(certificate(shop, 2))
    found = ask(path)
    assert found["valid"]
    old = json.loads(certificate(shop))["credential"]
    expected = {"id": FIRST, "digest": canonical.digest(old), "because": "examination"}
    assert json.loads(path.read_text())["credential"]["replaces"] == expected
    told = step(ask(mine / "certificate.envelope.json"), "status")[1]
    assert told.startswith("SUPERSEDED: a new examination gave the certificate that counts since")
    assert told.endswith(f"urn:adriel:{CASE.case}:2")


def test_a_new_examination_supersedes_what_was_handed_over_since(
    shop: Workshop, mine: Path, tmp_path: Path, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    take(FIRST, offer(mine, capsys), tmp_path / "theirs")
    examined(shop, 2)
    assert step(ask(tmp_path / "theirs" / "certificate.json"), "status")[1].startswith("SUPERSEDED")
    examined(shop, 3)
    assert json.loads(certificate(shop, 3))["credential"]["replaces"]["id"] == f"urn:adriel:{CASE.case}:2"


def test_a_later_examination_that_contradicts_the_claim_suspends_and_one_that_cannot_tell_does_not(
    shop: Workshop, mine: Path, ask: Ask
) -> None:
    examined(shop, 2, sample_case.inconclusive())
    assert ask(mine / "certificate.envelope.json")["valid"]
    examined(shop, 3, sample_case.counterfeit())
    examined(shop, 3, sample_case.counterfeit())
    assert step(ask(mine / "certificate.envelope.json"), "status")[1].startswith("SUSPENDED")
    assert len(shop.decisions.decisions(FIRST)) == 1


def test_a_notice_that_somebody_else_signed_says_nothing(shop: Workshop, mine: Path, ask: Ask) -> None:
    examined(shop, 2)
    key = next(iter(shop.store.list("life/public/")))
    notice = json.loads(shop.store.get(key))
    notice["credentialSubject"]["successor"] = "urn:adriel:zzzzzzzzzzzz:1"
    assert shop.store.swap(key, shop.store.get(key), canonical.canonical(notice))
    assert step(ask(mine / "certificate.envelope.json"), "status")[1].startswith("REVOKED")


# Expiry


def test_what_ends_soon_is_listed_unless_it_was_withdrawn(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def listed(days: str) -> str:
        capsys.readouterr()
        certificates.main(["expiring", "--days", days])
        return capsys.readouterr().out

    assert mine.exists()
    assert listed("30") == ""
    assert FIRST in listed("366")
    certificates.main(["revoke", FIRST, "--reason", "because it is tried here"])
    assert listed("366") == ""
