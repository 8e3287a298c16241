"""Reads a brand out of its TOML text."""

import tomllib
from typing import Any

from models.catalogue.brand import Brand


def read_brand(text: str) -> Brand:
    """Return the brand that a data file describes.

    Rows name their source by a short key of the file's table ``sources``, so that a title is written once.
    Raises ``ValueError`` (pydantic's and TOML's errors are such) where the text is not a brand.
    """
    data = tomllib.loads(text)
    titles = data.pop("sources", {})
    _resolve(data, titles)
    for group in ("models", "reference_formats", "serial_formats", "calibres"):
        for row in data.get(group, ()):
            _resolve(row, titles)
    return Brand.model_validate(data)


def _resolve(row: dict[str, Any], titles: dict[str, str]) -> None:
    key = row.get("source")
    if key not in titles:
        raise ValueError(f"a row of the brand has no source, or one that is not in the table of sources: {key}")
    row["source"] = titles[key]
