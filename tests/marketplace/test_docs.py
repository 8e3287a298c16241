"""The page of the API: in a real browser, which may ask nobody but us, and as production serves it."""

import os
import re
import secrets
import subprocess
import sys

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from marketplace.authentication.tickets import LIFETIME
from marketplace.common.uploads import EXPIRES
from marketplace.config.settings import base
from pipeline.locations import ROOT
from tests.support.browser import browser_context
from tests.support.live import server

ONE = "#operations-cases-cases_create"


@pytest.fixture(scope="module")
def address(tmp_path_factory, django_db_setup, django_db_blocker):  # noqa: ARG001 - there must be a database
    with django_db_blocker.unblock(), server(tmp_path_factory.mktemp("server")) as found:
        yield found


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_shows_every_kind_of_operation_and_asks_nobody_else(address, width):
    with browser_context(offline=False) as context:
        page = context.new_page()
        complaints, asked = [], []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/api/v1/docs")
        schema = page.request.get(f"{address}/api/v1/schema", headers={"Accept": "application/json"}).json()
        page.wait_for_selector("#operations-tag-cases")
        assert page.locator(".opblock-tag-section").count() == len(schema["tags"])
        page.click("#operations-tag-cases")
        page.wait_for_selector(ONE)
        of_cases = [each for item in schema["paths"].values() for each in item.values() if "cases" in each["tags"]]
        assert page.locator(".opblock").count() == len(of_cases)
        page.click(f"{ONE} .opblock-summary-control")
        page.wait_for_selector(f"{ONE} .responses-inner")
        assert "case:too_many_open" in page.inner_text(ONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing is cut off at the side"
        page.goto(f"{address}/problems/case:state")
        assert page.url == f"{address}/api/v1/problems#case:state"
        assert "Read it again" in page.inner_text("section:target")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


def test_production_serves_the_page_with_its_files(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(secrets.token_urlsafe(48))
    given = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": settings.PIPELINE.redis.url,
        "ADRIEL_STATE": str(tmp_path),
        "ADRIEL_ENV": "production",
        "ADRIEL_BLOBS": "s3://bucket/prefix",
        "ADRIEL_HOSTS": "adriel.example",
        "ADRIEL_SECRET_KEY_FILE": str(secret),
        "DJANGO_SETTINGS_MODULE": "marketplace.config.settings.production",
    }
    program = (
        "import django; django.setup(); import re; from django.test import Client;"
        "client = Client(headers={'host': 'adriel.example'});"
        "page = client.get('/api/v1/docs', secure=True);"
        'files = re.findall(r\'(?:src|href)="(/[^"]+)"\', page.content.decode());'
        "print(page.status_code, *(client.get(each, secure=True).status_code for each in files), len(files))"
    )
    done = subprocess.run([sys.executable, "-c", program], env=given, capture_output=True, text=True, check=False)
    *statuses, files = map(int, done.stdout.split())
    assert (set(statuses), files) == ({200}, 7), done.stderr


@pytest.mark.django_db
def test_an_unknown_kind_of_problem_is_not_found():
    assert APIClient().get("/problems/case:nonsense").json()["code"] == "request:not_found"


def test_the_limits_that_are_documented_are_those_that_hold():
    text = (ROOT / "docs" / "api.md").read_text()
    named = [int(figure) for figure in re.findall(r"^\|[^|]+\| (\d+) \|$", text, re.MULTILINE)]
    assert sorted(named) == sorted(base.A_MINUTE.values())
    assert f"{EXPIRES // 60} minutes" in text
    assert f"within {LIFETIME} seconds" in text
