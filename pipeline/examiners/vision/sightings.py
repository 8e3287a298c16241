"""What one pass saw: the model's observations, and whether there is one watch, which is counted."""

from dataclasses import dataclass

from models.prompts.answer_v1 import Answer, Box
from models.vocabulary.case import CaseFile
from models.vocabulary.claim import Claim
from models.vocabulary.finding import Bearing
from models.vocabulary.views import Component, Profile, View

ONE_WATCH = "one_watch"

COUNTED = 0.9
"""How clearly a count is taken to be seen: the model states none. Declared: counting one to three large things is easy,
and three passes must agree on it."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing that one pass saw.

    :ivar photo: label of the picture; empty where it is about all of them.
    """

    component: Component
    criterion: str
    photo: str
    bearing: Bearing
    confidence: float
    observed: str
    sentence: str
    box: Box | None = None


def sightings(case: CaseFile, answer: Answer) -> tuple[Sighting, ...]:
    """Return what a pass saw of what the profile asks about."""
    seen = [
        Sighting(
            component=each.component,
            criterion=each.criterion.value,
            photo=each.photo,
            bearing=each.bearing,
            confidence=each.confidence,
            observed=each.observed,
            sentence=each.sentence,
            box=each.box,
        )
        for each in answer.observations
        if _asked(case.profile, case.claim, each.component)
    ]
    return (*seen, *_one_watch(case, answer.counts))


def _asked(profile: Profile, claim: Claim, component: Component) -> bool:
    """Whether a component is asked about: an original part may sit in any watch."""
    return profile is Profile.WATCH or component in {claim.part, Component.PAPERS}


def _one_watch(case: CaseFile, counts: dict[str, int]) -> list[Sighting]:
    """Judge the counts of a whole watch's photos. Papers show watches in print; a loose part is no watch at all."""
    if case.profile is not Profile.WATCH:
        return []
    views = {each.label: each.view for each in case.photos}
    counted = {label: n for label, n in counts.items() if views.get(label) not in {None, View.PAPERS}}
    dials = [label for label in counted if views[label] is View.DIAL]
    for label, number in counted.items():
        if number > 1:
            sentence = f"This photo shows {number} wrist watches; which one is meant cannot be told."
            return [_counted(label, Bearing.CONTRADICTS, f"{number} wrist watches in the frame", sentence)]
    for label in dials:
        if counted[label] == 0:
            sentence = "This photo should show the watch's dial, but no wrist watch is to be seen in it."
            return [_counted(label, Bearing.CONTRADICTS, "no wrist watch in the frame", sentence)]
    if not dials:
        return []
    return [_counted("", Bearing.SUPPORTS, "one wrist watch in the frame", "The photos show one wrist watch.")]


def _counted(label: str, bearing: Bearing, observed: str, sentence: str) -> Sighting:
    return Sighting(Component.WHOLE, ONE_WATCH, label, bearing, COUNTED, observed, sentence)
