"""Requests that no schema describes: each is refused, with a reason."""

import re

import pytest
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from tests.support import accounts

pytestmark = pytest.mark.django_db
JSON = "application/json"
BODIES = {
    "not JSON": (b"{", JSON),
    "nothing": (b"", JSON),
    "a list": (b"[]", JSON),
    "a number": (b"1", JSON),
    "null": (b"null", JSON),
    "no text": (b"\xff\xfe\x00", JSON),
    "half a character": (b'{"email": "\\ud800"}', JSON),
    "a NUL": (b'{"email": "a\\u0000@example.org", "password": "\\u0000", "display_name": "\\u0000"}', JSON),
    "lists without end": (b"[" * 200_000, JSON),
    "objects without end": (b'{"a":' * 200_000, JSON),
    "a number without end": (b'{"claim": ' + b"9" * 100_000 + b"}", JSON),
    "no number": (b'{"claim": NaN}', JSON),
    "a charset that nobody knows": (b"{}", "application/json; charset=utf-99"),
    "a charset of bytes": (b"{}", "application/json; charset=base64"),
    "a type that is none": (b"{}", "nonsense"),
    "a type with no text": (b"{}", "application/json; charset=\xff"),
    "a form": (b"a=1", "application/x-www-form-urlencoded"),
    "a multipart form without a boundary": (b"--a", "multipart/form-data"),
    "a multipart form that ends early": (
        b"--a\r\nContent-Disposition: form-data; name=x",
        "multipart/form-data; boundary=a",
    ),
    "a boundary without end": (b"--a", "multipart/form-data; boundary=" + "a" * 5000),
    "more than is read": (b'{"a": "' + b"x" * 3_000_000 + b'"}', JSON),
}
ADDRESSES = (
    "accounts",
    "sessions",
    "sessions/refresh",
    "me/password",
    "cases",
    "organisations",
    "uploads/key",
    "reference-sets",
)


@pytest.fixture
def client():
    made = APIClient(raise_request_exception=False)
    made.credentials(HTTP_AUTHORIZATION=f"Bearer {accounts.access(accounts.new(role='expert'))}")
    return made


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_cannot_be_read_is_refused(client, body):
    data, content_type = BODIES[body]
    for address in ADDRESSES:
        said = client.generic("POST", f"/api/v1/{address}", data, content_type=content_type)
        assert 400 <= said.status_code < 500, (address, said.status_code, said.content)
        assert said.headers["Content-Type"] == "application/problem+json", address
        assert said.json()["code"] != "server:fault"


PATHS = (
    "cases/%00",
    "cases/%FF",
    "cases/..%2F..",
    "cases/" + "a" * 8000,
    "cases/%F0%9F%92%8E/photos/%00",
    "cases?state=%00",
    "cases?cursor=%00",
    "cases?cursor=bm8%3D",
    "cases?cursor=cD0lMDA=",
    "cases?cursor=" + "A" * 20000,
    "cases?page_size=%00",
    "cases?page_size=" + "9" * 20,
    "expert/queue?mine=%00",
    "expert/queue?cursor=cD0yMDI2LTEzLTAx",
    "cases/x/events?after=%00",
    "cases/x/events?after=" + "9" * 20,
    "cases/x/examinations/" + "9" * 20 + "/report.json",
    "reference-sets/" + "9" * 24,
    "organisations/00000000-0000-0000-0000-00000000000g",
    "certificates/%00",
    "certificates/urn:adriel:%00/a",
)


@pytest.mark.parametrize("path", PATHS)
def test_an_address_that_means_nothing_is_refused_or_read_as_nothing(client, path):
    said = client.get(f"/api/v1/{path}")
    assert said.status_code < 500, said.content


HEADERS = (
    ("authorization", "Bearer"),
    ("authorization", "Bearer a b"),
    ("authorization", "Bearer \xff"),
    ("authorization", "Bearer a.b.c"),
    ("authorization", "Basic YTpi"),
    ("authorization", "Bearer " + "a" * 20000),
    ("accept", "nonsense"),
    ("accept", "text/plain"),
    ("accept", "application/json; q=x"),
    ("accept", "\x00"),
    ("range", "bytes=9-1"),
    ("if-none-match", "\x00"),
    ("if-modified-since", "yesterday"),
    ("last-event-id", "\x00"),
    ("x-forwarded-for", "\x00, 1"),
    ("idempotency-key", "\x00" * 9),
    ("host", "evil.example"),
    ("content-length", "-1"),
    ("content-length", "many"),
    ("x-http-method-override", "DELETE"),
    ("origin", "null"),
    ("cookie", "sessionid=\x00"),
)


@pytest.mark.parametrize(("name", "value"), HEADERS)
def test_a_header_that_means_nothing_is_refused_or_left_alone(client, name, value):
    for address in ("cases", "me", "certificates/urn:adriel:aaaaaaaaaaaa:1", "problems"):
        said = client.get(f"/api/v1/{address}", headers={name: value})
        assert said.status_code < 500, (address, said.content)


@pytest.mark.parametrize("method", ["OPTIONS", "HEAD", "TRACE", "PUT", "NONSENSE"])
def test_a_method_that_nobody_asked_for_is_refused_or_harmless(client, method):
    for path in SchemaGenerator().get_schema(request=None, public=True)["paths"]:
        said = client.generic(method, re.sub(r"{\w+}", "1", path))
        assert said.status_code < 500, (path, said.content)


def test_whoever_invents_addresses_of_proxies_is_throttled_all_the_same():
    tries = [
        APIClient().post("/api/v1/sessions", {}, format="json", headers={"x-forwarded-for": f"192.0.2.{k}"}).status_code
        for k in range(30)
    ]
    assert (tries[0], tries[-1]) == (400, 429)
