"""Examined cases with a known truth, made of findings alone: what a tally is tested on."""

from models.scoring.labelled import Severity, Truth
from models.scoring.table import Domain
from models.vocabulary.admission import Admitted
from models.vocabulary.examination import Examined
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.views import Component
from pipeline.evaluation.accuracy.cases import ExaminedCase
from tests.support.sample_case import authentic

SPOKEN = {Component.DIAL: "printing", Component.CASEBACK: "engraving", Component.CASE: "finishing"}
"""What a vision model says of each component, in this sample."""


def examined(
    name: str,
    *,
    genuine: bool,
    against: tuple[Component, ...] = (),
    severity: Severity = Severity.NONE,
    defect: str = "",
    watch: str = "",
) -> ExaminedCase:
    """Return a case of which a vision model finds everything in order, but for the components ``against``."""
    sample = authentic()
    findings = tuple(_finding(part, Bearing.CONTRADICTS if part in against else Bearing.SUPPORTS) for part in SPOKEN)
    return ExaminedCase(
        name=name,
        truth=Truth(
            genuine=genuine,
            defect=defect,
            severity=severity,
            component=against[0] if against else None,
            watch=watch or name,
            reference="AM-2204",
            domain=Domain.RENDERED,
        ),
        case=sample.case.model_copy(update={"claim": sample.case.claim.model_copy(update={"brand": "Omega"})}),
        preparations=sample.preparations,
        admission=Admitted(),
        examinations=(Examined(examiner="vision", version="1", findings=findings),),
        seconds={"draw": 1.0, "vision": 0.5},
    )


def _finding(part: Component, bearing: Bearing) -> Finding:
    return Finding(
        examiner="vision",
        version="1",
        component=part,
        criterion=SPOKEN[part],
        observed="as it was seen",
        bearing=bearing,
        strength=0.95,
        sentence="It was seen so.",
    )
