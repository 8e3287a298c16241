"""Writes rows that were taken as a brand's data file, in the form that ``models.catalogue.reading`` reads."""

import json
from collections.abc import Iterable, Sequence

from models.catalogue.importing import CalibreRow, WatchRow
from models.catalogue.spelling import fold
from models.catalogue.years import Years

UNNAMED = "(model not recorded)"


def brand_files(rows: Iterable[WatchRow | CalibreRow]) -> dict[str, str]:
    """Return the text of one data file for each brand or maker, by a file name made of its letters and digits."""
    named: dict[str, list[WatchRow | CalibreRow]] = {}
    for row in rows:
        named.setdefault(fold(_brand(row))[:60], []).append(row)
    return {f"{stem}.toml": _file(group) for stem, group in sorted(named.items()) if stem}


def _brand(row: WatchRow | CalibreRow) -> str:
    return row.brand if isinstance(row, WatchRow) else row.maker


def _file(rows: Sequence[WatchRow | CalibreRow]) -> str:
    keys = {source: f"s{n}" for n, source in enumerate(dict.fromkeys(row.source for row in rows), start=1)}
    lines = [f"name = {_text(_brand(rows[0]))}", f"source = {_text(keys[rows[0].source])}", "", "[sources]"]
    lines += [f"{key} = {_text(source)}" for source, key in keys.items()]
    lines += _models([row for row in rows if isinstance(row, WatchRow)], keys)
    for row in rows:
        if isinstance(row, CalibreRow):
            lines += _calibre(row, keys[row.source])
    return "\n".join(lines) + "\n"


def _models(rows: Sequence[WatchRow], keys: dict[str, str]) -> list[str]:
    groups: dict[tuple[str, str], list[WatchRow]] = {}
    for row in rows:
        groups.setdefault((row.model or UNNAMED, keys[row.source]), []).append(row)
    lines: list[str] = []
    for (model, key), group in groups.items():
        references = [f"  {{ {_reference(row)} }}," for row in group]
        lines += ["", "[[models]]", f"name = {_text(model)}", "references = [", *references, "]", f'source = "{key}"']
    return lines


def _reference(row: WatchRow) -> str:
    parts = [f"reference = {_text(row.reference)}"]
    if row.years is not None:
        parts.append(f'years = "{_span(row.years)}"')
    if row.calibre is not None:
        parts.append(f"calibres = [{_text(row.calibre)}]")
    return ", ".join(parts)


def _span(years: Years) -> str:
    if years.first is not None and years.first == years.last:
        return str(years.first)
    return f"{years.first or ''}-{years.last or ''}"


def _calibre(row: CalibreRow, key: str) -> list[str]:
    lines = ["", "[[calibres]]", f"name = {_text(row.name)}"]
    lines += [f"kind = {_text(row.kind)}"] if row.kind is not None else []
    lines += [f"jewels = {row.jewels}"] if row.jewels is not None else []
    lines += [f"frequency = {row.frequency}"] if row.frequency is not None else []
    return [*lines, f'source = "{key}"']


def _text(value: str) -> str:
    """Return a TOML basic string; JSON's escapes are a subset of TOML's, and cells hold no control characters."""
    return json.dumps(value, ensure_ascii=False)
