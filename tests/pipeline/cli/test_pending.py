"""The same command again goes on with the same case, unless another command is at it."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.vocabulary.errors import SubmissionError
from pipeline.cli.folders import prepare
from pipeline.cli.pending import pending

ROOT = Path(__file__).resolve().parents[3]


def remembered(state: Path) -> str:
    with pending(state, "key") as memory:
        return memory.case


def test_an_unfinished_case_is_remembered_and_a_finished_one_forgotten(tmp_path: Path):
    with pending(tmp_path, "key") as memory:
        assert memory.case == ""
        memory.begin("a case with a long name")
        memory.begin("case")
    with pending(tmp_path, "key") as memory:
        assert memory.case == "case"
        memory.end()
    assert remembered(tmp_path) == ""


def test_while_one_command_works_on_a_submission_another_remembers_nothing_and_overwrites_nothing(tmp_path: Path):
    with pending(tmp_path, "key") as first:
        first.begin("first")
        with pending(tmp_path, "key") as second:
            assert second.case == ""
            second.begin("second")
            second.end()
        assert remembered(tmp_path) == ""
    assert remembered(tmp_path) == "first"


def test_a_lock_that_something_else_waits_for_inside_is_not_mistaken_for_ours(tmp_path: Path):
    held, wanted = (os.open(tmp_path / "other", os.O_RDWR | os.O_CREAT) for _ in range(2))
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        with pytest.raises(BlockingIOError), pending(tmp_path, "key"):
            fcntl.flock(wanted, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(held)
        os.close(wanted)


def test_a_killed_command_holds_nothing(tmp_path: Path):
    program = (
        "import os, signal, sys; from pathlib import Path; from pipeline.cli.pending import pending\n"
        "with pending(Path(sys.argv[1]), 'key') as memory:\n"
        "    memory.begin('case'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program, tmp_path], env=env, timeout=60, check=False)
    assert remembered(tmp_path) == "case"


def test_what_lies_in_the_folder_of_the_documents_is_not_touched(tmp_path: Path):
    (tmp_path / ".adriel").write_text("a person's own")
    before = (tmp_path / ".adriel").stat()
    prepare(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".adriel"]
    assert (tmp_path / ".adriel").read_text() == "a person's own"
    assert (tmp_path / ".adriel").stat().st_mtime_ns == before.st_mtime_ns


def test_documents_may_go_where_a_state_folder_lies(tmp_path: Path):
    (tmp_path / ".adriel").mkdir()
    prepare(tmp_path)
    assert (tmp_path / ".adriel").is_dir()


def test_a_folder_is_made_with_those_above_it(tmp_path: Path):
    prepare(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("where", ["file", "file/below", "/proc/self/out"])
def test_a_folder_that_cannot_be_written_is_named_with_what_to_do(tmp_path: Path, where: str):
    (tmp_path / "file").touch()
    with pytest.raises(SubmissionError, match="--out") as refused:
        prepare(tmp_path / where)
    assert refused.value.code == "out:unwritable"
