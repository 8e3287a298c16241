"""The page and ``./adriel verify`` say the same of the same files: each step, with the same words."""

import base64
import copy
import gzip
import itertools
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from pipeline.adapters.files import LocalFiles
from pipeline.certificate import canonical, envelope, proof
from pipeline.certificate.canonical import Document, pretty
from pipeline.certificate.page import Pins
from pipeline.certificate.verification import Verification, format_verification
from pipeline.certificate.verify import Beside, verify_document
from pipeline.status import lists
from pipeline.status.lists import LASTS, Purpose
from pipeline.transparency import notes, policy
from pipeline.transparency.log import Log
from pipeline.transparency.notes import Kind
from tests.pipeline.certificate.test_beside import CERTIFICATE, INDEX, LOG, REPORT, TRUST, proven, published, salt
from tests.pipeline.certificate.test_canonical import REFUSED
from tests.pipeline.certificate.test_verify import INCONSISTENT, INCONSISTENT_CERTIFICATE, SHAPES, signed_again
from tests.support import sample_case
from tests.support.note_keys import Signer, key
from tests.support.sample_case import NOW, SERIAL
from tests.support.signed import BASE, SIGNER, TestSigner, signed_certificate, signed_report
from tests.support.verify_page import Said, VerifyPage, opened

HOUR = NOW + timedelta(hours=1)
PINS = Pins(trusted=(SIGNER.trusted,), log=TRUST, public=BASE)
STRANGER = TestSigner(seed=99)


@dataclass(frozen=True)
class Given:
    """What is handed over: the document, and what lies beside it."""

    document: bytes
    proof: bytes | None = None
    lists: dict[str, bytes] = field(default_factory=dict)
    photos: dict[str, bytes] = field(default_factory=dict)
    serial: tuple[str, str] | None = None

    def to_page(self, page: VerifyPage) -> Said:
        beside: dict[str, bytes] = {**self.lists, **self.photos}
        if self.proof is not None:
            beside["a.tlog-proof"] = self.proof
        if self.serial is not None:
            beside["owner-secret.json"] = json.dumps({"serial": self.serial[0], "salt": self.serial[1]}).encode()
        return page.give({"document.json": self.document, **beside})

    def to_python(self, pins: Pins) -> Verification:
        beside = Beside(
            trusted=pins.trusted,
            log=pins.log,
            proof=self.proof,
            fetch=self.lists.get if self.lists else None,
            photos=self.photos,
            serial=self.serial,
        )
        return verify_document(self.document, now=HOUR, beside=beside)


def agree(page: VerifyPage, given: Given, pins: Pins = PINS) -> Said:
    said, expected = given.to_page(page), given.to_python(pins)
    assert (said.shown, said.message) == (True, "")
    assert said.steps == [(step.name, step.status.value, step.why) for step in expected.steps]
    assert (said.valid, said.unsafe, said.document) == (expected.valid, expected.unsafe, expected.document)
    assert said.digest == expected.digest
    assert said.told.casefold() == format_verification(expected).splitlines()[0].casefold()
    assert (said.watch is None) == (expected.facts is None)
    assert page.asked == []
    return said


@pytest.fixture(scope="module")
def page(offline: BrowserContext, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VerifyPage]:
    with opened(offline, tmp_path_factory.mktemp("page"), PINS, now=HOUR) as page:
        yield page


def found_lists(*places: tuple[Purpose, int], **options: Any) -> dict[str, bytes]:
    fetch = published(*places, **options)
    return {address: fetch(address) or b"" for purpose in Purpose for address in (lists.address(BASE, 0, purpose),)}


# What was issued


@pytest.mark.parametrize("sample", ["authentic", "counterfeit", "inconclusive", "needs_photos"])
def test_a_report_of_any_outcome(page: VerifyPage, sample: str) -> None:
    assert agree(page, Given(pretty(signed_report(getattr(sample_case, sample)())))).valid


def test_a_document_made_for_a_trial_says_so_on_the_page_too(page: VerifyPage) -> None:
    report = signed_report(sample_case.made_up(sample_case.authentic()))
    for trial in (report, signed_certificate(report)):
        assert "made for a trial: it proves nothing" in agree(page, Given(pretty(trial))).told
    assert "trial" not in agree(page, Given(pretty(CERTIFICATE))).told


def test_a_certificate_alone_in_its_envelope_and_with_its_proof_beside_it(page: VerifyPage, tmp_path: Path) -> None:
    found = proven(tmp_path, "00" * 32, "11" * 32, "22" * 32)
    assert agree(page, Given(pretty(CERTIFICATE))).step("log")[0] == "not checked"
    for given in (Given(pretty(CERTIFICATE), proof=found), Given(pretty(envelope.wrap(CERTIFICATE, found)))):
        assert agree(page, given).step("log") == ("passed", "entry 3 of the log, which had 4")


def test_layout_and_order_of_keys_mean_nothing(page: VerifyPage) -> None:
    assert agree(page, Given(json.dumps(dict(reversed(CERTIFICATE.items()))).encode())).valid


def test_with_lists_the_owners_secret_and_the_originals(page: VerifyPage) -> None:
    originals = sample_case.authentic().originals
    given = Given(pretty(CERTIFICATE), lists=found_lists(), photos=originals, serial=(SERIAL, salt()))
    said = agree(page, given)
    assert {status for _, status, _ in said.steps if status != "passed"} == {"not checked"}
    assert {name for name, status, _ in said.steps if status != "passed"} == {"log"}


# What was not


UNREADABLE = {name: data for name, data in REFUSED.items() if name != "a PDF"}  # which the page opens


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_two_readers_could_understand_differently(page: VerifyPage, data: bytes) -> None:
    assert agree(page, Given(data)).failed == ["parse"]


SPELLINGS = {
    "a number with an exponent": lambda text: text.replace('"examination": 1', '"examination": 1e0'),
    "a number with a fraction": lambda text: text.replace('"examination": 1', '"examination": 1.0'),
    "a number that is another": lambda text: text.replace('"examination": 1', '"examination": 1.5'),
    "a large whole number": lambda text: text.replace('"examination": 1', '"examination": 1e20'),
    "a number past exponents": lambda text: text.replace('"examination": 1', '"examination": 1e21'),
    "minus nothing": lambda text: text.replace('"examination": 1', '"examination": -0'),
    "a letter spelled by its number": lambda text: text.replace("Aldenmoor", "\\u0041ldenmoor"),
    "a key called __proto__": lambda text: text.replace('"issuer"', '"__proto__": {"a": 1}, "issuer"', 1),
    "text that goes on": lambda text: text.replace('"issuer"', '"issuer', 1),
    "a comma too many": lambda text: text.replace("\n}", ",\n}"),
    "a leading nought": lambda text: text.replace('"examination": 1', '"examination": 01'),
    "something behind": lambda text: text + "1",
    "another white space": lambda text: text.replace("\n", "\u00a0", 1),
}


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_another_spelling(page: VerifyPage, spell: Callable[[str], str]) -> None:
    text = pretty(CERTIFICATE).decode()
    assert spell(text) != text
    agree(page, Given(spell(text).encode()))


@pytest.mark.parametrize("document", [REPORT, CERTIFICATE], ids=["report", "certificate"])
def test_a_changed_byte(page: VerifyPage, document: Document) -> None:
    data = pretty(document)
    places = random.Random(20260314).sample(range(len(data)), 12)  # noqa: S311 - the same places each time
    for place in places:
        for bit in (0x01, 0x20, 0x80):
            agree(page, Given(data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]))


@pytest.mark.parametrize("document", [REPORT, CERTIFICATE], ids=["report", "certificate"])
@pytest.mark.parametrize("change", SHAPES.values(), ids=SHAPES.keys())
def test_another_shape(page: VerifyPage, document: Document, change: Callable[[Document], Any]) -> None:
    assert agree(page, Given(pretty(signed_again(document, change)))).failed[0] == "shape"


def test_every_field_replaced_and_left_out(page: VerifyPage) -> None:
    values = itertools.cycle([None, 5, "x", [], {}, True, -1.5, ["x"], {"x": 1}])
    for document, step in ((CERTIFICATE, 2), (REPORT, 6)):
        for path in list(_paths(document))[::step]:
            agree(page, Given(pretty(_with(document, path, next(values)))))
            agree(page, Given(pretty(_with(document, path))))


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document; of a list the first item."""
    items = value.items() if isinstance(value, dict) else list(enumerate(value))[:1] if isinstance(value, list) else ()
    for name, inner in items:
        yield (*path, name)
        yield from _paths(inner, (*path, name))


def _with(document: Document, path: tuple[Any, ...], *value: Any) -> Document:
    """The document with another value at a place, or with nothing there."""
    changed = copy.deepcopy(document)
    place: Any = changed
    for name in path[:-1]:
        place = place[name]
    if value:
        place[path[-1]] = value[0]
    else:
        del place[path[-1]]
    return changed


@pytest.mark.parametrize("change", INCONSISTENT.values(), ids=INCONSISTENT.keys())
def test_a_report_that_contradicts_itself(page: VerifyPage, change: Callable[[Document], Any]) -> None:
    assert agree(page, Given(pretty(signed_again(REPORT, change)))).failed == ["consistency"]


@pytest.mark.parametrize("change", INCONSISTENT_CERTIFICATE.values(), ids=INCONSISTENT_CERTIFICATE.keys())
def test_a_certificate_that_contradicts_itself(page: VerifyPage, change: Callable[[Document], Any]) -> None:
    assert "consistency" in agree(page, Given(pretty(signed_again(CERTIFICATE, change)))).failed


def _proofs(document: Document) -> dict[str, Any]:
    own = document["proof"]
    bare = {name: value for name, value in document.items() if name != "proof"}
    strangers = proof.sign(bare, STRANGER, created=NOW)["proof"]
    nobody = {**own, "verificationMethod": "did:web:nobody.example#key"}
    return {
        "none": None,
        "a list of one": [own],
        "no proof": [],
        "the same twice": [own, own],
        "a stranger's beside it": [own, strangers],
        "a stranger's alone": strangers,
        "an unknown key's beside it": [nobody, own],
        "an unknown key's alone": nobody,
        "a broken one beside it": [own, {**strangers, "created": "2026-03-14T09:26:54Z"}],
        "too many": [{**own, "created": f"2026-03-14T09:26:{second:02}Z"} for second in range(9)],
        "another purpose": {**own, "proofPurpose": "authentication"},
        "another suite": {**own, "cryptosuite": "eddsa-rdfc-2022"},
        "another type": {**own, "type": "Ed25519Signature2020"},
        "an option too many": {**own, "expires": "2030-01-01T00:00:00Z"},
        "an option too few": {name: value for name, value in own.items() if name != "created"},
        "a date that is none": {**own, "created": "2026-02-30T00:00:00Z"},
        "a date with an offset": {**own, "created": "2026-03-14T10:26:53.250+01:00"},
        "fewer contexts": {**own, "@context": document["@context"][:1]},
        "a signature cut short": {**own, "proofValue": own["proofValue"][:-1]},
        "a signature with a space": {**own, "proofValue": own["proofValue"] + " "},
        "a signature that is a number": {**own, "proofValue": 5},
        "a method that is a number": {**own, "verificationMethod": 5},
        "not an object": [own, "proof"],
    }


@pytest.mark.parametrize("name", _proofs(CERTIFICATE))
def test_other_proofs(page: VerifyPage, name: str) -> None:
    agree(page, Given(pretty({**CERTIFICATE, "proof": _proofs(CERTIFICATE)[name]})))


ENVELOPES: dict[str, Document] = {
    "another version": {"v": 2},
    "true for 1": {"v": True},
    "a field too many": {"more": 1},
    "no certificate": {"credential": []},
    "no proof": {"logProof": None},
    "what is no proof": {"logProof": "c2sp.org/tlog-proof@v1\n"},
}


@pytest.mark.parametrize("change", ENVELOPES.values(), ids=ENVELOPES.keys())
def test_another_envelope(page: VerifyPage, change: Document) -> None:
    assert not agree(page, Given(pretty({**envelope.wrap(CERTIFICATE, b""), **change}))).valid


# Log


def test_a_changed_proof_of_the_log(page: VerifyPage, tmp_path: Path) -> None:
    found = proven(tmp_path, *(f"{number:02}" * 32 for number in range(5)))
    head, *lines = found.decode().split("\n")
    changed = {
        "a hash too few": "\n".join([head, *lines[:1], *lines[2:]]),
        "a hash too many": "\n".join([head, *lines[:2], *lines[1:]]),
        "another number": found.decode().replace("index 5", "index 4"),
        "a number beyond": found.decode().replace("index 5", "index 6"),
        "a hash that is none": found.decode().replace(lines[1], lines[1][:-4]),
        "another size": found.decode().replace("\n6\n", "\n7\n"),
        "another log": found.decode().replace("log.example", "log.another"),
        "no signature": "\n".join([head, *lines[:-2]]),
        "a root that is no base64": found.decode().replace("\n6\n", "\n6\n_"),
        "a root in another form": re.sub(r"\n6\n(.{42}).=", r"\n6\n\1B=", found.decode()),
        "a signature that is no base64": found.decode().replace("log.example ", "log.example _"),
        "a signature in another form": found.decode().removesuffix("\n") + "A\n",
        "cut": found.decode()[: len(found) // 2],
        "cut at its end": found.decode()[:-3],
        "a stranger's line more": found.decode() + "\u2014 stranger AAAAAAAA\n",
        "a control character": found.decode().replace("log.example", "log.\x01example"),
    }
    for name, text in changed.items():
        said = agree(page, Given(pretty(CERTIFICATE), proof=text.encode()))
        assert said.valid is (name == "a stranger's line more"), name
    other = proven(tmp_path / "other", document=REPORT)
    assert agree(page, Given(pretty(CERTIFICATE), proof=other)).failed == ["log"]


def test_a_log_with_another_key_and_no_log_at_all(offline: BrowserContext, tmp_path: Path) -> None:
    given = Given(pretty(CERTIFICATE), proof=proven(tmp_path))
    for log in (TRUST.model_copy(update={"keys": (key(9),)}), TRUST.model_copy(update={"keys": (key(9), LOG)}), None):
        pins = PINS.model_copy(update={"log": log})
        with opened(offline, tmp_path, pins, now=HOUR) as page:
            agree(page, given, pins)


def test_witnesses_that_a_policy_asks_for(offline: BrowserContext, tmp_path: Path) -> None:
    store = LocalFiles(tmp_path / "log")
    log = Log(store, LOG, Signer(1), origin=LOG.name)
    entry = bytes.fromhex(canonical.digest(CERTIFICATE))
    log.append([entry])
    found = log.prove(entry)
    assert found is not None
    one, two = (key(seed, f"w{seed}.example", Kind.COSIGNATURE) for seed in (5, 6))
    confirmed = found.head.with_lines([notes.sign(found.head.text, one, Signer(5), time=1_800_000_000)])
    text = f"witness a {one.vkey}\nwitness b {two.vkey}\ngroup g {{}} a b\nquorum g\n"
    for least, valid in (("any", True), ("all", False)):
        trust = TRUST.model_copy(update={"policy": policy.parse(text.format(least).encode())})
        pins = PINS.model_copy(update={"log": trust})
        with opened(offline, tmp_path, pins, now=HOUR) as page:
            given = Given(pretty(CERTIFICATE), proof=found._replace(head=confirmed).render())
            assert agree(page, given, pins).valid is valid
            agree(page, Given(pretty(CERTIFICATE), proof=found.render()), pins)
            forged = given.proof.replace(b"w5.example ", b"w6.example ") if given.proof else None
            agree(page, Given(pretty(CERTIFICATE), proof=forged), pins)


# Status


@pytest.mark.parametrize("purpose", list(Purpose))
def test_withdrawn(page: VerifyPage, purpose: Purpose) -> None:
    said = agree(page, Given(pretty(CERTIFICATE), lists=found_lists((purpose, INDEX))))
    assert said.failed == ["status"]


@pytest.mark.parametrize("purpose", list(Purpose))
def test_one_list_alone(page: VerifyPage, purpose: Purpose) -> None:
    only = lists.address(BASE, 0, purpose)
    for found, failed in ((found_lists((purpose, INDEX)), ["status"]), (found_lists(), [])):
        assert agree(page, Given(pretty(CERTIFICATE), lists={only: found[only]})).failed == failed


def _listed(change: Callable[[bytes], bytes]) -> dict[str, bytes]:
    return {address: change(data) for address, data in found_lists().items()}


def _resigned(**subject: Any) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        document = json.loads(data)
        document["credentialSubject"] |= subject
        del document["proof"]
        return pretty(proof.sign(document, SIGNER, created=NOW))

    return change


def _packed(bits: bytes, behind: bytes = b"") -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(bits, mtime=0) + behind).decode().rstrip("=")


LISTS: dict[str, dict[str, bytes]] = {
    "others withdrawn": found_lists((Purpose.REVOCATION, INDEX + 1), (Purpose.SUSPENSION, INDEX - 1)),
    "a stranger's": found_lists(signer=STRANGER),
    "a stranger's in our name": found_lists(signer=STRANGER, issuer=SIGNER.controller),
    "in another's name": found_lists(issuer="did:web:elsewhere.example"),
    "altered": _listed(lambda data: data.replace(b'"ttl": 300000', b'"ttl": 300001')),
    "of too few places": _listed(_resigned(encodedList=_packed(bytes(1000)))),
    "of too many places": _listed(_resigned(encodedList=_packed(bytes(2_000_000)))),
    "cut": _listed(_resigned(encodedList=_packed(bytes(16_384))[:-4])),
    "with something behind it": _listed(_resigned(encodedList=_packed(bytes(16_384), b"more"))),
    "not compressed": _listed(_resigned(encodedList="uAAAA")),
    "not base64url": _listed(_resigned(encodedList="u!!!")),
    "not multibase": _listed(_resigned(encodedList="zAAAA")),
    "a form of its own": _listed(_resigned(more=1)),
}


@pytest.mark.parametrize("name", LISTS)
def test_other_lists(page: VerifyPage, name: str) -> None:
    said = agree(page, Given(pretty(CERTIFICATE), lists=LISTS[name]))
    assert said.valid is (name == "others withdrawn")


def test_lists_that_are_too_old_leave_it_open(offline: BrowserContext, tmp_path: Path) -> None:
    given = Given(pretty(CERTIFICATE), lists=found_lists())
    with opened(offline, tmp_path, PINS, now=NOW + LASTS) as page:
        assert given.to_page(page).step("status") == (
            "not checked",
            "the status list is too old: it ended on 2026-03-21",
        )


# Photos and serial number


def test_other_serial_numbers(page: VerifyPage) -> None:
    for serial in ((SERIAL, salt()), (SERIAL[:-1], salt()), (SERIAL, "00" * 16), (SERIAL, "no salt"), (SERIAL, "0")):
        for document in (REPORT, CERTIFICATE):
            agree(page, Given(pretty(document), serial=serial))
    without = signed_certificate(signed_report(sample_case.authentic().claiming(serial=None)))
    assert agree(page, Given(pretty(without), serial=(SERIAL, salt()))).failed == ["serial"]


def test_some_of_the_photos(page: VerifyPage) -> None:
    originals = sample_case.authentic().originals
    agree(page, Given(pretty(REPORT), photos={"my.jpg": originals["dial"]}))


# Keys


KEYS: dict[str, dict[str, Any]] = {
    "not safe": {"safe": False},
    "of another time": {"valid_from": "2026-03-15T00:00:00Z"},
    "of an earlier time": {"valid_until": "2026-03-14T09:20:00Z"},
    "within five minutes": {"valid_until": "2026-03-14T09:23:00Z", "valid_from": "2026-03-14T09:20:00Z"},
    "lost before": {"lost_at": 1},
    "lost later": {"lost_at": 2},
}


@pytest.mark.parametrize("change", KEYS.values(), ids=KEYS.keys())
def test_other_keys(offline: BrowserContext, tmp_path: Path, change: dict[str, Any]) -> None:
    pins = PINS.model_copy(update={"trusted": (SIGNER.trusted.model_copy(update=change),)})
    found = proven(tmp_path, "00" * 32)
    with opened(offline, tmp_path, pins, now=HOUR) as page:
        for given in (Given(pretty(CERTIFICATE), proof=found), Given(pretty(CERTIFICATE)), Given(pretty(REPORT))):
            agree(page, given, pins)
        agree(page, Given(pretty(CERTIFICATE), proof=found, lists=found_lists()), pins)


def test_a_page_that_trusts_nobody_and_one_that_trusts_another(offline: BrowserContext, tmp_path: Path) -> None:
    for trusted in ((), (STRANGER.trusted,)):
        pins = PINS.model_copy(update={"trusted": trusted})
        with opened(offline, tmp_path, pins, now=HOUR) as page:
            assert "issuer" in agree(page, Given(pretty(CERTIFICATE)), pins).failed


def test_the_digest_is_that_of_the_canonical_form(page: VerifyPage) -> None:
    assert agree(page, Given(pretty(CERTIFICATE))).digest == canonical.digest(CERTIFICATE)
