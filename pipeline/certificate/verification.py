"""The result of a verification, and how it is told to a person."""

import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import Literal

from models.scoring.words import chance
from models.vocabulary.value import Value
from models.vocabulary.verdict import Assurance, Outcome
from models.vocabulary.views import Component
from models.vocabulary.words import this
from pipeline.certificate import code, words
from pipeline.certificate.beside import Standing
from pipeline.certificate.likeness import PhotoAnswer

NOT_COVERED = ("whether the watch in hand is the watch in the photos",)
NO_POLICY = "whether enough witnesses confirmed the log"
"""Not covered where the verifier named no policy."""


_TELLING = frozenset({"log", "status"})
"""Steps whose being left out is said first: who relies on a certificate wants to know that it was not withdrawn."""


_GIVEN = frozenset({"photos", "serial"})
"""Steps about what was handed over beside the document: where they alone fail, the document is not at fault."""


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
    :ivar stand_in: it says itself that a stand-in answered in the vision model's place: it proves nothing.
    :ivar digest: SHA-256 of the canonical form, as printed on the PDF; None where the document cannot be read.
    :ivar photos: what each photo that was handed over is; empty where none was, or the document cannot be read.
    :ivar photos_absent: of those that the document names, what it calls the ones that were not handed over.
    :ivar standing: what the issuer says of a certificate now; None where that is not known.
    :ivar facts: None unless valid: nobody should read on in a document that does not hold.
    """

    document: Literal["report", "certificate", "unknown"]
    valid: bool
    unsafe: bool
    digest: str | None
    steps: tuple[Step, ...]
    photos: tuple[PhotoAnswer, ...] = ()
    photos_absent: tuple[str, ...] = ()
    standing: Standing | None = None
    stand_in: bool = False
    facts: Facts | None
    not_covered: tuple[str, ...] = NOT_COVERED

    def beyond(self, *further: str | None) -> "Verification":
        """Return the verification that says what else it does not cover, first."""
        said = (each for each in further if each is not None)
        return self.model_copy(update={"not_covered": (*said, *self.not_covered)})


def printable(text: str) -> str:
    """Return ``text`` without what could steer a terminal: controls and invisible format characters become ``?``."""
    return "".join("?" if unicodedata.category(character)[0] == "C" else character for character in text)


def format_verification(verification: Verification, names: Sequence[str] = ()) -> str:
    """Return the verification as lines for a terminal.

    :param names: of the files of the photos, in their order: said on their owner's own terminal alone.
    """
    lines = [_headline(verification), ""]
    lines += [
        f"  {step.number}. {step.name:<12} {step.status:<12} {printable(step.why)}" for step in verification.steps
    ]
    lines += _photo_lines(verification.photos, names)
    if verification.facts:
        lines += ["", *_fact_lines(verification.facts)]
    if verification.digest:
        lines += [
            "",
            f"  digest       sha256:{verification.digest}",
            f"  code         {code.short(verification.digest)}",
        ]
    lines += ["", "Not covered by this check:", *(f"  - {text}" for text in verification.not_covered)]
    if verification.unsafe:
        lines += ["", words.DEVELOPMENT_KEY]
    if verification.stand_in:
        lines += ["", words.STAND_IN]
    return "\n".join(lines) + "\n"


def _photo_lines(photos: Sequence[PhotoAnswer], names: Sequence[str]) -> list[str]:
    if not photos:
        return []
    calls = [printable(names[photo.position - 1]) if names else "photo" for photo in photos]
    said = [f"{photo.answer}, {photo.photo}" if photo.same else photo.answer for photo in photos]
    told = zip(photos, calls, said, strict=True)
    return ["", "Photos that were given:", *(f"  {p.position}. {call}: {what}; {p.why}" for p, call, what in told)]


def _headline(verification: Verification) -> str:
    if not verification.valid:
        kind = "file" if verification.document == "unknown" else verification.document
        failed = {step.name for step in verification.steps if step.status is Status.FAILED}
        if failed and failed <= _GIVEN:
            return (
                f"NOT VALID: this {kind} is what was signed, but does not hold with the {' and '.join(sorted(failed))}."
            )
        return f"NOT VALID: this {kind} does not hold."
    unsafe = ", but signed with a development key: UNSAFE" if verification.unsafe else ""
    unsafe += ", but made for a trial: it proves nothing" if verification.stand_in else ""
    telling = _TELLING if verification.document == "certificate" else frozenset[str]()
    telling |= {"photos"} if verification.photos else set()
    open_ = [step.name for step in verification.steps if step.status is Status.NOT_CHECKED and step.name in telling]
    unknown = f" NOT CHECKED: {', '.join(open_)}." if open_ else ""
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
