"""A certificate goes with its watch: offered with a code, taken over once, and then the new holder's to show."""

import json

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from marketplace.authentication.models import Holding
from marketplace.authentication.services import holding
from marketplace.common.problems import Problem
from marketplace.listings.models import Attachment, ListingEvent
from marketplace.users import belongings
from marketplace.users.models import Membership, Organisation
from marketplace.users.services import leaving
from pipeline import succeeding
from pipeline.assembly import RealStages
from pipeline.wiring import Workshop
from tests.support import sample_case
from tests.support.accounts import code, new
from tests.support.api_case import client_of
from tests.support.beside import certified, compare, drafted, sent_photo
from tests.support.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
EXAMINED = sample_case.authentic().pictures["dial"]


def offered(client: APIClient, certificate: str, **said) -> str:
    answer = client.post(f"/api/v1/my/certificates/{certificate}/offer", said, format="json")
    assert answer.status_code == 201, answer.json()
    return str(answer.json()["code"])


def take(client: APIClient, certificate: str, told: str, **more):
    given = {"certificate": certificate, "code": told, **more}
    return client.post("/api/v1/my/certificates", given, format="json")


def taken(client: APIClient, certificate: str, told: str, **more) -> dict:
    """Take a certificate over, and do what the worker does that signs."""
    answer = take(client, certificate, told, **more)
    assert answer.status_code == 201, answer.json()
    succeeding.succeed(Workshop(settings=settings.PIPELINE, stages=RealStages(), environment={}), certificate)
    return dict(answer.json())


def attached(client: APIClient, certificate: str) -> tuple[str, object]:
    """Publish a listing with a photo that was examined, and attach a certificate to it."""
    listing = drafted(client)
    sent_photo(client, listing, EXAMINED)
    assert client.put(f"/api/v1/my/listings/{listing}/publication").status_code == 200
    given = {"certificate": certificate}
    return listing, client.put(f"/api/v1/my/listings/{listing}/certificate", given, format="json")


def badge(listing: str) -> dict:
    return dict(APIClient().get(f"/api/v1/listings/{listing}").json()["badge"])


def test_the_new_holder_shows_it_on_a_listing_and_the_old_one_no_more():
    owner, buyer = new(), new()
    seller, certificate = client_of(owner), certified(owner)
    before, answer = attached(seller, certificate)
    assert answer.status_code == 200
    compare(before)
    assert badge(before)["shown"] is True
    held = taken(client_of(buyer), certificate, offered(seller, certificate))
    assert held["replaces"] == certificate
    lost = badge(before)
    assert (lost["shown"], lost["checks"][2]["said"]) == (False, "Another holder has taken this certificate over.")
    assert ListingEvent.objects.filter(listing=before, kind="badge").latest("number").note == "lost"

    listing, answer = attached(client_of(buyer), held["certificate"])
    assert answer.status_code == 200, answer.json()
    compare(listing)
    found = badge(listing)
    assert found["shown"] is True
    assert found["checks"][0]["said"] == "The seller took this certificate over with the watch."
    assert attached(seller, held["certificate"])[1].status_code == 409


def test_it_goes_on_from_holder_to_holder_with_the_secret_of_each():
    owner = new()
    first, second, third = client_of(owner), client_of(new()), client_of(new())
    certificate = certified(owner)
    held = taken(second, certificate, offered(first, certificate))
    without = second.post(f"/api/v1/my/certificates/{held['certificate']}/offer", {}, format="json")
    assert code(without) == "certificate:not_offered"
    again = taken(third, held["certificate"], offered(second, held["certificate"], secret=held["secret"]))
    assert again["secret"]["holder"] != held["secret"]["holder"]
    assert [each["certificate"] for each in third.get("/api/v1/my/certificates").json()["results"]] == [
        again["certificate"]
    ]


def test_a_store_takes_it_over_for_all_of_its_staff():
    store, buyer, colleague = Organisation.objects.create(kind="store", name="Ticking Ltd"), new(), new()
    for user in (buyer, colleague):
        Membership.objects.create(organisation=store, user=user)
    owner = new()
    certificate = certified(owner)
    told = offered(client_of(owner), certificate)
    assert code(take(client_of(owner), certificate, told, organisation=str(store.pk))) == "request:invalid"
    held = taken(client_of(buyer), certificate, told, organisation=str(store.pk))
    client = client_of(colleague)
    listing = drafted(client, organisation=str(store.pk))
    given = {"certificate": held["certificate"]}
    assert client.put(f"/api/v1/my/listings/{listing}/certificate", given, format="json").status_code == 200
    assert [each["certificate"] for each in client.get("/api/v1/my/certificates").json()["results"]] == [
        held["certificate"]
    ]
    where = f"/api/v1/my/certificates/{held['certificate']}/offer"
    assert client.post(where, {"secret": held["secret"]}, format="json").status_code == 404
    Membership.objects.filter(user=colleague).update(kind="manager")
    leaving.delete(user=buyer)
    assert client.post(where, {"secret": held["secret"]}, format="json").status_code == 201


def test_nobody_offers_what_they_do_not_hold():
    owner, stranger = new(), client_of(new())
    certificate = certified(owner)
    for each in (certificate, certificate.replace("urn:adriel:", "urn:adriel:0000"), f"{certificate}:2", "no id"):
        assert stranger.post(f"/api/v1/my/certificates/{each}/offer", {}, format="json").status_code == 404
        assert stranger.delete(f"/api/v1/my/certificates/{each}/offer").status_code == 404
    taken(stranger, certificate, offered(client_of(owner), certificate))
    again = client_of(owner).post(f"/api/v1/my/certificates/{certificate}/offer", {}, format="json")
    assert code(again) == "certificate:not_offered"


@pytest.mark.parametrize("told", ["", "0000-0000-0000", "x" * 40, "\u202e\u200f", "00\x00"])
def test_another_code_opens_nothing(told):
    owner, buyer = new(), client_of(new())
    certificate = certified(owner)
    offered(client_of(owner), certificate)
    assert take(buyer, certificate, told).status_code == 400
    assert take(buyer, "no id", told).status_code == 400
    assert not Holding.objects.exists()


def test_an_offer_that_was_withdrawn_opens_nothing():
    account = new()
    owner, certificate = client_of(account), certified(account)
    told = offered(owner, certificate)
    assert owner.delete(f"/api/v1/my/certificates/{certificate}/offer").status_code == 204
    assert code(take(client_of(new()), certificate, told)) == "certificate:code_invalid"


def test_what_broke_between_the_decision_and_its_note_is_noted_when_the_code_is_told_again():
    owner, buyer = new(), new()
    certificate = certified(owner)
    told = offered(client_of(owner), certificate)
    held = taken(client_of(buyer), certificate, told)
    Holding.objects.all().delete()  # as if the database had gone away just then
    assert code(take(client_of(new()), certificate, told)) == "certificate:code_invalid"
    again = take(client_of(buyer), certificate, told)
    assert (again.status_code, again.json()["certificate"], again.json()["secret"]) == (201, held["certificate"], {})
    assert code(take(client_of(buyer), certificate, told)) == "certificate:code_invalid", "it is noted"


def test_of_two_who_tell_the_code_at_once_one_takes_it_over():
    owner = new()
    certificate = certified(owner)
    told = offered(client_of(owner), certificate)

    def attempt() -> str:
        try:
            return holding.take_over(by=new(), certificate=certificate, code=told)[0].certificate
        except Problem as fault:
            return fault.code

    assert sorted(at_once(attempt, attempt)) == ["certificate:code_invalid", f"{certificate}:2"]
    assert Holding.objects.count() == 1


def test_whoever_leaves_holds_it_no_more_and_their_offers_end():
    owner, buyer = new(), new()
    certificate = certified(owner)
    held = taken(client_of(buyer), certificate, offered(client_of(owner), certificate))
    told = offered(client_of(buyer), held["certificate"], secret=held["secret"])
    found = belongings.export(buyer)["certificates"]
    assert [each["certificate"] for each in found] == [held["certificate"]]
    assert held["secret"]["holder"] not in json.dumps(found, default=str)
    leaving.delete(user=buyer)
    assert not Holding.objects.exists()
    assert not Attachment.objects.exists()
    assert code(take(client_of(new()), held["certificate"], told)) == "certificate:code_invalid"
