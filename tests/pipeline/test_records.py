"""Memoised records: what is kept, what is not, and what a power cut may leave."""

from pathlib import Path

import pytest

from models.vocabulary.errors import AttemptsExhausted, RecordsMissing
from pipeline import keys
from pipeline.adapters.files import LocalFiles
from pipeline.messages import Message
from pipeline.records import MAX_ATTEMPTS, Records, attempted, digest

MESSAGE = Message(case="c" * 12, examination=1, dispatch="d1")


@pytest.fixture
def store(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path)


@pytest.fixture
def records(store: LocalFiles) -> Records:
    return Records(store, MESSAGE)


def never() -> dict:
    raise AssertionError("must not be computed again")


def test_a_record_is_computed_once(records: Records):
    assert records.remember("score", "all", "i1", lambda: {"answer": 1}) == {"answer": 1}
    assert records.remember("score", "all", "i1", never) == {"answer": 1}


def test_other_inputs_are_another_record(records: Records):
    records.remember("score", "all", "i1", lambda: {"answer": 1})
    assert records.remember("score", "all", "i2", lambda: {"answer": 2}) == {"answer": 2}


def test_who_is_second_gets_what_the_first_kept(records: Records):
    def overtaken() -> dict:
        records.remember("score", "all", "i1", lambda: {"answer": "first"})
        return {"answer": "second"}

    assert records.remember("score", "all", "i1", overtaken) == {"answer": "first"}


def test_a_passing_answer_is_returned_and_not_kept(records: Records):
    passing = {"kind": "unavailable"}
    assert records.remember_unless("analyse", "vision", "i", lambda: passing, passing=lambda _: True) == passing
    with pytest.raises(RecordsMissing):
        records.all("analyse", ["vision"])


def test_a_passing_answer_counts_for_its_own_dispatch_alone(store: LocalFiles, records: Records):
    records.note_unavailable("analyse", "vision", {"kind": "unavailable"})
    assert records.all("analyse", ["vision"]) == [{"kind": "unavailable"}]
    other = Records(store, MESSAGE.model_copy(update={"dispatch": "d2"}))
    with pytest.raises(RecordsMissing):
        other.all("analyse", ["vision"])


def test_a_definite_answer_wins_over_a_passing_one(records: Records):
    records.note_unavailable("analyse", "vision", {"kind": "unavailable"})
    records.remember("analyse", "vision", "i", lambda: {"kind": "examined"})
    assert records.all("analyse", ["vision"]) == [{"kind": "examined"}]


def test_what_is_missing_is_named(records: Records):
    records.remember("preprocess", "dial", "i", dict)
    with pytest.raises(RecordsMissing, match="caseback"):
        records.all("preprocess", ["dial", "caseback"])


@pytest.mark.parametrize("torn", [b"", b'{"answer": ', b'{"answer": "\0\0\0"}', b"\0" * 40])
def test_a_record_torn_by_a_power_cut_is_done_again(store: LocalFiles, records: Records, torn: bytes):
    store.create(keys.record(MESSAGE.case, 1, "score", "all", "i1"), torn)
    with pytest.raises(RecordsMissing):
        records.all("score", ["all"])
    store.create(keys.record(MESSAGE.case, 1, "score", "all", "i1"), torn)
    assert records.remember("score", "all", "i1", lambda: {"answer": 1}) == {"answer": 1}
    assert records.remember("score", "all", "i1", never) == {"answer": 1}


def test_attempts_that_end_leave_no_mark_even_in_a_fault(store: LocalFiles):
    for _ in range(MAX_ATTEMPTS + 1):
        with pytest.raises(ValueError, match="a fault"), attempted(store, MESSAGE, "preprocess"):
            raise ValueError("a fault")


def test_attempts_that_never_end_are_counted(store: LocalFiles):
    unended = [attempted(store, MESSAGE, "preprocess") for _ in range(MAX_ATTEMPTS)]
    for each in unended:
        each.__enter__()
    with pytest.raises(AttemptsExhausted), attempted(store, MESSAGE, "preprocess"):
        pass


def test_a_digest_tells_inputs_apart_and_not_their_order_of_fields():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest("ab", "c") != digest("a", "bc")


@pytest.fixture
def again(store: LocalFiles) -> Records:
    """The records of the case's next examination."""
    return Records(store, MESSAGE.model_copy(update={"examination": 2}))


def test_the_next_examination_finds_what_the_last_one_made_of_the_same_inputs(records: Records, again: Records):
    records.remember("analyse", "dial", "i1", lambda: {"kind": "examined"})
    assert again.remember("analyse", "dial", "i1", never) == {"kind": "examined"}
    assert again.all("analyse", ["dial"]) == [{"kind": "examined"}]


def test_other_code_and_another_case_find_nothing_of_it(store: LocalFiles, records: Records, again: Records):
    records.remember("analyse", "dial", "i1", lambda: {"answer": "old"})
    assert again.remember("analyse", "dial", "i2", lambda: {"answer": "new"}) == {"answer": "new"}
    stranger = Records(store, MESSAGE.model_copy(update={"case": "d" * 12, "examination": 2}))
    assert stranger.remember("analyse", "dial", "i1", lambda: {"answer": "own"}) == {"answer": "own"}


def test_who_could_not_look_last_time_is_asked_again(records: Records, again: Records):
    records.remember("analyse", "vision", "i1", lambda: {"kind": "unavailable", "passing": False})
    assert again.remember("analyse", "vision", "i1", lambda: {"kind": "examined"}) == {"kind": "examined"}
