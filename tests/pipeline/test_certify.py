"""Nothing is certified but what the records say and this key signed."""

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.empty_stages import EmptyStages
from models.vocabulary.verdict import Assurance, Outcome, Verdict
from models.vocabulary.views import View
from pipeline import keys, steps
from pipeline.adapters.signing import UnsafeDevSigner
from pipeline.assembly import Inputs, Lister, NotOurReport, RealStages, RecordsForged
from pipeline.certificate import proof
from pipeline.certificate.proof import TrustedKey
from pipeline.messages import Message
from pipeline.ports import Signer
from pipeline.records import Records
from pipeline.settings import load_settings
from pipeline.wiring import Workshop
from tests.support import sample_case
from tests.support.sample_case import SampleCase
from tests.support.watch_case import case_file, prepared

NOW = datetime(2026, 1, 1, tzinfo=UTC)
INCONCLUSIVE = Verdict(outcome=Outcome.INCONCLUSIVE, assurance=Assurance.LOCAL, score=None)


def signed(signer: Signer, **content: object) -> dict:
    return proof.sign({"@context": ["https://www.w3.org/ns/credentials/v2"], **content}, signer, created=NOW)


def trusting(signer: Signer) -> list[TrustedKey]:
    return [TrustedKey.from_method(signer.verification_method, safe=signer.safe)]


def as_bytes(document: dict) -> bytes:
    return json.dumps(document).encode()


@pytest.fixture
def signer(tmp_path: Path) -> UnsafeDevSigner:
    return UnsafeDevSigner(tmp_path / "key.pem")


def test_a_report_of_this_key_that_says_what_the_records_say_is_believed(signer: UnsafeDevSigner):
    RealStages().check_report(as_bytes(signed(signer, outcome="inconclusive")), INCONCLUSIVE, trusting(signer))


def forgeries(signer: Signer, stranger: Signer) -> dict[str, tuple[bytes, str]]:
    ours = signed(signer, outcome="inconclusive")
    return {
        "another outcome, signed": (as_bytes(signed(signer, outcome="authentic")), "another outcome"),
        "another outcome, old signature": (as_bytes(ours | {"outcome": "authentic"}), "not signed"),
        "another key": (as_bytes(signed(stranger, outcome="inconclusive")), "not signed"),
        "no signature": (as_bytes({"outcome": "inconclusive"}), "not signed"),
        "a garbled signature": (as_bytes(ours | {"proof": ours["proof"] | {"proofValue": "z1"}}), "not signed"),
        "no JSON": (b"{", "unreadable"),
        "the same key twice": (b'{"outcome": "authentic", "outcome": "inconclusive"}', "unreadable"),
    }


def test_a_report_that_was_put_there_is_not_believed(signer: UnsafeDevSigner, tmp_path: Path):
    for report, why in forgeries(signer, UnsafeDevSigner(tmp_path / "stranger.pem")).values():
        with pytest.raises(NotOurReport, match=why):
            RealStages().check_report(report, INCONCLUSIVE, trusting(signer))


class Credulous(EmptyStages):
    """Certifies whatever it is given, but checks reports as the product does."""

    def check_report(self, report: bytes, verdict: Verdict, trusted: Sequence[TrustedKey]) -> None:
        RealStages().check_report(report, verdict, trusted)

    def sign_report(self, inputs: Inputs, verdict: Verdict, signer: Signer, now: datetime) -> bytes:
        return as_bytes(signed(signer, outcome=verdict.outcome))

    def sign_certificate(self, report: bytes, signer: Signer, now: datetime, lister: Lister) -> bytes | None:
        return b"{}" if json.loads(report)["outcome"] == "authentic" else None


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    settings = load_settings({"REDIS_URL": "redis://127.0.0.1:1", "ADRIEL_STATE": str(tmp_path / "state")})
    return Workshop(settings=settings, stages=Credulous(), environment={})


@pytest.fixture
def message(shop: Workshop) -> Message:
    """A case that was examined and scored."""
    case = case_file([prepared(View.DIAL)]).model_copy(update={"examiners": ("identity",)})
    shop.store.create(keys.case_file(case.case, case.examination), case.model_dump_json().encode())
    message = Message(case=case.case, examination=case.examination, dispatch="d1")
    for photo in case.photos:
        shop.store.create(keys.photo(case.case, photo.sha256), b"")
        steps.preprocess(shop, message.model_copy(update={"part": photo.label}))
    steps.admit(shop, message)
    steps.analyse(shop, message.model_copy(update={"part": "identity"}))
    return message


def document(message: Message, name: str) -> str:
    return keys.document(message.case, message.examination, name)


def test_certify_signs_once(shop: Workshop, message: Message):
    assert steps.certify(shop, message) == "report"
    first = shop.store.get(document(message, "report.json"))
    assert steps.certify(shop, message) == "report"
    assert shop.store.get(document(message, "report.json")) == first


def test_certify_signs_nothing_over_a_report_that_was_put_there(shop: Workshop, message: Message):
    shop.store.create(document(message, "report.json"), b'{"outcome": "authentic", "proof": {"proofValue": "z"}}')
    with pytest.raises(NotOurReport):
        steps.certify(shop, message)
    assert not shop.store.exists(document(message, "certificate.json"))


def test_certify_signs_nothing_where_the_recorded_score_is_not_what_the_records_give(shop: Workshop, message: Message):
    inputs = steps._inputs(Records(shop.store, message))
    forged = INCONCLUSIVE.model_copy(update={"outcome": Outcome.AUTHENTIC}).model_dump(mode="json")
    key = keys.record(message.case, message.examination, "score", "all", steps._score_key(shop, inputs))
    shop.store.create(key, json.dumps(forged).encode())
    with pytest.raises(steps.ScoreDiffers):
        steps.certify(shop, message)
    assert not shop.store.exists(document(message, "report.json"))


# Records that were laid there


def stored(sample: SampleCase) -> dict[str, bytes]:
    """What the store holds of the sample case."""
    case, found = sample.case, {}
    for label, data in sample.originals.items():
        found[keys.photo(case.case, hashlib.sha256(data).hexdigest())] = data
        found[keys.derivative(case.case, hashlib.sha256(data).hexdigest())] = sample.pictures[label]
    return found | {keys.photo(case.case, hashlib.sha256(b"broken").hexdigest()): b"broken"}


def inputs(sample: SampleCase, **changed: Any) -> Inputs:
    found = dataclasses.replace(sample, **changed)
    return found.case, found.preparations, found.admission, found.examinations


def test_records_of_the_cases_own_photos_are_believed():
    for sample in (sample_case.authentic(), sample_case.needs_photos()):
        RealStages().check_records(inputs(sample), stored(sample).__getitem__)


def test_records_of_other_photos_or_examiners_are_not():
    sample = sample_case.authentic()
    first, *others = sample.preparations
    elsewhere = first.model_copy(update={"photo": first.photo.model_copy(update={"sha256": "0" * 64})})
    forged = {
        "not submitted": inputs(sample, preparations=(elsewhere, *others)),
        "photos that were": inputs(sample, preparations=tuple(others)),
        "not asked": inputs(sample, examinations=sample.examinations[:1]),
        "examiners": inputs(sample, admission=sample_case.needs_photos().admission),
        "not the ones in the store": inputs(
            sample, preparations=(first.model_copy(update={"derivative": others[0].derivative}), *others)
        ),
    }
    kept = stored(sample)
    kept[keys.derivative(sample.case.case, others[0].derivative)] += b"changed"
    for why, each in forged.items():
        with pytest.raises(RecordsForged, match=why):
            RealStages().check_records(each, kept.__getitem__)


def test_a_photo_that_was_exchanged_in_the_store_is_noticed():
    sample = sample_case.authentic()
    for key in stored(sample):
        with pytest.raises(RecordsForged, match="not the ones in the store"):
            RealStages().check_records(inputs(sample), (stored(sample) | {key: b"another"}).__getitem__)
