"""Stages that do nothing, so that what remains is the canvas: messages, records, events."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from models.vocabulary.admission import Admission, Admitted
from models.vocabulary.case import CaseFile
from models.vocabulary.examination import Examination, Examined
from models.vocabulary.photo import (
    Measurements,
    Metadata,
    NoDial,
    Perceptual,
    Preparation,
    Prepared,
    Rejected,
    Submitted,
)
from models.vocabulary.verdict import Assurance, Outcome, Verdict
from pipeline.assembly import Inputs, Issued, Lister
from pipeline.certificate.proof import TrustedKey
from pipeline.examiners.contract import Knowledge, Photos
from pipeline.imaging.refusal import Limits
from pipeline.ports import Signer

DIGEST = "0" * 64


def prepared(photo: Submitted) -> Prepared:
    """Return a prepared photo that nobody looked at."""
    return Prepared(
        photo=photo,
        derivative=photo.sha256,
        derivative_size=(1, 1),
        pixels=DIGEST,
        perceptual=Perceptual(pdq=DIGEST, quality=0),
        measurements=Measurements(
            width=1, height=1, focus=1, exposure=0.5, clipped_dark=0, clipped_light=0, glare=0, dial_pixels=0
        ),
        metadata=Metadata(format="jpeg", orientation=1),
        dial=NoDial(reason="none", found=0),
    )


class EmptyStages:
    """Implements ``pipeline.assembly.Stages``."""

    def version(self, stage: str) -> str:
        """Return a constant."""
        return f"empty {stage}"

    def preprocess(self, photo: Submitted, data: bytes, limits: Limits) -> tuple[Prepared, bytes] | Rejected:  # noqa: ARG002
        """Return the photo as it is."""
        return prepared(photo), b""

    def admit(self, case: CaseFile, prepared: tuple[Preparation, ...]) -> Admission:  # noqa: ARG002
        """Admit."""
        return Admitted()

    def examiner_version(self, name: str, knowledge: Knowledge) -> str:  # noqa: ARG002
        """Return a constant."""
        return name

    def examine(self, name: str, case: CaseFile, photos: Photos, knowledge: Knowledge) -> Examination:  # noqa: ARG002
        """Find nothing."""
        return Examined(examiner=name, version="empty", findings=())

    def score(self, inputs: Inputs) -> Verdict:  # noqa: ARG002
        """Decide nothing."""
        return Verdict(outcome=Outcome.INCONCLUSIVE, assurance=Assurance.LOCAL, score=None)

    def check_records(self, inputs: Inputs, stored: Callable[[str], bytes]) -> None:
        """Believe them."""

    def sign_report(self, inputs: Inputs, verdict: Verdict, signer: Signer, now: datetime) -> bytes:  # noqa: ARG002
        """Return the outcome."""
        return json.dumps({"outcome": verdict.outcome}).encode()

    def check_report(self, report: bytes, verdict: Verdict, trusted: Sequence[TrustedKey]) -> None:
        """Believe it."""

    def sign_certificate(
        self,
        report: bytes,  # noqa: ARG002
        signer: Signer,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
        lister: Lister,  # noqa: ARG002
    ) -> bytes | None:
        """Earn nothing."""
        return None

    def check_certificate(self, certificate: bytes, report: bytes, trusted: Sequence[TrustedKey]) -> None:
        """Believe it."""

    def draw(
        self,
        report: bytes,  # noqa: ARG002
        issued: Issued | None,  # noqa: ARG002
        pictures: Mapping[str, bytes],  # noqa: ARG002
    ) -> Iterator[tuple[str, bytes]]:
        """Draw nothing."""
        yield "report.pdf", b""
