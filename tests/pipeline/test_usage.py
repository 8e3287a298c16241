"""What an examination has cost is added up from its records, whatever became of the answers."""

from pathlib import Path

import pytest

from models.vocabulary.examination import Examination, Examined, Unavailable, Usage
from pipeline import usage
from pipeline.adapters.files import LocalFiles
from pipeline.messages import Message
from pipeline.records import Records

NOTHING = Usage(requests=0, input_tokens=0, output_tokens=0, cost_usd=0.0)


def spent(cost: float) -> Usage:
    return Usage(requests=1, input_tokens=1000, output_tokens=100, cost_usd=cost)


def message(examination: int = 1) -> Message:
    return Message(case="k3v9q2m7x4p1", examination=examination, dispatch="d1", part="vision")


@pytest.fixture
def store(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path)


def record(store: LocalFiles, answer: Examination, *, examination: int = 1, inputs: str = "a" * 16) -> None:
    Records(store, message(examination)).remember(
        "analyse", answer.examiner, inputs, lambda: answer.model_dump(mode="json")
    )


def looked(cost: float | None, examiner: str = "vision") -> Examined:
    return Examined(examiner=examiner, version="1", findings=(), usage=None if cost is None else spent(cost))


def test_a_case_that_was_not_examined_cost_nothing(store: LocalFiles) -> None:
    assert usage.spent(store, "k3v9q2m7x4p1", 1) == NOTHING


def test_answers_that_last_and_those_that_did_not_are_added_up(store: LocalFiles) -> None:
    record(store, looked(0.12))
    record(store, looked(None, "identity"))
    refused = Unavailable(examiner="vision", version="1", why="refused", passing=False, usage=spent(0.05))
    record(store, refused, inputs="b" * 16)
    for _ in range(2):
        usage.note(store, message(), spent(0.01))
    assert usage.spent(store, "k3v9q2m7x4p1", 1) == Usage(
        requests=4, input_tokens=4000, output_tokens=400, cost_usd=0.19
    )


def test_what_the_last_examination_paid_for_is_not_counted_again(store: LocalFiles) -> None:
    record(store, looked(0.12))
    record(store, looked(0.99), examination=2)  # found among the first one's records, and taken over
    record(store, looked(0.20), examination=2, inputs="c" * 16)
    assert usage.spent(store, "k3v9q2m7x4p1", 1).cost_usd == 0.12
    assert usage.spent(store, "k3v9q2m7x4p1", 2).cost_usd == 0.20


def test_an_answer_that_is_passing_is_counted_though_it_is_in_two_places(store: LocalFiles) -> None:
    passing = Unavailable(examiner="vision", version="1", why="timeout", passing=True, usage=spent(0.03))
    usage.note(store, message(), spent(0.03))
    Records(store, message()).note_unavailable("analyse", "vision", passing.model_dump(mode="json"))
    assert usage.spent(store, "k3v9q2m7x4p1", 1).cost_usd == 0.03
