"""Service books: signed, logged and chained, and what their check finds."""

import json

import pytest

from pipeline import keys, service_book
from pipeline.certificate import canonical
from pipeline.lifecycle.names import CERTIFICATE, ENVELOPE
from pipeline.ports import BlobMissing
from pipeline.service_book import Asked, Fault, Work
from tests.support.issued import shop_of_an_issuer

BOOK, WATCH = "k3v9q2m7x4p1", "a" * 64


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return shop_of_an_issuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture(scope="module")
def book(shop):
    """Three entries, of which the message of the second was lost."""
    ask(shop, 1, 2, 3)
    service_book.write(shop, BOOK, 1)
    service_book.write(shop, BOOK, 3)
    return [service_book.written(shop.store, BOOK, number) for number in (1, 2, 3)]


def ask(shop, *numbers, book=BOOK):
    for number in numbers:
        work = Work(shop="Atelier Ostberg", done_on="2026-03-01", title=f"Service {number}")
        service_book.ask(shop.store, book, number, Asked(watch=WATCH, work=work))


def faults(envelopes, shop):
    return [each.fault for each in service_book.check(envelopes, shop.issuer)]


def changed(envelope, **work):
    """Return an envelope with other words in it, whose proof is left as it is."""
    document = json.loads(envelope)
    document["credential"]["work"] |= work
    return canonical.pretty(document)


def test_entries_are_signed_logged_and_name_the_one_before(book, shop):
    entries = [json.loads(each)["credential"] for each in book]
    digests = [canonical.digest(each) for each in entries]
    assert [each["previous"] for each in entries] == [None, *digests[:2]]
    assert all(each.valid for each in service_book.check(book, shop.issuer))
    assert [shop.log.number(bytes.fromhex(each)) is not None for each in digests] == [True] * 3


def test_written_again_an_entry_stays_what_it_is(book, shop):
    ask(shop, 1)
    service_book.write(shop, BOOK, 3)
    assert [service_book.written(shop.store, BOOK, number) for number in (1, 2, 3)] == book


def test_a_worker_that_was_killed_after_signing_is_gone_on_from(shop):
    ask(shop, 1, book="killedafter1")
    service_book.write(shop, "killedafter1", 1)
    signed = shop.store.get(keys.service_book("killedafter1", 1, CERTIFICATE))
    shop.store.delete(keys.service_book("killedafter1", 1, ENVELOPE))
    shop.store.delete(keys.service_book("killedafter1", 1, "certificate.tlog-proof"))
    service_book.write(shop, "killedafter1", 1)
    found = service_book.written(shop.store, "killedafter1", 1)
    assert found is not None
    assert json.loads(found)["credential"] == json.loads(signed)


def test_an_entry_that_nobody_asked_for_is_not_written(shop):
    with pytest.raises(BlobMissing):
        service_book.write(shop, "nobodyasked1", 1)


def test_a_changed_word_is_found_and_ends_the_chain(book, shop):
    assert faults([book[0], changed(book[1], title="Polished"), book[2]], shop) == [
        None,
        Fault.ALTERED,
        Fault.NOT_CHAINED,
    ]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ((0, 2), [None, Fault.NOT_CHAINED]),
        ((1, 2), [Fault.NOT_CHAINED, Fault.NOT_CHAINED]),
        ((0, 2, 1), [None, Fault.NOT_CHAINED, Fault.NOT_CHAINED]),
        ((0, 0), [None, Fault.NOT_CHAINED]),
    ],
    ids=["one is left out", "the first is missing", "two are exchanged", "one is there twice"],
)
def test_what_is_missing_or_exchanged_is_found(order, expected, book, shop):
    assert faults([book[each] for each in order], shop) == expected


def test_an_entry_without_the_logs_proof_does_not_count(book, shop):
    alone = canonical.pretty(json.loads(book[0])["credential"])
    assert faults([alone], shop) == [Fault.NOT_LOGGED]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"type": "AdrielCertificateEnvelope"}', b"[" * 10_000])
def test_nonsense_is_unreadable(data, shop):
    assert faults([data], shop) == [Fault.UNREADABLE]


def test_another_issuers_book_does_not_count_here(book, tmp_path):
    other = shop_of_an_issuer(tmp_path / "other")
    assert not any(each.valid for each in service_book.check(book, other.issuer))


def test_every_fault_has_its_sentence():
    assert set(service_book.SENTENCE) == set(Fault)
