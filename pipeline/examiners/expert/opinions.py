"""The decisions about one component, side by side: what each comes to beside the other expert's."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.vocabulary.finding import Bearing
from models.vocabulary.review import DISPUTED, GENUINENESS, Decision, Opinion, ReviewSet
from models.vocabulary.words import the

_BEARING = {
    Opinion.GENUINE: Bearing.SUPPORTS,
    Opinion.NOT_GENUINE: Bearing.CONTRADICTS,
    Opinion.CANNOT_TELL: Bearing.UNREADABLE,
}

_SAYS = {
    Opinion.GENUINE: "judges {the} genuine",
    Opinion.NOT_GENUINE: "judges {the} not genuine",
    Opinion.CANNOT_TELL: "cannot tell from the photos about {the}",
}

_OBSERVED = {
    Opinion.GENUINE: "genuine",
    Opinion.NOT_GENUINE: "not genuine",
    Opinion.CANNOT_TELL: "cannot tell",
}

_NAMES = {1: ("an expert",), 2: ("the first expert", "the second expert")}
"""By the number of experts, in the order of their reviews. Never a person's name."""


@dataclass(frozen=True, slots=True)
class Told:
    """A decision, ready to be written as a finding.

    :ivar sentence: without the reason.
    """

    decision: Decision
    criterion: str
    bearing: Bearing
    observed: str
    sentence: str


def names(reviews: ReviewSet) -> tuple[str, ...]:
    """Return what each reviewer is called, in order."""
    return _NAMES[len(reviews.reviews)]


def told(reviews: ReviewSet) -> Iterator[Told]:
    """Yield every decision. Of a component that one expert judges genuine and the other not, nothing is known."""
    disputed = {
        mine.component
        for review in reviews.reviews
        for mine in review.decisions
        if mine.says is Opinion.NOT_GENUINE and _also(reviews, mine, Opinion.GENUINE)
    }
    for name, review in zip(names(reviews), reviews.reviews, strict=True):
        for decision in review.decisions:
            yield _told(name, decision, is_disputed=decision.component in disputed)


def _also(reviews: ReviewSet, mine: Decision, says: Opinion) -> bool:
    others = (each for review in reviews.reviews for each in review.decisions)
    return any(each.component is mine.component and each.says is says for each in others)


def _told(name: str, decision: Decision, *, is_disputed: bool) -> Told:
    says = _SAYS[decision.says].format(the=the(decision.component))
    rest = ", and the other does not" if is_disputed else ""
    return Told(
        decision=decision,
        criterion=DISPUTED if is_disputed else GENUINENESS,
        bearing=Bearing.UNREADABLE if is_disputed else _BEARING[decision.says],
        observed=_OBSERVED[decision.says],
        sentence=f"{name} {says}{rest}",
    )
