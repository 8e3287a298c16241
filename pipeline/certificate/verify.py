"""Verification of a report or certificate, offline, in numbered steps.

1. **parse**: strict JSON, meaning the same to every reader (``canonical.parse``).
2. **shape**: a report or certificate of a version that is known, with no field too many or too few.
3. **signature**: the one proof holds over this very content (``proof.verify``).
4. **issuer**: the key is one that the verifier trusts beforehand, belongs to the issuer that is named, signed in its
   time, and was not lost. A key that the document brings along (did:key included) is not.
5. **dates**: made, and valid, at the time of checking.
6. **photos**: each photo that was handed over is one that the document names.
7. **consistency**: outcome, score and findings do not contradict each other.

A step that cannot be taken because an earlier one failed is *not checked*, which never counts as passed.

What is left to whoever asks: that the watch in hand is the watch in the photos, and that the certificate was not
withdrawn since (``verification.NOT_COVERED``).
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal, assert_never

from pydantic import ValidationError

from models.vocabulary.verdict import Assurance, Outcome
from pipeline.certificate import canonical, words
from pipeline.certificate.canonical import Document, Malformed
from pipeline.certificate.consistency import certificate_faults, report_faults
from pipeline.certificate.proof import ProofFault, Proven, TrustedKey, Unproven, read_timestamp
from pipeline.certificate.proof import verify as verify_proof
from pipeline.certificate.shapes import Certificate, PhotoExamined, Report, unsigned
from pipeline.certificate.verification import Facts, Status, Step, Verification, format_verification, printable

__all__ = ["Verification", "format_verification", "verify_document"]

_CLOCK_SKEW = timedelta(minutes=5)
"""How far two honest clocks differ: what Kerberos allows (RFC 4120, section 8.2)."""


class _FailedError(Exception):
    """A step failed; carries why."""


class _SkippedError(Exception):
    """A step could not be taken; carries why."""


_STEPS = ("parse", "shape", "signature", "issuer", "dates", "photos", "consistency")


def verify_document(
    data: bytes,
    *,
    now: datetime,
    trusted: Iterable[TrustedKey] = (),
    photos: Mapping[str, bytes] | None = None,
) -> Verification:
    """Check a report or certificate.

    :param data: the document as it was received.
    :param now: the time of checking, aware.
    :param trusted: keys that the verifier knows beforehand; without any, step 4 fails.
    :param photos: original photos (or the derivatives) by the name that step 6 shall call them.
    """
    return _Check(data, now, tuple(trusted), photos or {}).run()


class _Check:
    """One run. Each step returns why it passed, or raises."""

    def __init__(
        self, data: bytes, now: datetime, trusted: tuple[TrustedKey, ...], photos: Mapping[str, bytes]
    ) -> None:
        self._data, self._now, self._trusted, self._photos = data, now, trusted, photos
        self._document: Document | None = None
        self._read: Report | Certificate | None = None
        self._proven: Proven | None = None
        self._key: TrustedKey | None = None

    def run(self) -> Verification:
        steps: list[Step] = []
        for number, (name, check) in enumerate(zip(_STEPS, self._checks(), strict=True), start=1):
            status, why = _take(check)
            steps.append(Step(number=number, name=name, status=status, why=why))
        valid = all(
            step.status is Status.PASSED or (step.name == "photos" and step.status is Status.NOT_CHECKED)
            for step in steps
        )
        return Verification(
            document=_kind(self._read),
            valid=valid,
            unsafe=self._key is not None and not self._key.safe,
            digest=canonical.digest(self._document) if self._document is not None else None,
            steps=tuple(steps),
            facts=_facts(self._read) if valid and self._read else None,
        )

    def _checks(self) -> tuple[Callable[[], str], ...]:
        return (
            self._1_parse,
            self._2_shape,
            self._3_signature,
            self._4_issuer,
            self._5_dates,
            self._6_photos,
            self._7_consistency,
        )

    def _1_parse(self) -> str:
        parsed = canonical.parse(self._data)
        match parsed:
            case Malformed():
                raise _FailedError(f"the file {parsed.why}")
            case dict():
                self._document = parsed
                return "strict JSON that means the same to every reader"
            case _:
                assert_never(parsed)

    def _2_shape(self) -> str:
        document = self._parsed()
        shape = _shape(document)
        try:
            read = shape.model_validate_json(canonical.canonical(document), strict=True)
        except ValidationError as error:
            raise _FailedError(_first_fault(error)) from None
        if unsigned(read) != {name: value for name, value in document.items() if name != "proof"}:
            raise _FailedError("the document leaves out a field that its shape has")
        self._read = read
        return f"a {_kind(self._read)} of version 1, complete and without unknown fields"

    def _3_signature(self) -> str:
        read, document = self._shaped(), self._parsed()
        result = verify_proof(document, keys=self._trusted)
        if isinstance(result, Unproven):
            raise _FailedError(_proof_words(result))
        if document["proof"].get("@context") != list(read.context):
            raise _FailedError(ProofFault.CONTEXT.value)  # a proof over fewer contexts leaves the others unsigned
        self._proven = result
        return "the content is exactly what was signed"

    def _4_issuer(self) -> str:
        read, proven = self._shaped(), self._held()
        (method,) = proven.methods
        key = next((key for key in self._trusted if key.method == method), None)
        if key is None:
            raise _FailedError("the key is not one that is trusted here; that the document brings it along is no proof")
        if key.controller != read.issuer:
            raise _FailedError("the key belongs to another issuer than the document names")
        (signed,) = proven.created
        if fault := _outside_its_time(key, signed):
            raise _FailedError(fault)
        self._key = key
        return "signed with a trusted key" if key.safe else "signed with this machine's development key: UNSAFE"

    def _5_dates(self) -> str:
        read = self._shaped()
        (signed,) = self._held().created
        latest = self._now + _CLOCK_SKEW
        start = read_timestamp(read.created if isinstance(read, Report) else read.valid_from)
        if start > latest or signed > latest:
            raise _FailedError("the document is dated in the future")
        if isinstance(read, Report):
            return f"made on {read.created[:10]}; a report does not expire, it speaks of the photos of that day"
        if self._now >= read_timestamp(read.valid_until):
            raise _FailedError(f"the certificate expired on {read.valid_until[:10]}")
        return f"valid until {read.valid_until[:10]}"

    def _6_photos(self) -> str:
        read = self._shaped()
        if not self._photos:
            raise _SkippedError("no photos were given")
        named = _named_photos(read)
        given = {hashlib.sha256(data).hexdigest(): name for name, data in self._photos.items()}
        strangers = sorted(name for digest, name in given.items() if digest not in named)
        if strangers:
            raise _FailedError(f"not named by the document: {', '.join(strangers)}")
        absent = sorted(set(named.values()) - {named[digest] for digest in given})
        rest = f"; not given: {', '.join(absent)}" if absent else ""
        return f"{len(given)} of {len(set(named.values()))} photos are the ones that were examined{rest}"

    def _7_consistency(self) -> str:
        read = self._shaped()
        faults = report_faults(read) if isinstance(read, Report) else certificate_faults(read)
        if faults:
            raise _FailedError("; ".join(faults))
        return "outcome, score and findings agree"

    def _parsed(self) -> Document:
        if self._document is None:
            raise _SkippedError("there is no document to look at")
        return self._document

    def _shaped(self) -> Report | Certificate:
        if self._read is None:
            raise _SkippedError("the document's shape is not known")
        return self._read

    def _held(self) -> Proven:
        if self._proven is None:
            raise _SkippedError("the signature does not hold")
        return self._proven


def _outside_its_time(key: TrustedKey, signed: datetime) -> str | None:
    """Return what says that the key did not sign then, or that what it signed counts no more.

    Whoever has a lost key dates what they sign as they like: only the log can say what was signed before.
    """
    if key.lost_at is not None:
        return "the key was lost, and nothing shows that the log held the document before"
    if key.valid_from is not None and signed < read_timestamp(key.valid_from) - _CLOCK_SKEW:
        return f"dated before the key signed: it began on {key.valid_from[:10]}"
    if key.valid_until is not None and signed >= read_timestamp(key.valid_until) + _CLOCK_SKEW:
        return f"dated after the key signed: it ended on {key.valid_until[:10]}"
    return None


def _take(check: Callable[[], str]) -> tuple[Status, str]:
    try:
        return Status.PASSED, check()
    except _FailedError as error:
        return Status.FAILED, str(error)
    except _SkippedError as error:
        return Status.NOT_CHECKED, str(error)


def _shape(document: Document) -> type[Report | Certificate]:
    match document.get("type"):
        case ["AdrielWatchReport"]:
            return Report
        case ["VerifiableCredential", "AdrielWatchCertificate"]:
            return Certificate
        case _:
            raise _FailedError("this is neither a report nor a certificate of Adriel")


def _first_fault(error: ValidationError) -> str:
    """Name the first field at fault: its place, and nothing of what it holds."""
    fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in fault["loc"]) or "the document"
    return f"{printable(place)}: {fault['type'].replace('_', ' ')}"


def _proof_words(result: Unproven) -> str:
    return f"{result.fault.value}: {printable(result.option)}" if result.option else result.fault.value


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


def _named_photos(read: Report | Certificate) -> dict[str, str]:
    """Return digest -> how the document calls the photo, for originals and derivatives."""
    if isinstance(read, Certificate):
        photos = read.credential_subject.photos
        calls = [f"{photo.view.value} ({photo.sha256[:8]})" for photo in photos]
        bound = list(zip(photos, calls, strict=True))
        return {p.derivative_sha256: call for p, call in bound} | {p.sha256: call for p, call in bound}
    derivatives = {p.derivative: p.label for p in read.photos if isinstance(p, PhotoExamined)}
    return derivatives | {p.sha256: p.label for p in read.photos}


def _facts(read: Report | Certificate) -> Facts:
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
