"""Appeals: once, by whom it concerns, decided by another person; and what comes back how."""

import uuid

import pytest
from rest_framework.test import APIClient

from marketplace.directory.models import Review
from marketplace.moderation.models import MeasureEvent
from marketplace.moderation.states import IN_FORCE, TRANSITIONS, Action, State
from marketplace.users.models import Membership
from marketplace.users.services.leaving import delete
from tests.support import accounts
from tests.support.api_case import client_of
from tests.support.for_sale import for_sale
from tests.support.shops import manager_of, reviewed, shop

pytestmark = pytest.mark.django_db
WORDS = {"text": "I took them myself."}


@pytest.fixture
def first():
    return client_of(accounts.new(role="operations"))


@pytest.fixture
def second():
    return client_of(accounts.new(role="operations"))


def taken(client, kind, about):
    said = {"kind": kind, "about": str(about), "reason": "misleading", "text": "It misleads."}
    answer = client.post("/api/v1/moderation/measures", said, format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()


def appealed(measure, by):
    return client_of(by).post(f"/api/v1/my/measures/{measure['id']}/appeal", WORDS, format="json")


def decided(client, measure, outcome):
    said = {"outcome": outcome, "text": "We looked again."}
    return client.put(f"/api/v1/moderation/measures/{measure['id']}/decision", said, format="json")


def code(answer):
    return answer.status_code, answer.json()["code"]


def test_the_table_leads_from_every_state_in_force_to_what_is_restored():
    assert {state for state, action in TRANSITIONS if action is Action.RESTORE} == IN_FORCE
    assert not [state for state, _ in TRANSITIONS if state is State.RESTORED]


def test_an_appeal_is_made_once_and_decided_by_somebody_else(first, second):
    seller = accounts.new()
    measure = taken(first, "listing", for_sale(seller=seller).pk)
    assert appealed(measure, seller).json()["state"] == "appealed"
    assert code(appealed(measure, seller)) == (409, "moderation:appealed")
    waiting = first.get("/api/v1/moderation/measures?state=appealed").json()["results"]
    assert [each["appeal"] for each in waiting] == [WORDS["text"]]
    for outcome in ("upheld", "restored"):
        assert code(decided(first, measure, outcome)) == (403, "moderation:same_person")
    assert decided(second, measure, "upheld").status_code == 200
    [told] = client_of(seller).get("/api/v1/my/measures").json()["results"]
    assert (told["state"], told["decision"]) == ("upheld", "We looked again.")
    assert code(appealed(measure, seller)) == (409, "moderation:appealed")
    moves = MeasureEvent.objects.filter(measure=measure["id"]).values_list("number", "action", "state")
    assert list(moves) == [(1, "take", "standing"), (2, "appeal", "appealed"), (3, "uphold", "upheld")]


def test_whoever_took_it_down_by_mistake_gives_it_back_and_nothing_is_upheld_without_an_appeal(first):
    measure = taken(first, "listing", for_sale(state="sold").pk)
    assert code(decided(first, measure, "upheld")) == (409, "moderation:state")
    assert decided(first, measure, "restored").json()["came_back"] == "sold"
    assert code(decided(first, measure, "restored")) == (409, "moderation:state")


def test_of_a_stores_members_only_managers_appeal(first):
    profile, staff = shop(), accounts.new()
    Membership.objects.create(organisation=profile.organisation, user=staff)
    measure = taken(first, "profile", profile.pk)
    assert client_of(staff).get("/api/v1/my/measures").json()["results"]
    assert code(appealed(measure, staff)) == (403, "request:forbidden")
    assert code(appealed(measure, accounts.new())) == (404, "request:not_found")
    assert appealed(measure, manager_of(profile)).status_code == 201
    assert code(appealed({"id": uuid.uuid4()}, staff)) == (404, "request:not_found")


def test_managers_are_told_by_letter_and_staff_are_not(django_capture_on_commit_callbacks, mailoutbox):
    profile, staff = shop(), accounts.new()
    Membership.objects.create(organisation=profile.organisation, user=staff)
    api, somebody = (
        accounts.Api.fresh(django_capture_on_commit_callbacks),
        accounts.access(accounts.new(role="operations")),
    )
    said = {"kind": "profile", "about": str(profile.pk), "reason": "other", "text": "It misleads."}
    measure = api.post("moderation/measures", said, somebody).json()
    said = {"outcome": "restored", "text": "We looked again."}
    api("PUT", f"moderation/measures/{measure['id']}/decision", said, somebody)
    assert [letter.to for letter in mailoutbox] == [[manager_of(profile).email]] * 2
    assert [letter.subject for letter in mailoutbox] == [
        "Adriel: Something of yours was taken down",
        "Adriel: We have decided",
    ]


def test_nobody_decides_an_appeal_of_their_own_store(first):
    profile, partial = shop(), accounts.new(role="operations")
    Membership.objects.create(organisation=profile.organisation, user=partial)
    measure = taken(first, "profile", profile.pk)
    appealed(measure, manager_of(profile))
    assert code(decided(client_of(partial), measure, "restored")) == (403, "moderation:own")


def test_a_suspended_profile_is_in_no_directory_whatever_its_managers_change(first, second):
    profile = shop()
    measure, address = taken(first, "profile", profile.pk), f"/api/v1/organisations/{profile.pk}/profile"
    manager = client_of(manager_of(profile))
    said = manager.patch(address, {"is_shown": True}, format="json", headers={"If-Match": '"1"'})
    assert said.status_code == 200
    anyone = APIClient()
    assert anyone.get(f"/api/v1/stores/{profile.pk}").status_code == 404
    assert anyone.get("/api/v1/stores").json()["results"] == []
    assert decided(second, measure, "restored").json()["came_back"] == "shown"
    assert anyone.get(f"/api/v1/stores/{profile.pk}").status_code == 200


def test_a_hidden_review_is_not_counted_and_a_hidden_answer_is_not_written_anew(first, second):
    profile = shop()
    review, manager = reviewed(profile), client_of(manager_of(profile))
    answer = f"/api/v1/reviews/{review.pk}/answer"
    manager.post(answer, {"text": "You lie."}, format="json")
    hidden = taken(first, "answer", review.pk)
    listed = f"/api/v1/stores/{profile.pk}/reviews"
    [shown] = APIClient().get(listed).json()["results"]
    assert (shown["answer"], shown["answered_at"]) == ("", None)
    assert code(manager.post(answer, {"text": "You lie."}, format="json")) == (409, "review:answered")
    assert decided(second, hidden, "restored").json()["came_back"] == "shown"
    assert APIClient().get(listed).json()["results"][0]["answer"] == "You lie."
    measure = taken(first, "review", review.pk)
    assert APIClient().get(listed).json()["results"] == []
    assert APIClient().get(f"/api/v1/stores/{profile.pk}").json()["rating"]["count"] == 0
    decided(second, measure, "restored")
    assert APIClient().get(f"/api/v1/stores/{profile.pk}").json()["rating"]["count"] == 1


def test_a_name_is_taken_away_and_comes_back_unless_another_was_chosen(first, second):
    somebody = accounts.new(display_name="Rude Name")
    for name, came in (("", "Rude Name"), ("Ada", "Ada")):
        measure = taken(first, "account", somebody.pk)
        assert client_of(somebody).get("/api/v1/me").json()["display_name"] == ""
        client_of(somebody).patch("/api/v1/me", {"display_name": name}, format="json")
        restored = decided(second, measure, "restored").json()
        assert restored["why"] == ("other_name_chosen" if name else "")
        somebody.refresh_from_db()
        assert somebody.display_name == came


def test_another_name_that_offends_is_taken_away_too(first):
    somebody = accounts.new(display_name="Rude Name")
    taken(first, "account", somebody.pk)
    client_of(somebody).patch("/api/v1/me", {"display_name": "Ruder Name"}, format="json")
    assert taken(first, "account", somebody.pk)["before"] == "Ruder Name"


def test_an_account_without_a_name_has_nothing_to_take_down(first):
    said = {"kind": "account", "about": str(accounts.new().pk), "reason": "offensive", "text": "Rude."}
    answer = first.post("/api/v1/moderation/measures", said, format="json")
    assert code(answer) == (409, "moderation:no_person")


def test_a_listing_whose_seller_is_gone_comes_back_as_a_draft_that_nobody_sees(first, second):
    seller = accounts.new()
    listing = for_sale(seller=seller)
    measure = taken(first, "listing", listing.pk)
    delete(user=seller)
    assert decided(second, measure, "restored").json()["came_back"] == "draft"
    assert APIClient().get(f"/api/v1/listings/{listing.pk}").status_code == 404


def test_what_went_with_its_account_does_not_come_back(first, second):
    customer = accounts.new()
    measure = taken(first, "review", reviewed(shop(), customer).pk)
    delete(user=customer)
    restored = decided(second, measure, "restored").json()
    assert (restored["came_back"], restored["why"]) == ("gone", "gone")
    assert not Review.objects.exists()
