"""What every blob store promises, asked of all of them; then what each promises beside."""

import errno
import itertools
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from pathlib import Path

import pytest

from models.vocabulary.errors import Misconfigured, PipelineError, Retriable
from pipeline.adapters.clock import SystemClock
from pipeline.adapters.files import UNFINISHED, LocalFiles, _named
from pipeline.adapters.s3 import S3Store
from pipeline.ports import BlobMissing, BlobStore, Clock
from tests.pipeline.adapters.conftest import BUCKET, PAGE, Opener
from tests.support.s3_server import Scripted, error

KEY = "cases/c1/1/analyse/identity@00aa.json"


@pytest.mark.parametrize("data", [b"", b"{}", bytes(range(256)) * 20_000], ids=["empty", "small", "5 MB"])
def test_a_blob_comes_back_as_it_went_in(reopen: Opener, data: bytes) -> None:
    assert reopen().create(KEY, data)
    assert reopen().get(KEY) == data
    assert reopen().exists(KEY)


def test_a_key_is_taken_once_and_keeps_its_first_blob(store: BlobStore) -> None:
    assert [store.create(KEY, data) for data in (b"first", b"second", b"first")] == [True, False, False]
    assert store.get(KEY) == b"first"


def test_what_is_not_there_is_missing_and_says_so(store: BlobStore) -> None:
    store.create("cases/c1/1/case.json", b"{}")
    assert not store.exists(KEY)
    with pytest.raises(BlobMissing) as fault:
        store.get(KEY)
    assert fault.value.key == KEY


def test_a_prefix_is_not_a_blob(store: BlobStore) -> None:
    store.create(KEY, b"{}")
    assert not store.exists("cases/c1")
    with pytest.raises(BlobMissing):
        store.get("cases/c1")
    with pytest.raises(BlobMissing):
        store.get(f"{KEY}/below")


def test_deleting_frees_the_key_and_may_be_repeated(store: BlobStore) -> None:
    store.create(KEY, b"old")
    for _ in range(2):
        store.delete(KEY)
    store.delete("cases/never/was.json")
    assert not store.exists(KEY)
    assert list(store.list("cases/")) == []
    assert store.create(KEY, b"new")
    assert store.get(KEY) == b"new"


def test_keys_are_listed_sorted_as_text_and_only_those_below_the_prefix(store: BlobStore) -> None:
    below = ["cases/c1/1/a-b", "cases/c1/1/a.json", "cases/c1/1/a/z", "cases/c1/1/a0", "cases/c1/2/a", "cases/c1/B"]
    for key in reversed([*below, "cases/c10/1/a", "cases/c2"]):
        store.create(key, b"x")
    assert list(store.list("cases/c1/")) == sorted(below)
    assert list(store.list("cases/c3/")) == []


def test_more_keys_than_fit_one_answer_are_all_listed(store: BlobStore) -> None:
    keys = [f"many/{n:03}" for n in range(PAGE * 2 + 1)]
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda key: store.create(key, b""), keys))
    assert list(store.list("many/")) == keys


@pytest.mark.parametrize(
    "key",
    ["", "/", "/etc/passwd", "a/", "a//b", "..", "a/../b", "a/./b", ".hidden", "a/.b", "some space", "back\\slash",
     "a\n", "a\0b", "é",
     "~unfinished/x", "a" * 201, "/".join(["a" * 99] * 6)],
)  # fmt: skip
def test_what_is_not_a_key_is_refused_without_repeating_it(store: BlobStore, key: str) -> None:
    calls: list[Callable[[], object]] = [
        lambda: store.create(key, b""),
        lambda: store.get(key),
        lambda: store.exists(key),
        lambda: store.delete(key),
        lambda: list(store.list(f"{key}/")),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="a blob key is made of") as fault:
            call()
        assert len(key) < 3 or key not in str(fault.value)  # (a letter or two may well be in it)


def test_a_prefix_that_does_not_end_in_a_slash_is_refused(store: BlobStore) -> None:
    with pytest.raises(ValueError, match="ends in a slash"):
        list(store.list("cases/c1"))


def test_of_many_threads_exactly_one_creates_each_blob(reopen: Opener) -> None:
    stores, start = [reopen() for _ in range(8)], threading.Barrier(8)

    def race(mine: int) -> list[bool]:
        start.wait()
        return [stores[mine].create(f"race/{n}", str(mine).encode()) for n in range(6)]

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(race, range(8)))
    for n in range(6):
        winners = [mine for mine in range(8) if won[mine][n]]
        assert len(winners) == 1
        assert stores[0].get(f"race/{n}") == str(winners[0]).encode()


# Local files


def _race_in_process(root: Path, mine: int, start: float) -> list[bool]:
    store = LocalFiles(root)
    time.sleep(max(0.0, start - time.time()))
    return [store.create(f"race/{n}/blob", str(mine).encode() * 5000) for n in range(100)]


def test_of_many_processes_exactly_one_creates_each_blob(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        start = time.time() + 2.5
        won = pool.starmap(_race_in_process, [(tmp_path, mine, start) for mine in range(4)])
    assert all(sum(each) == 1 for each in zip(*won, strict=True))


def _write_for_ever(root: Path) -> None:
    store = LocalFiles(root)
    for n in itertools.count():
        store.create(f"cases/{n % 7}/{os.getpid()}-{n}", b"whole" * 200_000)


def test_a_killed_writer_leaves_no_half_blob_and_its_rest_is_swept(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    for _ in range(3):
        process = context.Process(target=_write_for_ever, args=(tmp_path,))
        process.start()
        _wait_for(lambda: any((tmp_path / UNFINISHED).glob("*")))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
    store = LocalFiles(tmp_path)
    assert list((tmp_path / UNFINISHED).iterdir()) == []
    assert {store.get(key) == b"whole" * 200_000 for key in store.list("cases/")} <= {True}


def _wait_for(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.002)


def test_a_living_writer_survives_a_sweep(tmp_path: Path) -> None:
    store, keys = LocalFiles(tmp_path), [f"cases/{n}" for n in range(300)]
    stop = threading.Event()

    def sweep() -> None:
        while not stop.is_set():
            LocalFiles(tmp_path)

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    created = [store.create(key, b"x" * 3000) for key in keys]
    stop.set()
    sweeper.join()
    assert all(created)
    assert {len(store.get(key)) for key in keys} == {3000}


def test_a_creator_is_not_disturbed_by_folders_that_are_pruned_under_it(tmp_path: Path) -> None:
    store, stop = LocalFiles(tmp_path), threading.Event()

    def churn() -> None:
        while not stop.is_set():
            store.create("cases/c/other/x", b"x")
            store.delete("cases/c/other/x")

    churners = [threading.Thread(target=churn) for _ in range(2)]
    for thread in churners:
        thread.start()
    for n in range(300):
        assert store.create(f"cases/c/mine/{n}", b"y")
        store.delete(f"cases/c/mine/{n}")
    stop.set()
    for thread in churners:
        thread.join()


def test_deleting_the_last_blob_leaves_no_folder_of_the_case(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path)
    for key in (KEY, "cases/c1/photos/ab", "cases/c2/photos/cd"):
        store.create(key, b"x")
    for key in list(store.list("cases/c1/")):
        store.delete(key)
    assert [path.name for path in (tmp_path / "cases").iterdir()] == ["c2"]


def test_only_the_owner_can_read_whatever_the_umask_says(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        LocalFiles(tmp_path / "new" / "root").create(KEY, b"x")
        LocalFiles(tmp_path / "new" / "root").create(f"{KEY}.mark", b"")
    finally:
        os.umask(umask)
    modes = {path.is_dir(): path.stat().st_mode & 0o777 for path in (tmp_path / "new").rglob("*")}
    assert modes == {True: 0o700, False: 0o600}


def test_the_store_takes_any_folder_name(tmp_path: Path) -> None:
    root = tmp_path / "with 'quotes\" & späces"
    assert LocalFiles(root).create(KEY, b"x")
    assert LocalFiles(root).get(KEY) == b"x"


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, Retriable), (errno.EDQUOT, Retriable), (errno.EIO, Retriable), (errno.EMFILE, Retriable),
     (errno.EACCES, Misconfigured), (errno.EROFS, Misconfigured), (errno.ENOTDIR, PipelineError)],
)  # fmt: skip
def test_a_fault_of_the_disk_becomes_ours(number: int, kind: type[PipelineError]) -> None:
    assert type(_named(number)) is kind


@pytest.mark.skipif(not Path("/dev/full").exists() or os.geteuid() != 0, reason="needs a small file system of its own")
def test_a_full_disk_is_retriable_and_its_message_names_no_path(tmp_path: Path) -> None:
    import resource

    store, (soft, hard) = LocalFiles(tmp_path), resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(Retriable) as fault:
            store.create(KEY, b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert "c1" not in str(fault.value)
    assert str(tmp_path) not in str(fault.value)
    assert not store.exists(KEY)
    assert list((tmp_path / UNFINISHED).iterdir()) == []


def test_a_folder_that_is_a_file_is_misuse_and_its_message_names_no_path(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("")
    with pytest.raises(PipelineError) as fault:
        LocalFiles(tmp_path / "blobs" / "below")
    assert str(tmp_path) not in str(fault.value)


# S3


@pytest.mark.parametrize(
    ("script", "fault", "after"),
    [
        ([error(503, "SlowDown", Retry_After="7")], Retriable, 7.0),
        ([error(503, "SlowDown", Retry_After="99999")], Retriable, 300.0),
        ([error(503, "ServiceUnavailable")], Retriable, 2.0),
        ([error(500, "InternalError")], Retriable, 2.0),
        ([error(429, "TooManyRequests")], Retriable, 2.0),
        ([error(400, "RequestTimeout")], Retriable, 2.0),
        ([None], Retriable, 2.0),
        ([error(409, "ConditionalRequestConflict")], Retriable, 1.0),
        ([error(403, "AccessDenied")], Misconfigured, None),
        ([error(403, "SignatureDoesNotMatch")], Misconfigured, None),
        ([error(404, "NoSuchBucket")], Misconfigured, None),
        ([error(400, "InvalidRequest")], PipelineError, None),
        ([(200, {"Content-Type": "text/html"}, b"<html>a login page")], Retriable, 2.0),
    ],
)
def test_an_answer_of_the_far_side_becomes_ours(
    script: list[object], fault: type[PipelineError], after: float | None
) -> None:
    server = Scripted(*script)  # type: ignore[arg-type]
    with server.serving() as url:
        store = S3Store(BUCKET, endpoint_url=url)
        with pytest.raises(fault) as raised:
            store.create(KEY, b"x")
    assert type(raised.value) is fault
    assert getattr(raised.value, "retry_after", None) == after
    assert "secret" not in str(raised.value)
    assert "c1" not in str(raised.value)


def test_a_passing_fault_is_sent_again_within_one_call() -> None:
    server = Scripted(error(503, "SlowDown"), (200, {}, b""))
    with server.serving() as url:
        assert S3Store(BUCKET, endpoint_url=url).create(KEY, b"x")
    assert [each["HTTP_IF_NONE_MATCH"] for each in server.asked] == ["*", "*"]


def test_a_conflict_with_a_deletion_is_tried_again() -> None:
    server = Scripted(error(409, "ConditionalRequestConflict"), (200, {}, b""))
    with server.serving() as url:
        assert S3Store(BUCKET, endpoint_url=url).create(KEY, b"x")


@pytest.mark.parametrize("writer", ["own", "another"])
def test_a_blob_whose_reply_was_lost_is_known_as_ones_own(writer: str) -> None:
    def head(first: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        return (
            200,
            {"x-amz-meta-adriel-writer": first["HTTP_X_AMZ_META_ADRIEL_WRITER"] if writer == "own" else "x"},
            b"",
        )

    server = Scripted(None, error(412, "PreconditionFailed"), head)
    with server.serving() as url:
        assert S3Store(BUCKET, endpoint_url=url).create(KEY, b"x") is (writer == "own")
    assert [each["REQUEST_METHOD"] for each in server.asked] == ["PUT", "PUT", "HEAD"]


def test_a_taken_key_costs_one_request() -> None:
    server = Scripted(error(412, "PreconditionFailed"))
    with server.serving() as url:
        assert not S3Store(BUCKET, endpoint_url=url).create(KEY, b"x")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("url", "fault"),
    [("http://127.0.0.1:1", Retriable), ("not an address", Misconfigured)],
)
def test_an_address_that_nobody_answers_is_retriable_and_a_wrong_one_is_not(
    url: str, fault: type[PipelineError]
) -> None:
    with pytest.raises(fault) as raised:
        S3Store(BUCKET, endpoint_url=url).get(KEY)
    assert type(raised.value) is fault


def test_missing_credentials_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, s3_url: str) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(Misconfigured) as fault:
        S3Store(BUCKET, endpoint_url=s3_url).exists(KEY)
    assert fault.value.setting == "AWS_ACCESS_KEY_ID"


def test_a_missing_bucket_is_named(s3_url: str) -> None:
    with pytest.raises(Misconfigured) as fault:
        S3Store("no-such-bucket", endpoint_url=s3_url).create(KEY, b"x")
    assert fault.value.setting == "ADRIEL_BLOBS"


def test_a_prefix_keeps_two_stores_in_one_bucket_apart(s3_url: str) -> None:
    one, other = (S3Store(BUCKET, prefix, endpoint_url=s3_url) for prefix in ("apart/a", "apart/b"))
    assert one.create(KEY, b"1")
    assert other.create(KEY, b"2")
    assert list(one.list("cases/")) == [KEY]
    assert one.get(KEY) == b"1"


def test_a_store_works_on_in_a_forked_child(s3_url: str) -> None:
    store = S3Store(BUCKET, "forked", endpoint_url=s3_url)
    store.create("cases/parent", b"x")
    children = [
        multiprocessing.get_context("fork").Process(target=store.create, args=(f"cases/{n}", b"x")) for n in "ab"
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(20)
    assert list(store.list("cases/")) == ["cases/a", "cases/b", "cases/parent"]


def test_the_clock_tells_utc() -> None:
    clock: Clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.now() <= clock.now()
