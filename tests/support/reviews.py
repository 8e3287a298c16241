"""Experts' reviews, as short as a test needs them."""

from collections.abc import Mapping

from models.vocabulary.review import Decision, Opinion, Review, ReviewSet
from models.vocabulary.views import Component

WHOLE = tuple(component for component in Component if component not in {Component.MOVEMENT, Component.PAPERS})
"""What an expert can decide about on photos of dial and case back."""


def decision(component: Component, says: str = "genuine", **more: object) -> Decision:
    return Decision.model_validate(
        {"component": component, "says": says, "reason": f"The {component} looks so.", **more}
    )


def review(says: Mapping[Component, str], reviewer: str = "a") -> Review:
    decisions = tuple(decision(component, Opinion(each)) for component, each in says.items())
    return Review(reviewer=reviewer * 64, at="2026-03-14T09:26:53Z", decisions=decisions, summary="Seen whole.")


def review_set(*said: Mapping[Component, str], wanted: int | None = None) -> ReviewSet:
    """Return a set with one review for each of ``said``, of different experts."""
    reviews = [review(each, "abc"[k]).model_dump() for k, each in enumerate(said)]
    return ReviewSet.model_validate({"reviews": reviews, "wanted": wanted or len(said)})


def all_of(says: str = "genuine", components: tuple[Component, ...] = WHOLE) -> dict[Component, str]:
    return dict.fromkeys(components, says)
