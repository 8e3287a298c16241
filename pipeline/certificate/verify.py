"""Verification of a report or certificate, in numbered steps, by what the verifier has beside it.

1. **parse**: strict JSON, meaning the same to every reader (``canonical.parse``); an envelope is opened.
2. **shape**: a report or certificate of a version that is known, with no field too many or too few.
3. **signature**: every proof that can be checked holds over this very content, and there is one (``signatures``).
4. **issuer**: the key of one that holds is trusted beforehand, belongs to the issuer that is named, and signed in its
   time. A key that the document brings along (did:key included) is not. What the other proofs are worth is said.
5. **dates**: made, and valid, at the time of checking.
6. **log**: the transparency log holds the certificate; where its key was lost, from before the loss.
7. **status**: the issuer's lists neither revoke nor suspend it.
8. **photos**: each photo that was handed over is one that the document names, or the same picture saved anew.
9. **serial**: the serial number that was handed over is the one that was claimed.
10. **consistency**: outcome, score and findings do not contradict each other.

A step that cannot be taken, because an earlier one failed or the verifier lacks something, is *not checked* and says
why; that never counts as passed. A document is valid where no step failed and those that need nothing but the document
and the keys passed. What is left to whoever asks: that the watch in hand is the watch in the photos.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, assert_never

from pydantic import ValidationError

from models.vocabulary.photo import Perceptual
from models.vocabulary.verdict import Assurance, Outcome
from pipeline.certificate import beside, canonical, envelope, likeness, signatures, words
from pipeline.certificate.beside import Beside, Standing, StepFailed, StepSkipped, Withdrawn
from pipeline.certificate.canonical import Document, Malformed
from pipeline.certificate.consistency import certificate_faults, report_faults
from pipeline.certificate.likeness import Named, PhotoAnswer
from pipeline.certificate.proof import TrustedKey, read_timestamp
from pipeline.certificate.shapes import Certificate, PhotoExamined, Report, unsigned
from pipeline.certificate.signatures import CLOCK_SKEW, Signatures
from pipeline.certificate.verification import Facts, Status, Step, Verification, format_verification, printable

__all__ = ["Beside", "Verification", "facts_of", "format_verification", "verify_document"]

_STEPS = ("parse", "shape", "signature", "issuer", "dates", "log", "status", "photos", "serial", "consistency")
_MAY_LACK = frozenset({"log", "status", "photos", "serial"})
"""Steps for which a verifier may lack something, so that they stay not checked."""


def verify_document(data: bytes, *, now: datetime, beside: Beside) -> Verification:
    """Check a report or certificate, alone or in its envelope.

    :param data: the document as it was received.
    :param now: the time of checking, aware.
    """
    return _Check(data, now, beside).run()


class _Check:
    """One run. Each step returns why it passed, or raises."""

    def __init__(self, data: bytes, now: datetime, beside: Beside) -> None:
        self._data, self._now, self._beside = data, now, beside
        self._document: Document | None = None
        self._log_proof = beside.proof
        self._read: Report | Certificate | None = None
        self._signatures: Signatures | None = None
        self._signed: datetime | None = None
        self._key: TrustedKey | None = None
        self._photos: tuple[PhotoAnswer, ...] = ()
        self._absent: tuple[str, ...] = ()
        self._standing: Standing | None = None

    def run(self) -> Verification:
        steps: list[Step] = []
        for number, (name, check) in enumerate(zip(_STEPS, self._checks(), strict=True), start=1):
            status, why = _take(check)
            steps.append(Step(number=number, name=name, status=status, why=why))
        valid = all(
            step.status is Status.PASSED or (step.status is Status.NOT_CHECKED and step.name in _MAY_LACK)
            for step in steps
        )
        return Verification(
            document=_kind(self._read),
            valid=valid,
            unsafe=self._key is not None and not self._key.safe,
            digest=canonical.digest(self._document) if self._document is not None else None,
            steps=tuple(steps),
            photos=self._photos,
            photos_absent=self._absent,
            standing=self._standing,
            stand_in=self._read is not None and words.STAND_IN in _cautions(self._read),
            facts=facts_of(self._read) if valid and self._read else None,
        )

    def _checks(self) -> tuple[Callable[[], str], ...]:
        return (
            self._1_parse,
            self._2_shape,
            self._3_signature,
            self._4_issuer,
            self._5_dates,
            self._6_log,
            self._7_status,
            self._8_photos,
            self._9_serial,
            self._10_consistency,
        )

    def _1_parse(self) -> str:
        parsed = canonical.parse(self._data)
        match parsed:
            case Malformed():
                raise StepFailed(f"the file {parsed.why}")
            case dict():
                self._document = self._opened(parsed)
                return "strict JSON that means the same to every reader"
            case _:
                assert_never(parsed)

    def _opened(self, parsed: Document) -> Document:
        try:
            inside = envelope.unwrap(parsed)
        except envelope.MalformedEnvelope as fault:
            raise StepFailed(str(fault)) from None
        self._log_proof = inside.proof if inside.proof is not None else self._log_proof
        return inside.credential

    def _2_shape(self) -> str:
        document = self._parsed()
        shape = _shape(document)
        try:
            read = shape.model_validate_json(canonical.canonical(document), strict=True)
        except ValidationError as error:
            raise StepFailed(_first_fault(error)) from None
        if unsigned(read) != {name: value for name, value in document.items() if name != "proof"}:
            raise StepFailed("the document leaves out a field that its shape has")
        self._read = read
        return f"a {_kind(self._read)} of version 1, complete and without unknown fields"

    def _3_signature(self) -> str:
        self._signatures = signatures.check(self._parsed(), self._shaped().context, self._beside.trusted)
        return self._signatures.said

    def _4_issuer(self) -> str:
        counted = signatures.count(self._held(), self._shaped().issuer, self._beside.trusted)
        self._key, self._signed = counted.key, counted.signature.created
        return counted.said

    def _5_dates(self) -> str:
        read = self._shaped()
        signed = self._signed or self._held().held[0].created
        latest = self._now + CLOCK_SKEW
        start = read_timestamp(read.created if isinstance(read, Report) else read.valid_from)
        if start > latest or signed > latest:
            raise StepFailed("the document is dated in the future")
        if isinstance(read, Report):
            return f"made on {read.created[:10]}; a report does not expire, it speaks of the photos of that day"
        if self._now >= read_timestamp(read.valid_until):
            raise StepFailed(f"the certificate expired on {read.valid_until[:10]}")
        return f"valid until {read.valid_until[:10]}"

    def _6_log(self) -> str:
        read, key = self._shaped(), self._key
        lost = key.lost_at if key is not None else None
        if isinstance(read, Report):
            if lost is not None:
                raise StepFailed(
                    "the key was lost, and reports are not in the log: nothing shows that this one is older"
                )
            raise StepSkipped("reports are for their owner and not in the log")
        try:
            found = beside.logged(self._parsed(), self._log_proof, self._beside.log)
        except StepSkipped as why:
            if lost is not None:
                raise StepFailed(
                    f"the key was lost, and whether the log held this before is not shown: {why}"
                ) from None
            raise
        if lost is not None and found.number >= lost:
            raise StepFailed(
                f"the key was lost, and the log has the document only since: entry {found.number} of {lost}"
            )
        confirmed = f", confirmed by {', '.join(found.witnesses)}" if found.witnesses else ""
        return f"entry {found.number} of the log, which had {found.size}{confirmed}"

    def _7_status(self) -> str:
        read = self._shaped()
        if isinstance(read, Report):
            raise StepSkipped("a report is not withdrawn: it speaks of the photos of a day")
        if self._key is None:
            raise StepSkipped("whose list would count is not known")
        try:
            said = beside.status(read, canonical.digest(self._parsed()), self._beside, self._now)
        except Withdrawn as how:
            self._standing = how.standing
            raise
        self._standing = Standing.STANDS
        return said

    def _8_photos(self) -> str:
        named = _named_photos(self._shaped())
        self._photos = likeness.compare(self._beside.photos.values(), named)
        self._absent = likeness.absent(self._photos, named) if self._photos else ()
        return beside.photos(self._photos, self._absent, of=len(named))

    def _9_serial(self) -> str:
        read = self._shaped()
        hidden = read.claim.serial if isinstance(read, Report) else None
        digest = hidden.digest if hidden else None
        if isinstance(read, Certificate):
            digest = read.credential_subject.claim.serial_digest
        return beside.serial(self._beside.serial, digest)

    def _10_consistency(self) -> str:
        read = self._shaped()
        faults = report_faults(read) if isinstance(read, Report) else certificate_faults(read)
        if faults:
            raise StepFailed("; ".join(faults))
        return "outcome, score and findings agree"

    def _parsed(self) -> Document:
        if self._document is None:
            raise StepSkipped("there is no document to look at")
        return self._document

    def _shaped(self) -> Report | Certificate:
        if self._read is None:
            raise StepSkipped("the document's shape is not known")
        return self._read

    def _held(self) -> Signatures:
        if self._signatures is None:
            raise StepSkipped("the signature does not hold")
        return self._signatures


def _take(check: Callable[[], str]) -> tuple[Status, str]:
    try:
        return Status.PASSED, check()
    except StepFailed as error:
        return Status.FAILED, str(error)
    except StepSkipped as error:
        return Status.NOT_CHECKED, str(error)


def _shape(document: Document) -> type[Report | Certificate]:
    match document.get("type"):
        case ["AdrielWatchReport"]:
            return Report
        case ["VerifiableCredential", "AdrielWatchCertificate"]:
            return Certificate
        case _:
            raise StepFailed("this is neither a report nor a certificate of Adriel")


def _first_fault(error: ValidationError) -> str:
    """Name the first field at fault: its place, and nothing of what it holds."""
    fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in fault["loc"]) or "the document"
    return f"{printable(place)}: {fault['type'].replace('_', ' ')}"


def _kind(read: Report | Certificate | None) -> Literal["report", "certificate", "unknown"]:
    match read:
        case Report():
            return "report"
        case Certificate():
            return "certificate"
        case None:
            return "unknown"
        case _:
            assert_never(read)


def _named_photos(read: Report | Certificate) -> list[Named]:
    """Return the photos that the document names, as it calls them."""
    if isinstance(read, Certificate):
        return [
            Named(
                f"{photo.view.value} ({photo.sha256[:8]})",
                frozenset({photo.sha256, photo.derivative_sha256}),
                Perceptual(pdq=photo.pdq, quality=photo.pdq_quality),
            )
            for photo in read.credential_subject.photos
        ]
    return [
        Named(photo.label, frozenset({photo.sha256, photo.derivative}), photo.perceptual)
        if isinstance(photo, PhotoExamined)
        else Named(photo.label, frozenset({photo.sha256}), None)
        for photo in read.photos
    ]


def _cautions(read: Report | Certificate) -> tuple[str, ...]:
    return read.warnings if isinstance(read, Report) else read.credential_subject.cautions


def facts_of(read: Report | Certificate) -> Facts:
    """Return what a document says, whether or not it holds."""
    if isinstance(read, Certificate):
        subject = read.credential_subject
        return Facts(
            case=subject.case_id,
            examination=subject.examination,
            issuer=read.issuer,
            brand=subject.claim.brand,
            model=subject.claim.watch_model,
            reference=subject.claim.reference,
            part=words.examined_part(subject.profile, subject.claim.part),
            outcome=Outcome(subject.outcome),
            assurance=Assurance(subject.assurance),
            posterior=subject.score.posterior,
        )
    return Facts(
        case=read.case,
        examination=read.examination,
        issuer=read.issuer,
        brand=read.claim.brand,
        model=read.claim.model,
        reference=read.claim.reference,
        part=words.examined_part(read.profile, read.claim.part),
        outcome=read.outcome,
        assurance=read.assurance,
        posterior=read.score.posterior if read.score else None,
    )
