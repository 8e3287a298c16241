"""Photos go into the index and out of it again; what a case has pinned stays as it was, but for what was deleted."""

import numpy as np
import pytest

from models.vocabulary.views import View
from pipeline import keys, seen
from pipeline.adapters.hamming import Hashes
from pipeline.adapters.seen import MAGIC, ROW, StoredSeen, load_head, unpack
from pipeline.ports import BlobMissing
from tests.support.drawn_photo import watch_photo
from tests.support.integrity_case import Desk

OWNER, OTHER = "a" * 64, "b" * 64


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def near(desk, head, prepared):
    return StoredSeen(desk.store).near(head, prepared.perceptual.pdq)


def test_an_index_answers_exactly_what_comparing_with_each_would():
    random = np.random.default_rng(3)
    hashes = random.integers(0, 256, (40_000, 32), dtype=np.uint8)
    index = Hashes(hashes)
    for place in range(0, 40_000, 4_000):
        bits = np.unpackbits(hashes[place])
        bits[random.permutation(256)[:31]] ^= 1
        wanted = np.packbits(bits)
        found, scanned = index.near(wanted, 31), index.scan(wanted, 31)
        assert place in found.places
        assert (found.places == scanned.places).all()
        assert (found.distances == scanned.distances).all()


def test_a_wider_search_than_the_tables_can_answer_is_still_exact():
    hashes = np.random.default_rng(4).integers(0, 256, (25_000, 32), dtype=np.uint8)
    found, scanned = (ask(hashes[5], 100) for ask in (Hashes(hashes).near, Hashes(hashes).scan))
    assert (found.places == scanned.places).all()
    assert len(found.places) > 1


def test_a_photo_that_was_appended_is_found_with_its_case_owner_and_view(desk):
    case = desk.ended(watch_photo(1), owner=OWNER)
    _, (prepared,) = desk.open(watch_photo(1))
    (photo,) = near(desk, seen.head(desk.store), prepared)
    assert (photo.case, photo.owner, photo.view, photo.distance) == (case.case, OWNER, View.DIAL, 0)
    assert StoredSeen(desk.store).features(photo)


def test_appending_again_changes_nothing(desk):
    case, prepared = desk.open(watch_photo(1), owner=OWNER)
    entries = seen.entries(desk.store, case, prepared)
    assert seen.append(desk.store, entries) == seen.append(desk.store, entries)
    assert seen.append(desk.store, []) is None
    assert len(load_head(desk.store, seen.head(desk.store)).segments) == 1


def test_a_head_does_not_see_what_came_after_it(desk):
    before = seen.head(desk.store)
    desk.ended(watch_photo(1), owner=OWNER)
    _, (prepared,) = desk.open(watch_photo(1))
    assert near(desk, before, prepared) == []
    assert len(near(desk, seen.head(desk.store), prepared)) == 1


def test_many_small_segments_are_merged_and_old_heads_stay_as_they_were(desk):
    desk.ended(watch_photo(1), owner=OWNER)
    old = seen.head(desk.store)
    for k in range(2, 6):
        desk.ended(watch_photo(k), owner=OWNER, many=3)
    assert len(load_head(desk.store, seen.head(desk.store)).segments) < 4
    _, (last,) = desk.open(watch_photo(5))
    assert len(near(desk, seen.head(desk.store), last)) == 1
    assert near(desk, old, last) == []


def test_a_forgotten_case_is_gone_from_every_head_and_its_features_with_it(desk):
    kept, gone = desk.ended(watch_photo(1), owner=OWNER), desk.ended(watch_photo(2), watch_photo(1), owner=OTHER)
    old = seen.head(desk.store)
    seen.forget(desk.store, gone.case)
    _, prepared = desk.open(watch_photo(1), watch_photo(2))
    for head in (old, seen.head(desk.store)):
        assert [photo.case for each in prepared for photo in near(desk, head, each)] == [kept.case]
    assert desk.store.exists(keys.seen_features(prepared[0].photo.sha256))
    assert not desk.store.exists(keys.seen_features(prepared[1].photo.sha256))
    stored = b"".join(desk.store.get(key) for key in desk.store.list(keys.SEEN_SEGMENTS))
    assert gone.case.encode() not in stored


def test_a_case_that_was_merged_is_forgotten_too(desk):
    gone = desk.ended(watch_photo(1), owner=OWNER)
    old = seen.head(desk.store)
    desk.ended(watch_photo(2), owner=OWNER, many=1)
    seen.forget(desk.store, gone.case)
    _, prepared = desk.open(watch_photo(1), watch_photo(2))
    new = seen.head(desk.store)
    assert [len(near(desk, old, each)) for each in prepared] == [0, 0]
    assert [len(near(desk, new, each)) for each in prepared] == [0, 1]


def test_of_a_private_view_no_features_are_kept(desk):
    desk.ended(watch_photo(1), owner=OWNER, view=View.CASEBACK)
    _, (prepared,) = desk.open(watch_photo(1))
    (photo,) = near(desk, seen.head(desk.store), prepared)
    assert StoredSeen(desk.store).features(photo) is None


def test_an_index_that_is_not_there_or_not_what_its_name_says_is_missing(desk):
    shelf = StoredSeen(desk.store)
    desk.store.create(keys.seen_head("c" * 64), b"{}")
    for head in ("c" * 64, "d" * 64):
        with pytest.raises(BlobMissing):
            shelf.near(head, "0" * 64)


@pytest.mark.parametrize("segment", [b"", b"nonsense", MAGIC + b"\0" * (ROW.itemsize - 1)])
def test_a_damaged_segment_holds_nothing(segment):
    assert len(unpack(segment)) == 0
