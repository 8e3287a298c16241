"""The steps of an examination as its records tell them: what fills a gap that a lost event left."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from models.vocabulary.case import CaseFile
from pipeline import keys
from pipeline.ports import BlobMissing, BlobStore, Event

Json = dict[str, Any]


def steps(store: BlobStore, case: str, examination: int) -> Iterator[Event]:
    """Yield each step that is recorded as ended, in the order of the canvas; none of a case that was deleted.

    When it began, and how long it took, no record says.
    """
    try:
        file = CaseFile.model_validate_json(store.get(keys.case_file(case, examination)))
    except BlobMissing:
        return
    yield from _Recorded(store, file).steps()


class _Recorded:
    """Reads the records of one examination."""

    def __init__(self, store: BlobStore, file: CaseFile) -> None:
        self._store, self._file = store, file

    def steps(self) -> Iterator[Event]:
        yield from self._of("preprocess", [photo.label for photo in self._file.photos])
        yield from self._of("admit", ["all"])
        yield from self._of("analyse", self._file.examiners)
        yield from self._of("score", ["all"])
        if report := self._document("report.json"):
            yield self._ended("certify", note="certificate" if self._has("certificate.json") else "report")
            if self._has("report.pdf"):
                yield self._ended("publish", note=report["outcome"])
                yield self._ended("case", note=report["outcome"])

    def _of(self, stage: str, parts: Sequence[str]) -> Iterator[Event]:
        found = self._newest(stage)
        for part in parts:
            if (record := self._load(found.get(part))) is not None:
                yield self._ended(stage, part, len(parts), note=_note(stage, record))

    def _newest(self, stage: str) -> dict[str, str]:
        """Return by part the key of its record: the definite one, else one that counted for one sending."""
        prefix = f"{keys.examination(self._file.case, self._file.examination)}{stage}/"
        found: dict[str, str] = {}
        for key in sorted(self._store.list(prefix)):
            name = key.removeprefix(prefix)
            if "@" in name:
                found[name.partition("@")[0]] = key
            elif ".unavailable." in name:
                found.setdefault(name.partition(".unavailable.")[0], key)
        return found

    def _document(self, name: str) -> Json | None:
        return self._load(keys.document(self._file.case, self._file.examination, name))

    def _has(self, name: str) -> bool:
        return self._store.exists(keys.document(self._file.case, self._file.examination, name))

    def _load(self, key: str | None) -> Json | None:
        """Return a record; None where there is none, or where a power cut tore it."""
        try:
            value: Json | None = json.loads(self._store.get(key)) if key else None
        except (BlobMissing, ValueError):
            return None
        return value

    def _ended(self, stage: str, part: str = "all", total: int = 1, *, note: str) -> Event:
        where: dict[str, Any] = {"case": self._file.case, "examination": self._file.examination, "dispatch": ""}
        return Event(stage=stage, part=part, total=total, state="finished", note=note, **where)


def _note(stage: str, record: Json) -> str:
    """Return the code that the step itself would have told (``pipeline.steps``)."""
    match stage:
        case "preprocess":
            return "prepared" if record["kind"] == "prepared" else f"rejected:{record['reason']}"
        case "admit":
            return str(record["kind"])
        case "analyse" if record["kind"] == "unavailable":
            return f"unavailable:{record['why']}"
        case "analyse":
            return f"examined:{len(record['findings'])}"
        case _:
            return str(record["outcome"])
