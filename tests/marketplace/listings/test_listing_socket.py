"""Whoever has a listing open hears what becomes of it, a badge that is lost within a second."""

import json
import time

import pytest
from websockets.sync.client import connect

from marketplace.listings.models import Listing
from marketplace.listings.services import selling, taking_down
from marketplace.listings.states import Action
from tests.marketplace.listings.test_badges import beside, revoke
from tests.support.accounts import new
from tests.support.beside import compare
from tests.support.for_sale import for_sale
from tests.support.live import server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def opened(address: str, listing: str, after: str = ""):
    return connect(f"{address.replace('http', 'ws')}/ws/v1/listings/{listing}/{after}")


def heard(page) -> dict:
    return json.loads(page.recv(timeout=10))


def test_pages_hear_of_it_in_order_and_go_on_where_they_were(tmp_path):
    _, listing, certificate = beside(new())
    compare(listing)
    with server(tmp_path) as address, opened(address, listing) as page:
        last = heard(page)["last"]
        began = time.monotonic()
        revoke(certificate)
        [said] = heard(page)["events"]
        assert time.monotonic() - began < 1.0
        assert (said["number"], said["kind"], said["note"]) == (last + 1, "badge", "lost")
        with opened(address, listing, "?after=0") as late:
            assert heard(late) == {"type": "opened", "last": 0}
            assert [each["number"] for each in heard(late)["events"]] == list(range(1, last + 2))
        owner = new()
        other = for_sale(seller=owner).pk
        with opened(address, other) as sold:
            assert heard(sold)["last"] == 0
            selling.move(listing_id=other, action=Action.SELL, actor=owner)
            assert heard(sold)["events"][0]["state"] == "sold"
            sold.send("hello")
            assert heard(sold)["code"] == 4400
        with opened(address, for_sale().pk) as gone:
            heard(gone)
            taking_down.take_down(listing_id=Listing.objects.latest("created_at").pk, actor=owner)
            assert heard(gone)["events"][0]["state"] == "taken_down"
            assert heard(gone)["code"] == 4404
        with opened(address, for_sale(state="draft").pk) as hidden:
            assert heard(hidden)["code"] == 4404
