"""An object store that is away in the middle of a case costs a pause."""

import time

import pytest

from pipeline import keys
from pipeline.workflow import Canvas
from tests.faults.object_store import KEYS, object_store
from tests.support.fleet import fleet, wait_until

pytestmark = pytest.mark.slow
AWAY = 3.0
"""Seconds: two retries' pauses."""


def test_a_case_whose_store_is_away_goes_on_when_it_is_back(tmp_path, monkeypatch):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with object_store() as store, fleet(tmp_path, ADRIEL_BLOBS=store.blobs) as workers:
        case = workers.case()
        workers.set("hold-analyse")
        Canvas(workers.app, case, "d1").examination().apply_async()
        workers.wait_for("holding-analyse")
        store.stop()
        workers.set("raise-analyse")  # a fault of ours, which cannot be recorded meanwhile either
        workers.clear("hold-analyse")
        time.sleep(AWAY)
        workers.clear("raise-analyse")
        store.start()
        report = keys.document(case.case, 1, "report.pdf")
        wait_until(lambda: workers.shop.store.exists(report), 60.0, workers.supervisor.tend)
        assert not workers.shop.store.exists(keys.failed(case.case, 1, "d1"))
        assert "was not reached" not in workers.log.read_text(), "nobody saw a fault"
