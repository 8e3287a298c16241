"""The table by which listings move."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.models import ProtectedError

from marketplace.listings.models import Listing, ListingEvent
from marketplace.listings.services import events
from marketplace.listings.states import SHOWN, TRANSITIONS, Action, NotAllowed, State, after
from tests.support import accounts


def test_every_state_is_reached_and_only_what_is_over_is_left_for_good():
    reached, frontier = {State.DRAFT}, {State.DRAFT}
    while frontier:
        frontier = {to for (state, _), to in TRANSITIONS.items() if state in frontier} - reached
        reached |= frontier
    assert reached == set(State)
    assert set(State) - {state for state, _ in TRANSITIONS} == {State.WITHDRAWN}


def test_what_is_over_is_never_shown_again_unless_it_was_sold():
    assert {State.DRAFT, State.WITHDRAWN, State.TAKEN_DOWN} == set(State) - SHOWN


def test_only_operations_move_what_is_sold_or_taken_down():
    theirs = {Action.TAKE_DOWN, Action.GIVE_BACK, Action.RESTORE, Action.RESTORE_SOLD}
    assert {action for state, action in TRANSITIONS if state in {State.SOLD, State.TAKEN_DOWN}} == theirs


def test_a_sold_listing_cannot_be_withdrawn():
    with pytest.raises(NotAllowed, match="a listing that is sold cannot withdraw"):
        after(State.SOLD, Action.WITHDRAW)


@pytest.fixture
def listing():
    return Listing.objects.create(
        seller=accounts.new(), brand="Aldenmoor", condition="good", price_minor=100, currency="EUR"
    )


@pytest.mark.django_db
def test_moves_are_numbered_events_which_nobody_can_change(listing):
    with transaction.atomic():
        held = events.locked(listing.pk)
        events.move(held, Action.PUBLISH)
        events.move(held, Action.SELL)
    assert list(ListingEvent.objects.values_list("number", "state")) == [(1, "published"), (2, "sold")]
    assert Listing.objects.get().version == 3
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        ListingEvent.objects.update(note="another")


@pytest.mark.django_db
def test_the_database_refuses_what_cannot_be_sold(listing):
    listing.price_minor, listing.state = None, State.PUBLISHED
    with pytest.raises(IntegrityError, match="what_is_for_sale_has_a_price"), transaction.atomic():
        listing.save()
    listing.price_minor, listing.state = 1, State.RESERVED
    with pytest.raises(IntegrityError, match="reserved_for_somebody"), transaction.atomic():
        listing.save()


@pytest.mark.django_db
def test_a_seller_with_listings_is_not_simply_removed(listing):
    with pytest.raises(ProtectedError):
        listing.seller.delete()
