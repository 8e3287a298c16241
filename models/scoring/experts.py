"""What experts' decisions mean beyond their weight: how many looked, what they agree on, what they dispute."""

from collections import Counter
from collections.abc import Iterable

from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.review import DISPUTED, EXPERT, GENUINENESS, OVERALL
from models.vocabulary.views import Component


def by_experts(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that are experts'."""
    return tuple(each for each in findings if each.examiner == EXPERT)


def count(findings: Iterable[Finding]) -> int:
    """Return how many experts looked."""
    return sum(each.criterion == OVERALL for each in by_experts(findings))


def disputed(findings: Iterable[Finding]) -> tuple[Component, ...]:
    """Return the components about which two experts say opposite things, each once."""
    found = {each.component for each in by_experts(findings) if each.criterion == DISPUTED}
    return tuple(component for component in Component if component in found)


def agreed_against(findings: Iterable[Finding]) -> frozenset[Component]:
    """Return the components that two experts agree are not genuine."""
    against = Counter(
        each.component
        for each in by_experts(findings)
        if each.criterion == GENUINENESS and each.bearing is Bearing.CONTRADICTS
    )
    return frozenset(component for component, experts in against.items() if experts > 1)
