"""Reviews: by who had dealings, once, answered once, counted right."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from marketplace.directory.models import Profile, Review
from marketplace.directory.services import reviewing
from marketplace.users.models import Membership
from marketplace.users.services.leaving import delete
from tests.support.accounts import new
from tests.support.api_case import client_of
from tests.support.races import at_once
from tests.support.shops import dealing, manager_of, shop

pytestmark = pytest.mark.django_db


def reviewed(profile, rating=5, customer=None, text="It runs."):
    """Review a dealing over the API; return the client and the answer."""
    customer = customer or new(display_name="Ben")
    client = client_of(customer)
    said = {"dealing": str(dealing(profile, customer).pk), "rating": rating, "text": text}
    answer = client.post("/api/v1/reviews", said, format="json")
    assert answer.status_code == 201, answer.json()
    return client, answer.json()


def rating_of(profile):
    return APIClient().get(f"/api/v1/stores/{profile.pk}").json()["rating"]


def code(answer):
    return answer.status_code, answer.json()["code"]


def test_a_customer_reviews_a_dealing_once_and_everybody_reads_it():
    profile, customer = shop(), new(display_name="Ben")
    client, said = reviewed(profile, 4, customer)
    [mine] = client.get("/api/v1/dealings").json()["results"]
    assert (mine["reviewed"], mine["name"], mine["kind"]) == (True, "Ticking Ltd", "repair")
    again = client.post("/api/v1/reviews", {"dealing": mine["id"], "rating": 1}, format="json")
    assert code(again) == (409, "review:given")
    listed = APIClient().get(f"/api/v1/stores/{profile.pk}/reviews")
    assert listed.json()["results"] == [said]
    assert customer.email.encode() not in listed.content
    reviewed(profile, 1)
    assert rating_of(profile) == {"average": 2.5, "count": 2}


def test_nobody_reviews_without_a_dealing_of_their_own():
    profile = shop()
    of_another = dealing(profile).pk
    for each in (of_another, uuid.uuid4()):
        answer = client_of(new()).post("/api/v1/reviews", {"dealing": str(each), "rating": 5}, format="json")
        assert code(answer) == (404, "request:not_found")


def test_a_shop_does_not_review_itself():
    profile, staff = shop(), new()
    Membership.objects.create(organisation=profile.organisation, user=staff)
    said = {"dealing": str(dealing(profile, staff).pk), "rating": 5}
    assert code(client_of(staff).post("/api/v1/reviews", said, format="json")) == (403, "review:own_shop")


@pytest.mark.parametrize(
    "said", [{"rating": 0}, {"rating": 6}, {"rating": "five"}, {"rating": 5, "text": "x" * 4001}, {}]
)
def test_what_is_no_review_is_refused(said):
    customer = new()
    whole = {"dealing": str(dealing(shop(), customer).pk), **said}
    assert code(client_of(customer).post("/api/v1/reviews", whole, format="json")) == (400, "request:invalid")


def test_the_shop_answers_once():
    profile = shop()
    customer, said = reviewed(profile)
    staff = new()
    Membership.objects.create(organisation=profile.organisation, user=staff)
    where, answer = f"/api/v1/reviews/{said['id']}/answer", {"text": "We are glad."}
    assert [client_of(each).post(where, answer, format="json").status_code for each in (staff, new())] == [403, 403]
    assert customer.post(where, answer, format="json").status_code == 403
    manager = client_of(manager_of(profile))
    assert manager.post(where, answer, format="json").json()["answer"] == "We are glad."
    assert code(manager.post(where, answer, format="json")) == (409, "review:answered")


def test_a_review_is_taken_back_by_who_wrote_it():
    profile = shop()
    client, said = reviewed(profile)
    where = f"/api/v1/reviews/{said['id']}"
    assert client_of(manager_of(profile)).delete(where).status_code == 404
    assert client.delete(where).status_code == 204
    assert client.delete(where).status_code == 404
    assert rating_of(profile)["count"] == 0


def test_what_operations_hid_is_not_taken_back_to_be_written_anew():
    profile = shop()
    client, said = reviewed(profile)
    for _ in range(2):
        reviewing.hide(review=said["id"])
    assert rating_of(profile)["count"] == 0
    assert code(client.delete(f"/api/v1/reviews/{said['id']}")) == (409, "review:hidden")
    for _ in range(2):
        reviewing.show_again(review=said["id"])
    assert rating_of(profile)["count"] == 1


def test_with_an_account_its_reviews_go():
    profile, customer = shop(), new()
    reviewed(profile, customer=customer)
    _, hidden = reviewed(profile, customer=customer)
    reviewing.hide(review=hidden["id"])
    delete(user=customer)
    assert not Review.objects.exists()
    assert rating_of(profile)["count"] == 0


def test_a_dealing_noted_twice_is_one():
    profile, customer = shop(), new()
    noted = {"organisation": profile.organisation, "customer": customer, "kind": "sale", "reference": "a"}
    assert reviewing.dealt(**noted) == reviewing.dealt(**noted)


def test_the_database_refuses_what_is_no_rating():
    with pytest.raises(IntegrityError, match="a_rating_is_1_to_5"), transaction.atomic():
        Review.objects.create(dealing=dealing(shop()), rating=6)


@pytest.mark.django_db(transaction=True)
def test_many_reviews_at_once_are_all_counted_and_of_one_dealing_one():
    profile, customer = shop(), new()
    several = [dealing(profile) for _ in range(5)]
    same = dealing(profile, customer)

    def act(each, rating):
        return lambda: reviewing.review(by=each.customer, dealing=each.pk, rating=rating, text="").rating

    acts = [act(each, 4) for each in several] + [act(same, 1), act(same, 1), act(same, 1)]
    assert sorted(at_once(*acts), key=str) == [1, 4, 4, 4, 4, 4, "review:given", "review:given"]
    found = Profile.objects.get()
    assert (found.rating_sum, found.rating_count) == (21, 6)
