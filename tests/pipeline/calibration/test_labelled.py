import re
from pathlib import Path

import pytest

from models.vocabulary.errors import SubmissionError
from pipeline.calibration.labelled import read
from tests.support.labelled import labelled

CASES = labelled(2)
LINES = [case.model_dump_json() for case in CASES]


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def test_a_file_is_read_line_by_line_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    assert read(write(tmp_path / "a.jsonl", LINES[0], "", *LINES[1:])) == tuple(CASES)


def test_a_folder_is_read_file_by_file_in_order_of_name(tmp_path: Path) -> None:
    write(tmp_path / "b.jsonl", *LINES[3:])
    write(tmp_path / "a.jsonl", *LINES[:3])
    write(tmp_path / "notes.txt", "nothing of ours")
    assert read(tmp_path) == tuple(CASES)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: the line: Invalid JSON"),
        ("[]", "line 2: the line: "),
        (LINES[1].replace('"genuine":true', '"genuine":"perhaps"'), "line 2: truth.genuine: "),
        (LINES[1].replace('"v":1', '"v":2'), "line 2: v: "),
        (LINES[1][:-1] + ',"more":1}', "line 2: more: "),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_a_remedy(tmp_path: Path, line: str, said: str) -> None:
    path = write(tmp_path / "a.jsonl", LINES[0], line)
    with pytest.raises(SubmissionError, match=re.escape(f"a.jsonl, {said}")) as raised:
        read(path)
    assert "mend or remove the line" in raised.value.message


def test_a_case_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="is there twice"):
        read(write(tmp_path / "a.jsonl", LINES[0], LINES[0]))


@pytest.mark.parametrize("name", ["missing.jsonl", "empty"])
def test_where_there_are_no_cases_that_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SubmissionError, match=r"holds no labelled cases|cannot be read"):
        read(tmp_path / name)
