"""What several passes say together.

Within one pass, what is said of one component and criterion becomes one vote. Over the passes, the votes become one
``Agreed``. A bearing needs a majority of the passes that answered, and nobody on the other side: where one pass speaks
for the claim and another against it, nothing is known. Strength is the mean confidence of those who agree, times their
share of the passes that were *planned*: a pass that failed, or saw nothing, confirms nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from models.vocabulary.finding import Bearing
from models.vocabulary.views import Component
from pipeline.examiners.vision.exhibits import photo_of
from pipeline.examiners.vision.sightings import Sighting

Key = tuple[Component, str]
"""Component and criterion."""

K = TypeVar("K")

_PREVAILING = (Bearing.CONTRADICTS, Bearing.SUPPORTS, Bearing.NEUTRAL, Bearing.UNREADABLE)
"""Which of several statements about one photo is the pass's: the one that says most."""


class Accord(Enum):
    """How the passes stand to one another."""

    AGREED = "agreed"
    OPPOSED = "opposed"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the passes say together about one component and criterion.

    :ivar bearing: ``unreadable`` unless they agree on another.
    :ivar strength: 0 to 1.
    :ivar spoken: the clearest sighting on the side that prevails, or of all where none does.
    :ivar votes: how many passes voted for each bearing.
    :ivar answered: passes that were answered.
    """

    bearing: Bearing
    strength: float
    accord: Accord
    spoken: Sighting
    votes: dict[Bearing, int]
    answered: int


def agree(passes: Sequence[Sequence[Sighting]], *, planned: int) -> tuple[Agreed, ...]:
    """Return what the answered passes say together, in the order in which things were first mentioned."""
    ballots: dict[Key, list[Sighting]] = {}
    for seen in passes:
        for key, about in _grouped(seen, _key).items():
            ballots.setdefault(key, []).append(_vote(about))
    return tuple(_agreed(votes, answered=len(passes), planned=planned) for votes in ballots.values())


def _key(seen: Sighting) -> Key:
    return seen.component, seen.criterion


def _vote(about: Sequence[Sighting]) -> Sighting:
    """Return one pass's vote: what speaks against the claim on any photo, else what is clearest on any.

    A pass that says both of the same photo contradicts itself there and has not seen it.
    """
    each_photo = [_of_one_photo(seen) for seen in _grouped(about, lambda seen: photo_of(seen.photo)).values()]
    torn = [seen for seen, contradictory in each_photo if contradictory]
    clear = [seen for seen, contradictory in each_photo if not contradictory]
    against = [seen for seen in clear if seen.bearing is Bearing.CONTRADICTS]
    if against or torn:
        return _clearest(against or torn)
    known = [seen for seen in clear if seen.bearing is not Bearing.UNREADABLE]
    supports = [seen for seen in known if seen.bearing is Bearing.SUPPORTS]
    return _clearest(supports or known or clear)


def _of_one_photo(about: Sequence[Sighting]) -> tuple[Sighting, bool]:
    bearings = {seen.bearing for seen in about}
    if {Bearing.SUPPORTS, Bearing.CONTRADICTS} <= bearings:
        return replace(_clearest(about), bearing=Bearing.UNREADABLE), True
    prevailing = next(each for each in _PREVAILING if each in bearings)
    return _clearest([seen for seen in about if seen.bearing is prevailing]), False


def _agreed(votes: Sequence[Sighting], *, answered: int, planned: int) -> Agreed:
    counts = {bearing: sum(vote.bearing is bearing for vote in votes) for bearing in Bearing}
    told = {bearing: number for bearing, number in counts.items() if number}
    if counts[Bearing.SUPPORTS] and counts[Bearing.CONTRADICTS]:
        return Agreed(Bearing.UNREADABLE, 0.0, Accord.OPPOSED, _clearest(votes), told, answered)
    winner = next((bearing for bearing, number in told.items() if 2 * number > answered), None)
    if winner is None:
        return Agreed(Bearing.UNREADABLE, 0.0, Accord.UNCONFIRMED, _clearest(votes), told, answered)
    side = [vote for vote in votes if vote.bearing is winner]
    strength = sum(vote.confidence for vote in side) / planned
    return Agreed(winner, round(min(1.0, strength), 4), Accord.AGREED, _clearest(side), told, answered)


def _clearest(seen: Sequence[Sighting]) -> Sighting:
    return max(seen, key=lambda each: each.confidence)


def _grouped(seen: Iterable[Sighting], by: Callable[[Sighting], K]) -> dict[K, list[Sighting]]:
    groups: dict[K, list[Sighting]] = {}
    for each in seen:
        groups.setdefault(by(each), []).append(each)
    return groups
