"""``./adriel verify`` of a service book: what is altered, removed or exchanged is refused, and named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import keys, service_book
from pipeline.certificate.book import STEPS
from pipeline.cli import verify
from pipeline.service_book import Asked, Work
from pipeline.wiring import Workshop
from tests.support.issued import shop_of_an_issuer

BOOK, WATCH = "k3v9q2m7x4p1", "a" * 64
Told = tuple[int, dict[str, Any]]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return shop_of_an_issuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture(scope="module")
def entries(shop: Workshop) -> list[Any]:
    for number in (1, 2, 3):
        work = Work(shop="Atelier Ostberg", done_on="2026-03-01", title=f"Service {number}")
        service_book.ask(shop.store, BOOK, number, Asked(watch=WATCH, work=work))
    service_book.write(shop, BOOK, 3)
    return [json.loads(service_book.written(shop.store, BOOK, number) or b"") for number in (1, 2, 3)]


@pytest.fixture
def ask(shop: Workshop, tmp_path: Path, monkeypatch, capsys) -> Callable[..., Told]:
    """Check a document as somebody who knows the issuer's key and log; return the exit code and what was said."""
    for name in ("ADRIEL_STATE", "ADRIEL_SIGNING_KEY"):
        monkeypatch.setenv(name, shop.environment[name])
    path = tmp_path / "downloaded.json"

    def asked(document: Any, *words: str) -> Told:
        path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
        code = verify.main([str(path), "--json", *words])
        return code, json.loads(capsys.readouterr().out)

    return asked


def downloaded(entries: list[Any]) -> dict[str, Any]:
    """Return a book as the API gives it."""
    return {"book": {"id": BOOK, "last_entry": len(entries)}, "entries": entries, "checks": [], "valid": True}


def faults(found: dict[str, Any]) -> list[str | None]:
    """Return, of each entry, the first step that failed."""
    return [next((s["name"] for s in each["steps"] if s["status"] == "failed"), None) for each in found["entries"]]


def test_a_book_as_downloaded_holds_step_by_step(entries, ask):
    code, found = ask(downloaded(entries))
    assert (code, found["document"], found["valid"]) == (0, "service book", True)
    for each in found["entries"]:
        assert [(s["number"], s["name"], s["status"]) for s in each["steps"]] == [
            (number, name, "passed") for number, name in enumerate(STEPS, 1)
        ]


def test_an_entry_as_downloaded_holds_and_its_place_stays_open(entries, ask):
    code, found = ask(entries[1])
    assert (code, found["document"]) == (0, "service book entry")
    assert found["entries"][0]["steps"][-1]["status"] == "not checked"
    assert "the one before was not given" in found["entries"][0]["steps"][-1]["why"]
    assert ask(entries[0])[1]["entries"][0]["steps"][-1]["status"] == "passed"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ((0, 2), [None, "chain"]),
        ((1, 2), ["chain", "chain"]),
        ((0, 2, 1), [None, "chain", "chain"]),
        ((0, 0), [None, "chain"]),
    ],
    ids=["one is removed", "the first is removed", "two are exchanged", "one is there twice"],
)
def test_a_book_with_other_entries_is_refused_naming_which(order, expected, entries, ask):
    code, found = ask(downloaded([entries[each] for each in order]))
    assert (code, found["valid"], faults(found)) == (1, False, expected)


def test_a_book_without_entries_is_no_book(ask):
    assert ask(downloaded([]))[0] == 1


def test_no_flipped_bit_of_an_entry_is_missed(entries, ask):
    whole = json.dumps(entries[1]["credential"]).encode()
    places = range(0, len(whole), 23)
    passed = []
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 1
        code, found = ask(envelope_of(bytes(flipped), entries[1]["logProof"]))
        if code == 0:
            passed.append((place, found))
    assert passed == []


def envelope_of(credential: bytes, log_proof: str) -> bytes:
    return b'{"type": "AdrielCertificateEnvelope", "v": 1, "credential": %s, "logProof": %s}' % (
        credential,
        json.dumps(log_proof).encode(),
    )


def test_a_changed_word_is_refused_with_the_entry_after_it(entries, ask):
    altered = json.loads(json.dumps(entries))
    altered[1]["credential"]["work"]["title"] = "Polished"
    code, found = ask(downloaded(altered))
    assert (code, faults(found)) == (1, [None, "signature", "chain"])


@pytest.mark.parametrize("entry", [None, 1, [], {}, "text", {"type": "AdrielCertificateEnvelope"}])
def test_nonsense_in_a_book_is_refused(entry, entries, ask):
    code, found = ask(downloaded([entries[0], entry]))
    assert code == 1
    assert faults(found)[0] is None


def test_a_stranger_with_the_did_document_alone_is_told_what_stays_open(shop, entries, ask, tmp_path, monkeypatch):
    monkeypatch.setenv("ADRIEL_STATE", str(tmp_path / "elsewhere"))
    monkeypatch.delenv("ADRIEL_SIGNING_KEY")
    assert ask(downloaded(entries))[0] == 1
    (tmp_path / "did.json").write_bytes(shop.store.get(keys.ISSUER_DID))
    code, found = ask(downloaded(entries), "--did", str(tmp_path / "did.json"))
    assert code == 0
    assert {s["name"] for each in found["entries"] for s in each["steps"] if s["status"] == "not checked"} == {"log"}


def test_people_read_what_was_done_and_what_is_wrong(entries, ask, tmp_path, capsys):
    ask(downloaded([entries[0], entries[2]]))
    assert verify.main([str(tmp_path / "downloaded.json")]) == 1
    said = capsys.readouterr().out
    assert said.startswith("NOT VALID: this service book does not hold, for entry 2 of 2.\n")
    assert "Entry 1 of 2: 2026-03-01, Atelier Ostberg: Service 1\n" in said
    assert "entry 3 stands at place 2: one is missing or exchanged" in said
