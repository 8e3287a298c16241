"""Server-sent events: what a browser's ``EventSource`` reads, from where it stood."""

import json

import httpx
import pytest

from marketplace.authentication import tickets
from marketplace.users.tokens import issue
from tests.support import live

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def server(tmp_path_factory, django_db_setup):  # noqa: ARG001 - its database is another process's too
    with live.server(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def case():
    case = live.running_case(live.owner())
    live.tell(case, live.course(case.pk)[:5])
    return case


def first(server, case, query="", **headers):
    """Return the first event of a stream, by its fields."""
    address = f"{server}/api/v1/cases/{case.pk}/events{query}"
    with httpx.stream("GET", address, headers={"Accept": "text/event-stream"} | headers) as answer:
        if answer.status_code != 200:
            return json.loads(answer.read())["code"]
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["Cache-Control"] == "no-store"
        lines = iter(answer.iter_lines())
        return dict(line.split(": ", 1) for line in iter(lambda: next(lines), ""))


def bearer(user):
    return {"Authorization": f"Bearer {issue(user).access_token}"}


def test_a_stream_begins_with_a_snapshot(server, case):
    said = first(server, case, **bearer(case.owner))
    message = json.loads(said["data"])
    assert (said["event"], said["id"], message["type"], message["last"]) == ("snapshot", "5", "snapshot", 5)


@pytest.mark.parametrize(
    ("query", "headers"), [("", {"Last-Event-ID": "2"}), ("?after=2", {}), ("?after=4", {"Last-Event-ID": "2"})]
)
def test_a_stream_goes_on_where_its_client_stood(server, case, query, headers):
    said = first(server, case, query, **headers, **bearer(case.owner))
    assert (said["event"], said["id"]) == ("events", "5")
    assert [each["number"] for each in json.loads(said["data"])["events"]] == [3, 4, 5]


@pytest.mark.parametrize("nonsense", ["-1", "last", "9" * 40, "²", "1.5"])
def test_who_says_nothing_sensible_begins_with_a_snapshot(server, case, nonsense):
    said = first(server, case, **{"Last-Event-ID": nonsense.encode()}, **bearer(case.owner))
    assert said["event"] == "snapshot"


def test_a_stream_opens_by_ticket_once_and_to_nobody_who_may_not_see_the_case(server, case):
    ticket = tickets.issue(case.owner, case.pk)
    assert first(server, case, f"?ticket={ticket}")["event"] == "snapshot"
    assert first(server, case, f"?ticket={ticket}") == "request:token_invalid"
    assert first(server, case, **bearer(live.owner())) == "request:not_found"
    assert first(server, case) == "request:unauthenticated"
