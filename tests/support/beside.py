"""Listings with photos and certificates: sent as a seller sends them, and worked on as workers do, in this process."""

import secrets

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from marketplace.authentication.models import Case, Examination
from marketplace.common.stores import blobs
from marketplace.listings.models import Attachment, Listing
from marketplace.listings.selectors import badges
from marketplace.listings.services import attaching, photos
from marketplace.users.models import User
from pipeline import issuer, listing_badges, listing_photos
from pipeline.assembly import RealStages
from pipeline.certificate.shapes import credential_id
from pipeline.wiring import Workshop
from tests.support.api_case import EXAMPLE
from tests.support.issued import issue

WATCH = {
    "brand": "Aldenmoor",
    "model": "Tidewatch",
    "reference": "AM-2204",
    "condition": "good",
    "country": "CH",
    "price_minor": 412_000,
    "currency": "CHF",
}


def drafted(client: APIClient, **more) -> str:
    """Write a listing of the example watch."""
    answer = client.post("/api/v1/my/listings", WATCH | more, format="json")
    assert answer.status_code == 201, answer.json()
    return str(answer.json()["id"])


def announced(client: APIClient, listing: str) -> dict:
    """Announce a photo, and return where to send it."""
    said = client.post(f"/api/v1/my/listings/{listing}/photos", {"content_type": "image/jpeg"}, format="json")
    assert said.status_code == 201, said.json()
    return dict(said.json())


def sent_photo(client: APIClient, listing: str, data: bytes) -> str:
    """Announce a photo, send it, say so, and do what a worker does; return its key."""
    said = announced(client, listing)
    form = said["fields_to_send"] | {"file": SimpleUploadedFile("GPS-holiday.jpg", data)}
    assert APIClient().post(said["url"], form, format="multipart").status_code == 204
    assert client.post(f"/api/v1/my/listings/{listing}/photos/{said['key']}").status_code == 202
    listing_photos.make(blobs(), said["key"], settings.PIPELINE.limits)
    photos.take_over(said["key"])
    return str(said["key"])


def compare(listing: str) -> None:
    """Compare a listing's photos with its certificate's, and say so, as a worker does."""
    keys, attached = badges.ready_keys(Listing.objects.get(pk=listing)), Attachment.objects.get(listing=listing)
    listing_badges.compare(blobs(), attached.comparison, keys, attached.certificate)
    attaching.refresh(listing)


def photo(view: str = "dial") -> bytes:
    """Return a photo of the example watch."""
    return (EXAMPLE / f"{view}.jpg").read_bytes()


def certified(owner: User) -> str:
    """Issue a certificate for a case of somebody's, and return its id."""
    shop = Workshop(settings=settings.PIPELINE, stages=RealStages(), environment={})
    issuer.publish(shop.store, shop.issuer)
    made = issue(shop, secrets.token_hex(8))
    certificate = credential_id(made.case, 1)
    case = Case.objects.create(
        pk=made.case, owner=owner, profile="watch", claim={"brand": "Aldenmoor"}, state="authentic", examination=1
    )
    Examination.objects.create(case=case, number=1, kind="first", outcome="authentic", certificate=certificate)
    return certificate
