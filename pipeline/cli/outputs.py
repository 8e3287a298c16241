"""What is left on disk, and said, when a case is done."""

import json
import os
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.vocabulary.case import CaseFile
from models.vocabulary.verdict import Assurance, Outcome
from models.vocabulary.views import Component, Profile
from models.vocabulary.words import capital, listed, this
from pipeline import keys
from pipeline.certificate.not_seen import grouped
from pipeline.certificate.shapes import NotSeen
from pipeline.certificate.verification import printable
from pipeline.certificate.words import ADVICE, ASSURANCE, examined_part
from pipeline.cli.codes import BETTER_PHOTOS, EXAMINED, UNUSABLE
from pipeline.cli.display import COLOURS
from pipeline.cli.terminal import painted
from pipeline.ports import BlobStore

DOCUMENTS = (
    *("report.json", "report.pdf", "certificate.json", "certificate.envelope.json"),
    *("certificate.pdf", "certificate.png"),
)

WIDEST, NARROWEST = 100, 40
"""Characters of a line: longer ones are hard to read, shorter ones fall apart."""

INDENT = "  "

HEADLINES = {
    Outcome.AUTHENTIC: "AUTHENTIC: the evidence supports the claim",
    Outcome.COUNTERFEIT: "COUNTERFEIT: the evidence contradicts the claim",
    Outcome.INCONCLUSIVE: "INCONCLUSIVE: the evidence decides neither way",
    Outcome.NEEDS_PHOTOS: "BETTER PHOTOS NEEDED: nothing was examined yet",
}


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
        from pipeline.certificate.report import owner_secret

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


def summary(report: dict[str, Any], names: dict[str, str], *, width: int, colour: bool = False) -> str:
    """Return what a person reads at the end: the outcome first, warnings last.

    :param names: file name of each photo label: only here, on the owner's own machine, are they said.
    :param width: of the terminal, in characters; lines are never longer than ``WIDEST``.
    :param colour: whether the terminal shows colours.
    """
    page = _Page(min(width, WIDEST))
    outcome, assurance = Outcome(report["outcome"]), Assurance(report["assurance"])
    headline = _headline(report, outcome)
    page.line(painted(headline, COLOURS[outcome]) if colour else headline)
    page.say(ASSURANCE[assurance], indent=INDENT)
    if report["explanation"]:
        page.line("")
        page.say(report["explanation"])
    page.section("Why", report["reasons"])
    page.section("Photos", _photo_lines(report["photos"], names))
    page.section(ADVICE[outcome], report["advice"], numbered=True)
    unseen = grouped(NotSeen.model_validate(each) for each in report["not_examined"])
    page.section("Not examined", [f"{capital(those)}: {why}." for those, why in unseen])
    if report["warnings"]:
        page.line("")
        for warning in report["warnings"]:
            page.say(warning)
    return "\n".join(page.lines)


def _headline(report: dict[str, Any], outcome: Outcome) -> str:
    """Return the outcome, and of a part that it is about the part alone."""
    claimed = report["claim"]["part"]
    part = examined_part(Profile(report["profile"]), Component(claimed) if claimed else None)
    return HEADLINES[outcome] if part is None else f"{HEADLINES[outcome]} ({this(part)} alone)"


class _Page:
    """Lines wrapped to a width, with hanging indents."""

    def __init__(self, width: int) -> None:
        self._width = width
        self.lines: list[str] = [""]

    def line(self, text: str) -> None:
        """Add a line as it is."""
        self.lines.append(text)

    def say(self, text: str, *, indent: str = "", mark: str = "") -> None:
        """Add a sentence behind a mark; a file name longer than a line stays whole."""
        first, rest = indent + mark, indent + " " * len(mark)
        wrapped = textwrap.wrap(
            printable(text),
            max(self._width, NARROWEST),
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        self.lines += wrapped

    def section(self, title: str, items: Sequence[str], *, numbered: bool = False) -> None:
        """Add a title and its items; nothing where there are none."""
        if items:
            self.lines += ["", title]
        for number, item in enumerate(items, start=1):
            self.say(item, indent=INDENT, mark=f"{number}. " if numbered else "- ")


def _photo_lines(photos: list[dict[str, Any]], names: dict[str, str]) -> list[str]:
    lines = []
    for photo in photos:
        name = names.get(photo["label"], photo["label"])
        if photo["kind"] == "rejected":
            lines.append(f"{name}: {photo['why']}.")
        if photo.get("flaws"):
            lines.append(f"{name} {listed(flaw['words'] for flaw in photo['flaws'])}.")
    return lines
