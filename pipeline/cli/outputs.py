"""What is left on disk, and said, when a case is done."""

import json
import os
from pathlib import Path
from typing import Any

from models.vocabulary.case import CaseFile
from models.vocabulary.errors import SubmissionError
from models.vocabulary.verdict import Outcome
from pipeline import keys
from pipeline.certificate.report import owner_secret
from pipeline.ports import BlobStore

DOCUMENTS = ("report.json", "report.pdf", "certificate.json", "certificate.pdf")

EXAMINED, FAULT, UNUSABLE, BETTER_PHOTOS = 0, 1, 2, 3
"""Exit codes: examined, whatever the verdict; a fault of ours; bad usage or nothing usable; better photos needed."""

HEADLINES = {
    Outcome.AUTHENTIC: "AUTHENTIC: the evidence supports the claim",
    Outcome.COUNTERFEIT: "COUNTERFEIT: the evidence contradicts the claim",
    Outcome.INCONCLUSIVE: "INCONCLUSIVE: the evidence decides neither way",
    Outcome.NEEDS_PHOTOS: "BETTER PHOTOS NEEDED: nothing was examined yet",
}


def prepare(folder: Path) -> None:
    """Make the folder before anything is examined, so that nothing is examined in vain.

    :raises SubmissionError: where it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".adriel"
        probe.touch()
        probe.unlink()
    except OSError as fault:
        raise SubmissionError(
            "out:unwritable", f"{folder}: cannot be written ({fault.strerror}); name another with --out"
        ) from None


def write(store: BlobStore, case: CaseFile, folder: Path) -> list[Path]:
    """Copy the documents into ``folder``, the owner's private file beside them; remove those of an earlier case."""
    written = []
    for name in DOCUMENTS:
        key = keys.document(case.case, case.examination, name)
        path = folder / name
        if store.exists(key):
            _replace(path, store.get(key), mode=0o644)
            written.append(path)
        else:
            path.unlink(missing_ok=True)
    if case.claim.serial:
        private = folder / "owner-secret.json"
        _replace(private, json.dumps(owner_secret(case), indent=2).encode() + b"\n", mode=0o600)
        written.append(private)
    return written


def _replace(path: Path, data: bytes, *, mode: int) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.chmod(mode)
    temporary.replace(path)


def exit_code(report: dict[str, Any]) -> int:
    """Return the exit code that a report means."""
    if report["outcome"] != Outcome.NEEDS_PHOTOS:
        return EXAMINED
    usable = [photo for photo in report["photos"] if photo["kind"] == "prepared"]
    return BETTER_PHOTOS if usable else UNUSABLE


def summary(report: dict[str, Any], names: dict[str, str]) -> str:
    """Return what a person reads at the end.

    :param names: file name of each photo label: only here, on the owner's own machine, are they said.
    """
    lines = ["", HEADLINES[Outcome(report["outcome"])], f"  assurance: {report['assurance']}"]
    lines += [f"  {warning}" for warning in report.get("warnings", [])]
    lines += _section("Why", report["reasons"])
    lines += _section("Photos", _photo_lines(report["photos"], names))
    lines += _section("Not examined", [f"{each['what']}: {each['why']}" for each in report["not_examined"]])
    lines += _section("What would decide it", report["advice"])
    return "\n".join(lines)


def _photo_lines(photos: list[dict[str, Any]], names: dict[str, str]) -> list[str]:
    lines = []
    for photo in photos:
        name = names.get(photo["label"], photo["label"])
        if photo["kind"] == "rejected":
            lines.append(f"{name}: {photo['why']}")
        lines += [f"{name} {flaw['words']}" for flaw in photo.get("flaws", [])]
    return lines


def _section(title: str, items: list[str]) -> list[str]:
    return ["", title, *(f"  - {item}" for item in items)] if items else []
