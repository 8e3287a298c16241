"""Listings with photos and certificates: sent as a seller sends them, and worked on as workers do, in this process."""

import json
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from marketplace.authentication.models import Case, Examination
from marketplace.authentication.services import conclusions
from marketplace.common.stores import blobs
from marketplace.listings.models import Attachment, Listing
from marketplace.listings.selectors import badges
from marketplace.listings.services import attaching, photos
from marketplace.users.models import User
from pipeline import issuer, issuing, keys, listing_badges, listing_photos, steps, succeeding
from pipeline.assembly import RealStages
from pipeline.certificate.report import owner_secret
from pipeline.certificate.shapes import credential_id
from pipeline.lifecycle import names
from pipeline.lifecycle.offers import Offers
from pipeline.wiring import Workshop
from tests.support import sample_case
from tests.support.api_case import EXAMPLE
from tests.support.issued import issue, lay
from tests.support.signed import signed_report

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


def examined_again(certificate: str) -> None:
    """Examine a certificate's watch once more, as workers do, and take over what was found."""
    case = Case.objects.get(examinations__certificate=certificate)
    Case.objects.filter(pk=case.pk).update(state="running", examination=2)
    Examination.objects.create(case=case, number=2, kind="again")
    shop = Workshop(settings=settings.PIPELINE, stages=RealStages(), environment={})
    sample = sample_case.authentic()
    found = replace(sample, case=sample.case.model_copy(update={"case": case.pk, "examination": 2}))
    message = lay(shop, found)
    report = json.dumps(signed_report(found, shop.signer)).encode()
    shop.store.create(keys.document(case.pk, 2, "report.json"), report)
    issuing.issue(shop, message, report)
    succeeding.settle(shop, message, report)
    steps.publish(shop, message)
    assert conclusions.conclude(case.pk, 2)


def handed_over(certificate: str) -> None:
    """Have another holder take a certificate over, without a word to the marketplace."""
    shop = Workshop(settings=settings.PIPELINE, stages=RealStages(), environment={})
    offers = Offers(shop.store, shop.decisions, shop.successions)
    name, now = names.read(certificate), datetime.now(UTC)
    document = json.loads(shop.store.get(keys.document(name.case, name.examination, names.CERTIFICATE)))
    secret = owner_secret(sample_case.authentic().case)
    told, _ = offers.make(document, secret, by="its holder", now=now, lasts=timedelta(days=1))
    offers.take(certificate, told, by="the next one", now=now)
    succeeding.succeed(shop, certificate)
