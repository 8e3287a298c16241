"""Photos of a listing are sent, drawn anew by a worker, looked at, put in order and taken out."""

import io

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from rest_framework.test import APIClient

from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.listings.models import ListingPhoto
from marketplace.listings.services import photos
from models.vocabulary.photo import Rejection
from pipeline import listing_photos
from tests.bad_files import bad_files
from tests.support.accounts import code, new
from tests.support.api_case import client_of
from tests.support.beside import announced, drafted, photo, sent_photo

pytestmark = pytest.mark.django_db
FILES = list(bad_files())


@pytest.fixture
def seller():
    return client_of(new())


@pytest.fixture
def listing(seller):
    return drafted(seller)


def from_a_phone(data: bytes) -> bytes:
    """Return a photo that says where it was taken, and by what."""
    with Image.open(io.BytesIO(data)) as image:
        exif = Image.Exif()
        exif[0x010F] = "Kamerawerk Bern"
        exif.get_ifd(0x8825)[1] = "N"
        said = io.BytesIO()
        image.save(said, "JPEG", exif=exif)
    return said.getvalue()


def looked_at(client, listing, key, name="small.webp", **headers):
    return client.get(f"/api/v1/listings/{listing}/photos/{key}/{name}", headers=headers)


def test_it_is_shown_in_three_sizes_and_two_formats(seller, listing):
    key = sent_photo(seller, listing, photo())
    for size, longest in (("large", 2048), ("medium", 1024), ("small", 384)):
        for kind, name in (("webp", "WEBP"), ("jpg", "JPEG")):
            said = looked_at(seller, listing, key, f"{size}.{kind}")
            with Image.open(io.BytesIO(said.content)) as shown:
                assert (shown.format, max(shown.size) <= longest) == (name, True)
    assert looked_at(seller, listing, key, "huge.webp").status_code == 404


def test_nothing_that_a_camera_wrote_is_in_it_and_the_file_is_gone(seller, listing):
    data = from_a_phone(photo("crown"))
    assert b"Kamerawerk" in data
    key = sent_photo(seller, listing, data)
    for name in ("large.jpg", "large.webp", "small.jpg", "small.webp"):
        shown = looked_at(seller, listing, key, name).content
        assert b"Kamerawerk" not in shown
        with Image.open(io.BytesIO(shown)) as image:
            assert not image.getexif()
    assert not blobs().exists(place(key))


def test_a_drafts_photo_is_its_sellers_and_a_published_one_is_kept_for_long(seller, listing):
    key = sent_photo(seller, listing, photo("crown"))
    assert looked_at(APIClient(), listing, key).status_code == 404
    assert looked_at(client_of(new()), listing, key).status_code == 404
    assert looked_at(seller, listing, key)["Cache-Control"] == "private, no-store"
    assert seller.put(f"/api/v1/my/listings/{listing}/publication").status_code == 200
    shown = looked_at(APIClient(), listing, key)
    assert "immutable" in shown["Cache-Control"]
    again = looked_at(APIClient(), listing, key, **{"If-None-Match": shown["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_no_photo_is_refused_with_the_reason(seller, listing):
    key = sent_photo(seller, listing, photo("crown")[:3000])
    [said] = seller.get(f"/api/v1/my/listings/{listing}").json()["photos"]
    assert (said["key"], said["state"], bool(said["refusal"])) == (key, "refused", True)
    assert looked_at(seller, listing, key).status_code == 404
    assert code(seller.put(f"/api/v1/my/listings/{listing}/publication")) == "listing:incomplete"


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_drawn_or_refused(seller, listing, name):
    data, expected = bad_files()[name]
    said = announced(seller, listing)
    form = said["fields_to_send"] | {"file": SimpleUploadedFile("a.jpg", data)}
    answer = APIClient().post(said["url"], form, format="multipart")
    if expected is Rejection.TOO_LARGE:
        assert code(answer) == "upload:too_large"
        return
    assert answer.status_code == 204
    assert seller.post(f"/api/v1/my/listings/{listing}/photos/{said['key']}").status_code == 202
    listing_photos.make(blobs(), said["key"], settings.PIPELINE.limits)
    photos.take_over(said["key"])
    [found] = seller.get(f"/api/v1/my/listings/{listing}").json()["photos"]
    assert (found["state"], bool(found["refusal"])) == (("refused", True) if expected else ("ready", False))


def test_nothing_was_sent_is_said_and_a_policy_counts_for_its_own_key(seller, listing):
    said, other = announced(seller, listing), announced(seller, listing)
    assert code(seller.post(f"/api/v1/my/listings/{listing}/photos/{said['key']}")) == "photo:missing"
    form = said["fields_to_send"] | {"file": SimpleUploadedFile("a.jpg", b"abc")}
    assert APIClient().post(other["url"], form, format="multipart").status_code == 403


def test_they_are_put_in_order_and_taken_out(seller, listing, django_capture_on_commit_callbacks):
    first, second = (sent_photo(seller, listing, photo(view)) for view in ("crown", "papers"))
    at = f"/api/v1/my/listings/{listing}/photos"
    said = seller.put(at, {"photos": [second, first]}, format="json").json()
    assert [each["key"] for each in said["photos"]] == [second, first]
    assert seller.put(at, {"photos": [second]}, format="json").status_code == 400
    assert seller.put(f"/api/v1/my/listings/{listing}/publication").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert seller.delete(f"{at}/{first}").status_code == 204
    assert code(seller.delete(f"{at}/{second}")) == "listing:incomplete"
    assert not list(blobs().list(f"listings/photos/{first}/"))


def test_nobody_elses_listing_gets_photos(listing):
    said = {"content_type": "image/jpeg"}
    answer = client_of(new()).post(f"/api/v1/my/listings/{listing}/photos", said, format="json")
    assert answer.status_code == 404


def test_a_listing_has_so_many_photos_and_no_more(seller, listing):
    for position in range(1, photos.MOST + 1):
        ListingPhoto.objects.create(listing_id=listing, position=position, content_type="image/jpeg")
    answer = seller.post(f"/api/v1/my/listings/{listing}/photos", {"content_type": "image/jpeg"}, format="json")
    assert code(answer) == "listing:too_many_photos"


def test_what_nobody_spoke_of_is_taken_over_by_the_clock(seller, listing):
    key = sent_photo(seller, listing, photo("crown"))
    ListingPhoto.objects.filter(key=key).update(state="worked_on")
    photos.settle()
    assert ListingPhoto.objects.get(key=key).state == "ready"
