import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline import multikey
from pipeline.certificate.canonical import Document
from pipeline.certificate.shapes import KEYS_CONTEXT
from pipeline.keyring import did
from pipeline.keyring.ring import KeyRing, Purpose, RingFault
from tests.support.note_keys import Signer

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ISSUER = "did:web:adriel.example"
FIRST, LOG, SECOND, DEVELOPMENT = (multikey.encode(Signer(seed).public) for seed in (1, 2, 3, 4))
RING = (
    KeyRing(issuer=ISSUER, origin="adriel.example/log")
    .rotated(Purpose.CERTIFICATES, FIRST, now=NOW)
    .rotated(Purpose.LOG, LOG, now=NOW)
    .rotated(Purpose.CERTIFICATES, SECOND, now=NOW + timedelta(days=30))
)


def read(document: object) -> list[tuple[str, str | None, str | None]]:
    keys = did.read(json.dumps(document).encode())
    assert all(key.method == f"{key.controller}#{key.multikey}" for key in keys)
    return [(key.multikey, key.valid_from, key.valid_until) for key in keys]


def test_the_issuer_publishes_every_key_for_documents_with_its_time() -> None:
    document = did.document(RING)
    assert document["id"] == ISSUER
    assert document["@context"][0] == "https://www.w3.org/ns/did/v1"
    assert document["@context"][-1] == KEYS_CONTEXT
    assert document["assertionMethod"] == [f"{ISSUER}#{FIRST}", f"{ISSUER}#{SECOND}"]
    old, new = document["verificationMethod"]
    assert (old["type"], old["controller"], old["publicKeyMultibase"]) == ("Multikey", ISSUER, FIRST)
    assert (old["signsFrom"], old["signsUntil"]) == ("2026-11-24T09:00:00Z", "2026-12-24T09:00:00Z")
    assert "expires" not in old  # software that heeds it would refuse what the key signed before
    assert "signsUntil" not in new
    assert LOG not in json.dumps(document)


def test_each_key_that_counts_has_its_name_for_where_nothing_can_be_looked_up() -> None:
    assert did.document(RING)["alsoKnownAs"] == [f"did:key:{FIRST}", f"did:key:{SECOND}"]


def test_a_key_that_was_lost_is_revoked_and_a_development_key_is_not_there() -> None:
    lost = did.document(RING.compromised(FIRST, lost_at=3, now=NOW + timedelta(days=40)))
    assert lost["assertionMethod"] == [f"{ISSUER}#{SECOND}"]
    assert lost["alsoKnownAs"] == [f"did:key:{SECOND}"]
    assert lost["verificationMethod"][0]["revoked"] == "2026-12-24T09:00:00Z"
    unsafe = RING.rotated(Purpose.CERTIFICATES, DEVELOPMENT, now=NOW + timedelta(days=60), safe=False)
    assert DEVELOPMENT not in json.dumps(did.document(unsafe))


def test_a_copy_of_the_document_gives_the_keys_of_the_ring() -> None:
    assert did.read(json.dumps(did.document(RING)).encode()) == RING.trusted()


def _first(change: Callable[[Document], Any]) -> Callable[[Document], Any]:
    return lambda document: change(document["verificationMethod"][0])


LEFT_OUT: dict[str, Callable[[Document], Any]] = {
    "not for documents": lambda d: d["assertionMethod"].pop(0),
    "revoked": _first(lambda m: m.update(revoked="2026-12-01T00:00:00Z")),
    "another's": _first(lambda m: m.update(controller="did:web:elsewhere.example")),
    "of another kind": _first(lambda m: m.update(type="JsonWebKey")),
}


@pytest.mark.parametrize("change", LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_a_key_that_does_not_count_is_left_out(change: Callable[[Document], Any]) -> None:
    document = did.document(RING)
    change(document)
    assert [key for key, _, _ in read(document)] == [SECOND]


def test_anothers_document_is_read_as_the_standard_has_it() -> None:
    document = did.document(RING)
    for method in document["verificationMethod"]:
        del method["signsFrom"]
    document["verificationMethod"][0] |= {"signsUntil": None, "expires": "2026-12-01T00:00:00Z"}
    document["service"] = [{"id": "#site", "type": "LinkedDomains", "serviceEndpoint": "https://adriel.example"}]
    assert read(document) == [(FIRST, None, "2026-12-01T00:00:00Z"), (SECOND, None, None)]


REFUSED: dict[str, Callable[[Document], Any]] = {
    "no key": lambda d: d.update(verificationMethod=[]),
    "no list": lambda d: d.update(verificationMethod={}),
    "no name": lambda d: d.pop("id"),
    "keys for nothing": lambda d: d.update(assertionMethod=[]),
    "another's name on a key": lambda d: (
        d["verificationMethod"][0].update(id=f"did:web:elsewhere.example#{FIRST}"),
        d.update(assertionMethod=[f"did:web:elsewhere.example#{FIRST}"]),
    ),
    "no Ed25519 key": _first(
        lambda m: m.update(publicKeyMultibase="zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv")
    ),
    "two keys of one name": lambda d: (
        d["verificationMethod"][1].update(id=f"{ISSUER}#{FIRST}"),
        d["assertionMethod"].pop(),
    ),
    "some day": _first(lambda m: m.update(signsFrom="some day")),
    "a number for a date": _first(lambda m: m.update(signsUntil=5)),
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_did_document_is_refused(change: Callable[[Document], Any]) -> None:
    document = copy.deepcopy(did.document(RING))
    change(document)
    with pytest.raises(did.MalformedDid):
        read(document)


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'{"id": 1, "id": 2}', b"%PDF-1.7"], ids=str)
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(did.MalformedDid):
        did.read(data)


@pytest.mark.parametrize(
    ("issuer", "address"),
    [
        ("did:web:adriel.example", "https://adriel.example/.well-known/did.json"),
        ("did:web:adriel.example%3A8443", "https://adriel.example:8443/.well-known/did.json"),
        ("did:web:adriel.example:issuers:watches", "https://adriel.example/issuers/watches/did.json"),
    ],
)
def test_the_address_of_the_document_follows_from_its_name(issuer: str, address: str) -> None:
    assert did.location(issuer) == address


@pytest.mark.parametrize(
    "issuer",
    [f"did:key:{FIRST}", "did:web:", "did:web:a/b", "did:web:a:..:b", "did:web:a::b", "did:web:a%2Fb", "did:web:a@b"],
)
def test_an_issuer_without_an_address_is_told_so(issuer: str) -> None:
    with pytest.raises(RingFault, match="no address"):
        did.location(issuer)
