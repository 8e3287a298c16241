"""Cases in bulk: drafts that wait for photos, submitted together; what there is no room for waits, and is not lost."""

import json

import pytest

from marketplace.authentication.models import Case, Examination
from marketplace.bulk.files import MOST_CASES
from marketplace.bulk.models import Import
from marketplace.bulk.services import importing
from marketplace.common.stores import blobs
from marketplace.connections.selectors.robots import is_trial
from tests.marketplace.bulk.conftest import handed_in, read, taken, worked_on
from tests.support.accounts import access, code, new
from tests.support.api_case import EXAMPLE, SERIAL, sent

pytestmark = pytest.mark.django_db

WHERE = "case-imports"
DIAL = (EXAMPLE / "dial.jpg").read_bytes()


def watch(name, *views, **claim):
    photos = [{"view": view, "content_type": "image/jpeg"} for view in views or ("dial",)]
    return {"external_id": name, "claim": {"brand": "Aldenmoor", "serial": SERIAL, **claim}, "photos": photos}


def submitted(api, token, job):
    """Submit an import's cases, and return it with its report."""
    answer = api.post(f"{WHERE}/{job}/submit", None, token)
    assert answer.status_code == 202, answer.content
    worked_on(api)
    return read(api, token, job, WHERE)


def clock(api):
    """Let a minute pass."""
    Import.objects.update(moved_at="2026-01-01T00:00:00Z")
    with api.committed(execute=True):
        importing.resume()
    worked_on(api)


def test_each_row_says_where_its_photos_go_and_is_submitted_with_them(api, shop):
    key = shop.key("read", "cases:write")["key"]
    rows = [watch("A-1", "dial", "caseback"), watch("A-2"), watch("A-3", brand=""), {"external_id": "A-4"}]
    job, report = taken(api, key, rows, where=WHERE, organisation=str(shop.organisation.pk))
    assert (job["state"], job["rows"], job["most_rows"]) == ("done", 4, MOST_CASES)
    assert [each["outcome"] for each in report] == ["made", "made", "refused", "refused"]
    assert set(report[2]["errors"]) == set(report[3]["errors"]) == {"claim"}
    assert [each["label"] for each in report[0]["uploads"]] == ["dial", "caseback"]
    assert sent(report[0]["uploads"][0], DIAL).status_code == 204
    assert sent(report[1]["uploads"][0], DIAL).status_code == 204

    job, report = submitted(api, key, job["id"])
    assert (job["state"], job["submitted"]) == ("done", 1)
    assert [each["outcome"] for each in report[:2]] == ["made", "submitted"]
    assert set(report[0]["errors"]) == {"whole", "caseback"}
    assert (report[1]["state"], report[1]["uploads"]) == ("running", [])
    assert sent(report[0]["uploads"][1], DIAL).status_code == 204
    job, report = submitted(api, key, job["id"])
    assert (job["submitted"], report[0]["outcome"], report[0]["errors"]) == (2, "submitted", {})
    assert Case.objects.get(pk=report[0]["case"]).organisation == shop.organisation
    assert Examination.objects.count() == 2


def test_what_comes_again_is_the_same_case(api):
    token = access(new())
    _, first = taken(api, token, [watch("A-1"), watch("A-1")], where=WHERE)
    job, again = taken(api, token, [watch("A-1")], where=WHERE)
    assert [each["outcome"] for each in (*first, *again)] == ["made", "there", "there"]
    assert len({each["case"] for each in (*first, *again)}) == Case.objects.count() == 1
    sent(again[0]["uploads"][0], DIAL)
    assert submitted(api, token, job["id"])[0]["submitted"] == 1


def test_what_there_is_no_room_for_waits_until_there_is(api, settings):
    settings.CASES_OPEN_AT_ONCE = 2
    token = access(new())
    job, report = taken(api, token, [watch(f"A-{n}") for n in range(3)], where=WHERE)
    assert (job["state"], job["waiting"], report[2]["errors"]["whole"][0]) == ("running", 1, "case:too_many_open")
    clock(api)
    assert read(api, token, job["id"], WHERE)[0]["waiting"] == 1
    api("DELETE", f"cases/{report[0]['case']}", None, token)
    clock(api)
    job, report = read(api, token, job["id"], WHERE)
    assert (job["state"], job["waiting"], report[2]["outcome"], report[2]["errors"]) == ("done", 0, "made", {})
    assert not blobs().exists(f"imports/{job['id']}")


def test_what_may_not_be_examined_today_is_tomorrow(api, settings):
    settings.CASES_A_DAY = 1
    token = access(new())
    job, report = taken(api, token, [watch(f"A-{n}") for n in range(3)], where=WHERE)
    for row in report:
        sent(row["uploads"][0], DIAL)
    job, report = submitted(api, token, job["id"])
    assert (job["state"], job["submitted"]) == ("running", 1)
    assert [each["errors"]["whole"][0] for each in report[1:]] == ["case:too_many_today"] * 2
    settings.CASES_A_DAY = 5
    clock(api)
    job, report = read(api, token, job["id"], WHERE)
    assert (job["state"], job["submitted"], [each["errors"] for each in report]) == ("done", 3, [{}] * 3)


def test_a_row_says_that_the_budget_of_the_day_is_spent(api, settings):
    settings.GEMINI_DAILY_BUDGET_USD = 0
    token = access(new())
    job, report = taken(api, token, [watch("A-1")], where=WHERE)
    sent(report[0]["uploads"][0], DIAL)
    _, report = submitted(api, token, job["id"])
    assert (report[0]["outcome"], set(report[0]["without"])) == ("submitted", {"vision"})


def test_a_table_is_read_as_well(api):
    token = access(new())
    text = f"external_id,brand,serial,year,photos\n=A,Aldenmoor,{SERIAL},2016,dial caseback:image/png\n=B,,,,\n"
    job, report = taken(api, token, text.encode(), "csv", WHERE)
    [made] = Case.objects.all()
    assert (made.claim, made.serial) == ({"brand": "Aldenmoor", "year": 2016}, SERIAL)
    assert list(made.photos.values_list("view", "content_type")) == [("dial", "image/jpeg"), ("caseback", "image/png")]
    lines = api.get(f"{WHERE}/{job['id']}/report.csv", token).content.decode().splitlines()
    assert lines[0] == "number,external_id,outcome,case,state,errors"
    assert [line.split(",")[:3] for line in lines[1:]] == [["1", "'=A", "made"], ["2", "'=B", "refused"]]
    assert SERIAL not in json.dumps(report) + "".join(lines)
    assert SERIAL not in json.dumps(api.messages)


def test_test_keys_make_trials(api, shop):
    key = shop.key("read", "cases:write", mode="test")["key"]
    _, report = taken(api, key, [watch("A-1")], where=WHERE)
    assert is_trial(Case.objects.get(pk=report[0]["case"]).owner_id)


def test_what_cannot_be_taken_says_why(api, shop):
    token = access(new())
    job, _ = taken(api, token, [watch(f"A-{n}") for n in range(MOST_CASES + 1)], where=WHERE)
    assert (job["state"], job["why"], job["most_rows"]) == ("refused", "too many rows", MOST_CASES)
    assert code(api.post(f"{WHERE}/{job['id']}/submit", None, token)) == "import:refused"
    assert code(handed_in(api, shop.key("read", "listings:write")["key"], [], where=WHERE)) == "request:scope"
    assert code(handed_in(api, token, [], where=WHERE, organisation=str(shop.organisation.pk))) == "request:forbidden"


def test_who_has_left_the_store_submits_nothing_for_it(api, shop):
    organisation = str(shop.organisation.pk)
    job, report = taken(api, shop.staff, [watch("A-1")], where=WHERE, organisation=organisation)
    sent(report[0]["uploads"][0], DIAL)
    shop.organisation.members.remove(Case.objects.get().owner)
    job, report = submitted(api, shop.staff, job["id"])
    assert (report[0]["outcome"], report[0]["errors"]["whole"][0]) == ("made", "request:forbidden")


def test_a_case_that_was_withdrawn_is_not_submitted(api):
    token = access(new())
    job, report = taken(api, token, [watch("A-1")], where=WHERE)
    api("DELETE", f"cases/{report[0]['case']}", None, token)
    _, report = submitted(api, token, job["id"])
    assert (report[0]["outcome"], report[0]["errors"]["whole"][0]) == ("refused", "case:state")


def test_imports_of_cases_are_seen_by_whose_they_are(api):
    mine, others = access(new()), access(new())
    job, _ = taken(api, mine, [watch("A-1")], where=WHERE)
    for path in ("", "/report", "/report.csv"):
        asked = [api.get(f"{WHERE}/{job['id']}{path}", token).status_code for token in (None, others, mine)]
        assert asked == [401, 404, 200]
    assert api.get(f"imports/{job['id']}", mine).status_code == 404
    assert code(api.post(f"{WHERE}/{job['id']}/submit", None, others)) == "request:not_found"
