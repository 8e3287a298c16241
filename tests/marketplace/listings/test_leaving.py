"""What is sold, reserved and asked for is handed over to its owner, and goes with them."""

import json

import pytest
from django.db import transaction

from marketplace.common.stores import blobs
from marketplace.listings.models import Attachment, Listing, ListingPhoto, PossessionAsk
from marketplace.listings.services import possession, selling
from marketplace.listings.states import Action
from marketplace.users import belongings
from marketplace.users.models import Membership, Organisation
from marketplace.users.services import leaving
from tests.support.accounts import new
from tests.support.api_case import client_of
from tests.support.beside import certified, drafted, photo, sent_photo
from tests.support.for_sale import for_sale

pytestmark = pytest.mark.django_db(transaction=True)


def sold_with_everything(seller) -> str:
    """Publish a listing with a photo, a certificate and an ask for a fresh photo."""
    client = client_of(seller)
    listing = drafted(client, description="My father's.", city="Chur", latitude=46.85, longitude=9.53, external_id="7")
    sent_photo(client, listing, photo())
    assert client.put(f"/api/v1/my/listings/{listing}/publication").status_code == 200
    given = {"certificate": certified(seller)}
    assert client.put(f"/api/v1/my/listings/{listing}/certificate", given, format="json").status_code == 200
    return listing


def test_it_is_in_what_an_account_is_handed_over():
    seller, buyer = new(), new()
    listing, other = sold_with_everything(seller), for_sale()
    possession.ask(listing_id=listing, buyer=buyer)
    selling.reserve(listing_id=other.pk, buyer=buyer)
    written = belongings.export(seller)["listings"]["written"][0]
    assert (written["id"], written["description"], len(written["photos"])) == (listing, "My father's.", 1)
    assert written["certificate"] == Attachment.objects.get().certificate
    assert [each["price_minor"] for each in written["prices"]] == [412_000]
    theirs = belongings.export(buyer)["listings"]
    assert [each["id"] for each in theirs["reserved"]] == [other.pk]
    assert [each["listing_id"] for each in theirs["fresh_photos_asked_for"]] == [listing]
    assert client_of(seller).get("/api/v1/me/export").status_code == 200
    assert buyer.email not in json.dumps(belongings.export(seller), default=str)


def test_a_sellers_listings_go_with_them_and_their_photos_are_erased():
    seller = new()
    listing, key = sold_with_everything(seller), ListingPhoto.objects.get().key
    possession.ask(listing_id=listing, buyer=new())
    assert list(blobs().list(f"listings/photos/{key}/"))
    leaving.delete(user=seller)
    left = Listing.objects.get(pk=listing)
    assert left.state == "withdrawn"
    assert (left.description, left.city, left.external_id, left.latitude, left.longitude) == ("", "", "", None, None)
    assert not left.photos.exists()
    assert not left.asks.exists()
    assert not Attachment.objects.exists()
    assert not list(blobs().list(f"listings/photos/{key}/"))


def test_what_was_sold_stays_sold_and_shows_nothing_of_its_seller():
    seller, buyer = new(), new()
    listing = for_sale(seller=seller, description="My father's.", city="Chur")
    selling.reserve(listing_id=listing.pk, buyer=buyer)
    selling.move(listing_id=listing.pk, action=Action.SELL, actor=seller)
    leaving.delete(user=seller)
    left = Listing.objects.get(pk=listing.pk)
    assert (left.state, left.reserved_for, left.description, left.city) == ("sold", buyer, "", "")


def test_what_was_written_for_a_store_is_the_stores():
    seller, store = new(), Organisation.objects.create(kind="store", name="Ticking Ltd")
    for user, kind in ((seller, "staff"), (new(), "manager")):
        Membership.objects.create(organisation=store, user=user, kind=kind)
    listing = for_sale(seller=seller, organisation=store, description="In the window.")
    leaving.delete(user=seller)
    left = Listing.objects.get(pk=listing.pk)
    assert (left.state, left.description) == ("published", "In the window.")


def test_a_buyer_who_leaves_lets_go_of_what_they_reserved_and_asked():
    buyer, listing = new(), for_sale()
    selling.reserve(listing_id=listing.pk, buyer=buyer)
    asked = possession.ask(listing_id=for_sale().pk, buyer=buyer)
    leaving.delete(user=buyer)
    assert (Listing.objects.get(pk=listing.pk).state, PossessionAsk.objects.get(pk=asked.pk).state) == (
        "published",
        "lapsed",
    )


def test_an_account_that_is_not_removed_after_all_keeps_its_files():
    seller = new()
    sold_with_everything(seller)
    key = ListingPhoto.objects.get().key
    with transaction.atomic():
        belongings.let_go(seller)
        transaction.set_rollback(True)
    assert list(blobs().list(f"listings/photos/{key}/"))
