import json
from pathlib import Path

import pytest

from models.catalogue.importing import WatchRow
from models.catalogue.reading import read_brand
from models.vocabulary.errors import SubmissionError
from pipeline.catalogue_import import MAX_BYTES, import_file, main, write

RECORDS = Path(__file__).resolve().parents[2] / "../shared/data/watch-records"


def file(folder: Path, data: bytes | str, name: str = "records") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        "brand,reference,year\nOmega,145.022,1974\n",
        "\ufeffbrand;reference;year\r\nOmega;145.022;1974\r\n",
        "brand\treference\tyear\nOmega\t145.022\t1974\n",
        '"brand","reference","year"\n"Omega","145.022","1974"\n',
        "\n\nbrand,reference,year\nOmega,145.022,1974\n\n".lstrip("\n"),
        '[{"brand": "Omega", "reference": "145.022", "year": 1974}]',
        "brand,reference,year\nOmega,145.022,1974\n".encode("utf-16"),
    ],
)
def test_a_file_is_read_however_it_was_saved(tmp_path: Path, data: bytes | str) -> None:
    report = import_file(file(tmp_path, data))
    assert not report.refused
    (taken,) = report.taken
    assert isinstance(taken.row, WatchRow)
    assert (taken.row.brand, taken.row.reference, str(taken.row.years)) == ("Omega", "145.022", "1974")


def test_quoted_cells_may_hold_delimiters_line_breaks_and_formulas(tmp_path: Path) -> None:
    report = import_file(file(tmp_path, 'brand,reference,model\nOmega,145.022,"=1+1, a\nb ""c"""\n'))
    row = report.taken[0].row
    assert isinstance(row, WatchRow)
    assert row.model == '=1+1, a b "c"'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"brand,reference\nOm\xe9ga,1\n", "not_utf8"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "not_utf8"),
        (b"brand,reference\0\n", "binary"),
        (b'[{"brand": ', "bad_json"),
        (b'{"brand": "Omega"}', "not_rows"),
        (b"[" * 200_000, "json_too_deep"),
        (b'brand,reference\n"Omega,145\n', "bad_csv"),
        (b"just words\nmore words\n", "no_columns"),
        (b"brand,brand\nOmega,Omega\n", "no_columns"),
        (b"a,b\n" + b"1,2\n" * 100_001, "too_many_rows"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
    ],
)
def test_a_file_that_holds_no_rows_is_refused_with_a_code(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(SubmissionError) as caught:
        import_file(file(tmp_path, data))
    assert caught.value.code == f"catalogue:{code}"


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(SubmissionError, match="cannot be read"):
            import_file(path)


def test_a_row_with_too_many_or_too_few_cells_is_refused_and_the_rest_taken(tmp_path: Path) -> None:
    report = import_file(file(tmp_path, "brand,reference\nOmega,145.022\nOmega\nOmega,1,2\nRolex,16610\n"))
    assert [result.outcome for result in report.results] == ["taken", "refused", "refused", "taken"]


def test_what_was_taken_is_written_as_brands_and_never_over_a_file(tmp_path: Path) -> None:
    report = import_file(file(tmp_path, "brand,reference\nOmega,145.022\nETA & Cie/../x,A-1234\n"))
    out = tmp_path / "out"
    paths = write(report, out)
    assert sorted(path.name for path in paths) == ["etaciex.toml", "omega.toml", "report.json"]
    assert read_brand((out / "omega.toml").read_text("utf-8")).name == "Omega"
    assert len(json.loads((out / "report.json").read_text("utf-8"))["results"]) == 2
    with pytest.raises(SubmissionError, match="holds such files already"):
        write(report, out)


@pytest.mark.skipif(not RECORDS.is_dir(), reason="the owners' records are not beside the repository")
@pytest.mark.parametrize(("name", "taken", "refused"), [("watches.json", 109, 45), ("movements.json", 52, 1)])
def test_real_records_are_taken_or_refused_one_by_one(name: str, taken: int, refused: int) -> None:
    report = import_file(RECORDS / name)
    assert (len(report.taken), len(report.refused)) == (taken, refused)


@pytest.mark.skipif(not RECORDS.is_dir(), reason="the owners' records are not beside the repository")
def test_no_number_that_an_owner_put_in_brackets_beside_a_reference_is_taken() -> None:
    references = {
        result.row.reference
        for result in import_file(RECORDS / "watches.json").taken
        if isinstance(result.row, WatchRow)
    }
    assert "0903-8019" in references
    assert not references & {"661506", "230834", "400001", "779035", "8562269", "18435708"}


def test_the_command_imports_reports_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path, "brand,reference\nOmega,145.022\nOmega,-\n")
    assert main(["import", str(path), "--out", str(tmp_path / "out"), "--source", "A test of the import, 2026"]) == 0
    printed = capsys.readouterr().out
    assert "row 2: reference is not recorded" in printed
    assert "2 rows: 1 taken, 1 refused" in printed
    assert "A test of the import, 2026" in (tmp_path / "out" / "omega.toml").read_text("utf-8")


@pytest.mark.parametrize(
    "args",
    [
        ["import", "/nowhere/at/all"],
        ["import"],
        [],
        ["shwo"],
        ["show", "Nobody"],
        ["import", "/dev/null", "--source", "x"],
    ],
)
def test_bad_usage_ends_with_two_and_a_word_about_it(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(args) == 2
    assert "adriel catalogue" in capsys.readouterr().err


def test_a_file_of_which_nothing_can_be_taken_ends_with_two(tmp_path: Path) -> None:
    assert main(["import", str(file(tmp_path, "brand,reference\nOmega,-\n"))]) == 2


def test_help_teaches_the_columns_and_how_years_may_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "--help"]) == 0
    printed = capsys.readouterr().out
    assert "modelReference" in printed
    assert "late 1960s" in printed


def test_the_catalogue_can_be_shown_whole_or_by_brand(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show"]) == 0
    assert "Aldenmoor" in capsys.readouterr().out
    assert main(["show", "patek"]) == 0
    printed = capsys.readouterr().out
    assert "5711/1A" in printed
    assert "2006 to 2021" in printed
