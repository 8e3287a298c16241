"""What several passes say together.

Within one pass, what is said of one component and criterion becomes one vote. Over the passes, the votes become one
``Agreed``. A bearing needs a majority of the passes that answered, and nobody on the other side: where one pass speaks
for the claim and another against it, nothing is known. Strength is the mean confidence of those who agree, times their
share of the passes that were *planned*: a pass that failed, or saw nothing, confirms nothing.

Then places that were uncertain are looked at once more, close (``nearer``). That is one more vote, with which
``settle`` can do this much and no more:

* it lowers or raises what the passes agreed on, as one look among the ``planned + 1``; it can undo an agreement;
* it settles an opposition only for the side that most passes were on already, and never beyond ``SETTLED``;
* with one pass that said the same and none that said the opposite it is known, and never beyond ``SETTLED``;
* what it alone has made out is a hint: never beyond ``ALONE``, which covers nothing.
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


SETTLED = 0.5
"""Strength of what a nearer look has settled, at most. Where looks differed, nobody may be sure: it is enough to cover
a component (0.3) and half of what the same finding weighs where all agree at once. Declared by judgement."""

ALONE = 0.25
"""Strength of what one look alone has made out, at most: below what covers a component (0.3), so that neither
certainty nor coverage ever rests on one answer. A contradiction of the claim still keeps a certificate back."""


class Accord(Enum):
    """How the looks stand to one another."""

    AGREED = "agreed"
    OPPOSED = "opposed"
    UNCONFIRMED = "unconfirmed"
    SETTLED = "settled"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the looks say together about one component and criterion.

    :ivar bearing: ``unreadable`` unless they agree on another.
    :ivar strength: 0 to 1.
    :ivar spoken: the clearest sighting on the side that prevails, or of all where none does.
    :ivar ballots: one vote of each look that spoke of it.
    :ivar answered: looks that were answered.
    :ivar planned: looks that there should have been.
    """

    bearing: Bearing
    strength: float
    accord: Accord
    spoken: Sighting
    ballots: tuple[Sighting, ...]
    answered: int
    planned: int

    @property
    def key(self) -> Key:
        """Component and criterion."""
        return _key(self.spoken)

    def votes(self, bearing: Bearing) -> int:
        """How many looks voted for a bearing."""
        return sum(vote.bearing is bearing for vote in self.ballots)


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
    ballots = tuple(votes)
    sides = {bearing: [vote for vote in votes if vote.bearing is bearing] for bearing in Bearing}
    if sides[Bearing.SUPPORTS] and sides[Bearing.CONTRADICTS]:
        return _unknown(Accord.OPPOSED, ballots, answered, planned)
    side = next((side for side in sides.values() if 2 * len(side) > answered), None)
    if side is None:
        return _unknown(Accord.UNCONFIRMED, ballots, answered, planned)
    strength = _share(side, planned)
    return Agreed(side[0].bearing, strength, Accord.AGREED, _clearest(side), ballots, answered, planned)


def _unknown(accord: Accord, ballots: tuple[Sighting, ...], answered: int, planned: int) -> Agreed:
    return Agreed(Bearing.UNREADABLE, 0.0, accord, _clearest(ballots), ballots, answered, planned)


def _share(side: Sequence[Sighting], planned: int) -> float:
    """Return the mean confidence of a side times its share of the planned looks."""
    return round(min(1.0, sum(vote.confidence for vote in side) / planned), 4)


def settle(before: Agreed, about: Sequence[Sighting]) -> Agreed:
    """Return what is known once a nearer look has said this about the same place; the rules stand above."""
    vote = replace(_vote(about), photo=before.spoken.photo, box=before.spoken.box)
    ballots, answered, planned = (*before.ballots, vote), before.answered + 1, before.planned + 1
    if vote.bearing not in _OPPOSITE:
        return _not_made_out(before, ballots)
    side = [each for each in before.ballots if each.bearing is vote.bearing]
    other = [each for each in before.ballots if each.bearing is _OPPOSITE[vote.bearing]]
    if other and len(side) <= len(other):
        return _unknown(Accord.OPPOSED, ballots, answered, planned)
    strength = _share([*side, vote], planned)
    if before.bearing is vote.bearing:
        accord = Accord.AGREED
    elif side:
        accord, strength = Accord.SETTLED, min(SETTLED, strength)
    else:
        accord, strength = Accord.ALONE, min(ALONE, strength)
    return Agreed(vote.bearing, strength, accord, _clearest([*side, vote]), ballots, answered, planned)


_OPPOSITE = {Bearing.SUPPORTS: Bearing.CONTRADICTS, Bearing.CONTRADICTS: Bearing.SUPPORTS}


def _not_made_out(before: Agreed, ballots: tuple[Sighting, ...]) -> Agreed:
    """Lower what the passes agreed on: a look that was nearer has not confirmed it."""
    side = [each for each in before.ballots if each.bearing is before.bearing]
    strength = _share(side, before.planned + 1) if before.strength else 0.0
    return replace(before, strength=strength, ballots=ballots, answered=before.answered + 1, planned=before.planned + 1)


def _clearest(seen: Sequence[Sighting]) -> Sighting:
    return max(seen, key=lambda each: each.confidence)


def _grouped(seen: Iterable[Sighting], by: Callable[[Sighting], K]) -> dict[K, list[Sighting]]:
    groups: dict[K, list[Sighting]] = {}
    for each in seen:
        groups.setdefault(by(each), []).append(each)
    return groups
