"""A Python client is generated from the schema, whole, and understands what the API answers."""

import json

import httpx
import pytest
from django.core.wsgi import get_wsgi_application

from marketplace.common import documentation
from tests.support import client, populated
from tests.support.accounts import access, new
from tests.support.client import Package, Refused, Somebody

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def schema():
    return documentation.schema(client.JSON)[0]


@pytest.fixture(scope="module")
def package(schema, tmp_path_factory):
    return Package(schema, tmp_path_factory.mktemp("client"))


@pytest.fixture
def anybody(package):
    with populated.one_connection():
        yield Somebody(package, "http://testserver", transport=httpx.WSGITransport(app=get_wsgi_application()))


def test_the_generator_stumbles_over_nothing(package):
    assert package.warnings == []


def test_each_operation_has_its_function(package, schema):
    paths = json.loads(schema)["paths"]
    named = {operation["operationId"] for item in paths.values() for operation in item.values()}
    assert package.operations.keys() == named
    assert all(callable(each.sync_detailed) for each in package.operations.values())


def test_who_has_nothing_else_sells_a_watch_and_reads_why_not(anybody):
    seller = anybody.known_by(access(new()))
    fields = {"brand": "Aldenmoor", "condition": "good", "price_minor": 120_000, "currency": "CHF", "country": "CH"}
    made = seller("my_listings_create", body=fields)
    assert (made.brand, made.price.minor, made.state.value) == ("Aldenmoor", 120_000, "draft")
    with pytest.raises(Refused) as refused:
        seller("my_listings_publication_update", listing=made.id)
    assert (refused.value.status, refused.value.code) == (409, "listing:incomplete")
    with pytest.raises(Refused) as refused:
        anybody("my_listings_list")
    assert refused.value.status == 401


def test_a_file_is_handed_in(anybody):
    seller = anybody.known_by(access(new()))
    rows = json.dumps([{"external_id": "A-1", "brand": "Aldenmoor", "condition": "good"}]).encode()
    handed_in = seller("imports_create", body={"format": "json", "file": rows})
    assert seller("imports_retrieve", job=handed_in.id).state.value == "waiting"
