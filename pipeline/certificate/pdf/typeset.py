"""Pages by Typst: a template, one file of data, pictures."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import typst

from pipeline.certificate.pdf.glyphs import MISSING, all_shown

_TEMPLATES = ("common.typ", "report.typ", "certificate.typ")


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


def set_pages(
    template: Literal["report", "certificate"],
    data: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes],
    qr: bytes,
    attachments: Sequence[Attachment],
    moment: datetime,
) -> bytes:
    """Return the PDF/A-3. The same arguments give the same bytes.

    :param data: what the template shows. It is written into a JSON file that the template reads: no text in it is
        ever read as Typst source.
    :param pictures: label -> JPEG; taken over as it is, without being decoded again.
    :param moment: the date in the PDF's own metadata.
    """
    with tempfile.TemporaryDirectory(prefix="adriel-pdf-") as folder:
        root = Path(folder)
        write_inputs(root, data, pictures=pictures, qr=qr, attachments=attachments, moment=moment)
        return typst.compile(
            str(root / f"{template}.typ"),
            root=str(root),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["a-3a"],
            timestamp=moment,
        )


def write_inputs(
    root: Path,
    data: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes],
    qr: bytes,
    attachments: Sequence[Attachment],
    moment: datetime,
) -> None:
    """Write all that Typst reads into ``root``."""
    source = resources.files("pipeline.certificate.pdf") / "templates"
    for name in _TEMPLATES:
        (root / name).write_bytes((source / name).read_bytes())
    for label, picture in pictures.items():
        (root / f"{label}.jpg").write_bytes(picture)
    (root / "qr.svg").write_bytes(qr)
    for attached in attachments:
        (root / f"attached-{attached.name}").write_bytes(attached.data)
    about = {
        "name": attachments[0].name,
        "files": [
            {"name": each.name, "description": each.description, "type": each.media_type} for each in attachments
        ],
        "date": [moment.year, moment.month, moment.day],
    }
    shown = all_shown(dict(data))
    replaced = MISSING in json.dumps(shown, ensure_ascii=False)
    sheet = {**shown, "attached": about, "missing": MISSING if replaced else ""}
    (root / "data.json").write_text(json.dumps(sheet, ensure_ascii=False, allow_nan=False), encoding="utf-8")
