"""Stores and repair shops are one directory of two kinds: each address shows its own."""

import pytest
from rest_framework.test import APIClient

from tests.support.shops import reviewed, shop

pytestmark = pytest.mark.django_db

PATHS = {"store": "stores", "repair_shop": "repair-shops"}


@pytest.mark.parametrize(("kind", "other"), [("store", "repair_shop"), ("repair_shop", "store")])
def test_each_kind_is_found_and_read_where_it_belongs(kind, other):
    mine, theirs = (shop(each, name=each, latitude=1.0, longitude=1.0) for each in (kind, other))
    reviewed(mine)
    where = f"/api/v1/{PATHS[kind]}"
    for question in ("", "?lat=1&lon=1&km=1"):
        assert [each["name"] for each in APIClient().get(where + question).json()["results"]] == [kind]
    assert APIClient().get(f"{where}/{mine.pk}").json()["rating"] == {"average": 5.0, "count": 1}
    assert len(APIClient().get(f"{where}/{mine.pk}/reviews").json()["results"]) == 1
    assert APIClient().get(f"{where}/{theirs.pk}").status_code == 404
    assert APIClient().get(f"{where}/{theirs.pk}/reviews").status_code == 404


def test_a_page_of_the_directory_tells_no_more_than_it_says():
    profile = shop(email="desk@example.org", address="Uhrgasse 3")
    line = APIClient().get("/api/v1/stores").content
    assert b"Uhrgasse" not in line
    assert b"desk@example.org" in APIClient().get(f"/api/v1/stores/{profile.pk}").content
