"""Pages by Typst: a template, one file of data, pictures."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import typst

from pipeline.certificate.pdf.glyphs import all_shown, is_lacking

_TEMPLATES = ("common.typ", "report.typ", "certificate.typ", "record.typ")

Template = Literal["report", "certificate"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF."""

    name: str
    data: bytes
    description: str

    @property
    def media_type(self) -> str:
        """What it is, by its name."""
        return "application/json" if self.name.endswith(".json") else "text/plain"


@dataclass(frozen=True, slots=True)
class Sheets:
    """All that a document is set from. The same give the same bytes.

    :ivar data: what the template shows. It is written into a JSON file that the template reads: no text in it is ever
        read as Typst source.
    :ivar pictures: label -> JPEG; a PDF takes them over as they are, without decoding them.
    :ivar drawings: name -> SVG.
    :ivar attachments: of a PDF; the first is what the pages tell how to check.
    :ivar moment: the date in the document's own metadata.
    """

    data: Mapping[str, Any]
    pictures: Mapping[str, bytes]
    drawings: Mapping[str, bytes]
    attachments: Sequence[Attachment]
    moment: datetime


def set_pdf(template: Template, sheets: Sheets) -> bytes:
    """Return the document as PDF/A-3."""
    with _folder(sheets) as root:
        return typst.compile(
            str(root / f"{template}.typ"),
            root=str(root),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["a-3a"],
            timestamp=sheets.moment,
        )


def set_picture(template: Template, sheets: Sheets, *, ppi: float) -> bytes:
    """Return the document's one page as PNG, at ``ppi`` pixels an inch."""
    with _folder(sheets) as root:
        return typst.compile(
            str(root / f"{template}.typ"), root=str(root), ignore_system_fonts=True, format="png", ppi=ppi
        )


@contextmanager
def _folder(sheets: Sheets) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="adriel-pdf-") as folder:
        write_inputs(Path(folder), sheets)
        yield Path(folder)


def write_inputs(root: Path, sheets: Sheets) -> None:
    """Write all that Typst reads into ``root``."""
    source = resources.files("pipeline.certificate.pdf") / "templates"
    for name in _TEMPLATES:
        (root / name).write_bytes((source / name).read_bytes())
    for label, picture in sheets.pictures.items():
        (root / f"{label}.jpg").write_bytes(picture)
    for name, drawing in sheets.drawings.items():
        (root / f"{name}.svg").write_bytes(drawing)
    for attached in sheets.attachments:
        (root / f"attached-{attached.name}").write_bytes(attached.data)
    data = {**all_shown(dict(sheets.data)), "attached": _about(sheets), "lacking": is_lacking(dict(sheets.data))}
    (root / "data.json").write_text(json.dumps(data, ensure_ascii=False, allow_nan=False), encoding="utf-8")


def _about(sheets: Sheets) -> dict[str, Any]:
    files = sheets.attachments
    return {
        "files": [{"name": each.name, "description": each.description, "type": each.media_type} for each in files],
        "date": [sheets.moment.year, sheets.moment.month, sheets.moment.day],
    }
