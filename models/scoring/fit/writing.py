"""A table as the text of its file."""

import json
from collections.abc import Iterable

from pydantic import JsonValue

from models.scoring.table import Table

HEAD = """\
# Calibration table "{name}", version {version}: {basis}.
# Written by ./adriel calibrate. Released tables are never edited: calibrating again makes a new version.
#
# knots: at a signed strength (negative where a finding contradicts) the log10 likelihood ratio, with the ends of its
# 95 % interval over resampled watches; straight between them. sample: what the bounds of a row rest on.

"""


def toml(table: Table) -> str:
    """Return the text, which reads as the same table again."""
    document: dict[str, JsonValue] = table.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    plain = [f"{key} = {_value(value)}" for key, value in document.items() if not _nested(value)]
    nested = [line for key, value in document.items() if _nested(value) for line in _section(key, value)]
    return HEAD.format(name=table.name, version=table.version, basis=table.basis) + "\n".join([*plain, *nested, ""])


def _nested(value: JsonValue) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _section(key: str, value: JsonValue) -> Iterable[str]:
    entries = value if isinstance(value, list) else [value]
    for entry in entries:
        if isinstance(entry, dict):
            yield ""
            yield f"[[{key}]]" if isinstance(value, list) else f"[{key}]"
            yield from (f"{name} = {_value(inner)}" for name, inner in entry.items())


def _value(value: JsonValue) -> str:
    """The value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)
