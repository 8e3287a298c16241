"""A photo that stands in another person's listing or case is flagged to both, and to operations."""

import json

import pytest
from django.core import mail

from marketplace.authentication.models import Case, CaseEvent
from marketplace.listings.models import ListingEvent, ListingPhoto, PhotoFlag
from marketplace.listings.services import flagging
from tests.support.accounts import new
from tests.support.api_case import client_of
from tests.support.beside import drafted, photo, sent_photo

pytestmark = pytest.mark.django_db


def noted(listing: str) -> int:
    return ListingEvent.objects.filter(listing=listing, note="photo:elsewhere").count()


def elsewhere(client, listing: str) -> list[str]:
    return client.get(f"/api/v1/my/listings/{listing}").json()["photos_elsewhere"]


def test_a_photo_in_two_peoples_listings_is_flagged_to_both_and_to_operations(settings):
    settings.OPERATIONS_MAIL = ["operations@example.org"]
    ada, ben = client_of(new()), client_of(new())
    first, second = drafted(ada), drafted(ben)
    of_ada = sent_photo(ada, first, photo())
    assert elsewhere(ada, first) == []
    of_ben = sent_photo(ben, second, photo())
    assert (elsewhere(ada, first), elsewhere(ben, second)) == ([of_ada], [of_ben])
    assert (noted(first), noted(second)) == (1, 1)
    [letter] = mail.outbox
    assert second in letter.subject
    assert "@" not in letter.body


def test_ones_own_photo_in_two_listings_is_no_matter():
    ada = client_of(new())
    listings = [drafted(ada), drafted(ada)]
    for listing in listings:
        sent_photo(ada, listing, photo())
    assert not PhotoFlag.objects.exists()


def test_a_photo_of_somebody_elses_case_is_flagged_once():
    ada = client_of(new())
    listing, owner = drafted(ada), new()
    case = Case.objects.create(owner=owner, profile="watch", claim={"brand": "Aldenmoor"})
    key = sent_photo(ada, listing, photo())
    for _ in range(2):
        flagging.look(photo=ListingPhoto.objects.get(key=key), cases=(case.pk,))
    assert elsewhere(ada, listing) == [key]
    assert noted(listing) == 1
    assert CaseEvent.objects.filter(case=case, note="photo:elsewhere").count() == 1
    assert case.pk not in json.dumps(ada.get(f"/api/v1/my/listings/{listing}").json())


def test_ones_own_case_is_no_matter():
    owner = new()
    ada = client_of(owner)
    listing = drafted(ada)
    case = Case.objects.create(owner=owner, profile="watch", claim={"brand": "Aldenmoor"})
    key = sent_photo(ada, listing, photo())
    flagging.look(photo=ListingPhoto.objects.get(key=key), cases=(case.pk,))
    assert not PhotoFlag.objects.exists()
