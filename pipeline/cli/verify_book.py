"""``./adriel verify`` of a service book: a whole one, as the API gives it, or one entry."""

import json
import sys
from typing import Final, Literal

from models.vocabulary.value import Value
from pipeline.certificate import canonical, code, words
from pipeline.certificate.beside import Beside
from pipeline.certificate.book import ENTRY, Entry, EntryVerification, verify_entries
from pipeline.certificate.verification import Status, printable
from pipeline.cli.codes import EXAMINED, FAULT

WHOLE: Final = "service book"
NOT_COVERED = (
    "whether entries came later: whoever keeps the book says how many there are",
    "whether the work was done: an entry shows who said so, and when",
)


class Given(Value):
    """What was handed over.

    :ivar entries: each as JSON, by itself. :ivar whole: whether they are a book from its first entry on.
    """

    entries: tuple[bytes, ...]
    whole: bool


class BookVerification(Value):
    """What is printed with ``--json``. :ivar valid: every entry is, and there is one."""

    document: Literal["service book", "service book entry"]
    valid: bool
    unsafe: bool
    entries: tuple[EntryVerification, ...]
    not_covered: tuple[str, ...] = NOT_COVERED


def read(data: bytes) -> Given | None:
    """Return the entries that a file holds; None where it is something else, or cannot be read at all."""
    document = canonical.parse(data)
    if not isinstance(document, dict):
        return None
    if isinstance(found := document.get("entries"), list):
        return Given(entries=tuple(json.dumps(each).encode() for each in found), whole=True)
    inside = document.get("credential", document)
    is_entry = isinstance(inside, dict) and inside.get("type") == [ENTRY]
    return Given(entries=(data,), whole=False) if is_entry else None


def run(given: Given, known: Beside, *, as_json: bool) -> int:
    """Check, print, and return the exit code."""
    found = verify_entries(given.entries, known, whole=given.whole)
    verification = BookVerification(
        document=WHOLE if given.whole else "service book entry",
        valid=bool(found) and all(each.valid for each in found),
        unsafe=any(each.unsafe for each in found),
        entries=found,
    )
    if as_json:
        print(json.dumps(verification.model_dump(mode="json", by_alias=True), indent=2))
    else:
        sys.stdout.write(_told(verification))
    return EXAMINED if verification.valid else FAULT


def _told(verification: BookVerification) -> str:
    lines = [_headline(verification)]
    for each in verification.entries:
        called = f"Entry {each.place} of {len(verification.entries)}" if verification.document == WHOLE else "Entry"
        lines += ["", *_entry_lines(each, called)]
    lines += ["", "Not covered by this check:", *(f"  - {text}" for text in verification.not_covered)]
    if verification.unsafe:
        lines += ["", words.DEVELOPMENT_KEY]
    return "\n".join(lines) + "\n"


def _headline(verification: BookVerification) -> str:
    kind = verification.document
    if not verification.entries:
        return f"NOT VALID: this {kind} has no entry."
    if wrong := [str(each.place) for each in verification.entries if not each.valid]:
        which = f", for entry {', '.join(wrong)} of {len(verification.entries)}" if kind == WHOLE else ""
        return f"NOT VALID: this {kind} does not hold{which}."
    unsafe = ", but signed with a development key: UNSAFE" if verification.unsafe else ""
    steps = (step for each in verification.entries for step in each.steps)
    left = dict.fromkeys(step.name for step in steps if step.status is Status.NOT_CHECKED)
    open_ = f" NOT CHECKED: {', '.join(left)}." if left else ""
    return f"Valid: this {kind} is what was signed{unsafe}.{open_}"


def _entry_lines(found: EntryVerification, called: str) -> list[str]:
    lines = [f"{called}: {_summary(found.entry)}" if found.entry else called]
    lines += [f"  {step.number}. {step.name:<12} {step.status:<12} {printable(step.why)}" for step in found.steps]
    return [*lines, f"  code         {code.short(found.digest)}"] if found.digest else lines


def _summary(entry: Entry) -> str:
    work = entry.work
    return printable(f"{work.done_on}, {work.shop}: {work.title}")
