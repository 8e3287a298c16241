"""Reads labelled cases: JSON lines, checked one by one."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from models.scoring.labelled import LabelledCase
from models.vocabulary.errors import SubmissionError

MAX_LINE = 10_000_000
"""Bytes. A case of forty photos with every finding has below a megabyte."""


def read(place: Path) -> tuple[LabelledCase, ...]:
    """Return the cases of a file, or of every ``*.jsonl`` file of a folder in order of name.

    :raises SubmissionError: nothing is there, or a line is no labelled case; says which and what to do.
    """
    files = sorted(place.glob("*.jsonl")) if place.is_dir() else [place]
    cases = [case for file in files for case in _cases(file)]
    if not cases:
        raise SubmissionError("calibrate:no_cases", f"{place}: holds no labelled cases (*.jsonl, one case a line)")
    names = set()
    for case in cases:
        if case.name in names:
            remedy = "each case counts once, so remove one of them"
            raise SubmissionError("calibrate:twice", f"{place}: the case {case.name!r} is there twice; {remedy}")
        names.add(case.name)
    return tuple(cases)


def _cases(file: Path) -> Iterator[LabelledCase]:
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _case(line, f"{file}, line {number}")
    except OSError as fault:
        raise SubmissionError("calibrate:unreadable", f"{file}: cannot be read ({fault.strerror})") from None


def _case(line: bytes, where: str) -> LabelledCase:
    if len(line) > MAX_LINE:
        raise SubmissionError("calibrate:bad_line", f"{where}: longer than any labelled case; one case a line")
    try:
        return LabelledCase.model_validate_json(line)
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "the line"
        remedy = "mend or remove the line; ./adriel evaluate --labelled writes lines that are right"
        raise SubmissionError("calibrate:bad_line", f"{where}: {field}: {first['msg']}; {remedy}") from None
