"""The log in real stores: appended by many, killed anywhere, and never forked."""

import contextlib
import hashlib
import itertools
import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from pipeline.adapters.files import LocalFiles
from pipeline.adapters.s3 import S3Store
from pipeline.ports import SwapStore
from pipeline.transparency import checkpoint, merkle, notes, proof, tiles
from pipeline.transparency.log import CHECKPOINT, PREFIX, Log
from pipeline.transparency.merkle import NotProven
from pipeline.transparency.notes import Kind
from pipeline.transparency.proof import LogTrust
from tests.support.mortal import Killed, Mortal
from tests.support.note_keys import Signer, key
from tests.support.s3_server import s3_server

KEY = key(1)
TRUST = LogTrust(origin=KEY.name, keys=(KEY,))


def entry(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


def opened(store: SwapStore, seed: int = 1, **options: Any) -> Log:
    return Log(store, key(seed), Signer(seed), origin=KEY.name, **options)


@pytest.fixture(params=["files", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SwapStore]:
    if request.param == "files":
        yield LocalFiles(tmp_path)
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with s3_server() as url:
        boto3.client("s3", endpoint_url=url).create_bucket(Bucket="log")
        yield S3Store("log", tmp_path.name, endpoint_url=url)


def logged(store: SwapStore) -> list[bytes]:
    """All entries, as a monitor reads them from the public files, with the root that they give."""
    note = notes.parse(store.get(CHECKPOINT))
    head = proof.signed_head(note, TRUST)
    full, rest = divmod(head.size, tiles.WIDTH)
    widths = [*([tiles.WIDTH] * full), *([rest] if rest else [])]
    bundles = (store.get(PREFIX + tiles.entries_path(nth, width)) for nth, width in enumerate(widths))
    found = [each for data in bundles for each in tiles.entries(data)]
    assert head.root == merkle.root(len(found), lambda tree: _by_hand(found, tree))
    return found


def _by_hand(found: list[bytes], tree: merkle.Subtree) -> bytes:
    part = found[tree.number << tree.level : (tree.number + 1) << tree.level]
    return merkle.perfect([merkle.leaf_hash(each) for each in part])


def test_what_was_appended_is_proven_to_be_in_the_log_and_found_by_a_monitor(store: SwapStore) -> None:
    log, count = opened(store), 300 if isinstance(store, LocalFiles) else 20
    assert log.published() is None
    assert log.prove(entry(0)) is None
    assert log.append([entry(k) for k in range(3)]).size == 3
    assert log.append([entry(k) for k in range(2, count)]).size == count
    assert sorted(logged(store)) == sorted(entry(k) for k in range(count))
    for number in (0, 2, count - 1):
        found = log.prove(entry(number))
        assert found is not None
        assert proof.check(proof.parse(found.render()), entry(number), TRUST).size == count


def test_an_entry_is_in_the_log_once_however_often_it_is_appended(store: SwapStore) -> None:
    for _ in range(3):
        assert opened(store).append([entry(1), entry(1), entry(2)]).size == 2
    assert opened(store).append([]).size == 2


def test_each_state_is_the_beginning_of_the_next(tmp_path: Path) -> None:
    log, heads = opened(LocalFiles(tmp_path)), [checkpoint.Checkpoint(KEY.name, 0, merkle.EMPTY)]
    heads += [log.append([entry(k) for k in range(size)]) for size in (1, 2, 7, 256, 257)]
    for old, new in itertools.combinations(heads, 2):
        merkle.check_consistency(old.size, new.size, log.link(old.size, new.size), old.root, new.root)


@pytest.mark.parametrize("changes", range(30))
def test_an_appender_killed_anywhere_loses_nothing_and_breaks_nothing(tmp_path: Path, changes: int) -> None:
    store = LocalFiles(tmp_path)
    first = opened(store).append([entry(0), entry(1)])
    with contextlib.suppress(Killed):
        opened(Mortal(store, changes)).append([entry(2), entry(3)])
    after = opened(store).append([entry(4)])
    again = opened(store).append([entry(2), entry(3)])
    assert sorted(logged(store)) == sorted(entry(k) for k in range(5))
    for old, new in ((first, after), (after, again)):
        link = opened(store).link(old.size, new.size)
        merkle.check_consistency(old.size, new.size, link, old.root, new.root)
    assert not [*store.list("log/pending/"), *store.list("log/staging/")]


def _append(root: Path, mine: int, count: int) -> None:
    log = opened(LocalFiles(root))
    for turn in range(count):
        log.append([entry(1000 * mine + turn), entry(9000 + turn)])


def test_processes_that_append_at_once_never_fork_the_log(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    appenders = [context.Process(target=_append, args=(tmp_path, mine, 8)) for mine in range(3)]
    for each in appenders:
        each.start()
    for each in appenders:
        each.join(120)
        assert each.exitcode == 0
    own = [entry(1000 * mine + turn) for mine in range(3) for turn in range(8)]
    assert sorted(logged(LocalFiles(tmp_path))) == sorted([*own, *(entry(9000 + turn) for turn in range(8))])


def test_nothing_is_signed_on_top_of_files_that_were_altered(store: SwapStore) -> None:
    opened(store).append([entry(k) for k in range(3)])
    path = PREFIX + tiles.tile_path(0, 0, 3)
    data = store.get(path)
    assert store.swap(path, data, bytes(32) + data[32:])
    before = store.get(CHECKPOINT)
    with pytest.raises(NotProven, match="do not give the root"):
        opened(store).append([entry(9)])
    assert store.get(CHECKPOINT) == before


def test_nothing_is_signed_on_top_of_another_keys_head(store: SwapStore) -> None:
    opened(store, 2).append([entry(1)])
    with pytest.raises(NotProven, match="no key"):
        opened(store, 1).append([entry(2)])


def test_after_its_key_was_rotated_the_log_goes_on(store: SwapStore) -> None:
    first = opened(store, 1).append([entry(1)])
    log = opened(store, 2, old=(key(1),))
    second = log.append([entry(2)])
    merkle.check_consistency(1, 2, log.link(1, 2), first.root, second.root)


def test_witnesses_lines_are_kept_with_the_checkpoint_they_signed_and_with_no_other(store: SwapStore) -> None:
    log = opened(store)
    log.append([entry(1)])
    witness = key(7, "witness.example", Kind.COSIGNATURE)
    published = log.published()
    assert published is not None
    line = notes.sign(published.text, witness, Signer(7), time=1_700_000_000)
    assert log.cosign([line])
    found = log.prove(entry(1))
    assert found is not None
    asks = TRUST.model_copy(update={"witnesses": (witness,), "quorum": 1})
    assert proof.check(found, entry(1), asks).witnesses == ("witness.example",)
    log.append([entry(2)])
    later = log.published()
    assert later is not None
    assert len(later.lines) == 1


@pytest.mark.parametrize("wrong", [b"", bytes(31), bytes(33)])
def test_only_a_digest_is_an_entry(tmp_path: Path, wrong: bytes) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        opened(LocalFiles(tmp_path)).append([wrong])
