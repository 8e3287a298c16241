"""A case whose truth is known: what calibration is fitted from and accuracy is measured on.

The studio's evaluation writes them, one JSON object a line; expert reviews will too.
"""

from enum import StrEnum

from pydantic import Field

from models.scoring.table import Domain
from models.vocabulary.finding import Finding
from models.vocabulary.value import Value
from models.vocabulary.verdict import Verdict
from models.vocabulary.views import Component, Profile


class Severity(StrEnum):
    """How far a defect goes beyond what manufacture allows. ``slight`` counts as genuine: it is below a defect."""

    NONE = "none"
    SLIGHT = "slight"
    MODERATE = "moderate"
    SEVERE = "severe"


class Truth(Value):
    """What is known about a case.

    :ivar genuine: whether the claim is true of the watch *and* the photos show it.
    :ivar defect: what is wrong, as a short code; empty where nothing is.
    :ivar component: where.
    :ivar watch: the specimen: cases with the same one are not independent.
    :ivar reference: the reference that is claimed.
    """

    genuine: bool
    defect: str = ""
    severity: Severity = Severity.NONE
    component: Component | None = None
    watch: str
    reference: str
    domain: Domain


class LabelledCase(Value):
    """A case's findings beside its truth.

    :ivar name: unique in its file.
    :ivar shown: components that its usable photos can show.
    :ivar verdict: what the current tables answered, where they were asked.
    """

    v: int = Field(default=1, ge=1, le=1)
    name: str
    profile: Profile = Profile.WATCH
    truth: Truth
    shown: tuple[Component, ...]
    findings: tuple[Finding, ...]
    verdict: Verdict | None = None
