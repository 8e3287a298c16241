"""The stages as the steps see them.

Heavy libraries are imported by the method that needs them, so that a worker loads only what its own queue asks for.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from models.vocabulary.admission import Admission, NeedsPhotos
from models.vocabulary.case import CaseFile
from models.vocabulary.errors import PipelineError, Retriable
from models.vocabulary.examination import Examination, Unavailable
from models.vocabulary.photo import Preparation, Prepared, Rejected, Submitted
from models.vocabulary.verdict import Outcome, Verdict
from pipeline import keys
from pipeline.examiners.contract import Examiner, Knowledge, Photos
from pipeline.imaging.refusal import Limits
from pipeline.ports import Signer
from pipeline.records import digest

if TYPE_CHECKING:
    from pipeline.certificate.proof import TrustedKey
    from pipeline.certificate.shapes import Predecessor
    from pipeline.status.lists import StatusEntry

log = structlog.get_logger("adriel.stages")

Inputs = tuple[CaseFile, tuple[Preparation, ...], Admission, tuple[Examination, ...]]
"""What a verdict is made from."""


class Listed(NamedTuple):
    """What the issuer knows of a certificate that is about to be signed.

    :ivar entries: its places in the status lists. :ivar replaces: the certificate whose place it takes.
    """

    entries: "Sequence[StatusEntry]"
    replaces: "Predecessor | None" = None


Lister = Callable[[Mapping[str, str]], Listed]
"""Lists a certificate, by the versions that it rests on."""


class Issued(NamedTuple):
    """A certificate that was issued.

    :ivar proof: that it is in the log (C2SP tlog-proof).
    """

    certificate: bytes
    proof: bytes


class NotOurReport(PipelineError):
    """A report lies where ours belongs, and is not ours. Nothing is signed.

    :param why: what gave it away.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return f"the report in the store is {self.why}"


class RecordsForged(PipelineError):
    """The records speak of something else than the case. Nothing is signed.

    :param what: what they speak of.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        return f"the records speak of {self.what}"


class Stages(Protocol):
    """What a workshop can do with values. Benchmarks answer it with nothing, to time the canvas alone."""

    def version(self, stage: str) -> str:
        """Return the version of a stage's code: part of its records' keys."""
        ...

    def preprocess(self, photo: Submitted, data: bytes, limits: Limits) -> tuple[Prepared, bytes] | Rejected:
        """Prepare one photo."""
        ...

    def admit(self, case: CaseFile, prepared: tuple[Preparation, ...]) -> Admission:
        """Decide whether there is enough to examine."""
        ...

    def examiner_version(self, name: str, knowledge: Knowledge) -> str:
        """Return a digest of all that an examiner's answer depends on besides the case."""
        ...

    def examine(self, name: str, case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examination:
        """Let one examiner look."""
        ...

    def score(self, inputs: Inputs) -> Verdict:
        """Weigh the findings."""
        ...

    def check_records(self, inputs: Inputs, stored: Callable[[str], bytes]) -> None:
        """Return if the records speak of the case's own photos, as they lie in the store; raise ``RecordsForged``."""
        ...

    def sign_report(self, inputs: Inputs, verdict: Verdict, signer: Signer, now: datetime) -> bytes:
        """Return the signed report."""
        ...

    def check_report(self, report: bytes, verdict: Verdict, trusted: "Sequence[TrustedKey]") -> None:
        """Return if one of our keys signed the report and it says what the verdict says; raise ``NotOurReport``."""
        ...

    def sign_certificate(self, report: bytes, signer: Signer, now: datetime, lister: Lister) -> bytes | None:
        """Return the signed certificate where the report's outcome earns one; only then is ``lister`` asked."""
        ...

    def check_certificate(self, certificate: bytes, report: bytes, trusted: "Sequence[TrustedKey]") -> None:
        """Return if one of our keys signed the certificate over this report; raise ``NotOurReport``."""
        ...

    def draw(self, report: bytes, issued: Issued | None, pictures: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
        """Yield the documents that people look at, by name, ``report.pdf`` last."""
        ...


class RealStages:
    """The stages of the product."""

    def version(self, stage: str) -> str:
        """Return the version of a stage's code."""
        return _VERSIONS[stage]()

    def preprocess(self, photo: Submitted, data: bytes, limits: Limits) -> tuple[Prepared, bytes] | Rejected:
        """Prepare one photo."""
        from pipeline.stages.preprocess import preprocess

        return preprocess(photo, data, limits)

    def admit(self, case: CaseFile, prepared: tuple[Preparation, ...]) -> Admission:
        """Decide whether there is enough to examine."""
        from pipeline.stages.admit import admit

        return admit(case, prepared)

    def examiner_version(self, name: str, knowledge: Knowledge) -> str:
        """Return a digest of the examiner's code and of what it consults."""
        examiner = _examiner(name)
        return digest(examiner.name, examiner.version, examiner.depends(knowledge))

    def examine(self, name: str, case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examination:
        """Let one examiner look. Its own fault costs its words, never the case: it is logged and asked again later."""
        examiner = _examiner(name)
        try:
            return examiner.examine(case, photos, knowledge)
        except Retriable:
            raise
        except SoftTimeLimitExceeded:
            return Unavailable(examiner=name, version=examiner.version, why="time limit", passing=True, patient=False)
        except Exception as fault:  # noqa: BLE001  (the contract forbids it to raise; a case must not pay for it)
            # Not log.exception: a traceback's message may quote what was read in a photo.
            log.error("examiner_fault", case=case.case, examiner=name, error=type(fault).__name__)  # noqa: TRY400
            return Unavailable(
                examiner=name, version=examiner.version, why="internal fault", passing=True, patient=False
            )

    def score(self, inputs: Inputs) -> Verdict:
        """Weigh the findings."""
        from pipeline.stages.score import score

        return score(*inputs)

    def check_records(self, inputs: Inputs, stored: Callable[[str], bytes]) -> None:
        """Return if the records speak of the case's own photos, as they lie in the store; raise ``RecordsForged``.

        The bytes are hashed and not decoded: whoever signs opens no image.
        """
        case, preparations, admission, examinations = inputs
        if tuple(each.photo for each in preparations) != case.photos:
            raise RecordsForged("photos that were not submitted")
        asked = () if isinstance(admission, NeedsPhotos) else case.examiners
        if tuple(each.examiner for each in examinations) != asked:
            raise RecordsForged("examiners that were not asked")
        named = [(keys.photo(case.case, photo.sha256), photo.sha256) for photo in case.photos]
        drawn = [each.derivative for each in preparations if isinstance(each, Prepared)]
        named += [(keys.derivative(case.case, sha256), sha256) for sha256 in drawn]
        for key, sha256 in named:
            if hashlib.sha256(stored(key)).hexdigest() != sha256:
                raise RecordsForged("photos that are not the ones in the store")

    def sign_report(self, inputs: Inputs, verdict: Verdict, signer: Signer, now: datetime) -> bytes:
        """Return the signed report."""
        from pipeline.certificate import proof, report

        case, prepared, admission, examinations = inputs
        document = report.build(
            case=case,
            preparations=prepared,
            admission=admission,
            examinations=examinations,
            verdict=verdict,
            versions=_versions(examinations, verdict),
            issuer=signer.controller,
            safe=signer.safe,
            now=now,
        )
        return _pretty(proof.sign(document, signer, created=now))

    def check_report(self, report: bytes, verdict: Verdict, trusted: "Sequence[TrustedKey]") -> None:
        """Return if one of our keys signed the report and it says what the verdict says; raise ``NotOurReport``."""
        if _ours(report, trusted).get("outcome") != verdict.outcome:
            raise NotOurReport("another outcome than the records give")

    def check_certificate(self, certificate: bytes, report: bytes, trusted: "Sequence[TrustedKey]") -> None:
        """Return if one of our keys signed the certificate over this report; raise ``NotOurReport``."""
        from pipeline.certificate import canonical

        subject = _ours(certificate, trusted).get("credentialSubject")
        evidence = subject.get("evidenceDigest") if isinstance(subject, dict) else None
        if evidence != canonical.digest(json.loads(report)):
            raise NotOurReport("a certificate over another report")

    def sign_certificate(self, report: bytes, signer: Signer, now: datetime, lister: Lister) -> bytes | None:
        """Return the signed certificate where the report's outcome earns one; only then is ``lister`` asked."""
        from pipeline.certificate import credential, proof

        signed = json.loads(report)
        if signed["outcome"] != Outcome.AUTHENTIC:
            return None
        entries, replaces = lister(signed["versions"])
        built = credential.build(report=signed, entries=entries, now=now, replaces=replaces)
        return _pretty(proof.sign(built, signer, created=now))

    def draw(self, report: bytes, issued: Issued | None, pictures: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
        """Yield the documents that people look at, by name, ``report.pdf`` last."""
        from pipeline.certificate import pdf

        signed = json.loads(report)
        if issued is not None:
            certificate = json.loads(issued.certificate)
            yield "certificate.pdf", pdf.render_certificate(certificate, signed, pictures, proof=issued.proof)
            yield "certificate.png", pdf.render_picture(certificate, signed, pictures, proof=issued.proof)
        yield "report.pdf", pdf.render_report(signed, pictures)


def _ours(data: bytes, trusted: "Sequence[TrustedKey]") -> dict[str, Any]:
    """Return what a document of ours says; raise ``NotOurReport`` for any other."""
    from pipeline.certificate import canonical, proof

    document = canonical.parse(data)
    if isinstance(document, canonical.Malformed):
        raise NotOurReport("unreadable")
    proven = proof.verify(document, keys=trusted)
    methods = {key.method for key in trusted}
    if isinstance(proven, proof.Unproven) or len(proven.methods) != 1 or not methods.issuperset(proven.methods):
        raise NotOurReport("not signed by a key of ours")
    return document


def _examiner(name: str) -> Examiner:
    from pipeline.examiners.registry import REGISTRY

    return REGISTRY[name]


def _preprocess_version() -> str:
    from pipeline.stages.versions import PREPROCESS

    return PREPROCESS


def _admit_version() -> str:
    from pipeline.stages.admit import VERSION

    return VERSION


def _score_version() -> str:
    from pipeline.stages.score import VERSION

    return VERSION


_VERSIONS = {"preprocess": _preprocess_version, "admit": _admit_version, "score": _score_version}


def _versions(examinations: tuple[Examination, ...], verdict: Verdict) -> dict[str, str]:
    """Return what the verdict rests on: what a recall names."""
    import pipeline

    found = {"adriel": pipeline.__version__} | {stage: version() for stage, version in _VERSIONS.items()}
    if verdict.score is not None:
        found["calibration"] = verdict.score.table
    for examination in examinations:
        found[examination.examiner] = examination.version
        if examination.kind == "examined":
            found |= {f"{examination.examiner}.{name}": value for name, value in examination.versions.items()}
    return found


def _pretty(document: dict[str, Any]) -> bytes:
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False).encode() + b"\n"
