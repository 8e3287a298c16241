"""Reports: by anybody of what they see, gathered by thing, looked into and decided by people."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from marketplace.connections.services import keys
from marketplace.moderation.models import Matter, Report
from marketplace.users.models import Membership
from tests.support import accounts
from tests.support.api_case import client_of
from tests.support.for_sale import for_sale
from tests.support.shops import manager_of, reviewed, shop

pytestmark = pytest.mark.django_db
WHY = "The photos are of my own watch."


def operations(**fields):
    return client_of(accounts.new(role="operations", **fields))


def reported(kind, about, by=None, reason="photos", text=WHY):
    said = {"kind": kind, "about": str(about), "reason": reason, "text": text}
    return client_of(by or accounts.new()).post("/api/v1/reports", said, format="json")


def queue(client, query=""):
    answer = client.get(f"/api/v1/moderation/matters{query}")
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


def code(answer):
    return answer.status_code, answer.json()["code"]


def test_reported_again_by_the_same_person_the_answer_is_the_first():
    listing, by = for_sale(), accounts.new()
    first, again = reported("listing", listing.pk, by), reported("listing", listing.pk, by, "stolen", "Another.")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Report.objects.count() == 1


@pytest.mark.parametrize("kind", ["listing", "profile", "review", "answer", "author", "seller"])
def test_everything_that_people_see_can_be_reported_and_whose_it_is_does_not_report_it(kind):
    profile, customer, seller = shop(), accounts.new(), accounts.new()
    review = reviewed(profile, customer)
    client_of(manager_of(profile)).post(f"/api/v1/reviews/{review.pk}/answer", {"text": "Yes."}, format="json")
    listing = for_sale(seller=seller)
    about = {"listing": listing, "seller": listing, "profile": profile}.get(kind, review).pk
    own = {"listing": seller, "seller": seller, "review": customer, "author": customer}.get(kind, manager_of(profile))
    assert reported(kind, about).status_code == 201
    assert code(reported(kind, about, own)) == (403, "report:own")
    [matter] = queue(operations())
    person = {"author": customer, "seller": seller}.get(kind)
    assert matter["about"] == str(person.pk if person else about)


def test_staff_do_not_report_what_is_their_stores():
    profile, staff = shop(), accounts.new()
    Membership.objects.create(organisation=profile.organisation, user=staff)
    assert code(reported("profile", profile.pk, staff)) == (403, "report:own")


@pytest.mark.parametrize(
    ("kind", "about"), [("listing", "nothing"), ("review", "no-uuid"), ("answer", "7" * 32), ("profile", "é" * 40)]
)
def test_what_nobody_sees_is_not_reported(kind, about):
    assert code(reported(kind, about)) == (404, "request:not_found")
    assert code(reported("listing", for_sale(state="draft").pk)) == (404, "request:not_found")


@pytest.mark.parametrize(
    "wrong", [{"reason": "ugly"}, {"kind": "photo"}, {"text": "x" * 2001}, {"about": "x" * 41}, {"text": "a\0b"}]
)
def test_what_is_no_report_is_refused(wrong):
    said = {"kind": "listing", "about": for_sale().pk, "reason": "other", "text": "", **wrong}
    assert code(client_of(accounts.new()).post("/api/v1/reports", said, format="json")) == (400, "request:invalid")


def test_no_number_of_reports_does_anything_by_itself():
    listing = for_sale()
    for _ in range(30):
        assert reported("listing", listing.pk).status_code == 201
    listing.refresh_from_db()
    assert listing.state == "published"
    [matter] = queue(operations())
    assert (matter["reported"], matter["reasons"]) == (30, {"photos": 30})


def test_the_queue_is_read_oldest_first_or_most_reported_first_and_narrowed():
    old, much, other = for_sale(), for_sale(), shop()
    reported("listing", old.pk, reason="stolen")
    for _ in range(2):
        reported("listing", much.pk)
    reported("profile", other.pk, reason="misleading")
    client = operations()
    assert [each["about"] for each in queue(client)] == [old.pk, much.pk, str(other.pk)]
    assert [each["about"] for each in queue(client, "?order=most")] == [much.pk, old.pk, str(other.pk)]
    assert [each["about"] for each in queue(client, "?kind=profile")] == [str(other.pk)]
    assert [each["about"] for each in queue(client, "?reason=stolen")] == [old.pk]
    assert code(client.get("/api/v1/moderation/matters?order=best")) == (400, "request:invalid")


def test_pages_by_most_reported_leave_none_out():
    for _ in range(5):
        reported("listing", for_sale().pk)
    client, found, page = operations(), [], "/api/v1/moderation/matters?order=most&page_size=2"
    while page:
        said = client.get(page).json()
        found += [each["id"] for each in said["results"]]
        page = said["next"]
    assert len(set(found)) == len(found) == 5
    assert code(client.get("/api/v1/moderation/matters?order=most&cursor=cD0yMDI2LTAxLTAx")) == (400, "request:invalid")


def test_one_takes_a_matter_and_dismisses_it_and_whoever_reported_reads_why_and_not_who():
    listing, by = for_sale(), accounts.new()
    reported("listing", listing.pk, by)
    first, second = operations(), operations(display_name="Olga")
    [matter] = queue(first)
    address, words = f"/api/v1/moderation/matters/{matter['id']}", {"text": "The seller showed us the watch."}
    assert code(first.post(f"{address}/dismissal", words, format="json")) == (409, "moderation:not_taken")
    assert first.put(f"{address}/taking").status_code == 204
    assert code(second.put(f"{address}/taking")) == (409, "moderation:taken")
    assert queue(first, "?taken=me")
    assert not queue(first, "?taken=nobody")
    assert first.delete(f"{address}/taking").status_code == 204
    assert second.put(f"{address}/taking").status_code == 204
    assert second.get(address).json()["reports"][0]["text"] == WHY
    assert second.post(f"{address}/dismissal", words, format="json").status_code == 200
    assert code(second.put(f"{address}/taking")) == (409, "moderation:closed")
    [told] = client_of(by).get("/api/v1/reports").json()["results"]
    assert (told["state"], told["answer"]) == ("dismissed", words["text"])
    assert "Olga" not in str(told)
    assert not queue(first)
    assert [each["id"] for each in queue(first, "?state=decided")] == [matter["id"]]


def test_what_is_reported_after_a_decision_is_another_matter():
    listing, by = for_sale(), accounts.new()
    reported("listing", listing.pk, by)
    client = operations()
    address = f"/api/v1/moderation/matters/{queue(client)[0]['id']}"
    client.put(f"{address}/taking")
    client.post(f"{address}/dismissal", {"text": "It may stand."}, format="json")
    assert reported("listing", listing.pk, by).status_code == 201
    assert Matter.objects.count() == 2


def test_what_is_taken_down_is_acted_on_however_its_id_is_spelt_unless_another_looks_into_it():
    profile, by, first, second = shop(), accounts.new(), operations(), operations()
    reported("profile", profile.pk.hex, by)
    said = {"kind": "profile", "about": profile.pk.hex.upper(), "reason": "misleading", "text": "It misleads."}
    first.put(f"/api/v1/moderation/matters/{queue(first)[0]['id']}/taking")
    taken = second.post("/api/v1/moderation/measures", said, format="json")
    assert code(taken) == (409, "moderation:taken")
    assert first.post("/api/v1/moderation/measures", said, format="json").status_code == 201
    [told] = client_of(by).get("/api/v1/reports").json()["results"]
    assert (told["state"], told["answer"]) == ("acted", "")
    assert not queue(first)


def test_whoever_took_a_matter_and_let_it_lie_loses_it_after_a_day():
    reported("listing", for_sale().pk)
    first, second = operations(), operations()
    address = f"/api/v1/moderation/matters/{queue(first)[0]['id']}/taking"
    first.put(address)
    Matter.objects.update(taken_at=timezone.now() - timedelta(hours=25))
    assert second.put(address).status_code == 204


def test_nobody_decides_on_what_is_their_own():
    mine = accounts.new(role="operations")
    listing = for_sale(seller=mine)
    reported("listing", listing.pk)
    client = client_of(mine)
    [matter] = queue(client)
    assert code(client.put(f"/api/v1/moderation/matters/{matter['id']}/taking")) == (403, "moderation:own")
    said = {"kind": "listing", "about": listing.pk, "reason": "other", "text": "I tidy up."}
    assert code(client.post("/api/v1/moderation/measures", said, format="json")) == (403, "moderation:own")


def test_no_key_reports_or_moderates():
    profile = shop()
    _, text = keys.make(
        by=manager_of(profile),
        organisation=profile.pk,
        name="Till",
        mode="live",
        scopes=["read", "listings:write"],
        expires_at=timezone.now() + timedelta(days=1),
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    for path in ("reports", "my/measures", "moderation/matters", "moderation/measures", "audit"):
        assert code(client.get(f"/api/v1/{path}")) == (403, "request:scope")


def test_whoever_is_reported_reads_nothing_of_it():
    seller = accounts.new()
    listing = for_sale(seller=seller)
    reported("listing", listing.pk, accounts.new(display_name="Ben"))
    client = client_of(seller)
    pages = ("reports", "my/measures", f"my/listings/{listing.pk}", f"listings/{listing.pk}/events", "me/export")
    for page in pages:
        assert WHY not in client.get(f"/api/v1/{page}").content.decode(), page
    assert client.get("/api/v1/reports").json()["results"] == []
