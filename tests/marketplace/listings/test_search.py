"""What a search finds, and in what order."""

import pytest

from marketplace.listings.models import SearchEntry
from marketplace.listings.search.conditions import Filters, Place
from marketplace.listings.search.found import Asked, Sort, search
from tests.support.for_sale import for_sale

pytestmark = pytest.mark.django_db


def found(text="", **asked):
    """Return the listings of all pages."""
    page = search(Asked(text, **asked))
    docs = list(page.docs)
    while page.following:
        page = search(Asked(text, **{**asked, "cursor": page.following}))
        docs += page.docs
    by_doc = {each.doc: each.listing_id for each in SearchEntry.objects.filter(doc__in=docs)}
    return [by_doc[doc] for doc in docs]


SPELT = ["aldenmoor", "TIDEWATER", "am-100", "AM100", "am 100", "alden", "Aldenmoor tide"]


@pytest.mark.parametrize("text", [*SPELT, "Áldénmoor", "\uff21ldenmoor", "al\u200bdenmoor"])
def test_a_title_is_found_however_it_is_written(text):
    watch = for_sale()
    for_sale("Other Thing X-1")
    assert found(text) == [watch.pk]


def test_descriptions_are_found_by_the_stems_of_their_words():
    watch = for_sale(description="It was serviced; all boxes are there.")
    assert found("service box") == found("the services") == [watch.pk]


def test_a_search_finds_what_is_for_sale_and_nothing_else():
    watch = for_sale()
    for state in ("draft", "sold", "withdrawn", "taken_down"):
        for_sale(state=state)
    assert found("aldenmoor") == found() == [watch.pk]
    watch.state = "sold"
    watch.save()
    assert found("aldenmoor") == found() == []


def test_a_change_is_found_at_once():
    watch = for_sale()
    watch.model = "Nightjar"
    watch.save()
    assert (found("nightjar"), found("tidewater")) == ([watch.pk], [])


@pytest.mark.parametrize("text", ["aldenmor", "aldnemoor", "aldenmorre", "aldenmor tidewatr"])
def test_a_misspelt_brand_is_found_and_it_is_said(text):
    watch = for_sale()
    page = search(Asked(text))
    assert [each.listing_id for each in SearchEntry.objects.filter(doc__in=page.docs)] == [watch.pk]
    assert page.shown in {"aldenmoor", "aldenmoor tidewater"}


def test_a_reference_that_is_not_there_is_not_another_one():
    for_sale()
    assert found("am-101") == []


def test_titles_come_before_descriptions_and_newer_before_older():
    mentioned = for_sale("Other Thing X-1", description="Looks like an Aldenmoor.")
    older, newer = for_sale(), for_sale()
    assert found("aldenmoor") == [newer.pk, older.pk, mentioned.pk]


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("text", ["", "aldenmoor"])
def test_pages_hold_everything_once_in_order(sort, text):
    listings = [for_sale(price_minor=1000 * (1 + n % 4)) for n in range(11)]
    narrowed = Filters(currency="EUR")
    ids = found(text, sort=sort, size=3, filters=narrowed)
    rising = sorted(listings, key=lambda each: (each.price_minor, each.search_entry.doc))
    wanted = {Sort.CHEAPEST: rising, Sort.DEAREST: rising[::-1]}.get(sort, listings[::-1])
    assert ids == [each.pk for each in wanted]


def test_a_page_does_not_move_when_something_is_published():
    listings = [for_sale() for _ in range(4)]
    for sort in (Sort.RELEVANCE, Sort.NEWEST):
        first = search(Asked("aldenmoor", sort=sort, size=2))
        new = for_sale()
        second = search(Asked("aldenmoor", sort=sort, size=2, cursor=first.following))
        assert not {new.search_entry.doc, *first.docs} & set(second.docs)
        new.delete()
    assert len(listings) == 4


@pytest.mark.parametrize(
    ("here", "km", "there", "near"),
    [
        ((47.37, 8.54), 100, (46.95, 7.45), True),
        ((47.37, 8.54), 90, (46.95, 7.45), False),
        ((-17.0, 179.9), 50, (-17.0, -179.9), True),
        ((89.9, 0.0), 50, (89.9, 180.0), True),
        ((0.0, 0.0), 112, (0.7, 0.75), False),
    ],
)
def test_near_is_what_lies_within_the_kilometres(here, km, there, near):
    watch = for_sale(latitude=there[0], longitude=there[1])
    for_sale()
    assert found(filters=Filters(near=Place(*here, km))) == ([watch.pk] if near else [])
