"""Labelled cases drawn from a stated distribution: what fitting is tested on."""

import random
from collections.abc import Sequence

from models.scoring.labelled import LabelledCase, Severity, Truth
from models.scoring.table import Domain
from models.vocabulary.finding import Bearing
from models.vocabulary.views import Component
from tests.support.watch_case import finding

CRITERIA: Sequence[tuple[str, str, Component]] = (
    ("dial", "marker_positions", Component.DIAL),
    ("dial", "text_symmetry", Component.DIAL),
    ("reference", "displacement", Component.CASEBACK),
    ("identity", "serial_matches", Component.SERIAL),
)

MISSED, IMAGINED = 0.03, 0.02
"""Share of flaws that look right, and of flawless components that look faintly wrong."""


def labelled(watches: int = 40, *, seed: int = 3, domain: Domain = Domain.RENDERED) -> list[LabelledCase]:
    """Return two honest and four flawed cases of each watch; a flaw shows in one criterion, and is seen at 0.75."""
    draw = random.Random(seed)  # noqa: S311 - repeatable, not secret
    cases = []
    for watch in range(watches):
        for number in range(6):
            wrong = None if number < 2 else draw.randrange(len(CRITERIA))
            cases.append(_case(draw, f"w{watch}", number, wrong, domain))
    return cases


def _case(draw: random.Random, watch: str, number: int, wrong: int | None, domain: Domain) -> LabelledCase:
    findings = []
    for place, (examiner, criterion, component) in enumerate(CRITERIA):
        signed = _signed(draw, flawed=place == wrong)
        bearing = Bearing.SUPPORTS if signed > 0 else Bearing.CONTRADICTS
        findings.append(finding(examiner, component, criterion, bearing, abs(signed)))
    return LabelledCase(
        name=f"{watch}-{number}",
        truth=Truth(
            genuine=wrong is None,
            defect="" if wrong is None else CRITERIA[wrong][1],
            severity=Severity.NONE if wrong is None else Severity.SEVERE,
            component=None if wrong is None else CRITERIA[wrong][2],
            watch=watch,
            reference=f"r{number % 3}",
            domain=domain,
        ),
        shown=tuple(Component),
        findings=tuple(findings),
    )


def _signed(draw: random.Random, *, flawed: bool) -> float:
    if flawed:
        return draw.uniform(0.5, 0.9) if draw.random() < MISSED else -draw.uniform(0.6, 0.9)
    return -draw.uniform(0.3, 0.5) if draw.random() < IMAGINED else draw.uniform(0.5, 0.95)
