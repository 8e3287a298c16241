"""The result of a verification, and how it is told to a person."""

import unicodedata
from enum import StrEnum
from typing import Literal

from models.scoring.words import chance
from models.vocabulary.value import Value
from models.vocabulary.verdict import Assurance, Outcome
from models.vocabulary.views import Component
from models.vocabulary.words import this
from pipeline.certificate import words

NOT_COVERED = ("whether the watch in hand is the watch in the photos",)


_TELLING = frozenset({"log", "status"})
"""Steps whose being left out is said first: who relies on a certificate wants to know that it was not withdrawn."""


class Status(StrEnum):
    """How a step ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


class Step(Value):
    """One numbered step.

    :ivar why: in words, for every status.
    """

    number: int
    name: str
    status: Status
    why: str


class Facts(Value):
    """What the document says.

    :ivar part: the one part that was examined; None for a whole watch.
    """

    case: str
    examination: int
    issuer: str
    brand: str
    model: str | None
    reference: str | None
    part: Component | None
    outcome: Outcome
    assurance: Assurance
    posterior: float | None


class Verification(Value):
    """The steps, and whether the document holds.

    :ivar valid: no step failed; ``log``, ``status``, ``photos`` and ``serial`` may be not checked.
    :ivar unsafe: the document is signed with a development key that the verifier chose to trust.
    :ivar digest: SHA-256 of the canonical form, as printed on the PDF; None where the document cannot be read.
    :ivar facts: None unless valid: nobody should read on in a document that does not hold.
    """

    document: Literal["report", "certificate", "unknown"]
    valid: bool
    unsafe: bool
    digest: str | None
    steps: tuple[Step, ...]
    facts: Facts | None
    not_covered: tuple[str, ...] = NOT_COVERED


def printable(text: str) -> str:
    """Return ``text`` without what could steer a terminal: controls and invisible format characters become ``?``."""
    return "".join("?" if unicodedata.category(character)[0] == "C" else character for character in text)


def format_verification(verification: Verification) -> str:
    """Return the verification as lines for a terminal."""
    lines = [_headline(verification), ""]
    lines += [
        f"  {step.number}. {step.name:<12} {step.status:<12} {printable(step.why)}" for step in verification.steps
    ]
    if verification.facts:
        lines += ["", *_fact_lines(verification.facts)]
    if verification.digest:
        lines += ["", f"  digest       sha256:{verification.digest}"]
    lines += ["", "Not covered by this check:", *(f"  - {text}" for text in verification.not_covered)]
    if verification.unsafe:
        lines += ["", words.DEVELOPMENT_KEY]
    return "\n".join(lines) + "\n"


def _headline(verification: Verification) -> str:
    if not verification.valid:
        kind = "file" if verification.document == "unknown" else verification.document
        return f"NOT VALID: this {kind} does not hold."
    unsafe = ", but signed with a development key: UNSAFE" if verification.unsafe else ""
    open_ = [step.name for step in verification.steps if step.status is Status.NOT_CHECKED and step.name in _TELLING]
    unknown = f" NOT CHECKED: {', '.join(open_)}." if open_ and verification.document == "certificate" else ""
    return f"Valid: this {verification.document} is what was signed{unsafe}.{unknown}"


def _fact_lines(facts: Facts) -> list[str]:
    watch = " ".join(filter(None, (facts.brand, facts.model, facts.reference)))
    alone = f": {this(facts.part)} alone, and no watch around it" if facts.part else ""
    sure = "" if facts.posterior is None else f", probability of the claim {chance(facts.posterior)}"
    return [
        f"  claim        {printable(watch)}{alone}",
        f"  outcome      {facts.outcome}{sure}",
        f"  assurance    {facts.assurance}: {words.ASSURANCE[facts.assurance]}",
        f"  case         {facts.case}, examination {facts.examination}",
        f"  issuer       {printable(facts.issuer)}",
    ]
