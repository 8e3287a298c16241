"""A folder of labelled cases is read, and what is wrong with it is said with file and remedy."""

import shutil
from pathlib import Path

import pytest

from models.scoring.labelled import Severity
from models.scoring.table import Domain
from models.vocabulary.errors import SubmissionError
from models.vocabulary.views import Component, View
from pipeline.evaluation.accuracy.sources import from_folder

EXAMPLE = Path(__file__).parents[4] / "examples" / "aldenmoor-tidewatch"
TRUTH = 'genuine = false\ndomain = "real"\ndefect = "wrong_dial"\nseverity = "severe"\ncomponent = "dial"\n'


def a_case(folder: Path, truth: str = TRUTH) -> Path:
    case = folder / "first"
    case.mkdir()
    for name in ("dial.jpg", "caseback.jpg", "claim.toml"):
        shutil.copy(EXAMPLE / name, case / name)
    (case / "truth.toml").write_text(truth)
    return case


def test_a_folder_of_cases_is_read(tmp_path: Path) -> None:
    a_case(tmp_path, TRUTH + 'references = "../set"\n')
    (case,) = from_folder(tmp_path)
    assert (case.name, case.claim.reference) == ("first", "AM-2204")
    assert (case.truth.genuine, case.truth.severity, case.truth.domain) == (False, Severity.SEVERE, Domain.REAL)
    assert (case.truth.component, case.truth.watch) == (Component.DIAL, "first")
    assert [view for view, _, _ in case.photos()] == [View.CASEBACK, View.DIAL]
    assert case.references is not None
    assert case.references() == (tmp_path / "set").resolve()


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        ("genuine = maybe", "is not TOML"),
        ('domain = "real"', "genuine"),
        ('genuine = true\ndomain = "elsewhere"', "domain"),
        ('genuine = true\ndomain = "real"\nsevere = true', "severe"),
    ],
)
def test_a_truth_that_cannot_be_read_is_named(tmp_path: Path, truth: str, said: str) -> None:
    a_case(tmp_path, truth)
    with pytest.raises(SubmissionError, match=r"truth\.toml") as fault:
        list(from_folder(tmp_path))
    assert said in str(fault.value)


def test_a_folder_without_cases_says_what_belongs_there(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match=r"truth\.toml"):
        list(from_folder(tmp_path))
