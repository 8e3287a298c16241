"""Values that a stage would have left, made by hand: photos, findings and examinations of an Aldenmoor Tidewatch."""

import hashlib
from collections.abc import Iterable, Mapping

from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.examination import Examined, Unavailable
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.photo import (
    Flaw,
    Measurements,
    Metadata,
    NoDial,
    Perceptual,
    Prepared,
    Rejected,
    Rejection,
    Submitted,
)
from models.vocabulary.views import Component, Profile, View

CLAIM = Claim(brand="Aldenmoor", model="Tidewatch", reference="AM-2204", serial="M204817", year=2023, calibre="AM31")

CONSISTENT: Mapping[Component, tuple[str, ...]] = {
    Component.DIAL: ("wording", "printing", "layout"),
    Component.HANDS: ("hands",),
    Component.CASE: ("finishing",),
    Component.CROWN: ("construction",),
    Component.BEZEL: ("engraving",),
    Component.CASEBACK: ("engraving",),
    Component.PAPERS: ("documents",),
    Component.WHOLE: ("proportions",),
}
"""What a vision model says of a watch of which dial, case back and papers were photographed."""

READ: Mapping[str, Component] = {
    "brand_on_dial": Component.DIAL,
    "model_on_dial": Component.DIAL,
    "wording_on_dial": Component.DIAL,
    "misspelling": Component.DIAL,
    "brand_on_caseback": Component.CASEBACK,
    "reference_on_caseback": Component.CASEBACK,
    "brand_on_papers": Component.PAPERS,
    "reference_on_papers": Component.PAPERS,
    "reference_exists": Component.WHOLE,
    "serial_format": Component.SERIAL,
    "serial_matches": Component.SERIAL,
    "year_fits": Component.SERIAL,
    "calibre_fits": Component.MOVEMENT,
    "calibre_on_movement": Component.MOVEMENT,
    "one_watch": Component.WHOLE,
}
"""Every criterion of the examiner ``identity``, on the component where it usually stands."""


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def submitted(view: View, ordinal: int = 1, content: str | None = None) -> Submitted:
    return Submitted(sha256=sha256(content or f"{view}-{ordinal}"), view=view, ordinal=ordinal, size=1)


def prepared(
    view: View, *flaws: Flaw, ordinal: int = 1, content: str | None = None, pixels: str | None = None
) -> Prepared:
    photo = submitted(view, ordinal, content)
    return Prepared(
        photo=photo,
        derivative=sha256(f"derivative {photo.sha256}"),
        derivative_size=(2048, 1536),
        pixels=sha256(pixels or f"pixels {photo.sha256}"),
        perceptual=Perceptual(pdq="0" * 64, quality=100),
        measurements=Measurements(
            width=4000,
            height=3000,
            focus=100.0,
            exposure=0.5,
            clipped_dark=0.0,
            clipped_light=0.0,
            glare=0.0,
            dial_pixels=0.0,
        ),
        metadata=Metadata(format="jpeg", orientation=1),
        dial=NoDial(reason="none", found=0),
        flaws=flaws,
    )


def rejected(view: View, reason: Rejection = Rejection.TRUNCATED) -> Rejected:
    return Rejected(photo=submitted(view), reason=reason)


def case_file(
    photos: Iterable[Prepared | Rejected], *, profile: Profile = Profile.WATCH, claim: Claim = CLAIM
) -> CaseFile:
    return CaseFile(
        case="0123456789ab",
        examination=1,
        profile=profile,
        claim=claim,
        photos=tuple(each.photo for each in photos),
        created="2026-01-01T00:00:00+00:00",
        serial_salt="0" * 32,
        examiners=("identity", "vision"),
    )


def finding(
    examiner: str,
    component: Component,
    criterion: str,
    bearing: Bearing = Bearing.SUPPORTS,
    strength: float = 0.85,
) -> Finding:
    return Finding(
        examiner=examiner,
        version="1",
        component=component,
        criterion=criterion,
        observed=f"{criterion} seen",
        bearing=bearing,
        strength=strength,
        sentence=f"On {component}: {criterion} {bearing}.",
    )


def examined(examiner: str, findings: Iterable[Finding]) -> Examined:
    return Examined(examiner=examiner, version="1", findings=tuple(findings))


def seen(
    *components: Component, against: Iterable[Component] = (), strength: float = 0.85, without: Iterable[Component] = ()
) -> Examined:
    """What ``vision`` says: consistent on ``components`` (all by default), and contradicting ``against``."""
    contradicted = frozenset(against)
    return examined(
        "vision",
        [
            finding(
                "vision",
                component,
                criterion,
                Bearing.CONTRADICTS if component in contradicted else Bearing.SUPPORTS,
                strength,
            )
            for component, criteria in CONSISTENT.items()
            for criterion in criteria
            if component not in without and (not components or component in components)
        ],
    )


def read(*criteria: str, against: Iterable[str] = (), strength: float = 0.9) -> Examined:
    """What ``identity`` says: everything supports, but for the criteria in ``against``."""
    contradicted = frozenset(against)
    return examined(
        "identity",
        [
            finding(
                "identity",
                component,
                criterion,
                Bearing.CONTRADICTS if criterion in contradicted else Bearing.SUPPORTS,
                strength,
            )
            for criterion, component in READ.items()
            if not criteria or criterion in criteria
        ],
    )


def unavailable(examiner: str = "vision", why: str = "no key") -> Unavailable:
    return Unavailable(examiner=examiner, version="1", why=why, passing=True)
