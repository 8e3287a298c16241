"""A worker that is killed in the middle of an import costs time, and nothing else."""

import json
from collections import Counter

import pytest

from marketplace.authentication.models import Examination
from marketplace.bulk.models import Import, Row
from marketplace.bulk.services import importing
from marketplace.bulk.services.listing_rows import CHUNK
from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.listings.models import Listing
from marketplace.users.models import Membership, Organisation
from tests.support import broker
from tests.support.accounts import new
from tests.support.api_case import EXAMPLE, SERIAL
from tests.support.fleet import wait_until
from tests.support.live import process

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _nothing_is_sent_to_others():
    yield
    broker.forget()


def a_store():
    manager = new()
    store = Organisation.objects.create(kind=Organisation.Kind.STORE, name="Harbour Watches")
    Membership.objects.create(organisation=store, user=manager, kind=Membership.Kind.MANAGER)
    return manager, store.pk


def handed_in(of, rows):
    manager, store = a_store()
    data = json.dumps(rows).encode()
    return importing.hand_in(owner=manager, of=of, organisation=store, kind="json", data=data)


def killed_and_gone_on(folder, done, most):
    """Kill a worker once something is done, have another go on until the import has ended; return what they logged."""
    with process(folder, "-m", "marketplace.config.worker") as worker:
        wait_until(done, 40.0)
        worker.kill()
        assert 0 < done() < most
        Import.objects.update(moved_at="2026-01-01T00:00:00Z")  # as the clock sees it after a minute
        importing.resume()
        worker.start()
        wait_until(lambda: Import.objects.get().state == "done", 60.0)
        return worker.said()


def test_listings_are_each_there_once(tmp_path):
    rows = [{"external_id": f"A-{n}", "brand": "Aldenmoor", "condition": "good"} for n in range(CHUNK * 12)]
    handed_in(Import.Of.LISTINGS, rows)
    killed_and_gone_on(tmp_path, lambda: Import.objects.get().taken, len(rows))
    assert Counter(Row.objects.values_list("outcome", flat=True)) == {"made": len(rows)}
    assert Listing.objects.count() == len(rows)


def test_cases_are_each_submitted_once(tmp_path, monkeypatch, settings):
    monkeypatch.setenv("ADRIEL_CASES_OPEN", "100")
    settings.CASES_OPEN_AT_ONCE = 100
    claim, photo = {"brand": "Aldenmoor", "serial": SERIAL}, [{"view": "dial", "content_type": "image/jpeg"}]
    rows = [{"external_id": f"A-{n}", "claim": claim, "photos": photo} for n in range(40)]
    job = handed_in(Import.Of.CASES, rows)
    importing.work(job.pk)
    data = (EXAMPLE / "dial.jpg").read_bytes()
    for row in Row.objects.select_related("case"):
        [awaited] = row.case.photos.all()
        blobs().create(place(awaited.key), data)
    importing.submit(job_id=job.pk)
    submitted = Row.objects.filter(outcome="submitted")
    logged = killed_and_gone_on(tmp_path, submitted.count, len(rows))
    assert submitted.count() == len(rows)
    assert Examination.objects.count() == len(rows)
    assert set(Examination.objects.values_list("dispatches", flat=True)) == {1}
    messages = broker.waiting()
    assert Examination.objects.last().case_id in messages
    assert SERIAL not in logged + messages
