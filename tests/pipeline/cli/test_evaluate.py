"""``./adriel evaluate`` on a folder of one's own, and what it says where it cannot."""

import json
import shutil
from pathlib import Path

import pytest

from models.scoring.labelled import LabelledCase
from pipeline.cli import __main__ as cli
from pipeline.cli.codes import EXAMINED, UNUSABLE

EXAMPLES = Path(__file__).parents[3] / "examples"


def a_set(folder: Path) -> Path:
    for name, genuine in (("aldenmoor-blurred", "true"), ("aldenmoor-wrong-dial", "false")):
        shutil.copytree(EXAMPLES / name, folder / name)
        (folder / name / "truth.toml").write_text(
            f'genuine = {genuine}\ndomain = "rendered"\nwatch = "one"\ndefect = "x"\nseverity = "severe"\n'
        )
    return folder


@pytest.mark.slow
def test_a_folder_is_examined_reported_and_written_for_calibration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADRIEL_STATE", str(tmp_path / "state"))
    labelled, out = tmp_path / "labelled.jsonl", tmp_path / "out"
    words = ["evaluate", "--set", str(a_set(tmp_path / "set")), "--out", str(out), "--labelled", str(labelled)]
    assert cli.main([*words, "--stability", "1", "--processes", "1"]) == EXAMINED
    said = capsys.readouterr()
    assert "examined 0 of 6" in said.err
    assert "examined 6 of 6" in said.err
    figures = json.loads((out / "accuracy.json").read_text())
    assert figures["cases"] == 2
    assert [each["variant"] for each in figures["stability"]] == ["again", "reordered", "recompressed", "halved"]
    assert "How often the answers are wrong" in (out / "accuracy.html").read_text()
    cases = [LabelledCase.model_validate_json(line) for line in labelled.read_text().splitlines()]
    assert [case.truth.genuine for case in cases] == [True, False]
    assert [bool(case.findings) for case in cases] == [False, True]


def test_a_set_that_does_not_exist_is_refused_with_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["evaluate", "--set", "nowhere"]) == UNUSABLE
    assert "studio, calibration" in capsys.readouterr().err


def test_help_shows_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["evaluate", "--help"])
    assert "./adriel evaluate --size small" in capsys.readouterr().out
