"""Of two who do what excludes each other at the same moment one wins, and the other is told."""

import pytest

from marketplace.listings.models import ListingEvent
from marketplace.listings.services import selling
from marketplace.listings.states import Action, NotAllowed
from tests.support.accounts import new
from tests.support.for_sale import for_sale
from tests.support.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def told(act):
    """Return what an act answers: the state of the listing, or the code of the conflict."""

    def tried() -> str:
        try:
            return str(act().state)
        except NotAllowed as conflict:
            return conflict.code

    return tried


def test_one_of_two_buyers_gets_it():
    listing, buyers = for_sale(), [new(), new()]
    outcomes = at_once(*(told(lambda b=each: selling.reserve(listing_id=listing.pk, buyer=b)) for each in buyers))
    assert sorted(outcomes) == ["listing:state", "reserved"]
    listing.refresh_from_db()
    assert listing.reserved_for == buyers[outcomes.index("reserved")]
    assert ListingEvent.objects.filter(listing=listing).count() == 1


def test_it_is_sold_or_withdrawn_and_never_both():
    listing = for_sale()
    acts = (Action.SELL, Action.WITHDRAW)
    outcomes = at_once(
        *(told(lambda a=each: selling.move(listing_id=listing.pk, action=a, actor=listing.seller)) for each in acts)
    )
    assert "listing:state" in outcomes
    listing.refresh_from_db()
    assert listing.state in outcomes


def test_of_two_changes_to_one_version_one_is_kept():
    listing = for_sale(state="draft")

    def change(city: str):
        return lambda: (
            selling.change(listing_id=listing.pk, version=1, changes={"city": city}, actor=listing.seller).city
        )

    outcomes = at_once(change("Bern"), change("Basel"))
    assert "request:conflict" in outcomes
    listing.refresh_from_db()
    assert listing.city in outcomes
    assert listing.version == 2
