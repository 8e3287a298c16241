"""How much an account may do in a day grows with its age; a verified store's grows with nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.config import environment
from marketplace.directory.services import profiles
from marketplace.listings.models import Listing
from marketplace.listings.services import selling
from marketplace.moderation.services import reporting
from marketplace.users.models import User
from models.vocabulary.errors import Misconfigured
from pipeline.locations import ROOT
from tests.support.accounts import new
from tests.support.api_case import client_of
from tests.support.for_sale import for_sale
from tests.support.races import at_once
from tests.support.shops import dealing, manager_of, shop

pytestmark = pytest.mark.django_db
NEW, YOUNG, OLD = timedelta(hours=1), timedelta(days=3), timedelta(days=30)


@pytest.fixture(autouse=True)
def _little(settings):
    settings.A_DAY = dict.fromkeys(settings.A_DAY, (1, 2, 3))


def aged(age, **fields):
    user = new(**fields)
    User.objects.filter(pk=user.pk).update(created_at=timezone.now() - age)
    return user


def published(user):
    listing = for_sale(seller=user, state="draft")
    listing.photos.create(position=1, content_type="image/jpeg", state="ready")
    return client_of(user).put(f"/api/v1/my/listings/{listing.pk}/publication")


def reported(user):
    said = {"kind": "listing", "about": for_sale().pk, "reason": "other"}
    return client_of(user).post("/api/v1/reports", said, format="json")


def reviewed(user):
    said = {"dealing": str(dealing(shop(), user).pk), "rating": 5}
    return client_of(user).post("/api/v1/reviews", said, format="json")


def asked(user):
    return client_of(user).post(f"/api/v1/listings/{for_sale().pk}/possession")


@pytest.mark.parametrize("act", [published, reported, reviewed, asked])
@pytest.mark.parametrize(("age", "most"), [(NEW, 1), (YOUNG, 2), (OLD, 3)])
def test_what_is_more_than_an_account_of_this_age_may_is_refused_and_says_when_again(act, age, most):
    user = aged(age)
    answers = [act(user) for _ in range(most + 1)]
    assert [each.status_code < 300 for each in answers] == [True] * most + [False]
    last = answers[-1]
    assert (last.status_code, last.json()["code"]) == (429, "account:enough_today")
    assert f" {most} " in last.json()["detail"]
    longest = timedelta(days=1) - NEW if age is NEW else timedelta(days=1)
    assert 0 < int(last.headers["Retry-After"]) <= longest.total_seconds()


def test_a_store_that_operations_verified_is_not_limited_by_age():
    one = shop()
    manager = manager_of(one)
    profiles.verify(by=new(role="operations"), organisation=one.pk, seen="Trade register.")
    for _ in range(3):
        listing = for_sale(seller=manager, organisation=one.organisation, state="draft")
        listing.photos.create(position=1, content_type="image/jpeg", state="ready")
        selling.publish(listing_id=listing.pk, actor=manager)
    assert published(manager).status_code == 429, "of one's own it still is"


def test_a_report_that_is_there_already_is_answered_however_many_there_were():
    user, listing = aged(NEW), for_sale()
    said = {"by": user, "kind": "listing", "about": listing.pk, "reason": "other", "text": ""}
    first, _ = reporting.report(**said)
    assert reporting.report(**said) == (first, False)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_no_more_is_done_than_may_be():
    user = aged(NEW)
    drafts = [for_sale(seller=user, state="draft") for _ in range(3)]
    for each in drafts:
        each.photos.create(position=1, content_type="image/jpeg", state="ready")
    acts = [lambda pk=each.pk: selling.publish(listing_id=pk, actor=user) for each in drafts]
    assert at_once(*acts).count("account:enough_today") == 2
    assert Listing.objects.filter(state="published").count() == 1


def test_the_settings_are_three_numbers_that_do_not_fall():
    assert environment.by_age({}, "ADRIEL_REPORTS_A_DAY", (1, 2, 3)) == (1, 2, 3)
    assert environment.by_age({"X": "0, 5,5"}, "X", (1, 2, 3)) == (0, 5, 5)
    for wrong in ("5", "5,20", "5,20,x", "20,5,100", "-1,2,3", "1,2,3,4", "1,2,,3"):
        with pytest.raises(Misconfigured, match="three whole numbers"):
            environment.by_age({"X": wrong}, "X", (1, 2, 3))


def test_the_documented_numbers_are_those_that_hold():
    from marketplace.config.settings import base

    text = (ROOT / "docs" / "api.md").read_text()
    for first, week, after in base.A_DAY.values():
        assert f"| {first} | {week} | {after} |" in text
