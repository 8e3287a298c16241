"""No forgery is ever valid, none makes the verifier fail otherwise, and the step that finds it is the right one.

Each test is one kind of forgery; hypothesis draws which.
"""

import copy
import json
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline import multikey
from pipeline.adapters.files import LocalFiles
from pipeline.certificate import canonical, envelope, proof
from pipeline.certificate.canonical import MAX_DEPTH, Document, pretty
from pipeline.certificate.credential import VALIDITY
from pipeline.certificate.verification import Status, Verification, format_verification
from pipeline.certificate.verify import Beside, verify_document
from pipeline.status import lists
from pipeline.status.bitstring import LEAST, Bitstring
from pipeline.status.lists import Purpose
from pipeline.transparency.log import PREFIX, Log
from pipeline.transparency.merkle import NotProven
from pipeline.transparency.proof import LogTrust
from pipeline.transparency.tiles import BrokenTile, tile_path
from tests.support import json_changes, sample_case
from tests.support.note_keys import Signer, key
from tests.support.sample_case import NOW
from tests.support.signed import BASE, ENTRIES, SIGNER, TestSigner, signed_certificate, signed_report

LATER = NOW + timedelta(hours=1)
REPORT = signed_report(sample_case.authentic())
CERTIFICATE = signed_certificate(REPORT)
UNSIGNED = {name: value for name, value in CERTIFICATE.items() if name != "proof"}
BOTH = pytest.mark.parametrize("document", [REPORT, CERTIFICATE], ids=["report", "certificate"])
INDEX = ENTRIES[0].index
LOG, OTHER_LOG = key(1), key(2, "elsewhere.example")
TRUST = LogTrust(origin=LOG.name, keys=(LOG,))

few = settings(max_examples=60, deadline=None)
many = settings(max_examples=200, deadline=None)


def look(data: bytes, **beside: Any) -> Verification:
    """Verify, and write the result in every form: none of that may fail."""
    now = beside.pop("now", LATER)
    verification = verify_document(data, now=now, beside=Beside(**{"trusted": (SIGNER.trusted,), **beside}))
    assert format_verification(verification)
    assert json.loads(verification.model_dump_json())["valid"] is verification.valid
    return verification


def found_by(data: bytes | Document, **beside: Any) -> str:
    """The first step that failed, of a document that is not valid."""
    verification = look(data if isinstance(data, bytes) else pretty(data), **beside)
    failed = [step.name for step in verification.steps if step.status is Status.FAILED]
    assert not verification.valid
    assert verification.facts is None
    return failed[0]


def test_what_is_not_forged_is_valid(tmp_path: Path) -> None:
    """Without which the others would show nothing."""
    assert look(pretty(envelope.wrap(CERTIFICATE, logged(tmp_path))), log=TRUST, fetch=published()).valid
    assert look(pretty(REPORT)).valid


# The document


@BOTH
@many
@given(data=st.data())
def test_any_change_to_the_parsed_credential(document: Document, data: st.DataObject) -> None:
    changed = data.draw(json_changes.changed(document))
    assume(not json_changes.same(changed, document))
    assert found_by(changed) in {"shape", "signature"}


@BOTH
@many
@given(data=st.data())
def test_any_field_moved(document: Document, data: st.DataObject) -> None:
    moved = data.draw(json_changes.moved(document))
    assume(not json_changes.same(moved, document))
    assert found_by(moved) in {"shape", "signature"}


@BOTH
@few
@given(data=st.data())
def test_any_two_fields_exchanged(document: Document, data: st.DataObject) -> None:
    one, other = data.draw(st.tuples(*[st.sampled_from(json_changes.leaves(document))] * 2))
    exchanged = copy.deepcopy(document)
    json_changes.at(exchanged, one[:-1])[one[-1]] = json_changes.at(document, other)
    json_changes.at(exchanged, other[:-1])[other[-1]] = json_changes.at(document, one)
    assume(not json_changes.same(exchanged, document))
    assert found_by(exchanged) in {"shape", "signature"}


@BOTH
@few
@given(data=st.data())
def test_duplicate_keys_in_the_json(document: Document, data: st.DataObject) -> None:
    text = data.draw(json_changes.duplicated(document))
    assert found_by(text.encode()) == "parse"


@few
@given(data=st.data())
def test_duplicate_keys_in_the_envelope(data: st.DataObject) -> None:
    text = data.draw(json_changes.duplicated(envelope.wrap(CERTIFICATE, b"proof\n")))
    assert found_by(text.encode()) == "parse"


HUGE = (
    st.integers(2**53, 10**400).map(str)
    | st.integers(2**53, 10**30).map(lambda number: f"-{number}")
    | st.integers(309, 10**6).map(lambda power: f"1e{power}")
    | st.integers(5000, 20_000).map(lambda digits: "9" * digits)
    | st.integers(310, 5000).map(lambda digits: "9" * digits + ".5")
    | st.sampled_from(["NaN", "Infinity", "-Infinity", "1E+999999999999"])
)


@BOTH
@few
@given(data=st.data())
def test_huge_numbers(document: Document, data: st.DataObject) -> None:
    place, number = data.draw(st.tuples(st.sampled_from(list(json_changes.paths(document))), HUGE))
    assert found_by(json_changes.with_text(document, place, number).encode()) == "parse"


@BOTH
@few
@given(data=st.data())
def test_numbers_as_large_as_every_reader_takes_them(document: Document, data: st.DataObject) -> None:
    large = st.sampled_from(["9007199254740991", "-9007199254740991", "1.7976931348623157e308", "5e-324", "1e300"])
    place, number = data.draw(st.tuples(st.sampled_from(list(json_changes.paths(document))), large))
    assert found_by(json_changes.with_text(document, place, number).encode()) in {"shape", "signature"}


@BOTH
@few
@given(data=st.data())
def test_deep_nesting(document: Document, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(list(json_changes.paths(document))))
    depth = data.draw(st.integers(1, 60) | st.sampled_from([1000, 100_000]))
    opening, closing = data.draw(st.sampled_from([("[", "]"), ('{"a":', "}")]))
    text = json_changes.with_text(document, place, opening * depth + "1" + closing * depth)
    step = found_by(text.encode())
    # What stands this deep in a document, with the document's own levels around it.
    assert step == "parse" if len(place) + depth > MAX_DEPTH else step in {"shape", "signature"}


@few
@given(st.integers(0, len(pretty(CERTIFICATE)) - 1), st.binary(max_size=4))
def test_bytes_left_out_or_put_between(place: int, between: bytes) -> None:
    whole = pretty(CERTIFICATE)
    for data in (whole[:place], whole[place + 1 :], whole[:place] + between + whole[place:]):
        if not look(data).valid:
            continue
        assert canonical.parse(data) == CERTIFICATE  # white space alone: not part of what is signed


@many
@given(st.binary(max_size=300))
def test_any_bytes_at_all(data: bytes) -> None:
    assert found_by(data) in {"parse", "shape"}


# The proof


@few
@given(st.integers(0, 255).filter(lambda seed: seed != 7))
def test_the_wrong_key(seed: int) -> None:
    forger = TestSigner(seed=seed)
    assert found_by(signed_certificate(signed_report(sample_case.authentic(), forger), forger)) == "issuer"
    assert found_by(proof.sign(UNSIGNED, forger, created=NOW)) == "issuer"
    borrowed = copy.deepcopy(CERTIFICATE)
    borrowed["proof"]["verificationMethod"] = forger.verification_method
    assert found_by(borrowed) == "signature"
    named = proof.sign(UNSIGNED, TestSigner(seed=seed, controller="did:web:adriel.example"), created=NOW)
    assert found_by(named) == "signature"
    claimed = copy.deepcopy(named)
    claimed["proof"]["verificationMethod"] = SIGNER.verification_method
    assert found_by(claimed) == "signature"


@few
@given(
    st.sampled_from(["authentication", "keyAgreement", "capabilityInvocation", "assertionmethod", "assertionMethod "])
    | st.text(st.characters(exclude_categories=["Cs"])).filter(lambda purpose: purpose != "assertionMethod")
)
def test_the_wrong_purpose(purpose: str) -> None:
    changed = copy.deepcopy(CERTIFICATE)
    changed["proof"]["proofPurpose"] = purpose
    assert found_by(changed) == "signature"
    assert found_by(signed_for(purpose)) == "signature"


def signed_for(purpose: str) -> Document:
    """The certificate, truly signed by the trusted key, for another purpose."""
    options = {name: value for name, value in CERTIFICATE["proof"].items() if name != "proofValue"}
    options["proofPurpose"] = purpose
    value = multikey.encode_base58btc(SIGNER.sign(proof.hash_data(UNSIGNED, options)))
    return {**UNSIGNED, "proof": {**options, "proofValue": value}}


# Time


@few
@given(st.timedeltas(timedelta(0), timedelta(days=40_000)))
def test_expired(after: timedelta) -> None:
    assert found_by(CERTIFICATE, now=NOW + VALIDITY + after) == "dates"


@few
@given(st.timedeltas(timedelta(minutes=6), timedelta(days=700_000)))
def test_dated_in_the_future(before: timedelta) -> None:
    assert found_by(CERTIFICATE, now=NOW - before) == "dates"


# Status


Fetch = Callable[[str], bytes | None]


def published(*places: tuple[Purpose, int], signer: TestSigner = SIGNER, issuer: str = "", number: int = 0) -> Fetch:
    """Lists with these places set, each where the certificate looks for it."""
    found = {}
    for purpose in Purpose:
        bits = Bitstring()
        for place in (place for each, place in places if each is purpose):
            bits[place] = True
        who = issuer or signer.controller
        built = lists.build(base=BASE, number=number, purpose=purpose, bits=bits, issuer=who, now=NOW)
        found[lists.address(BASE, 0, purpose)] = pretty(proof.sign(built, signer, created=NOW))
    return found.get


PLACES = st.lists(st.tuples(st.sampled_from(list(Purpose)), st.integers(0, LEAST - 1)), max_size=20)


@few
@given(st.sampled_from(list(Purpose)), PLACES)
def test_revoked(purpose: Purpose, others: list[tuple[Purpose, int]]) -> None:
    """Or suspended, whoever else was."""
    assert found_by(CERTIFICATE, fetch=published((purpose, INDEX), *others)) == "status"
    around = [each for each in others if each[1] != INDEX]
    assert look(pretty(CERTIFICATE), fetch=published(*around)).valid


@few
@given(st.integers(0, 255).filter(lambda seed: seed != 7), st.integers(1, 1000), PLACES)
def test_the_list_replaced_by_anothers(seed: int, number: int, places: list[tuple[Purpose, int]]) -> None:
    """By a stranger's, by one in our name, by ours in a stranger's name, and by another one of our own."""
    stranger = TestSigner(seed=seed)
    empty = [each for each in places if each[1] != INDEX]
    for other in (
        published(*empty, signer=stranger),
        published(*empty, signer=stranger, issuer=SIGNER.controller),
        published(*empty, issuer=stranger.controller),
        published(*empty, number=number),
        exchanged(published(*empty)),
    ):
        assert found_by(CERTIFICATE, fetch=other) == "status"


def exchanged(fetch: Fetch) -> Fetch:
    """Shows for each purpose the other's list."""
    one, other = (lists.address(BASE, 0, purpose) for purpose in Purpose)
    return {one: fetch(other), other: fetch(one)}.get


@few
@given(data=st.data())
def test_the_list_changed(data: st.DataObject) -> None:
    revoked = published((Purpose.REVOCATION, INDEX))
    address = ENTRIES[0].status_list_credential
    document = json.loads(revoked(address) or b"")
    changed = data.draw(json_changes.changed(document) | json_changes.moved(document))
    assume(not json_changes.same(changed, document))
    assert (
        found_by(CERTIFICATE, fetch=lambda where: pretty(changed) if where == address else revoked(where)) == "status"
    )


# The log


def logged(folder: Path, *, seed: int = 1, name: str = "log.example", document: Document = CERTIFICATE) -> bytes:
    """The proof of a log that has the document among others."""
    log = Log(LocalFiles(folder), key(seed, name), Signer(seed), origin=name)
    entry = bytes.fromhex(canonical.digest(document))
    log.append([bytes([nth]) * 32 for nth in range(5)])
    log.append([entry])
    found = log.prove(entry)
    assert found is not None
    return found.render()


@cache
def log_proof(seed: int = 1, name: str = "log.example") -> bytes:
    with TemporaryDirectory() as folder:
        return logged(Path(folder), seed=seed, name=name)


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 30), st.sampled_from(["log.example", "elsewhere.example"]))
def test_the_proof_of_another_log(seed: int, name: str) -> None:
    """Of one with another key under the same name, and of one with another name."""
    other = log_proof(seed, name)
    assert found_by(CERTIFICATE, log=TRUST, proof=other) == "log"
    assert found_by(envelope.wrap(CERTIFICATE, other), log=TRUST) == "log"
    # Its lines under our log's own checkpoint, and the other way round.
    (ours, our_head), (lines, head) = log_proof().split(b"\n\n", 1), other.split(b"\n\n", 1)
    assert found_by(CERTIFICATE, log=TRUST, proof=ours + b"\n\n" + head) == "log"
    mixed = lines + b"\n\n" + our_head
    if mixed != log_proof():
        assert found_by(CERTIFICATE, log=TRUST, proof=mixed) == "log"


@many
@given(st.integers(0, len(log_proof()) - 1), st.binary(max_size=3), st.integers(0, 3))
def test_a_proof_that_was_cut_or_changed(place: int, between: bytes, taken: int) -> None:
    whole = log_proof()
    assert found_by(CERTIFICATE, log=TRUST, proof=whole[:place]) == "log"
    changed = whole[:place] + between + whole[place + taken :]
    assume(changed != whole)
    assert found_by(CERTIFICATE, log=TRUST, proof=changed) == "log"


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 5 * 32 - 1))
def test_a_truncated_tile(left: int) -> None:
    """The log itself proves nothing from it, and signs nothing on top of it."""
    with TemporaryDirectory() as folder:
        logged(Path(folder))
        store, entry = LocalFiles(Path(folder)), bytes.fromhex(canonical.digest(CERTIFICATE))
        (Path(folder) / PREFIX / tile_path(0, 0, 6)).write_bytes(store.get(PREFIX + tile_path(0, 0, 6))[:left])
        log = Log(store, LOG, Signer(1), origin=LOG.name)
        with pytest.raises((BrokenTile, NotProven)):
            log.prove(entry)
        before = log.published()
        with pytest.raises((BrokenTile, NotProven)):
            log.append([b"\xff" * 32])
        assert log.published() == before
