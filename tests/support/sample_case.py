"""A case as the stages would leave it, with three drawn photos: what report, certificate and PDF are tried on."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from models.vocabulary.admission import Admission, Admitted, NeedsPhotos, Wanted
from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.examination import STAND_IN, Examination, Examined
from models.vocabulary.photo import (
    Ellipse,
    Flaw,
    Measurements,
    Metadata,
    NoDial,
    Perceptual,
    Preparation,
    Prepared,
    Rejected,
    Rejection,
    Submitted,
)
from models.vocabulary.verdict import Assurance, Contribution, Coverage, Outcome, Score, Verdict
from models.vocabulary.views import Component, Profile, View
from tests.support.drawn_watch import draw_caseback, draw_dial, draw_movement
from tests.support.sample_findings import fake_findings, genuine_findings, local_findings, sha256

NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
SERIAL = "M204817"
VERSIONS = {"adriel": "0.1.0", "catalogue": "2026-03-01", "calibration": "declared-1"}
BASIS = "declared by judgement, no sample: a cap on every component keeps one of them from deciding anything"
EXPLANATION = (
    "The claim: Aldenmoor Tidewatch, reference AM-2204. In its favour speak the dial and the case back. How much each "
    "sign counts was declared by judgement and waits to be checked on watches whose truth is known. Not seen: clasp."
)


@dataclass(frozen=True)
class SampleCase:
    """The records of a case and the bytes of its photos.

    :ivar originals: label -> bytes as submitted.
    :ivar pictures: label -> derivative JPEG.
    """

    case: CaseFile
    preparations: tuple[Preparation, ...]
    admission: Admission
    examinations: tuple[Examination, ...]
    verdict: Verdict
    originals: dict[str, bytes]
    pictures: dict[str, bytes]

    def records(self) -> dict[str, Any]:
        """Return the arguments that ``report.build`` takes from the records."""
        return {
            "case": self.case,
            "preparations": self.preparations,
            "admission": self.admission,
            "examinations": self.examinations,
            "verdict": self.verdict,
            "versions": VERSIONS,
            "now": NOW,
        }

    def claiming(self, **claim: Any) -> "SampleCase":
        """Return the case with another claim."""
        changed = Claim.model_validate({**self.case.claim.model_dump(), **claim})
        return replace(self, case=self.case.model_copy(update={"claim": changed}))


def authentic() -> SampleCase:
    return _case(
        Outcome.AUTHENTIC, genuine_findings(), {"dial": 1.21, "caseback": 0.94, "movement": 0.58, "hands": 0.4}
    )


def counterfeit() -> SampleCase:
    return _case(Outcome.COUNTERFEIT, fake_findings(), {"dial": -1.62, "caseback": -0.88, "movement": 0.21})


def inconclusive() -> SampleCase:
    return _case(Outcome.INCONCLUSIVE, local_findings(), {"dial": 0.52, "caseback": -0.18}, assurance=Assurance.LOCAL)


def needs_photos() -> SampleCase:
    base = inconclusive()
    advice = "Photograph the dial from the front, in daylight."
    wanted = Wanted(view=View.DIAL, why="no photo shows the dial sharply", advice=advice)
    return replace(
        base,
        admission=NeedsPhotos(wanted=(wanted,)),
        examinations=(),
        verdict=Verdict(outcome=Outcome.NEEDS_PHOTOS, assurance=Assurance.NONE, score=None, advice=(advice,)),
    )


def made_up(sample: SampleCase) -> SampleCase:
    """Return the case with a stand-in in the vision model's place."""
    said = tuple(
        each.model_copy(update={"versions": {**each.versions, "endpoint": STAND_IN}})
        if isinstance(each, Examined) and each.examiner == "vision"
        else each
        for each in sample.examinations
    )
    return replace(sample, examinations=said)


def _case(
    outcome: Outcome,
    examinations: tuple[Examination, ...],
    weights: dict[str, float],
    assurance: Assurance = Assurance.VISION,
) -> SampleCase:
    originals = {"dial": draw_dial(), "caseback": draw_caseback(), "movement": draw_movement()}
    submitted = {
        label: Submitted(sha256=sha256(data), view=View(label), size=len(data)) for label, data in originals.items()
    }
    broken = Submitted(sha256=sha256(b"broken"), view=View.PAPERS, size=6)
    return SampleCase(
        case=_case_file((*submitted.values(), broken)),
        preparations=(
            *(_prepared(submitted[label], originals[label]) for label in originals),
            Rejected(photo=broken, reason=Rejection.TRUNCATED, detail="ends after 6 bytes"),
        ),
        admission=Admitted(gaps=(_CLASP,)),
        examinations=examinations,
        verdict=_verdict(outcome, assurance, weights, examinations),
        originals=originals,
        pictures=dict(originals),
    )


def _case_file(photos: tuple[Submitted, ...]) -> CaseFile:
    return CaseFile(
        case="k3v9q2m7x4p1",
        examination=1,
        profile=Profile.WATCH,
        claim=Claim(
            brand="Aldenmoor", model="Tidewatch", reference="AM-2204", serial=SERIAL, year=2023, calibre="AM31"
        ),
        photos=photos,
        created="2026-03-14T09:24:10Z",
        serial_salt="00112233445566778899aabbccddeeff",
        examiners=("identity", "vision"),
    )


def _prepared(photo: Submitted, data: bytes) -> Prepared:
    dial = photo.view is View.DIAL
    return Prepared(
        photo=photo,
        derivative=photo.sha256,
        derivative_size=(1400, 1050) if dial else (1050, 1050),
        pixels=sha256(data + b"pixels"),
        perceptual=Perceptual(pdq=sha256(data + b"pdq"), quality=97),
        measurements=Measurements(
            width=4032 if dial else 3024,
            height=3024,
            focus=0.83,
            exposure=0.46,
            clipped_dark=0.01,
            clipped_light=0.004,
            glare=0.02,
            dial_pixels=2210.0 if dial else 0.0,
        ),
        metadata=Metadata(format="JPEG", orientation=1, camera_make="Lumen", camera_model="L3", has_location=True),
        dial=Ellipse(centre=(0.5, 0.5), axes=(0.31, 0.31), angle=0.0, support=0.91)
        if dial
        else NoDial(reason="none", found=0),
        flaws=(Flaw.GLARE,) if photo.view is View.MOVEMENT else (),
    )


def _verdict(
    outcome: Outcome, assurance: Assurance, weights: dict[str, float], examinations: tuple[Examination, ...]
) -> Verdict:
    total = sum(weights.values())
    odds = 10**total
    seen = tuple(Component(name) for name in weights)
    unseen = tuple(c for c in (Component.CLASP, Component.CROWN, Component.PAPERS) if c not in seen)
    counts = [f.component for e in examinations if isinstance(e, Examined) for f in e.findings]
    score = Score(
        posterior=odds / (1 + odds),
        log10_lr=total,
        prior=0.5,
        contributions=tuple(
            Contribution(component=c, log10_lr=weights[c], unshrunk=weights[c] * 1.4, findings=counts.count(c))
            for c in seen
        ),
        coverage=Coverage(fraction=0.82 if len(weights) > 2 else 0.41, seen=seen, unseen=unseen),
        table="declared 1",
        basis=BASIS,
    )
    return Verdict(
        outcome=outcome,
        assurance=assurance,
        score=score,
        reasons=_REASONS[outcome],
        advice=_ADVICE[outcome],
        explanation=EXPLANATION,
    )


_CLASP = Wanted(
    view=View.CLASP,
    why="no photo of the clasp was submitted",
    advice="Photograph the clasp's inner side, close enough to read its signature.",
)
_REASONS: dict[Outcome, tuple[str, ...]] = {
    Outcome.AUTHENTIC: ("Dial, case back and movement agree with the claim, and nothing speaks against it.",),
    Outcome.COUNTERFEIT: ("The dial's wording and the engraving of the case back contradict the claim.",),
    Outcome.INCONCLUSIVE: (
        "Too little of the watch was seen: 41 % of what the profile asks for, where 60 % is needed.",
        "The evidence speaks slightly for the claim, and much too weakly to call it.",
    ),
}
_ADVICE: dict[Outcome, tuple[str, ...]] = {
    Outcome.AUTHENTIC: (),
    Outcome.COUNTERFEIT: ("An expert can confirm this with the watch in hand.",),
    Outcome.INCONCLUSIVE: (
        "Photograph the movement with the case back open: it would weigh most.",
        "Photograph the clasp's inner side, close enough to read its signature.",
    ),
}
