"""Searching the directory: pages that hold, what is near, what is open."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from marketplace.directory.models import Profile
from marketplace.directory.selectors import profiles as selectors
from marketplace.directory.selectors.profiles import Asked, search
from tests.support.shops import shop

pytestmark = pytest.mark.django_db


def found(**asked):
    return APIClient().get("/api/v1/stores", asked)


def walked(**asked):
    """Return the names on all pages, and how many pages there were."""
    names, cursor, pages = [], "", 0
    while True:
        said = found(**asked, cursor=cursor).json()
        names += [each["name"] for each in said["results"]]
        cursor, pages = said["next"], pages + 1
        if not cursor:
            return names, pages


def test_the_nearest_come_first_over_the_date_line_and_pages_hold():
    for number in range(7):
        shop(name=f"s{number}", latitude=0.0, longitude=(360 - number * 0.01 * (-1) ** number) % 360 - 180)
    shop(name="far", latitude=10.0, longitude=0.0)
    shop(name="nowhere")
    near = {"lat": 0, "lon": 180, "km": 50}
    assert walked(**near, page_size=3) == ([f"s{number}" for number in range(7)], 3)
    distances = [each["distance_m"] for each in found(**near).json()["results"]]
    assert distances == sorted(distances)
    assert distances[1] == 1112


def test_what_is_added_meanwhile_moves_no_page():
    for number in range(4):
        shop(name=f"s{number}", latitude=0.0, longitude=number / 10)
    near = {"lat": 0, "lon": 0, "km": 100, "page_size": 2}
    first = found(**near).json()
    shop(name="new", latitude=0.0, longitude=0.05)
    second = found(**near, cursor=first["next"]).json()
    assert [each["name"] for page in (first, second) for each in page["results"]] == ["s0", "s1", "s2", "s3"]


def test_without_a_place_everything_is_found_once():
    for number in range(7):
        shop(name=f"s{number}")
    names, pages = walked(page_size=2)
    assert (sorted(names), pages) == ([f"s{number}" for number in range(7)], 4)


def test_it_is_narrowed_by_words_country_and_kind():
    shop(name="Zwölf Uhr", country="AT", city="Wien", services=["Gläser"])
    shop(name="Zwolle 100%", country="NL")
    shop("repair_shop", name="Zwölf Finger")
    assert walked(q="zwolf") == (["Zwölf Uhr"], 1)
    assert walked(q="ZWÖLF glaser wien") == (["Zwölf Uhr"], 1)
    assert walked(country="NL") == (["Zwolle 100%"], 1)
    assert walked(q="0%") == (["Zwolle 100%"], 1)
    assert walked(q="_") == ([], 1)


def test_what_is_open_now_is_found_and_says_until_when():
    now = timezone.now()
    opens, closes = (f"{now + timedelta(hours=hours):%H:%M}" for hours in (-1, 1))
    every = {str(day): [[opens, closes]] for day in range(7)}
    never = {str(day): [] for day in range(7)}
    for number in range(3):
        shop(name=f"open{number}", week=every)
        shop(name=f"shut{number}", week=never)
    names, pages = walked(open=True, page_size=2)
    assert (sorted(names), pages) == (["open0", "open1", "open2"], 2)
    line = found(open=True).json()["results"][0]["now"]
    assert (line["is_open"], line["opens_at"]) == (True, None)
    assert line["closes_at"][11:16] == closes


def test_a_page_that_looks_at_too_many_ends_early_and_goes_on():
    for number in range(9):
        shop(name=f"shut{number}")
    shop(name="open", week={str(day): [["00:00", "00:00"]] for day in range(7)})
    asked, pages, names = Asked("store", timezone.now(), is_open=True, most=4), 0, []
    while pages == 0 or asked.cursor:
        page = search(asked)
        names += [each.organisation.name for each in page.profiles]
        asked, pages = replace(asked, cursor=page.next), pages + 1
    assert (names, pages) == (["open"], 3)


@pytest.mark.parametrize(
    "asked",
    [
        {"lat": 1},
        {"lat": 1, "lon": 2},
        {"lat": "nan", "lon": 2, "km": 3},
        {"lat": 0, "lon": 0, "km": "inf"},
        {"lat": 91, "lon": 2, "km": 3},
        {"country": "Switzerland"},
        {"page_size": 101},
        {"q": "x" * 201},
        {"cursor": "nonsense"},
        {"cursor": "W10"},
        {"cursor": "WzEsIm5vIHV1aWQiXQ"},
        {"cursor": "Wy0xLCI2YTBjNWMxZS01YTNmLTRmMGItOGE1Ny0wZjlkNWIxZjNjMjIiXQ"},
        {"open": "perhaps"},
    ],
)
def test_what_is_no_search_is_refused(asked):
    answer = found(**asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "request:invalid")


def test_a_list_takes_as_many_queries_with_many_rows(django_assert_num_queries):
    for _ in range(2):
        for number in range(5):
            shop(latitude=0.0, longitude=number / 10)
        with django_assert_num_queries(1):
            found(lat=0, lon=0, km=1000)


def test_the_place_is_looked_up_in_an_index():
    rows = [shop(latitude=1.0 * n, longitude=2.0 * n) for n in range(3)]
    near = selectors.Place(0.0, 0.0, 10.0)
    query = Profile.objects.filter(selectors.box(near).condition(), is_shown=True)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert "shown_profiles_by_place" in query.explain()
    assert len(rows) == 3
    assert search(Asked("store", timezone.now(), near=near)).profiles == [rows[0]]
