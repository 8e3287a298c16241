"""What a search finds, and in what order."""

import pytest
from django.db import connection
from psycopg import sql

from marketplace.common.problems import Problem
from marketplace.directory.geography import Place
from marketplace.listings.models import Listing, SearchEntry
from marketplace.listings.search import database, facets, ranking, saved, walking, words
from marketplace.listings.search.conditions import Filters, mentioned
from marketplace.listings.search.found import Asked, Sort, search
from marketplace.listings.services import favourites
from marketplace.users import belongings
from tests.support.accounts import new
from tests.support.for_sale import for_sale, prepared

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


@pytest.fixture
def many(monkeypatch):
    """Publish two hundred, of which the commonest word is not all; and have windows be a few entries wide."""
    for name, size in (("FEW", 0), ("MANY", 5), ("LEAST_WINDOW", 7), ("GROWTH", 2)):
        monkeypatch.setattr(walking, name, size)
    seller = new()
    Listing.objects.bulk_create(
        prepared(
            f"Aldenmoor {'Tidewater' if n % 3 else 'Nightjar'} R-{n}",
            seller=seller,
            description="boxed" if n % 5 == 0 else "rare" if n == 3 else "",
            price_minor=1000 + n * 37 % 50,
            currency="EUR" if n % 2 else "USD",
        )
        for n in range(200)
    )


@pytest.mark.parametrize("order", [walking.NEWEST, walking.CHEAPEST, walking.DEAREST])
@pytest.mark.parametrize("text", ["", "aldenmoor", "tidewater", "tidewater boxed", "rare", "nobody"])
@pytest.mark.usefixtures("many")
def test_walking_by_windows_finds_what_sorting_everything_would(order, text):
    wanted = [*([mentioned(words.read(text))] if text else []), *Filters(currency="EUR").conditions()]
    walk = walking.Walk(wanted, order)
    whole = sorted(keys(text, order), reverse=not order.rising)
    walked, after = [], None
    while page := walk.first(9, after):
        walked += page
        after = page[-1]
    assert walked == whole


def keys(text, order):
    """Return the places of what has the words, as Python finds them."""
    for each in SearchEntry.objects.filter(currency="EUR").select_related("listing"):
        said = f"{each.listing.brand} {each.listing.model} {each.listing.description}".lower().split()
        if all(word in said for word in text.split()):
            yield tuple(getattr(each, column) for column in order.columns)


@pytest.mark.usefixtures("many")
def test_where_too_many_match_the_newest_of_them_are_ranked_and_it_is_said(monkeypatch):
    monkeypatch.setattr(ranking, "RANKED", 20)
    page = search(Asked("aldenmoor", size=100))
    newest = SearchEntry.objects.order_by("-doc").values_list("doc", flat=True)[:20]
    assert (sorted(page.docs), page.whole) == (sorted(newest), False)


@pytest.mark.usefixtures("many")
def test_counts_that_were_scaled_are_near_and_it_is_said(monkeypatch):
    monkeypatch.setattr(facets, "COUNTED", 100)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE listings_searchentry")
    said = facets.counts(Asked("tidewater"))
    assert not said.exact
    assert said.total == pytest.approx(133, rel=0.1)
    assert said.groups["currency"]["EUR"] == pytest.approx(67, rel=0.2)


@pytest.mark.usefixtures("many")
def test_a_group_in_which_a_choice_was_made_still_says_what_the_others_hold(monkeypatch):
    monkeypatch.setattr(facets, "COUNTED_NARROWED", 40)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE listings_searchentry")
    said = facets.counts(Asked("tidewater", Filters({"currency": ("EUR",)})))
    assert not said.exact
    assert said.total == pytest.approx(67, rel=0.2)
    assert sum(said.groups["currency"].values()) == pytest.approx(133, rel=0.2)


def test_a_search_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(database, "LONGEST", 10)
    with pytest.raises(Problem) as refused, database.searching():
        database.rows(sql.SQL("SELECT pg_sleep(2)"), {})
    assert refused.value.code == "search:too_broad"


def test_what_an_account_keeps_is_handed_over_and_let_go_of():
    owner, watch = new(), for_sale()
    favourites.keep(owner=owner, listing=watch)
    saved.save(owner=owner, name="mine", asked={"q": "x"})
    said = belongings.export(owner)
    assert said["searches"]["searches"][0]["name"] == "mine"
    assert said["searches"]["favourites"][0]["listing"] == watch.pk
    belongings.let_go(owner)
    assert belongings.export(owner)["searches"] == {"searches": [], "favourites": []}
