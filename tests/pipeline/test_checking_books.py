"""A stranger's service book is checked as a certificate is: every step, and an answer in a word."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline import checking, issuer, service_book
from pipeline.certificate import book
from pipeline.checking import SENTENCE, Answer
from pipeline.service_book import Asked, Work
from pipeline.wiring import Workshop
from tests.support.issued import shop_of_an_issuer

BOOK, WATCH = "k3v9q2m7x4p1", "a" * 64


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


def checked(shop: Workshop, document: object) -> dict[str, Any]:
    """Hand a document in, have it checked, and return the result."""
    check = checking.submit(shop.store, json.dumps(document).encode())
    own, now = issuer.read(shop.store), datetime.now(UTC)
    checking.carry_out(shop.store, check, issuer=own, base="https://adriel.example", now=now, gives_up=False)
    found = checking.result(shop.store, check)
    assert found is not None
    assert found["sentence"] == SENTENCE[Answer(found["verdict"])]
    return found


def test_a_whole_book_is_valid_and_an_entry_alone_leaves_its_place_open(shop, entries):
    found = checked(shop, {"entries": entries})
    assert (found["verdict"], found["verification"]) == ("valid", None)
    assert [len(each["steps"]) for each in found["book"]["entries"]] == [len(book.STEPS)] * 3
    assert checked(shop, entries[0])["verdict"] == "valid"
    assert checked(shop, entries[1])["verdict"] == "open"


def test_what_is_wrong_is_said_in_a_word(shop, entries, tmp_path):
    altered = json.loads(json.dumps(entries[1]))
    altered["credential"]["work"]["title"] = "Polished"
    assert checked(shop, {"entries": entries[1:]})["verdict"] == "incomplete"
    assert checked(shop, {"entries": [entries[0], altered]})["verdict"] == "altered"
    assert checked(shop, altered)["verdict"] == "altered"
    assert checked(shop, {"entries": [entries[0], None]})["verdict"] == "unreadable"
    assert checked(shop, {"entries": []})["verdict"] == "unreadable"
    assert checked(shop, {"entries": [each["credential"] for each in entries]})["verdict"] == "open"
    other = shop_of_an_issuer(tmp_path / "other")
    assert checked(other, {"entries": entries})["verdict"] in {"unknown_issuer", "altered"}


def test_more_entries_than_any_book_has_are_refused_unread(shop):
    found = checked(shop, {"entries": [None] * (book.MOST + 1)})
    assert found["verdict"] == "unreadable"
    assert "no service book has more than" in found["refused"]
