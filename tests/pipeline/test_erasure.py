"""What is left of a case when it is cleared, and that nothing is when it is deleted. On files, as it is run."""

from pathlib import Path

import pytest

from models.vocabulary.photo import Prepared
from pipeline import keys, seen
from pipeline.adapters.seen import StoredSeen
from pipeline.erasure import clear_case, delete_case
from tests.support.drawn_photo import watch_photo
from tests.support.integrity_case import Desk


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def found(desk: Desk, head: str, photo: Prepared) -> list[str]:
    return [each.case for each in StoredSeen(desk.store).near(head, photo.perceptual.pdq)]


def stored(folder: Path) -> bytes:
    """Names and contents of all there is on disk."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return b"".join(str(path).encode() + path.read_bytes() for path in files)


def test_a_case_that_is_cleared_is_recognised_later(desk):
    case = desk.ended(watch_photo(1), owner=None)
    clear_case(desk.store, case.case)
    assert list(desk.store.list(keys.case(case.case))) == []
    _, (again,) = desk.open(watch_photo(1))
    assert found(desk, seen.head(desk.store), again) == [case.case]


def test_of_a_case_that_is_deleted_nothing_is_left_and_others_stay(desk, tmp_path):
    kept, gone = desk.ended(watch_photo(1), owner=None), desk.ended(watch_photo(2), owner=None)
    old = seen.head(desk.store)
    delete_case(desk.store, gone.case)
    assert gone.case.encode() not in stored(tmp_path)
    _, prepared = desk.open(watch_photo(1), watch_photo(2))
    for head in (old, seen.head(desk.store)):
        assert [found(desk, head, each) for each in prepared] == [[kept.case], []]


def test_deleting_again_changes_nothing(desk, tmp_path):
    kept, gone = desk.ended(watch_photo(1), owner=None), desk.ended(watch_photo(1), owner=None)
    delete_case(desk.store, gone.case)
    before = stored(tmp_path)
    delete_case(desk.store, gone.case)
    assert stored(tmp_path) == before
    assert kept.case.encode() in before
