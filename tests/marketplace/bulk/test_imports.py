"""Imports: each row is taken once, and said of; a bad file says why; a job that was killed goes on."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.bulk import files
from marketplace.bulk.models import Import, Row
from marketplace.bulk.services import importing
from marketplace.common.stores import blobs
from marketplace.listings.models import Listing
from tests.marketplace.connections.conftest import Shop
from tests.support.accounts import Api, access, code, new

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(django_capture_on_commit_callbacks):
    return Api(django_capture_on_commit_callbacks)


@pytest.fixture
def shop(api):
    return Shop(api)


def watch(name, **more):
    return {"external_id": name, "brand": "Aldenmoor", "condition": "good", **more}


def handed_in(api, token, data, kind="json", **more):
    if not isinstance(data, bytes):
        data = json.dumps(data).encode()
    form = {"format": kind, "file": SimpleUploadedFile("stock", data), **more}
    with api.committed(execute=True):
        return api.client.post(
            "/api/v1/imports", form, format="multipart", headers={"authorization": f"Bearer {token}"}
        )


def taken(api, token, data, kind="json", **more):
    """Return an import that was handed in and worked on, and its report."""
    answer = handed_in(api, token, data, kind, **more)
    assert answer.status_code == 202, answer.content
    with api.committed(execute=True):
        api._deliver()
    where = f"imports/{answer.json()['id']}"
    return api.get(where, token).json(), api.get(f"{where}/report", token).json()


def test_good_rows_become_drafts_and_bad_ones_say_why(api, shop):
    key = shop.key("read", "listings:write")["key"]
    rows = [watch("A-1", price_minor=100, currency="CHF"), watch("A-2", condition="shiny"), {"brand": "x"}]
    job, report = taken(api, key, rows, organisation=str(shop.organisation.pk))
    assert (job["state"], job["rows"], job["taken"]) == ("done", 3, 3)
    assert [each["outcome"] for each in report] == ["made", "refused", "refused"]
    assert "condition" in report[1]["errors"]
    [made] = Listing.objects.all()
    assert (made.pk, made.state, made.organisation) == (report[0]["listing"], "draft", shop.organisation)
    assert not blobs().exists(Import.objects.get().key)


def test_a_file_that_comes_again_changes_nothing(api, shop):
    rows, store = [watch("A-1"), watch("A-1"), watch("A-2")], {"organisation": str(shop.organisation.pk)}
    _, first = taken(api, shop.manager, rows, **store)
    _, again = taken(api, shop.staff, rows, **store)
    assert [each["outcome"] for each in first] == ["made", "there", "made"]
    assert [each["outcome"] for each in again] == ["there"] * 3
    assert Listing.objects.count() == 2


def test_csv_is_taken_and_its_report_holds_no_formula(api):
    token = access(new())
    text = '\ufeffexternal_id,brand,condition,description\n=1+1,Aldenmoor,good,"=HYPERLINK(""x"")"\n@x,,good,\n'
    job, report = taken(api, token, text.encode(), "csv")
    assert [each["external_id"] for each in report] == ["=1+1", "@x"]
    assert Listing.objects.get().description == '=HYPERLINK("x")'
    answer = api.get(f"imports/{job['id']}/report.csv", token)
    lines = answer.content.decode().splitlines()
    assert answer.headers["content-type"].startswith("text/csv")
    assert [line.split(",")[1] for line in lines[1:]] == ["'=1+1", "'@x"]


@pytest.mark.parametrize(
    ("data", "kind", "why"),
    [
        (b"\xff\xfe", "csv", "encoding"),
        (b"a\0b", "csv", "encoding"),
        (b'external_id\n"unclosed', "csv", "syntax"),
        (b"external_id,brand\n1,2,3", "csv", "columns"),
        (b"external_id,colour\n1,2", "csv", "columns"),
        (b"[" * 100_000, "json", "syntax"),
        (b"{}", "json", "shape"),
        (b"[7]", "json", "shape"),
        (b'[{"colour": 1}]', "json", "columns"),
        (b"brand\n" + b"x\n" * (files.MOST_ROWS + 1), "csv", "too many rows"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(api, data, kind, why):
    job, report = taken(api, access(new()), data, kind)
    assert (job["state"], job["why"], report) == ("refused", why, [])


def test_what_cannot_be_a_file_is_refused_at_once(api, shop):
    token = access(new())
    assert code(handed_in(api, token, [], "xls")) == "request:invalid"
    assert code(handed_in(api, token, b"x" * (files.LARGEST + 1))) == "import:too_large"
    assert code(handed_in(api, token, [], organisation=str(shop.organisation.pk))) == "request:forbidden"
    assert code(handed_in(api, shop.key("read")["key"], [])) == "request:scope"
    assert code(handed_in(api, shop.key("read", mode="test")["key"], [])) == "request:scope"


def test_a_job_whose_worker_was_killed_goes_on_where_it_stopped(api):
    rows = [watch(f"A-{n}") for n in range(importing.CHUNK + 20)]
    answer = handed_in(api, access(new()), rows)
    assert importing._take_chunk(answer.json()["id"], rows)
    assert (Import.objects.get().taken, Listing.objects.count()) == (importing.CHUNK, importing.CHUNK)
    Import.objects.update(moved_at="2026-01-01T00:00:00Z")
    with api.committed(execute=True):
        importing.resume()
    api._deliver()
    assert Import.objects.get().state == "done"
    assert list(Row.objects.order_by("number").values_list("outcome", flat=True)) == ["made"] * len(rows)


def test_imports_are_seen_by_whose_they_are(api):
    mine, others = access(new()), access(new())
    job, _ = taken(api, mine, [watch("A-1")])
    for path in ("", "/report", "/report.csv"):
        asked = [api.get(f"imports/{job['id']}{path}", token).status_code for token in (None, others, mine)]
        assert asked == [401, 404, 200]
    assert api.get("imports", others).json()["results"] == []
