import tomllib
from pathlib import Path

import pytest

from models.scoring.table import Domain, Table
from pipeline.cli.__main__ import main
from pipeline.cli.codes import EXAMINED, UNUSABLE
from tests.support.labelled import labelled


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(f"{each.model_dump_json()}\n" for each in labelled(6)), encoding="utf-8")
    return path


def table(path: Path) -> Table:
    return Table.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def test_a_table_is_written_with_its_report(cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["calibrate", str(cases), "--name", "tried", "--out", str(out)]) == EXAMINED
    assert sorted(each.name for each in out.iterdir()) == ["tried-1.html", "tried-1.json", "tried-1.toml"]
    assert table(out / "tried-1.toml").domain is Domain.RENDERED
    said = capsys.readouterr()
    assert "Rendered watches are not counterfeits" in said.out
    assert "criteria fitted 4/4" in said.err


def test_a_further_table_is_a_new_version_and_leaves_the_last_as_it_was(cases: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert main(["calibrate", str(cases), "--name", "tried", "--out", str(tmp_path)]) == EXAMINED
    assert table(tmp_path / "tried-1.toml").version == 1
    assert table(tmp_path / "tried-2.toml").version == 2


def test_a_released_table_of_the_name_counts_as_a_version(cases: Path, tmp_path: Path) -> None:
    assert main(["calibrate", str(cases), "--name", "judgement", "--out", str(tmp_path)]) == EXAMINED
    assert (tmp_path / "judgement-4.toml").exists()


def test_what_is_in_the_way_is_not_overwritten(cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tried-1.html").write_text("somebody's")
    assert main(["calibrate", str(cases), "--name", "tried", "--out", str(tmp_path)]) == UNUSABLE
    assert (tmp_path / "tried-1.html").read_text() == "somebody's"
    assert "is there already" in capsys.readouterr().err


def test_thresholds_follow_from_the_costs_that_are_given(cases: Path, tmp_path: Path) -> None:
    words = ["calibrate", str(cases), "--name", "tried", "--out", str(tmp_path), "--costs", "20,50,1"]
    assert main(words) == EXAMINED
    thresholds = table(tmp_path / "tried-1.toml").thresholds
    assert (thresholds.authentic.value, thresholds.counterfeit.value) == (0.95, 0.02)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--costs", "1,2"], "give three positive numbers"),
        (["--costs", "1,1,9"], "give three positive numbers"),
        (["--name", "../up"], "use small letters"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_remedy(
    cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["calibrate", str(cases), "--out", str(tmp_path / "out"), *words]) == UNUSABLE
    assert said in capsys.readouterr().err


def test_mixed_domains_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mixed = [
        *labelled(1),
        *(each.model_copy(update={"name": f"r{each.name}"}) for each in labelled(1, domain=Domain.REAL)),
    ]
    path = tmp_path / "mixed.jsonl"
    path.write_text("".join(f"{each.model_dump_json()}\n" for each in mixed), encoding="utf-8")
    assert main(["calibrate", str(path), "--out", str(tmp_path / "out")]) == UNUSABLE
    assert "fit rendered and real watches apart" in capsys.readouterr().err


def test_the_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["calibrate", "--help"])
    said = capsys.readouterr().out
    assert "./adriel evaluate --set calibration --labelled" in said
    assert "nothing is\never overwritten" in said
