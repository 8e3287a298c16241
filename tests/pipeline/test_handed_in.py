"""What is handed in has an id that says when it came, so that it goes again in time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import handed_in
from pipeline.adapters.files import LocalFiles

NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)


def test_an_id_says_when_it_was_given_and_is_given_once() -> None:
    ids = {handed_in.new_id(NOW) for _ in range(100)}
    assert len(ids) == 100
    assert all(handed_in.is_id(each) and each.startswith(str(int(NOW.timestamp()))) for each in ids)


@pytest.mark.parametrize("text", ["", "..", "a/b", "1773480413", "1773480413" + "U" * 20, "1773480413" + "0" * 21])
def test_nothing_else_is_an_id(text: str) -> None:
    assert not handed_in.is_id(text)


def test_a_sweep_takes_what_came_before_a_moment_and_nothing_else(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path)
    old, new = (handed_in.new_id(NOW + timedelta(hours=late)) for late in (0, 2))
    keys = [f"checks/{old}/document", f"checks/{old}/result.json", f"checks/{new}/document"]
    for key in (*keys, "checks/somebody-elses/document", "checks-of-another-kind/x"):
        store.create(key, b"x")
    assert handed_in.sweep(store, "checks/", NOW + timedelta(hours=1)) == 2
    assert list(store.list("checks/")) == [f"checks/{new}/document", "checks/somebody-elses/document"]
    assert store.exists("checks-of-another-kind/x")
