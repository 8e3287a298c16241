"""Imports: each row is taken once, and said of; a bad file says why; a job that was killed goes on."""

import pytest

from marketplace.bulk import files
from marketplace.bulk.models import Import
from marketplace.bulk.services import importing
from marketplace.common.stores import blobs
from marketplace.listings.models import Listing
from marketplace.listings.services import selling
from tests.marketplace.bulk.conftest import handed_in, taken, worked_on
from tests.support.accounts import access, code, new

pytestmark = pytest.mark.django_db


def watch(name, **more):
    return {"external_id": name, "brand": "Aldenmoor", "condition": "good", **more}


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
        (b"brand\n" + b"x\n" * (files.MOST_LISTINGS + 1), "csv", "too many rows"),
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


def test_a_person_may_prepare_few_and_a_store_many(api, shop, settings):
    settings.DRAFTS_OF_A_STORE = selling.MOST_DRAFTS + 1
    rows = [watch(f"A-{n}") for n in range(selling.MOST_DRAFTS + 2)]
    _, own = taken(api, access(new()), rows)
    _, stores = taken(api, shop.manager, rows, organisation=str(shop.organisation.pk))
    for report, refused in ((own, 2), (stores, 1)):
        assert [each["outcome"] for each in report[-refused - 1 :]] == ["made", *["refused"] * refused]
        assert report[-1]["errors"] == {"whole": ["listing:too_many_drafts"]}


def test_only_so_many_are_under_way_at_once(api):
    token = access(new())
    for _ in range(importing.MOST_UNFINISHED):
        assert handed_in(api, token, []).status_code == 202
    answer = handed_in(api, token, [])
    assert (answer.status_code, code(answer), answer.headers["retry-after"]) == (429, "import:too_many", "60")
    worked_on(api)
    assert handed_in(api, token, []).status_code == 202


def test_imports_are_seen_by_whose_they_are(api):
    mine, others = access(new()), access(new())
    job, _ = taken(api, mine, [watch("A-1")])
    for path in ("", "/report", "/report.csv"):
        asked = [api.get(f"imports/{job['id']}{path}", token).status_code for token in (None, others, mine)]
        assert asked == [401, 404, 200]
    assert api.get("imports", others).json()["results"] == []
