"""A buyer asks for a fresh photo, the seller sends it, and what the hands show stands on the page."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from marketplace.common.stores import blobs
from marketplace.listings.models import PossessionAsk
from marketplace.listings.services import possession
from pipeline import listing_possession
from tests.support.accounts import code, new
from tests.support.api_case import client_of
from tests.support.beside import photo
from tests.support.for_sale import for_sale

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return new()


@pytest.fixture
def listing(seller):
    return for_sale(seller=seller).pk


def asked(listing: str, client: APIClient | None = None):
    return (client or client_of(new())).post(f"/api/v1/listings/{listing}/possession")


def answered(client: APIClient, listing: str, data: bytes) -> dict:
    """Send a photo, do what a worker does, and return what stands on the page."""
    said = client.post(f"/api/v1/my/listings/{listing}/possession").json()
    form = said["fields_to_send"] | {"file": SimpleUploadedFile("IMG_1.jpg", data)}
    assert APIClient().post(said["url"], form, format="multipart").status_code == 204
    assert client.put(f"/api/v1/my/listings/{listing}/possession").status_code == 202
    ask = PossessionAsk.objects.get(key=said["key"])
    listing_possession.examine(blobs(), ask.key, ask.time, settings.PIPELINE.limits)
    possession.take_over(ask.key)
    return APIClient().get(f"/api/v1/listings/{listing}").json()["possession"]


@pytest.mark.parametrize(("time", "bearing"), [("10:09", "supports"), ("04:30", "contradicts")])
def test_what_the_hands_show_stands_on_the_page(seller, listing, time, bearing):
    assert asked(listing).status_code == 201
    PossessionAsk.objects.update(time=time)
    said = answered(client_of(seller), listing, photo())
    assert (said["state"], said["bearing"]) == ("answered", bearing), said
    shown = APIClient().get(f"/api/v1/listings/{listing}/possession/{said['key']}")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")


def test_a_photo_that_cannot_be_read_says_why(seller, listing):
    asked(listing)
    said = answered(client_of(seller), listing, b"no photo at all")
    assert (said["bearing"], said["has_picture"], bool(said["said"])) == ("unreadable", False, True)
    assert APIClient().get(f"/api/v1/listings/{listing}/possession/{said['key']}").status_code == 404


def test_one_is_asked_for_at_a_time_and_never_of_oneself(seller, listing):
    assert code(asked(listing, client_of(seller))) == "listing:own"
    assert asked(listing).status_code == 201
    assert code(asked(listing)) == "possession:asked"
    assert asked(for_sale(state="draft").pk).status_code == 404


def test_nothing_is_sent_that_nobody_asked_for(seller, listing):
    client = client_of(seller)
    assert code(client.post(f"/api/v1/my/listings/{listing}/possession")) == "possession:not_asked"
    asked(listing)
    assert code(client.put(f"/api/v1/my/listings/{listing}/possession")) == "photo:missing"
    assert client_of(new()).post(f"/api/v1/my/listings/{listing}/possession").status_code == 403
