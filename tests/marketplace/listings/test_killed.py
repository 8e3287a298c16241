"""A worker that is killed while it draws photos costs time, and no photo."""

import os
import signal
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from marketplace.listings.models import ListingEvent, ListingPhoto
from marketplace.listings.services import photos
from tests.support.accounts import new
from tests.support.api_case import client_of
from tests.support.beside import announced, drafted, photo
from tests.support.fleet import wait_until
from tests.support.market import market

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PHOTOS = 8
State = ListingPhoto.State


def sent(client: APIClient, listing: str) -> None:
    """Send a photo and say so; workers do the rest."""
    told = announced(client, listing)
    form = told["fields_to_send"] | {"file": SimpleUploadedFile("dial.jpg", photo())}
    assert APIClient().post(told["url"], form, format="multipart").status_code == 204
    assert client.post(f"/api/v1/my/listings/{listing}/photos/{told['key']}").status_code == 202


def ready(listing: str) -> int:
    return ListingPhoto.objects.filter(listing=listing, state=State.READY).count()


def test_every_photo_is_drawn_once(tmp_path):
    client = client_of(new())
    listing = drafted(client)
    with market(tmp_path, "marketplace worker") as fleet:
        for _ in range(PHOTOS):
            sent(client, listing)
        wait_until(lambda: ready(listing) > 0, 60.0)
        os.killpg(fleet.supervisor.pids()["worker images"], signal.SIGKILL)
        assert ready(listing) < PHOTOS, "it was killed in the middle"
        ListingPhoto.objects.update(created_at=timezone.now() - timedelta(days=1))  # as the clock sees it later
        photos.settle()
        wait_until(lambda: ready(listing) == PHOTOS, 90.0, fleet.supervisor.tend)
    changes = ListingEvent.objects.filter(listing=listing, kind="changed", note__startswith="version:")
    assert changes.count() == PHOTOS, "each was taken over once"
