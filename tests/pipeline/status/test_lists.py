from datetime import UTC, datetime, timedelta

import pytest

from pipeline.certificate import proof
from pipeline.certificate.canonical import Document
from pipeline.certificate.proof import Proven
from pipeline.status import lists
from pipeline.status.bitstring import LEAST, Bitstring
from pipeline.status.lists import LASTS, TTL, NotThisList, Purpose, StatusEntry, StatusList
from tests.support.signed import TestSigner

BASE, NOW = "https://adriel.example", datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SIGNER = TestSigner()
PLACE = lists.entry(BASE, 3, Purpose.REVOCATION, 94567)


def built(
    *places: int, number: int = 3, purpose: Purpose = Purpose.REVOCATION, issuer: str = SIGNER.controller
) -> Document:
    bits = Bitstring()
    for place in places:
        bits[place] = True
    return lists.build(base=BASE, number=number, purpose=purpose, bits=bits, issuer=issuer, now=NOW)


def asked(document: Document, *, place: StatusEntry = PLACE, now: datetime = NOW) -> bool:
    return lists.status(lists.read(document), place, issuer=SIGNER.controller, now=now)


def test_a_list_says_of_each_place_whether_it_is_set() -> None:
    assert asked(built(94567))
    assert not asked(built(94566, 94568))


def test_a_list_has_the_recommendations_form_and_a_proof_like_any_credential() -> None:
    document = proof.sign(built(1), SIGNER, created=NOW)
    assert document["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    subject = document["credentialSubject"]
    assert subject["id"] == f"{BASE}/status/3/revocation#list"
    assert (subject["type"], subject["statusPurpose"], subject["ttl"]) == ("BitstringStatusList", "revocation", 300_000)
    assert isinstance(proof.verify(document), Proven)
    assert isinstance(lists.read(document), StatusList)


def test_an_entry_has_the_recommendations_form() -> None:
    assert PLACE.model_dump(mode="json", by_alias=True) == {
        "id": f"{BASE}/status/3/revocation#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": f"{BASE}/status/3/revocation",
    }


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (built(issuer="did:web:elsewhere.example"), "another issuer"),
        (built(number=4), "another status list"),
        (built(purpose=Purpose.SUSPENSION), "another status list"),
    ],
)
def test_another_list_says_nothing(document: Document, why: str) -> None:
    with pytest.raises(NotThisList, match=why):
        asked(document)


@pytest.mark.parametrize(("now", "why"), [(NOW + LASTS, "too old"), (NOW - TTL - timedelta(seconds=1), "future")])
def test_a_list_counts_for_its_time_alone(now: datetime, why: str) -> None:
    with pytest.raises(NotThisList, match=why):
        asked(built(), now=now)


@pytest.mark.parametrize(
    "change",
    [
        {"type": ["VerifiableCredential"]},
        {"@context": ["https://elsewhere.example"]},
        {"credentialSubject": {}},
        {"validUntil": "some day"},
        {"more": 1},
    ],
)
def test_what_has_not_the_form_of_a_list_is_refused(change: Document) -> None:
    with pytest.raises(NotThisList, match="form"):
        lists.read({**built(), **change})


def test_bits_that_cannot_be_read_say_nothing() -> None:
    document = built()
    document["credentialSubject"]["encodedList"] = "uAAAA"
    with pytest.raises(NotThisList, match="GZIP"):
        asked(document)


@pytest.mark.parametrize("index", [-1, LEAST])
def test_there_is_no_entry_beyond_the_list(index: int) -> None:
    with pytest.raises(ValueError, match="no such place"):
        lists.entry(BASE, 0, Purpose.REVOCATION, index)


@pytest.mark.parametrize("change", [{"statusListIndex": "1"}, {"statusListIndex": "01"}, {"id": "x"}])
def test_an_entry_that_names_two_places_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"place|pattern"):
        StatusEntry.model_validate({**PLACE.model_dump(mode="json", by_alias=True), **change})
