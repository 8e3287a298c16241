"""``./adriel verify`` of a service book: a whole one, as the API gives it, or one entry."""

import json
import sys

from pipeline.certificate import code, words
from pipeline.certificate.beside import Beside
from pipeline.certificate.book import BookVerification, Entry, EntryVerification, Given, verify_book
from pipeline.certificate.verification import Status, printable
from pipeline.cli.codes import EXAMINED, FAULT

WHOLE = "service book"


def run(given: Given, known: Beside, *, as_json: bool) -> int:
    """Check, print, and return the exit code."""
    verification = verify_book(given, known)
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
