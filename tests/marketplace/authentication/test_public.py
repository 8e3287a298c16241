"""What anyone may read over HTTP: every address that a certificate names, for how long, and nothing of who reads."""

import json
import secrets
import time
from urllib.parse import quote

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from marketplace.common.stores import blobs
from pipeline import issuer, public
from pipeline.assembly import RealStages
from pipeline.certificate.shapes import credential_id
from pipeline.lifecycle import names
from pipeline.wiring import Workshop
from tests.support.issued import document, issue

pytestmark = pytest.mark.django_db
CLIENT = Client()


@pytest.fixture(scope="module")
def shop():
    found = Workshop(settings=settings.PIPELINE, stages=RealStages(), environment={})
    issuer.publish(found.store, found.issuer)
    return found


@pytest.fixture(scope="module")
def issued(shop):
    return issue(shop, secrets.token_hex(8))


@pytest.fixture
def addresses(shop, issued):
    """Every address of one certificate and its issuer."""
    name = credential_id(issued.case, issued.examination)
    certificate = json.loads(document(shop, issued, "certificate.json"))
    lists = [
        each["statusListCredential"].removeprefix(shop.settings.public) for each in certificate["credentialStatus"]
    ]
    pages = [f"{root}/certificates/{name}" for root in ("", "/api/v1")]
    documents = [f"{pages[1]}/{each}" for each in names.DOCUMENTS]
    return ["/.well-known/did.json", "/log/checkpoint", *lists, *pages, *documents]


def test_whatever_a_certificate_names_is_served_as_it_lies_in_the_store(addresses):
    for address in addresses:
        said = CLIENT.get(address)
        found = public.find(blobs(), address.removeprefix("/api/v1"))
        assert (said.status_code, said.content) == (200, found.data), address
        assert said["ETag"] == found.etag
        assert said["Content-Type"] == found.content_type
        assert said["Cache-Control"].startswith(f"public, max-age={int(found.max_age.total_seconds())}")


def test_who_has_it_is_told_so_and_gets_nothing_again(addresses):
    for address in addresses:
        etag = CLIENT.get(address)["ETag"]
        for known in (etag, f'"other", W/{etag}', "*"):
            again = CLIENT.get(address, HTTP_IF_NONE_MATCH=known)
            assert (again.status_code, again.content) == (304, b""), (address, known)
            assert (again["ETag"], "max-age" in again["Cache-Control"]) == (etag, True)
            assert again["Access-Control-Allow-Origin"] == "*"
        assert CLIENT.get(address, HTTP_IF_NONE_MATCH='"other"').status_code == 200


def test_a_head_says_what_a_get_would(addresses):
    for address in addresses:
        whole, head = CLIENT.get(address), CLIENT.head(address)
        assert (head.status_code, head.content) == (200, b"")
        for header in ("ETag", "Cache-Control", "Content-Type", "Content-Length", "Access-Control-Allow-Origin"):
            assert head[header] == whole[header], (address, header)


def test_no_cookie_is_set_no_session_touched_and_the_database_not_asked(addresses, django_assert_num_queries):
    reader = Client()
    reader.cookies["sessionid"], reader.cookies["csrftoken"] = "s" * 32, "c" * 32
    with django_assert_num_queries(0):
        answers = [reader.get(address, HTTP_AUTHORIZATION="Bearer nonsense") for address in addresses]
    for said in answers:
        assert said.status_code == 200
        assert not said.cookies
        assert "Cookie" not in said.get("Vary", "")
        assert "Access-Control-Allow-Credentials" not in said


def test_any_form_that_is_asked_for_gets_the_one_that_there_is(addresses):
    for wanted in ("application/vc", "text/html", "image/webp;q=0.1", "nonsense"):
        assert {CLIENT.get(address, HTTP_ACCEPT=wanted).status_code for address in addresses} == {200}


ODD = (
    "/status/0", "/status/0/", "/status/0/revocation/", "/status/00/revocation", "/status/-1/revocation",
    "/status/0/REVOCATION", "/status/99999999999999999999/revocation",
    "/status/0/revocation%0A", "/status/..%2F0/revocation", "/status/%2e%2e/%2e%2e", "/life/" + "g" * 64,
    "/life/" + "0" * 64, "/life/..%2fpublic%2fx", "/life/%ff%fe", "/log/", "/log/checkpoint/", "/log/tile/",
    "/log/tile/0/../../pending", "/log/tile/0/000.p/0", "/log/tile/64/000", "/log/tile/0/" + "x000/" * 2000 + "000",
    "/.well-known/", "/.well-known/jwks.json", "/certificates/", "/certificates/urn:adriel:k3v9q2m7x4p1:0",
    "/certificates/urn:adriel:k3v9q2m7x4p1:9", "/certificates/" + "a" * 10_000,
    "/certificates/urn:adriel:k3v9q2m7x4p1:1/report.json", "/certificates/urn:adriel:k3v9q2m7x4p1:1/owner-secret.json",
    "/certificates/urn:adriel:../../x:1/certificate.json", "/certificates/urn:adriel:k3v9q2m7x4p1:1/%2e%2e%2fx",
    "/certificates/ürn:adriel:k3v9q2m7x4p1:1",
)  # fmt: skip


@pytest.mark.parametrize("root", ["", "/api/v1"])
@pytest.mark.parametrize("address", ODD)
def test_what_is_no_such_address_is_not_found(address, root):
    said = CLIENT.get(root + address)
    assert (said.status_code, said["Content-Type"]) == (404, "application/problem+json"), said.content
    assert said.json()["code"] == "request:not_found"


def test_an_address_that_nobody_could_mean_is_refused():
    for address in ("/status/0%00/revocation", "/certificates/%00", "/api/v1/certificates/%00"):
        assert CLIENT.get(address).status_code == 400


def test_an_id_that_a_client_encoded_is_the_same_id(issued):
    name = credential_id(issued.case, issued.examination)
    assert CLIENT.get(f"/api/v1/certificates/{name.replace(':', '%3A')}").json()["id"] == name


def test_nothing_can_be_written_there(addresses):
    for address in addresses:
        for method in ("post", "put", "patch", "delete"):
            said = getattr(CLIENT, method)(address)
            assert (said.status_code, said.json()["code"]) == (405, "request:method")


@pytest.fixture
def _store_away(settings, monkeypatch):
    """Where the blob store was, nothing answers."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    settings.PIPELINE = settings.PIPELINE.model_copy(update={"blobs": "s3://away?endpoint=http://127.0.0.1:1"})
    blobs.cache_clear()
    yield
    blobs.cache_clear()


@pytest.mark.usefixtures("_store_away")
def test_a_store_that_is_away_is_said_as_such_and_when_to_ask_again():
    name = "urn:adriel:k3v9q2m7x4p1:1"
    for address in ("/log/checkpoint", f"/api/v1/certificates/{name}", f"/api/v1/certificates/{name}/notes"):
        said = CLIENT.get(address)
        assert (said.status_code, said.json()["code"]) == (503, "server:unavailable"), address
        assert int(said["Retry-After"]) > 0
        assert said["Access-Control-Allow-Origin"] == "*"
        assert "Cache-Control" not in said


def test_a_crowd_of_one_address_is_slowed_down_and_others_are_not(settings):
    limit = int(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["public"].partition("/")[0])
    assert limit >= 600, "whoever reads the whole log asks for many tiles"
    cache.set("throttle_public_203.0.113.9", [time.time()] * limit)
    said = Client(REMOTE_ADDR="203.0.113.9").get("/log/tile/9/999")
    assert (said.status_code, said.json()["code"]) == (429, "request:throttled")
    assert int(said["Retry-After"]) > 0
    assert Client(REMOTE_ADDR="203.0.113.7").get("/log/tile/9/999").status_code == 404


def test_certificates_are_checked_while_redis_is_away(addresses, settings):
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    settings.CACHES = {"default": away, "sessions": away}
    assert {CLIENT.get(address).status_code for address in addresses} == {200}


@given(st.sampled_from(("/certificates/", "/status/", "/life/", "/log/tile/", "/.well-known/")), st.text(max_size=80))
@hypothesis.settings(max_examples=150, deadline=None)
def test_no_address_is_a_fault_of_ours(root, text):
    assert CLIENT.get(root + quote(text, safe="/:.")).status_code in {400, 404}
