"""Each benchmark runs, in its short form, and prints a table. No time is asserted."""

import pytest

from benchmarks import run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("table", run.TABLES)
def test_a_benchmark_runs_and_prints_its_table(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([table, "--short"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"### {run.TABLES[table]}")
    assert printed.count("\n|") >= 3
    assert "nan" not in printed


def test_an_unknown_table_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err
