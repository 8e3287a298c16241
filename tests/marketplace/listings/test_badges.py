"""A certificate beside a listing is checked when it is attached, and whenever it is shown."""

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from rest_framework.test import APIClient

from marketplace.authentication.models import Case
from marketplace.authentication.services import operating
from marketplace.common.stores import blobs
from marketplace.listings.models import Attachment, Listing, ListingEvent
from marketplace.listings.services import attaching
from pipeline import public
from pipeline.status.decisions import Action
from tests.support import sample_case
from tests.support.accounts import code, new
from tests.support.api_case import client_of
from tests.support.beside import certified, compare, drafted, examined_again, handed_over, photo, sent_photo
from tests.support.fleet import wait_until
from tests.support.market import market
from tests.support.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOBODYS = "0" * 16
EXAMINED = sample_case.authentic().pictures["dial"]


def attached(client: APIClient, listing: str, certificate: str):
    return client.put(f"/api/v1/my/listings/{listing}/certificate", {"certificate": certificate}, format="json")


def beside(owner, data: bytes = EXAMINED) -> tuple[APIClient, str, str]:
    """Publish a listing with a photo and a certificate."""
    client = client_of(owner)
    listing, certificate = drafted(client), certified(owner)
    sent_photo(client, listing, data)
    assert client.put(f"/api/v1/my/listings/{listing}/publication").status_code == 200
    answer = attached(client, listing, certificate)
    assert answer.status_code == 200, answer.json()
    return client, listing, certificate


def badge(listing: str) -> dict:
    return APIClient().get(f"/api/v1/listings/{listing}").json()["badge"]


def results(found: dict) -> dict:
    return {each["name"]: each["result"] for each in found["checks"]}


def revoke(certificate: str, action: Action = Action.REVOKE) -> None:
    case = Case.objects.get(examinations__certificate=certificate)
    operating.decide_certificate(case_id=case.pk, action=action, reason="sold with another watch", actor=new())


def test_it_is_shown_once_the_listings_photo_is_one_that_was_examined():
    _, listing, certificate = beside(new())
    assert (badge(listing)["shown"], results(badge(listing))["photos"]) == (False, "open")
    compare(listing)
    found = badge(listing)
    assert (found["certificate"], found["shown"]) == (certificate, True)
    assert set(results(found).values()) == {"passed"}
    assert [each["answer"] for each in found["photos"]] == ["identical"]


def test_a_photo_of_something_else_is_no_proof():
    _, listing, _ = beside(new(), photo("papers"))
    compare(listing)
    found = badge(listing)
    assert (found["shown"], found["photos"][0]["answer"]) == (False, "cannot_tell")


def test_a_badge_is_lost_with_its_certificate_and_pages_are_told():
    _, listing, certificate = beside(new())
    compare(listing)
    revoke(certificate)
    found = badge(listing)
    assert (found["shown"], results(found)["validity"]) == (False, "failed")
    told = ListingEvent.objects.filter(listing=listing, kind="badge").values_list("note", flat=True)
    assert list(told) == ["attached", "shown", "lost"]


def told(listing: str) -> list[str]:
    return list(ListingEvent.objects.filter(listing=listing, kind="badge").values_list("note", flat=True))


def test_a_later_examination_takes_it_and_pages_are_told():
    _, listing, certificate = beside(new())
    compare(listing)
    examined_again(certificate)
    assert told(listing) == ["attached", "shown", "lost"]
    [validity] = [each for each in badge(listing)["checks"] if each["name"] == "validity"]
    assert (validity["result"], validity["said"]) == (
        "failed",
        "A newer examination has taken this certificate's place.",
    )


def test_pages_are_told_by_the_clock_of_another_holder_whom_nobody_named():
    _, listing, certificate = beside(new())
    compare(listing)
    attaching.look()
    assert told(listing) == ["attached", "shown"], "there is nothing new"
    handed_over(certificate)
    attaching.look()
    assert told(listing) == ["attached", "shown", "lost"]


def test_a_certificate_whose_time_is_over_is_looked_at_before_those_that_wait(monkeypatch):
    monkeypatch.setattr(attaching, "AT_ONCE", 1)
    owner = new()
    _, ended, certificate = beside(owner)
    _, waiting, _ = beside(owner)
    for listing in (ended, waiting):
        compare(listing)
    looked_at = Attachment.objects.get(listing=ended).looked_at
    until = Attachment.objects.get(listing=ended).until
    assert until == parse_datetime(public.page(blobs(), certificate, now=timezone.now()).valid_until)
    Attachment.objects.filter(listing=ended).update(until=timezone.now())
    attaching.look()
    assert Attachment.objects.get(listing=ended).looked_at > looked_at


def test_a_suspension_takes_it_and_its_end_gives_it_back():
    _, listing, certificate = beside(new())
    compare(listing)
    revoke(certificate, Action.SUSPEND)
    assert badge(listing)["shown"] is False
    revoke(certificate, Action.RESTORE)
    assert badge(listing)["shown"] is True


@pytest.mark.slow
def test_pages_are_told_when_the_signed_lists_give_it_back(tmp_path):
    _, listing, certificate = beside(new())
    compare(listing)
    with market(tmp_path, "marketplace worker"):
        revoke(certificate, Action.SUSPEND)
        revoke(certificate, Action.RESTORE)
        wait_until(lambda: told(listing) == ["attached", "shown", "lost", "shown"], 60.0)
    assert badge(listing)["shown"] is True


def test_other_photos_are_compared_anew():
    client, listing, _ = beside(new())
    compare(listing)
    sent_photo(client, listing, photo("papers"))
    assert (badge(listing)["shown"], results(badge(listing))["photos"]) == (False, "open")
    compare(listing)
    assert [each["answer"] for each in badge(listing)["photos"]] == ["identical", "cannot_tell"]


def test_a_listing_that_names_another_watch_loses_it():
    client, listing, _ = beside(new())
    compare(listing)
    version = client.get(f"/api/v1/my/listings/{listing}").json()["version"]
    headers = {"If-Match": f'"{version}"'}
    client.patch(f"/api/v1/my/listings/{listing}", {"reference": "AM-9999"}, format="json", headers=headers)
    assert results(badge(listing))["watch"] == "failed"


def test_it_is_taken_off():
    client, listing, _ = beside(new())
    assert client.delete(f"/api/v1/my/listings/{listing}/certificate").status_code == 204
    assert badge(listing) is None


def test_somebody_elses_certificate_is_not_attached():
    client = client_of(new())
    answer = attached(client, drafted(client), certified(new()))
    assert (answer.status_code, code(answer)) == (409, "certificate:not_attachable")
    assert list(answer.json()["errors"]) == ["holder"]


def test_another_watchs_certificate_is_not_attached():
    owner = new()
    answer = attached(client_of(owner), drafted(client_of(owner), reference="AM-9999"), certified(owner))
    assert list(answer.json()["errors"]) == ["watch"]


def test_a_revoked_certificate_is_not_attached():
    owner = new()
    certificate = certified(owner)
    revoke(certificate)
    answer = attached(client_of(owner), drafted(client_of(owner)), certificate)
    assert (answer.status_code, list(answer.json()["errors"])) == (409, ["validity"])


@pytest.mark.parametrize("certificate", ["", "urn:adriel:x", f"urn:adriel:{NOBODYS}:1", "\u202e" * 200])
def test_what_is_no_certificate_is_named(certificate):
    client = client_of(new())
    answer = attached(client, drafted(client), certificate)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["certificate"])


def test_of_an_attachment_and_a_revocation_at_once_no_badge_is_left():
    owner = new()
    client = client_of(owner)
    listing, certificate = drafted(client), certified(owner)
    sent_photo(client, listing, EXAMINED)
    assert client.put(f"/api/v1/my/listings/{listing}/publication").status_code == 200
    outcomes = at_once(
        lambda: attaching.attach(listing_id=listing, certificate=certificate, actor=owner).pk,
        lambda: revoke(certificate),
    )
    assert outcomes[0] in {"certificate:not_attachable", listing}
    if hasattr(Listing.objects.get(pk=listing), "attachment"):
        compare(listing)
    found = badge(listing)
    assert found is None or not found["shown"]
