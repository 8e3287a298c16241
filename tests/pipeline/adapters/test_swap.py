"""Blobs that change: of many writers exactly one, and never half."""

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from pipeline.adapters.files import LocalFiles
from pipeline.adapters.s3 import S3Store
from pipeline.ports import SwapStore
from tests.pipeline.adapters.conftest import BUCKET, Opener
from tests.support.s3_server import Scripted, error

KEY = "log/head"


def test_a_blob_is_replaced_where_it_is_what_the_writer_saw(store: SwapStore) -> None:
    assert store.swap(KEY, None, b"1")
    assert store.swap(KEY, b"1", b"2")
    assert not store.swap(KEY, b"1", b"3")
    assert not store.swap(KEY, None, b"3")
    assert store.get(KEY) == b"2"


def test_what_is_there_already_was_swapped(store: SwapStore) -> None:
    for _ in range(2):
        assert store.swap(KEY, None, b"1")
    for _ in range(2):
        assert store.swap(KEY, b"1", b"2")
    assert store.swap(KEY, b"2", b"2")


def test_what_is_not_there_is_not_replaced(store: SwapStore) -> None:
    assert not store.swap(KEY, b"1", b"2")
    assert not store.exists(KEY)


def test_of_many_writers_that_saw_the_same_exactly_one_wins_each_round(reopen: Opener) -> None:
    stores, start = [reopen() for _ in range(6)], threading.Barrier(6)
    assert stores[0].swap(KEY, None, b"0")

    def race(mine: int) -> list[bool]:
        won, seen = [], b"0"
        for turn in range(5):
            start.wait()
            won.append(stores[mine].swap(KEY, seen, f"{turn}-{mine}".encode()))
            start.wait()
            seen = stores[mine].get(KEY)
        return won

    with ThreadPoolExecutor(6) as pool:
        rounds = zip(*pool.map(race, range(6)), strict=True)
    assert [sum(each) for each in rounds] == [1] * 5


def _count(root: Path, name: str, times: int) -> None:
    store = LocalFiles(root)
    for _ in range(times):
        while not store.swap(KEY, seen := store.get(KEY), f"{int(seen.partition(b' ')[0]) + 1} {name}".encode()):
            pass


def test_processes_that_count_together_lose_no_step(tmp_path: Path) -> None:
    LocalFiles(tmp_path).swap(KEY, None, b"0")
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_count, args=(tmp_path, name, 25)) for name in "abc"]
    for each in writers:
        each.start()
    for each in writers:
        each.join(60)
    assert LocalFiles(tmp_path).get(KEY).startswith(b"75 ")


def _sweep_for_ever(root: Path, start: Barrier) -> None:
    start.wait()
    while True:
        LocalFiles(root)


def test_a_writer_survives_that_others_start_and_sweep(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path)
    store.swap(KEY, None, b"0")
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(3)
    sweepers = [context.Process(target=_sweep_for_ever, args=(tmp_path, start)) for _ in range(2)]
    try:
        for each in sweepers:
            each.start()
        start.wait()
        assert all(store.swap(KEY, b"%d" % turn, b"%d" % (turn + 1)) for turn in range(400))
    finally:
        for each in sweepers:
            each.kill()
            each.join()


def test_locks_are_no_blobs(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path)
    store.swap(KEY, None, b"0")
    store.swap(KEY, b"0", b"1")
    assert list(store.list("log/")) == [KEY]


@pytest.mark.parametrize("stored", [True, False])
def test_a_reply_that_was_lost_leaves_no_doubt(stored: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """The far side stores the blob and the connection breaks; sent again, the condition fails on one's own blob."""
    now = b"2" if stored else b"other"
    body = [(200, {"ETag": '"a"'}, b"1"), None, error(412, "PreconditionFailed"), (200, {"ETag": '"b"'}, now)]
    with Scripted(*body).serving() as url:
        assert S3Store(BUCKET, endpoint_url=url).swap(KEY, b"1", b"2") is stored
