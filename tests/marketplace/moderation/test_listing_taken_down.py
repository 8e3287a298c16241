"""A listing that operations take down: out of search, off its page, given back as it was."""

import pytest
from django.core import mail
from rest_framework.test import APIClient

from marketplace.common.stores import blobs
from marketplace.listings.models import ListingEvent
from marketplace.listings.services import favourites, selling
from marketplace.listings.states import Action, State
from pipeline import listing_photos
from tests.support import accounts
from tests.support.api_case import client_of
from tests.support.for_sale import for_sale

pytestmark = pytest.mark.django_db
WHY = {"kind": "listing", "reason": "photos", "text": "The photos are another seller's."}


@pytest.fixture
def seller():
    return accounts.new()


@pytest.fixture
def listing(seller):
    made = for_sale("Bezelmoor Tidewater", seller=seller)
    made.photos.create(position=1, content_type="image/jpeg", state="ready")
    return made


@pytest.fixture
def operations():
    return client_of(accounts.new(role="operations"))


def taken_down(operations, listing):
    answer = operations.post("/api/v1/moderation/measures", WHY | {"about": listing.pk}, format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()


def code(answer):
    return answer.status_code, answer.json()["code"]


def test_it_leaves_search_and_its_page_and_the_seller_reads_why(listing, seller, operations):
    measure = taken_down(operations, listing)
    anyone = APIClient()
    assert anyone.get(f"/api/v1/listings/{listing.pk}").status_code == 404
    assert anyone.get("/api/v1/listings/search?q=Bezelmoor").json()["results"] == []
    [told] = client_of(seller).get("/api/v1/my/measures").json()["results"]
    assert (told["id"], told["reason"], told["text"]) == (measure["id"], "photos", WHY["text"])
    assert not {"by", "decided_by", "events"} & told.keys(), "who took it down is nobody's to know"
    assert ListingEvent.objects.latest("number").action == Action.TAKE_DOWN


def test_the_seller_gets_a_letter_that_says_nothing_of_it(listing, seller, django_capture_on_commit_callbacks):
    api = accounts.Api.fresh(django_capture_on_commit_callbacks)
    somebody = accounts.access(accounts.new(role="operations"))
    assert api.post("moderation/measures", WHY | {"about": listing.pk}, somebody).status_code == 201
    [letter] = mail.outbox
    assert letter.to == [seller.email]
    assert WHY["text"] not in letter.body
    assert listing.pk not in letter.body


@pytest.mark.parametrize("move", ["publication", "sale", "withdrawal"])
def test_it_is_not_brought_back_by_its_seller(listing, seller, operations, move):
    taken_down(operations, listing)
    client, address = client_of(seller), f"/api/v1/my/listings/{listing.pk}"
    changed = client.patch(address, {"brand": "Another"}, format="json", headers={"If-Match": '"2"'})
    assert code(changed) == (409, "listing:state")
    method = client.put if move == "publication" else client.post
    assert code(method(f"{address}/{move}")) == (409, "listing:state")
    assert code(client_of(accounts.new()).put(f"/api/v1/listings/{listing.pk}/reservation")) == (
        404,
        "request:not_found",
    )


def test_operations_who_decide_see_what_stood_there_and_nobody_else_does(listing, seller, operations):
    photo = listing.photos.get()
    blobs().create(listing_photos.picture_key(photo.key, "large", "jpg"), b"a picture")
    measure = taken_down(operations, listing)
    thing = operations.get(f"/api/v1/moderation/measures/{measure['id']}").json()["thing"]
    assert "Bezelmoor Tidewater" in thing["says"]
    [picture] = thing["pictures"]
    clients = (operations, client_of(seller), client_of(accounts.new()), client_of(accounts.new(role="expert")))
    assert [client.get(picture).status_code for client in (*clients, APIClient())] == [200, 200, 404, 404, 404]


def test_nobody_dismisses_what_is_said_of_their_own_after_hiding_it(operations):
    mine = accounts.new(role="operations")
    listing = for_sale(seller=mine)
    said = {"kind": "listing", "about": listing.pk, "reason": "photos", "text": ""}
    operations.post("/api/v1/reports", said, format="json")
    selling.move(listing_id=listing.pk, action=Action.UNPUBLISH, actor=mine)
    [matter] = operations.get("/api/v1/moderation/matters").json()["results"]
    taking = client_of(mine).put(f"/api/v1/moderation/matters/{matter['id']}/taking")
    assert code(taking) == (403, "moderation:own")


def test_whoever_had_reserved_it_is_let_go_and_it_comes_back_for_sale(listing, operations):
    selling.reserve(listing_id=listing.pk, buyer=accounts.new())
    measure = taken_down(operations, listing)
    listing.refresh_from_db()
    assert (listing.state, listing.reserved_for) == (State.TAKEN_DOWN, None)
    restored = decided(operations, measure)
    assert (restored["came_back"], restored["why"]) == ("published", "reservation_released")


def decided(operations, measure, outcome="restored"):
    address = f"/api/v1/moderation/measures/{measure['id']}/decision"
    answer = operations.put(address, {"outcome": outcome, "text": "So be it."}, format="json")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_it_comes_back_to_where_it_stood(listing, operations):
    restored = decided(operations, taken_down(operations, listing))
    assert (restored["state"], restored["came_back"], restored["why"]) == ("restored", "published", "")
    assert APIClient().get(f"/api/v1/listings/{listing.pk}").status_code == 200
    assert len(APIClient().get("/api/v1/listings/search?q=Bezelmoor").json()["results"]) == 1


def test_what_lacks_something_by_now_comes_back_as_a_draft(listing, operations):
    measure = taken_down(operations, listing)
    listing.photos.all().delete()
    restored = decided(operations, measure)
    assert (restored["came_back"], restored["why"]) == ("draft", "incomplete")


def test_what_was_sold_is_taken_down_and_comes_back_sold_to_the_same_buyer(listing, seller, operations):
    buyer = accounts.new()
    selling.reserve(listing_id=listing.pk, buyer=buyer)
    selling.move(listing_id=listing.pk, action=Action.SELL, actor=seller)
    restored = decided(operations, taken_down(operations, listing))
    listing.refresh_from_db()
    assert (restored["came_back"], listing.reserved_for) == ("sold", buyer)


def test_whoever_kept_it_as_a_favourite_reads_that_and_no_more(listing, operations):
    owner = accounts.new()
    favourites.keep(owner=owner, listing=listing)
    taken_down(operations, listing)
    [kept] = client_of(owner).get("/api/v1/favourites").json()["results"]
    assert (kept["id"], kept["taken_down"], kept["listing"]) == (listing.pk, True, None)


def test_it_is_not_taken_down_twice(listing, operations):
    taken_down(operations, listing)
    again = operations.post("/api/v1/moderation/measures", WHY | {"about": listing.pk}, format="json")
    assert code(again) == (409, "moderation:in_force")


def test_whoever_puts_it_out_of_sight_meanwhile_does_not_escape(listing, seller, operations):
    selling.move(listing_id=listing.pk, action=Action.UNPUBLISH, actor=seller)
    measure = taken_down(operations, listing)
    assert client_of(seller).put(f"/api/v1/my/listings/{listing.pk}/publication").status_code == 409
    assert decided(operations, measure)["came_back"] == "draft"
