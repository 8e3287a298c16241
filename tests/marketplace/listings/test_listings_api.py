"""A listing is written, changed, published, reserved and sold over the API."""

import pytest
from rest_framework.test import APIClient

from marketplace.listings.models import Listing, ListingPhoto
from marketplace.users.models import Membership, Organisation
from tests.support.accounts import code, new
from tests.support.api_case import client_of
from tests.support.for_sale import for_sale

pytestmark = pytest.mark.django_db

WATCH = {"brand": "Aldenmoor", "model": "Tidewatch", "condition": "good", "country": "CH"}
PRICE = {"price_minor": 412_000, "currency": "CHF"}


def written(client: APIClient, **more) -> dict:
    answer = client.post("/api/v1/my/listings", WATCH | more, format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()


def with_photo(listing: str) -> str:
    ListingPhoto.objects.create(listing_id=listing, position=1, content_type="image/jpeg", state="ready")
    return listing


def changed(client: APIClient, listing: str, version: object, **fields):
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return client.patch(f"/api/v1/my/listings/{listing}", fields, format="json", headers=headers)


def published(client: APIClient, listing: str):
    return client.put(f"/api/v1/my/listings/{listing}/publication")


def test_a_draft_is_shown_to_whoever_wrote_it_and_to_nobody_else():
    seller, stranger = client_of(new()), client_of(new())
    listing = written(seller)["id"]
    assert seller.get(f"/api/v1/my/listings/{listing}").json()["state"] == "draft"
    assert [each["id"] for each in seller.get("/api/v1/my/listings").json()["results"]] == [listing]
    assert stranger.get(f"/api/v1/my/listings/{listing}").status_code == 404
    assert APIClient().get(f"/api/v1/listings/{listing}").status_code == 404


def test_it_is_published_once_it_has_all_that_a_buyer_decides_on():
    seller = client_of(new())
    listing = written(seller)["id"]
    answer = published(seller, listing)
    assert (answer.status_code, code(answer)) == (409, "listing:incomplete")
    assert set(answer.json()["errors"]) == {"price_minor", "currency", "photos"}
    assert changed(seller, listing, 1, **PRICE).status_code == 200
    assert published(seller, with_photo(listing)).json()["state"] == "published"
    page = APIClient().get(f"/api/v1/listings/{listing}").json()
    assert (page["price"], page["store"]) == ({"minor": 412_000, "currency": "CHF"}, None)
    assert len(page["photos"]) == 1


def test_a_page_is_not_sent_again_to_whoever_has_it():
    seen = APIClient().get(f"/api/v1/listings/{for_sale().pk}")
    again = APIClient().get(f"/api/v1/listings/{seen.json()['id']}", headers={"If-None-Match": seen["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_of_two_who_change_the_same_version_the_second_is_told():
    seller = client_of(new())
    listing = written(seller, **PRICE)["id"]
    assert changed(seller, listing, 1, city="Bern").status_code == 200
    answer = changed(seller, listing, 1, city="Basel")
    assert (answer.status_code, code(answer)) == (409, "request:conflict")
    assert code(changed(seller, listing, None, city="Basel")) == "listing:version"
    assert code(changed(seller, listing, "x" * 40, city="Basel")) == "listing:version"


def test_every_price_that_a_buyer_could_see_is_kept():
    seller = client_of(new())
    listing = with_photo(written(seller, **PRICE)["id"])
    version = published(seller, listing).json()["version"]
    version = changed(seller, listing, version, city="Bern").json()["version"]
    assert changed(seller, listing, version, price_minor=399_000, currency="CHF").status_code == 200
    prices = APIClient().get(f"/api/v1/listings/{listing}/prices").json()
    assert [each["price"]["minor"] for each in prices] == [412_000, 399_000]


def test_what_is_for_sale_keeps_a_price():
    seller = client_of(new())
    listing = with_photo(written(seller, **PRICE)["id"])
    version = published(seller, listing).json()["version"]
    answer = changed(seller, listing, version, price_minor=None, currency="")
    assert (answer.status_code, code(answer)) == (409, "listing:incomplete")
    assert Listing.objects.get(pk=listing).version == version


def test_a_buyer_reserves_and_goes_back_and_another_one_buys():
    seller, ada, ben = (client_of(new()) for _ in range(3))
    listing = with_photo(written(seller, **PRICE)["id"])
    published(seller, listing)
    at = f"/api/v1/listings/{listing}/reservation"
    assert code(seller.put(at)) == "listing:own"
    assert ada.put(at).json()["state"] == "reserved"
    assert code(ben.put(at)) == "listing:state"
    assert code(ben.delete(at)) == "listing:not_reserved"
    assert ada.delete(at).json()["state"] == "published"
    assert ben.put(at).status_code == 200
    assert seller.post(f"/api/v1/my/listings/{listing}/sale").json()["state"] == "sold"
    assert code(seller.post(f"/api/v1/my/listings/{listing}/withdrawal")) == "listing:state"
    told = APIClient().get(f"/api/v1/listings/{listing}/events").json()
    assert [each["action"] for each in told] == ["publish", "reserve", "release", "reserve", "sell"]
    assert [each["number"] for each in told] == [1, 2, 3, 4, 5]
    assert "actor" not in told[0]


def test_a_seller_lets_a_buyer_go_and_takes_it_off():
    owner = new()
    seller, listing = client_of(owner), for_sale(seller=owner).pk
    client_of(new()).put(f"/api/v1/listings/{listing}/reservation")
    assert seller.delete(f"/api/v1/listings/{listing}/reservation").json()["state"] == "published"
    assert seller.delete(f"/api/v1/my/listings/{listing}/publication").json()["state"] == "draft"
    assert APIClient().get(f"/api/v1/listings/{listing}").status_code == 404
    assert code(client_of(new()).put(f"/api/v1/listings/{listing}/reservation")) == "request:not_found"


def test_the_staff_of_a_store_act_for_what_any_of_them_wrote():
    store = Organisation.objects.create(kind=Organisation.Kind.STORE, name="Harbour Watches")
    ada, ben = new(), new()
    for each in (ada, ben):
        Membership.objects.create(organisation=store, user=each)
    listing = written(client_of(ada), organisation=str(store.pk))["id"]
    assert changed(client_of(ben), listing, 1, city="Bern").status_code == 200
    ada.memberships.all().delete()
    assert changed(client_of(ada), listing, 2, city="Basel").status_code == 404


def test_who_bought_from_a_store_has_had_dealings_with_it():
    store = Organisation.objects.create(kind=Organisation.Kind.STORE, name="Harbour Watches")
    owner, buyer = new(), new()
    Membership.objects.create(organisation=store, user=owner)
    listing = for_sale(seller=owner, organisation=store).pk
    client_of(buyer).put(f"/api/v1/listings/{listing}/reservation")
    assert not store.dealings.exists()
    assert client_of(owner).post(f"/api/v1/my/listings/{listing}/sale").status_code == 200
    dealing = store.dealings.get()
    assert (dealing.customer, dealing.kind, dealing.reference) == (buyer, "sale", listing)


def test_nobody_writes_for_a_store_that_is_not_theirs():
    store = Organisation.objects.create(kind=Organisation.Kind.STORE, name="Harbour Watches")
    answer = client_of(new()).post("/api/v1/my/listings", WATCH | {"organisation": str(store.pk)}, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["organisation"])


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("price_minor", {"price_minor": 5}),
        ("price_minor", {"price_minor": 0, "currency": "CHF"}),
        ("price_minor", {"price_minor": 10**30, "currency": "CHF"}),
        ("currency", {"price_minor": 5, "currency": "francs"}),
        ("country", {"country": "ch"}),
        ("year", {"year": 9000}),
        ("latitude", {"latitude": 46.9}),
        ("latitude", {"latitude": "NaN", "longitude": 1}),
        ("condition", {"condition": "perfect"}),
        ("brand", {"brand": "a" * 10_000}),
        ("brand", {"brand": "\0"}),
        ("description", {"description": "a" * 10_000}),
    ],
)
def test_what_makes_no_sense_is_named(field, more):
    answer = client_of(new()).post("/api/v1/my/listings", WATCH | more, format="json")
    assert answer.status_code == 400
    assert field in answer.json()["errors"]


@pytest.mark.parametrize("text", ["ساعة", "a\u200bb", "🕰️", "<script>alert(1)</script>", "=1+1"])
def test_what_people_write_is_kept_as_text(text):
    client = client_of(new())
    listing = written(client, brand=text, description=text)["id"]
    said = client.get(f"/api/v1/my/listings/{listing}").json()
    assert (said["brand"], said["description"]) == (text, text)


def test_a_place_is_kept_no_finer_than_a_kilometre():
    said = written(client_of(new()), latitude=46.94809, longitude=7.44744)
    assert (said["latitude"], said["longitude"]) == (46.95, 7.45)


def test_a_name_of_ones_own_is_given_once():
    client = client_of(new())
    written(client, external_id="HW-1")
    answer = client.post("/api/v1/my/listings", WATCH | {"external_id": "HW-1"}, format="json")
    assert (answer.status_code, code(answer)) == (409, "listing:name_taken")
    written(client_of(new()), external_id="HW-1")
