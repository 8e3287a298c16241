"""Searching over HTTP, and what accounts keep of it."""

import pytest
from django.utils import timezone

from marketplace.listings.models import PriceChange
from marketplace.listings.search import saved
from marketplace.listings.services import favourites
from tests.support.accounts import Api, access, code, new
from tests.support.for_sale import for_sale

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(django_capture_on_commit_callbacks):
    return Api.fresh(django_capture_on_commit_callbacks)


def ids(answer):
    assert answer.status_code == 200, answer.json()
    return [each["id"] for each in answer.json()["results"]]


def test_a_stranger_finds_what_is_for_sale_by_a_misspelt_brand(api):
    watch = for_sale(year=2021)
    answer = api.get("listings/search?q=aldenmor")
    assert ids(answer) == [watch.pk]
    said = answer.json()
    assert (said["shown"], said["next"], said["whole"]) == ("aldenmoor", "", True)
    assert said["results"][0]["price"] == {"minor": 100_000, "currency": "EUR"}
    assert not {"seller", "latitude", "longitude", "external_id"} & said["results"][0].keys()


NARROWED = [
    ("brand=Aldenmoor", "a"),
    ("brand=ALDENMOOR&brand=nobody", "a"),
    ("condition=new", "b"),
    ("condition=new&condition=good", "ab"),
    ("country=FR", "b"),
    ("box=true", "a"),
    ("papers=false", "ab"),
    ("currency=EUR&price_min=200000", "b"),
    ("currency=EUR&price_max=199999&q=aldenmoor", "a"),
    ("currency=USD", ""),
    ("year_min=2000", "a"),
    ("year_max=2000", ""),
    ("lat=47&lon=8&km=10", "a"),
]


@pytest.mark.parametrize(("narrowed", "kept"), NARROWED)
def test_a_search_is_narrowed(api, narrowed, kept):
    by_id = {
        for_sale(year=2021, has_box=True, latitude=47.01, longitude=8.01).pk: "a",
        for_sale("Other Thing X-1", condition="new", country="FR", price_minor=200_000).pk: "b",
    }
    found = api.get(f"listings/search?sort=newest&{narrowed}")
    assert sorted(by_id[each] for each in ids(found)) == sorted(kept)
    assert api.get(f"listings/search/facets?{narrowed}").json()["total"] == len(kept)


def test_how_far_a_watch_is_is_told_in_whole_kilometres(api):
    for_sale(latitude=46.95, longitude=7.45)
    answer = api.get("listings/search?lat=47.37&lon=8.54&km=100")
    assert [each["distance_km"] for each in answer.json()["results"]] == [95]


BAD = [
    "q=" + "a" * 201,
    "condition=perfect",
    "country=Switzerland",
    "currency=euro",
    "price_min=1",
    "sort=price",
    "sort=best",
    "lat=47",
    "lat=91&lon=0&km=1",
    "lat=nan&lon=0&km=1",
    "km=inf&lat=0&lon=0",
    "page_size=0",
    "page_size=101",
    "cursor=x",
    "cursor=WyJwcmljZSIsMV0",
    "year_min=x",
    "price_max=99999999999999999999&currency=EUR",
    "&".join(["brand=a"] * 21),
]


@pytest.mark.parametrize("asked", BAD)
def test_what_makes_no_sense_is_refused_by_its_name(api, asked):
    answer = api.get(f"listings/search?{asked}")
    assert (answer.status_code, code(answer)) == (400, "request:invalid")
    assert answer.json()["errors"].keys() <= {each.split("=")[0] for each in asked.split("&")} | {"currency", "km"}


ODD = [
    "!!!",
    "'",
    "\\",
    "a:*|!b&(",
    "the",
    "%25s",
    "%(x)s",
    "\u202eabc",
    "😀",
    "<b>x</b>",
    "=1+1",
    "\uff21\uff11",
    "ß",
    "a" * 200,
]


@pytest.mark.parametrize("text", ODD)
def test_any_text_is_text(api, text):
    watch = for_sale(text[:60] or "x", description=text)
    for path in ("listings/search", "listings/search/facets"):
        answer = api.client.get(f"/api/v1/{path}", {"q": text, "brand": text[:80]})
        assert answer.status_code == 200, answer.json()
    watch.delete()


def test_facets_count_what_is_found_and_a_choice_leaves_its_own_group_open(api):
    for condition, box in (("new", True), ("good", True), ("good", False)):
        for_sale(condition=condition, has_box=box)
    for_sale("Other Thing", state="draft")
    said = api.get("listings/search/facets?q=aldenmoor&condition=good").json()
    assert (said["total"], said["exact"]) == (2, True)
    assert said["condition"] == [{"value": "good", "count": 2}, {"value": "new", "count": 1}]
    assert said["box"] == [{"value": "no", "count": 1}, {"value": "yes", "count": 1}]
    assert said["price"] == [{"currency": "EUR", "least": 100_000, "most": 250_000, "count": 2}]


def test_more_like_a_listing_is_its_reference_then_its_model_then_its_brand(api):
    watch = for_sale()
    brand = for_sale("Aldenmoor Nightjar AM-7")
    model = for_sale("Aldenmoor Tidewater AM-200")
    dear = for_sale(price_minor=900_000)
    same = for_sale(price_minor=110_000)
    for_sale("Other Thing X-1")
    said = api.get(f"listings/{watch.pk}/similar").json()
    assert [each["id"] for each in said] == [same.pk, dear.pk, model.pk, brand.pk]


def test_what_a_listing_cost_is_read_first_to_last_while_it_is_shown(api):
    watch = for_sale()
    for minor in (120_000, 100_000):
        PriceChange.objects.create(listing=watch, at=timezone.now(), price_minor=minor, currency="EUR")
    said = api.get(f"listings/{watch.pk}/prices").json()
    assert [each["price"]["minor"] for each in said] == [120_000, 100_000]
    draft = for_sale(state="draft")
    for path in ("prices", "similar"):
        assert api.get(f"listings/{draft.pk}/{path}").status_code == 404
        assert api.get(f"listings/nothing/{path}").status_code == 404


def test_a_favourite_is_kept_once_and_shown_while_its_listing_is(api, monkeypatch):
    token, watch, other = access(new()), for_sale(), for_sale()
    for listing in (watch, other, watch):
        assert api("PUT", f"listings/{listing.pk}/favourite", None, token).status_code == 204
    listed = api.get("favourites", token).json()["results"]
    assert [each["listing"]["id"] for each in listed] == [other.pk, watch.pk]
    other.state = "withdrawn"
    other.save()
    assert len(api.get("favourites", token).json()["results"]) == 1
    assert api.get("favourites", access(new())).json()["results"] == []
    assert api("PUT", f"listings/{other.pk}/favourite", None, token).status_code == 404
    monkeypatch.setattr(favourites, "MOST", 2)
    assert code(api("PUT", f"listings/{for_sale().pk}/favourite", None, token)) == "listing:too_many_favourites"
    assert api("DELETE", f"listings/{watch.pk}/favourite", None, token).status_code == 204
    assert api.get("favourites", token).json()["results"] == []


def test_a_saved_search_counts_what_is_new_until_its_owner_looks(api, monkeypatch):
    token = access(new())
    for_sale()
    asked = {"q": "aldenmoor", "country": ["CH"], "currency": "EUR", "price_max": 500_000}
    kept = api.post("saved-searches", {"name": "Swiss <b>", "asked": asked}, token)
    assert (kept.status_code, kept.json()["new"], kept.json()["name"]) == (201, 0, "Swiss <b>")
    for_sale()
    for_sale(country="FR")
    [said] = api.get("saved-searches", token).json()
    assert (said["new"], asked.items() <= said["asked"].items()) == (1, True)
    path = f"saved-searches/{said['id']}"
    for method, where in (("POST", f"{path}/seen"), ("DELETE", path)):
        assert api(method, where, None, access(new())).status_code == 404
    assert api.post(f"{path}/seen", None, token).status_code == 204
    assert api.get("saved-searches", token).json()[0]["new"] == 0
    monkeypatch.setattr(saved, "MOST", 1)
    assert code(api.post("saved-searches", {"name": "x", "asked": {}}, token)) == "search:too_many_saved"
    assert api("DELETE", path, None, token).status_code == 204
    assert api.get("saved-searches", token).json() == []


@pytest.mark.parametrize(
    "said", [None, [], {}, {"name": "x"}, {"name": "x", "asked": 3}, {"name": "x" * 81, "asked": {}}]
)
def test_what_is_no_search_is_not_kept(api, said):
    assert code(api.post("saved-searches", said, access(new()))) == "request:invalid"


def test_what_accounts_keep_is_for_accounts(api):
    watch = for_sale()
    for method, path in (("GET", "favourites"), ("GET", "saved-searches"), ("PUT", f"listings/{watch.pk}/favourite")):
        assert api(method, path).status_code == 401
