"""Reads people's records of watches and movements from CSV and JSON files into the catalogue's form.

The command ``adriel catalogue``: ``import`` shows what of a file can be taken, and why the rest cannot; ``show`` prints
what the catalogue knows. Nothing here changes the catalogue: what ``--out`` receives is for a person to look through.
"""

import argparse
import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from models.catalogue import Brand, Catalogue, load
from models.catalogue.brand import MAX_SOURCE, MIN_SOURCE
from models.catalogue.importing import Refused, Result, Taken, take_rows
from models.catalogue.writing import brand_files
from models.vocabulary.errors import SubmissionError
from models.vocabulary.value import Value

MAX_BYTES = 16 * 1024 * 1024
"""The whole catalogue is below 0.1 MB; a file a hundred and sixty times as large is no list of watches."""

MAX_ROWS = 100_000
DEFAULT_SOURCE = "an owner's records, imported and not checked"
_OK, _USAGE = 0, 2

_COLUMNS = """\
columns of watches    brand, reference, and perhaps year, model, calibre, source
columns of movements  manufacturer, modelReference, and perhaps type, jewels, frequency, source
years                 1974 · 1979-1984 · 1960s · late 1960s · c. 1965 · since 1996 · unknown

The catalogue itself is not changed. Look through what --out wrote, complete it, and put it into
models/catalogue/brands/.

  adriel catalogue import watches.json
  adriel catalogue import watches.csv --out taken --source "Auction catalogue, spring 2024"
"""


class ImportReport(Value):
    """What became of every row, in the order of the file."""

    results: tuple[Result, ...]

    @property
    def taken(self) -> tuple[Taken, ...]:
        """The rows that were taken."""
        return tuple(result for result in self.results if isinstance(result, Taken))

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The rows that were not."""
        return tuple(result for result in self.results if isinstance(result, Refused))


def import_file(path: Path, *, source: str = DEFAULT_SOURCE) -> ImportReport:
    """Read a CSV or JSON file of watches or movements and take its rows.

    :param source: of rows that do not name their own.
    :raises SubmissionError: where the file is missing, too large, not text in UTF-8, or neither CSV nor JSON rows.
    """
    if not MIN_SOURCE <= len(source) <= MAX_SOURCE:
        _stop("source", f"name the source in {MIN_SOURCE} to {MAX_SOURCE} characters, title and year")
    text = _decode(_read(path))
    rows = _json_rows(text) if text.lstrip()[:1] in {"[", "{"} else _csv_rows(text)
    if len(rows) > MAX_ROWS:
        _stop("too_many_rows", f"the file has more than {MAX_ROWS} rows; split it")
    return ImportReport(results=take_rows(rows, catalogue=load(), source=source))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        _stop("unreadable", f"the file cannot be read: {error.strerror}", error)
    if len(data) > MAX_BYTES:
        _stop("too_large", f"the file is larger than {MAX_BYTES // 1024 // 1024} MB; split it")
    return data


def _decode(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        _stop("not_utf8", f"byte {error.start + 1} is no UTF-8 text; save the file as UTF-8", error)
    if not text.strip():
        _stop("empty", "the file is empty")
    if "\0" in text:
        _stop("binary", "the file is no text: it holds zero bytes")
    return text


def _json_rows(text: str) -> Sequence[object]:
    try:
        data = json.loads(text)
    except RecursionError as error:
        _stop("json_too_deep", "the JSON is nested too deeply; hand in a list of rows", error)
    except ValueError as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        _stop("bad_json", f"the file begins like JSON but is not{where}", error)
    if not isinstance(data, list):
        _stop("not_rows", "the JSON is not a list; hand in a list of objects, one for each watch or movement")
    return data


def _csv_rows(text: str) -> Sequence[object]:
    heading = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        table = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        _stop("bad_csv", f"the file is no proper CSV at line {reader.line_num}: {error}", error)
    columns = [column.strip() for column in table[0]]
    if len(columns) < 2 or len(set(columns)) != len(columns):  # noqa: PLR2004 - one column is a list of words, not a table
        _stop("no_columns", "the first line does not name the columns, each once")
    return [_csv_row(columns, row) for row in table[1:]]


def _csv_row(columns: Sequence[str], row: Sequence[str]) -> object:
    """Return the row by column, or the bare list, which is refused, where it has more or fewer cells than columns."""
    return dict(zip(columns, row, strict=True)) if len(row) == len(columns) else list(row)


def write(report: ImportReport, out: Path) -> list[Path]:
    """Write a data file for each brand, and ``report.json``, into a folder; return the paths.

    :raises SubmissionError: where a file of that name is there already or the folder cannot be written to.
    """
    files = brand_files(result.row for result in report.taken)
    files["report.json"] = report.model_dump_json(indent=2) + "\n"
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            with (out / name).open("x", encoding="utf-8") as file:
                file.write(text)
    except FileExistsError as error:
        _stop("exists", "the output folder holds such files already; name an empty one", error)
    except OSError as error:
        _stop("unwritable", f"the output folder cannot be written to: {error.strerror}", error)
    return [out / name for name in files]


def _stop(code: str, message: str, cause: BaseException | None = None) -> NoReturn:
    raise SubmissionError(f"catalogue:{code}", message) from cause


def main(args: list[str]) -> int:
    """Run ``adriel catalogue …``; return the exit code: 0 done, 2 bad usage or nothing that could be taken."""
    try:
        parsed = _parser().parse_args(args)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else _USAGE
    try:
        return _import(parsed) if parsed.command == "import" else _show(parsed.brand)
    except SubmissionError as error:
        print(f"adriel catalogue: {error}", file=sys.stderr)
        return _USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="adriel catalogue",
        description="What Adriel knows about brands, references, calibres and serial numbers.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="import|show")
    taking = commands.add_parser(
        "import",
        help="see what of a CSV or JSON file the catalogue could take",
        description="Reads records of watches or movements and says of each row whether it could be taken.",
        epilog=_COLUMNS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    taking.add_argument("file", type=Path, metavar="FILE", help="CSV (comma, semicolon or tab) or JSON, UTF-8")
    taking.add_argument(
        "--out", type=Path, metavar="DIR", help="write the rows taken, a TOML file a brand, and a report"
    )
    taking.add_argument(
        "--source", default=DEFAULT_SOURCE, metavar="TEXT", help="where the records come from, with year"
    )
    showing = commands.add_parser("show", help="print what the catalogue knows of a brand, or the list of brands")
    showing.add_argument("brand", nargs="?", metavar="BRAND", help="name or alias, for instance omega or AP")
    return parser


def _import(parsed: argparse.Namespace) -> int:
    report = import_file(parsed.file, source=parsed.source)
    for row in report.refused:
        print(f"row {row.number}: {row.field} {row.why}")
    for taken in report.taken:
        for left in taken.left_out:
            print(f"row {taken.number}: taken without {left.field}, which {left.why}")
    _summary(report)
    if parsed.out is not None and report.taken:
        print(f"wrote {len(write(report, parsed.out))} files to {parsed.out}")
    return _OK if report.taken else _USAGE


def _summary(report: ImportReport) -> None:
    print(f"{len(report.results)} rows: {len(report.taken)} taken, {len(report.refused)} refused")
    for (field, why), count in Counter((row.field, row.why) for row in report.refused).most_common():
        print(f"{count:6}  {field} {why}")


def _show(name: str | None) -> int:
    catalogue = load()
    if name is None:
        return _list(catalogue)
    brand = catalogue.brand(name)
    if brand is None:
        print("adriel catalogue: the catalogue does not know this brand; run without BRAND for a list", file=sys.stderr)
        return _USAGE
    _print(brand)
    return _OK


def _list(catalogue: Catalogue) -> int:
    print(f"{'brand':22}models  references  calibres  serial rules")
    for brand in catalogue.brands:
        references = sum(len(model.references) for model in brand.models)
        counts = f"{len(brand.models):6}{references:12}{len(brand.calibres):10}{len(brand.serial_formats):14}"
        print(f"{brand.name:22}{counts}{'  (fictional)' if brand.fictional else ''}")
    print(f"version {catalogue.version[:16]}")
    return _OK


def _print(brand: Brand) -> None:
    print(f"{brand.name}, {brand.country or 'country not recorded'}, founded {brand.founded or 'not recorded'}")
    for model in brand.models:
        print(f"\n{model.name}   [{model.source}]")
        for one in model.references:
            print(f"  {one.reference:24}{one.years or ''!s:16}{', '.join(one.calibres)}")
    for title, forms in (("references", brand.reference_formats), ("serial numbers", brand.serial_formats)):
        print(f"\nform of {title}" if forms else f"\nno rule for {title}")
        for form in forms:
            print(f"  {form.meaning} ({form.years or 'any year'}), such as {form.examples[0]}   [{form.source}]")
