"""How much of what a profile asks for was really seen, and how much of it speaks against the claim."""

from collections.abc import Callable, Iterable, Sequence

from models.profiles import Aspect, Requirements
from models.scoring.experts import by_experts, count
from models.scoring.table import Requirement, Table
from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.verdict import Coverage
from models.vocabulary.views import Component

_DECIMALS = 4
"""A hundredth of a percent: finer than any weight."""


def coverage(needs: Requirements, findings: Iterable[Finding], shown: frozenset[Component], table: Table) -> Coverage:
    """Return the share of the profile's aspects on which something was seen in a usable photo.

    Seen means: a finding that is not ``unreadable``, of a strength that is more than a guess, by a criterion that
    looks at photos, on a component that a usable photo can show. Where experts looked, it is what they decided about
    that was seen, and nothing else: what the machine made out is no expert's word.
    """
    found = list(findings)
    looked = by_experts(found) if count(found) else found
    seen = [finding for finding in looked if finding.component in shown and is_seen(finding, table)]
    components = {aspect.component for aspect in needs.aspects if any(_meets(aspect, each) for each in seen)}
    return Coverage(
        fraction=_fraction(needs, lambda aspect: any(_meets(aspect, each) for each in seen)),
        seen=tuple(each for each in needs.components if each in components),
        unseen=tuple(each for each in needs.components if each not in components),
    )


def contradicted(needs: Requirements, findings: Iterable[Finding], table: Table, against: Sequence[Component]) -> float:
    """Return the share of the profile's aspects that are contradicted, on components whose total speaks against."""
    found = [
        finding
        for finding in findings
        if finding.bearing is Bearing.CONTRADICTS and finding.component in against and is_seen(finding, table)
    ]
    return _fraction(needs, lambda aspect: any(_meets(aspect, each) for each in found))


def unmet(findings: Iterable[Finding], shown: frozenset[Component], table: Table) -> tuple[Requirement, ...]:
    """Return what the table requires and no finding on a usable photo speaks for."""
    found = {
        (each.examiner, each.criterion, each.component)
        for each in findings
        if each.bearing is Bearing.SUPPORTS and each.strength > 0 and each.component in shown
    }
    return tuple(each for each in table.requires if (each.examiner, each.criterion, each.component) not in found)


def is_seen(finding: Finding, table: Table) -> bool:
    """Whether the finding means that its component was looked at and made out."""
    row = table.row(finding.examiner, finding.criterion, finding.component)
    clear = finding.bearing is not Bearing.UNREADABLE and finding.strength >= table.thresholds.seen.value
    return row is not None and row.sees and clear


def _meets(aspect: Aspect, finding: Finding) -> bool:
    return aspect.is_met_by(finding.component, finding.criterion)


def _fraction(needs: Requirements, counts: Callable[[Aspect], bool]) -> float:
    whole = sum(aspect.weight for aspect in needs.aspects)
    return round(sum(aspect.weight for aspect in needs.aspects if counts(aspect)) / whole, _DECIMALS)
