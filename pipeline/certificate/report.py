"""A case's records as one document, for its owner: what was seen, where, how it was weighed, and what was not seen."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from models.vocabulary.admission import Admission, Admitted
from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examination, Examined, Unavailable
from models.vocabulary.finding import Finding
from models.vocabulary.photo import Preparation, Prepared, Rejected
from models.vocabulary.verdict import Verdict
from models.vocabulary.views import Component
from models.vocabulary.words import flaw_of, rejection
from pipeline.certificate import words
from pipeline.certificate.canonical import Document
from pipeline.certificate.not_seen import not_seen
from pipeline.certificate.privacy import Redactor, serial_digest
from pipeline.certificate.proof import timestamp
from pipeline.certificate.shapes import (
    MAX_WORDS,
    ClaimShown,
    FindingShown,
    FlawShown,
    PhotoExamined,
    PhotoRejected,
    PhotoShown,
    RegionShown,
    Report,
    SerialDigest,
    UsageShown,
    unsigned,
)


def build(  # noqa: PLR0913 - the records of a case, each by its name
    *,
    case: CaseFile,
    preparations: tuple[Preparation, ...],
    admission: Admission,
    examinations: tuple[Examination, ...],
    verdict: Verdict,
    versions: dict[str, str],
    issuer: str,
    safe: bool,
    now: datetime,
) -> Document:
    """Return the report as JSON, ready for ``proof.sign``.

    The serial number is in it only as a salted digest: ``owner_secret`` has what opens it.

    :param versions: of code, catalogue and calibration; those of the examiners are added under their names.
    :param issuer: DID of the signer's controller.
    :param safe: the signer's; where it is False the report says so in ``warnings``.
    :param now: aware.
    """
    say = _Sayer(Redactor(case.claim))
    part = words.examined_part(case.profile, case.claim.part)
    report = Report(
        issuer=issuer,
        created=timestamp(now),
        case=case.case,
        examination=case.examination,
        profile=case.profile,
        claim=_claim(case, say),
        outcome=verdict.outcome,
        assurance=verdict.assurance,
        score=verdict.score,
        reasons=say.all(verdict.reasons),
        advice=say.all(verdict.advice),
        explanation=say(verdict.explanation),
        findings=_findings(preparations, examinations, say),
        photos=tuple(_photo(preparation, part) for preparation in preparations),
        not_examined=not_seen(preparations, admission, (*examinations, *_left_out(case, admission)), verdict, say),
        versions=_versions(versions, examinations),
        usage=_usage(examinations),
        warnings=_warnings(examinations, safe=safe),
    )
    return unsigned(report)


def owner_secret(case: CaseFile) -> Document:
    """Return what the owner keeps apart, to prove the serial that report and certificate hide.

    ``digest`` is SHA-256 over the 16 bytes of ``salt`` and the serial in UTF-8; all but ``case`` and ``salt`` are
    null where no serial was claimed.
    """
    return {
        "case": case.case,
        "serial": case.claim.serial,
        "salt": case.serial_salt,
        "digest": serial_digest(case),
    }


def _left_out(case: CaseFile, admission: Admission) -> tuple[Unavailable, ...]:
    """Return the examiners that were left out; none where nobody at all has looked."""
    return case.left_out if isinstance(admission, Admitted) else ()


def _warnings(examinations: tuple[Examination, ...], *, safe: bool) -> tuple[str, ...]:
    """Return what a reader has to know before all else."""
    made_up = any(isinstance(each, Examined) and each.made_up for each in examinations)
    return (*(() if safe else (words.DEVELOPMENT_KEY,)), *((words.STAND_IN,) if made_up else ()))


class _Sayer:
    """Free text on its way into the report: without the serial number, and no longer than the shape allows."""

    def __init__(self, redact: Redactor) -> None:
        self._redact = redact

    def __call__(self, text: str) -> str:
        said = self._redact(text)
        return said if len(said) <= MAX_WORDS else said[: MAX_WORDS - 1] + "…"

    def all(self, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(self(text) for text in dict.fromkeys(texts))


def _claim(case: CaseFile, say: _Sayer) -> ClaimShown:
    claim, digest = case.claim, serial_digest(case)
    return ClaimShown(
        brand=say(claim.brand),
        model=claim.model and say(claim.model),
        reference=claim.reference and say(claim.reference),
        year=claim.year,
        calibre=claim.calibre and say(claim.calibre),
        part=claim.part,
        serial=SerialDigest(digest=digest) if digest else None,
    )


def _findings(
    preparations: tuple[Preparation, ...], examinations: tuple[Examination, ...], say: _Sayer
) -> tuple[FindingShown, ...]:
    labels = {p.photo.sha256: p.photo.label for p in reversed(preparations) if isinstance(p, Prepared)}
    found = [finding for e in examinations if isinstance(e, Examined) for finding in e.findings]
    return tuple(_finding(number, finding, labels, say) for number, finding in enumerate(found, start=1))


def _finding(number: int, finding: Finding, labels: dict[str, str], say: _Sayer) -> FindingShown:
    region = finding.region
    label = labels.get(region.photo) if region else None
    return FindingShown(
        number=number,
        examiner=finding.examiner,
        version=finding.version,
        component=finding.component,
        criterion=finding.criterion,
        observed=say(finding.observed),
        bearing=finding.bearing,
        strength=finding.strength,
        region=RegionShown(photo=label, polygon=region.polygon) if region and label else None,
        measure=finding.measure,
        sentence=say(finding.sentence),
    )


def _photo(preparation: Preparation, part: Component | None) -> PhotoShown:
    match preparation:
        case Prepared():
            return _prepared(preparation, part)
        case Rejected():
            return _rejected(preparation)
        case _:
            assert_never(preparation)


def _prepared(prepared: Prepared, part: Component | None) -> PhotoExamined:
    photo = prepared.photo
    return PhotoExamined(
        label=photo.label,
        view=photo.view,
        ordinal=photo.ordinal,
        size=photo.size,
        sha256=photo.sha256,
        derivative=prepared.derivative,
        derivative_size=prepared.derivative_size,
        pixels=prepared.pixels,
        perceptual=prepared.perceptual,
        measurements=prepared.measurements,
        metadata=prepared.metadata,
        dial=prepared.dial,
        flaws=tuple(FlawShown(code=flaw, words=flaw_of(flaw, part)) for flaw in prepared.flaws),
    )


def _rejected(rejected: Rejected) -> PhotoRejected:
    photo = rejected.photo
    detail = f" ({rejected.detail})" if rejected.detail else ""
    return PhotoRejected(
        label=photo.label,
        view=photo.view,
        ordinal=photo.ordinal,
        size=photo.size,
        sha256=photo.sha256,
        reason=rejected.reason,
        why=(rejection(rejected.reason) + detail)[:MAX_WORDS],
    )


def _versions(versions: dict[str, str], examinations: tuple[Examination, ...]) -> dict[str, str]:
    merged = dict(versions)
    for examination in examinations:
        merged[examination.examiner] = examination.version
        if isinstance(examination, Examined):
            merged |= {f"{examination.examiner}.{name}": value for name, value in examination.versions.items()}
    return dict(sorted(merged.items()))


def _usage(examinations: tuple[Examination, ...]) -> UsageShown:
    spent = {e.examiner: e.usage for e in examinations if e.usage is not None}
    return UsageShown(by_examiner=spent, cost_usd=sum(usage.cost_usd for usage in spent.values()))
