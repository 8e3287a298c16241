"""Service books: append-only, read by whom the owner lets, handed on with the watch."""

from datetime import timedelta

import pytest
from django.db import Error, transaction
from django.utils import timezone

from marketplace.listings.models import Listing
from marketplace.listings.states import State
from marketplace.repairs.models import BookEntry, BookReader, BookTransfer, ServiceBook
from tests.marketplace.repairs.conftest import CLAIM, WORK, examined, finished, opened, sign
from tests.support.accounts import access, code, new

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(db):  # noqa: ARG001 - there must be one
    return new()


@pytest.fixture
def book(api, smith, owner):
    """A book with one signed entry, of a watch that no other test has."""
    made = finished(api, smith, owner, serial=f"S{ServiceBook.objects.count()}{owner.pk.hex[:8]}")
    sign(made, 1)
    return made


def read(api, book, user=None, link=""):
    headers = {"authorization": f"Bearer {access(user)}"} if user else {}
    return api.client.get(f"/api/v1/service-books/{book}", headers=headers | {"service-book-link": link})


def on_sale(seller):
    return Listing.objects.create(
        seller=seller, brand="Aldenmoor", condition="good", state=State.PUBLISHED, price_minor=1, currency="CHF"
    )


def shown(api, book, listing, owner, *, readable):
    said = {"readable": readable}
    return api("PUT", f"service-books/{book}/listings/{listing.pk}", said, access(owner))


def test_its_owner_reads_entries_as_they_were_signed_with_what_their_check_gives(api, book, owner):
    said = read(api, book, owner).json()
    entry = said["entries"][0]["credential"]
    assert (entry["book"], entry["number"], entry["previous"]) == (book, 1, None)
    assert entry["work"]["title"] == "New bezel"
    assert said["checks"][0]["fault"] is None
    assert (said["checks"][0]["unsafe"], said["valid"]) == (True, False)  # a development key proves nothing


def test_no_serial_number_stands_in_it(api, book, owner):
    assert owner.pk.hex[:8] not in read(api, book, owner).content.decode()


def test_an_entry_that_is_not_signed_yet_is_waited_for(api, smith, owner):
    made = finished(api, smith, owner, serial="WAITED1")
    answer = read(api, made, owner)
    assert (answer.status_code, code(answer)) == (409, "book:not_ready")
    sign(made, 1)
    assert read(api, made, owner).status_code == 200


def test_a_watch_has_one_book_however_its_number_is_spelled(api, smith, owner):
    first = finished(api, smith, owner, serial="ab-123 456")
    assert finished(api, smith, owner, serial="AB123456") == first
    assert ServiceBook.objects.get(pk=first).last_entry == 2


def test_nobody_writes_into_another_owners_book(api, smith, owner, book):
    serial = f"S0{owner.pk.hex[:8]}"
    other = new()
    repair = opened(api, smith, other.email, serial=serial)
    api.post(f"repairs/{repair['id']}/consent", {"consents": True}, access(other))
    examined(repair)
    assert code(api.post(f"repairs/{repair['id']}/completion", WORK, access(smith))) == "book:other_owner"
    assert ServiceBook.objects.get(pk=book).last_entry == 1


def test_an_entry_without_a_serial_number_has_no_book(api, smith, owner):
    without = {name: value for name, value in CLAIM.items() if name != "serial"}
    said = {"shop": str(smith.organisations.get().pk), "email": owner.email, "title": "x", "claim": without}
    repair = api.post("repairs", said, access(smith)).json()
    api.post(f"repairs/{repair['id']}/consent", {"consents": True}, access(owner))
    examined(repair)
    assert code(api.post(f"repairs/{repair['id']}/completion", WORK, access(smith))) == "repair:watch_unknown"


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_an_entry(change, book):
    rows = BookEntry.objects.filter(book=book)
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        rows.update(work={}) if change == "update" else rows._raw_delete(rows.db)


def test_strangers_and_other_accounts_read_nothing(api, book, smith):
    assert read(api, book).status_code == 404
    assert read(api, book, new()).status_code == 404
    assert read(api, book, smith).status_code == 404
    assert read(api, book, link="guessed").status_code == 404


def test_a_named_account_reads_until_it_is_named_no_longer(api, book, owner):
    friend = new()
    reader = api.post(f"service-books/{book}/readers", {"email": friend.email.upper()}, access(owner)).json()
    assert reader["link"] == ""
    assert read(api, book, friend).status_code == 200
    again = api.post(f"service-books/{book}/readers", {"email": friend.email}, access(owner))
    assert code(again) == "book:reader_already"
    assert api("DELETE", f"service-books/{book}/readers/{reader['id']}", None, access(owner)).status_code == 204
    assert read(api, book, friend).status_code == 404


def test_a_reader_decides_nothing(api, book, owner):
    friend = new()
    api.post(f"service-books/{book}/readers", {"email": friend.email}, access(owner))
    assert api.post(f"service-books/{book}/readers", {}, access(friend)).status_code == 403
    assert api.post(f"service-books/{book}/offer", None, access(friend)).status_code == 403
    assert api.get(f"service-books/{book}/readers", access(friend)).status_code == 404


def test_whoever_has_a_link_reads_while_it_counts(api, book, owner):
    link = api.post(f"service-books/{book}/readers", {}, access(owner)).json()["link"]
    assert read(api, book, link=link).status_code == 200
    assert not BookReader.objects.filter(link_hash=link).exists()
    BookReader.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert read(api, book, link=link).status_code == 404


def test_a_listing_says_that_there_is_a_book_and_no_more_to_whoever_may_not_read(api, book, owner):
    listing = on_sale(owner)
    nothing = {"exists": False, "entries": None, "readable": False, "book": None}
    assert api.get(f"listings/{listing.pk}/service-book").json() == nothing
    assert shown(api, book, listing, owner, readable=False).status_code == 200
    assert api.get(f"listings/{listing.pk}/service-book").json() == nothing | {"exists": True}
    assert read(api, book, new()).status_code == 404


def test_a_buyer_reads_on_a_listing_where_the_owner_allows_it(api, book, owner):
    listing, buyer = on_sale(owner), new()
    shown(api, book, listing, owner, readable=True)
    said = api.get(f"listings/{listing.pk}/service-book", access(buyer)).json()
    assert said == {"exists": True, "entries": 1, "readable": True, "book": book}
    assert read(api, book, buyer).status_code == 200
    assert api("DELETE", f"service-books/{book}/listings/{listing.pk}", None, access(owner)).status_code == 204
    assert read(api, book, buyer).status_code == 404


def test_a_book_is_shown_on_ones_own_listings_alone(api, book, owner):
    assert shown(api, book, on_sale(new()), owner, readable=True).status_code == 404
    other = on_sale(new())
    assert shown(api, book, other, other.seller, readable=True).status_code == 404


def test_a_book_goes_to_whoever_is_given_the_code_once(api, book, owner):
    buyer, friend = new(), new()
    api.post(f"service-books/{book}/readers", {"email": friend.email}, access(owner))
    shown(api, book, on_sale(owner), owner, readable=True)
    offer = api.post(f"service-books/{book}/offer", None, access(owner)).json()["code"]
    assert not BookTransfer.objects.filter(code_hash=offer).exists()
    taken = api.post("service-books/acceptances", {"code": offer}, access(buyer))
    assert (taken.status_code, taken.json()["mine"]) == (200, True)
    assert code(api.post("service-books/acceptances", {"code": offer}, access(friend))) == "book:code_invalid"
    assert [read(api, book, each).status_code for each in (buyer, friend, owner)] == [200, 404, 404]


def test_an_offer_ends_with_its_time_with_another_and_when_it_is_withdrawn(api, book, owner):
    def offered():
        return api.post(f"service-books/{book}/offer", None, access(owner)).json()["code"]

    def accepted(offer):
        return code(api.post("service-books/acceptances", {"code": offer}, access(new())))

    first, second = offered(), offered()
    assert accepted(first) == "book:code_invalid"
    BookTransfer.objects.update(expires_at=timezone.now())
    assert accepted(second) == "book:code_invalid"
    third = offered()
    assert api("DELETE", f"service-books/{book}/offer", None, access(owner)).status_code == 204
    assert accepted(third) == "book:code_invalid"
