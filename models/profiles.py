"""What each profile needs: views, components with their weight in coverage, examiners.

The weights say how much of a watch's story each component tells to someone who only has photos. They are declared
by judgement: the dial and the case back carry most of what makers print and engrave, the movement is the hardest
thing to copy, papers are the easiest. They are chosen so that no set of photos without the case back or the movement
reaches the coverage that a certificate needs (see ``tests/models/test_profiles.py``).
"""

from typing import assert_never

from pydantic import Field

from models.parts import PARTS, Facet, Part
from models.vocabulary.case import Challenge
from models.vocabulary.claim import Claim
from models.vocabulary.errors import SubmissionError
from models.vocabulary.review import GENUINENESS
from models.vocabulary.value import Value
from models.vocabulary.views import Component, Profile, View

EXAMINERS = ("identity", "dial", "reference", "integrity", "possession", "vision")
"""In the order in which reports name them: what was read, what was measured, what the photos are, what was seen."""

SHOWS: dict[View, frozenset[Component]] = {
    View.DIAL: frozenset(
        {
            Component.DIAL,
            Component.HANDS,
            Component.BEZEL,
            Component.CROWN,
            Component.CASE,
            Component.BRACELET,
            Component.WHOLE,
        }
    ),
    View.CASEBACK: frozenset({Component.CASEBACK, Component.CASE, Component.MOVEMENT, Component.SERIAL}),
    View.MOVEMENT: frozenset({Component.MOVEMENT}),
    View.CROWN: frozenset({Component.CROWN, Component.CASE}),
    View.BEZEL: frozenset({Component.BEZEL, Component.CASE, Component.DIAL}),
    View.HANDS: frozenset({Component.HANDS, Component.DIAL}),
    View.BRACELET: frozenset({Component.BRACELET, Component.CLASP}),
    View.CLASP: frozenset({Component.CLASP, Component.BRACELET, Component.SERIAL}),
    View.SERIAL: frozenset({Component.SERIAL, Component.CASE}),
    View.PAPERS: frozenset({Component.PAPERS, Component.SERIAL}),
    # What an "other" photo is of is not known before someone has looked at it.
    View.OTHER: frozenset(Component),
}
"""Which components a photo of a view can show. A case back may be glass (movement); papers print the serial."""


class Ask(Value):
    """A view that is asked for, and what it would tell, in words for the owner."""

    view: View
    why: str


class Aspect(Value):
    """A share of coverage: a component, or (profile ``part``) one facet of it.

    :ivar criterion: the facet's own, the vision model's; None for the component as a whole.
    :ivar also: further criteria by which others tell of the same facet: whoever has seen it, it was seen. An expert
        decides about all facets of a component at once.
    :ivar weight: relative; fractions are taken over the sum of the profile's weights.
    """

    component: Component
    criterion: str | None = None
    also: frozenset[str] = frozenset()
    weight: int = Field(gt=0)

    def is_met_by(self, component: Component, criterion: str) -> bool:
        """Whether a finding by this criterion on this component tells of the aspect."""
        return component is self.component and (self.criterion in {None, criterion} or criterion in self.also)


class Requirements(Value):
    """What a profile asks of a case.

    :ivar main: one usable photo of any of these views is required; without it nothing is examined.
    :ivar main_component: without which there is no verdict.
    :ivar part: the one part that is examined; None for a whole watch.
    :ivar wanted: further views, most useful first.
    """

    main: tuple[Ask, ...] = Field(min_length=1)
    main_component: Component
    part: Component | None = None
    wanted: tuple[Ask, ...]
    aspects: tuple[Aspect, ...] = Field(min_length=1)

    @property
    def components(self) -> tuple[Component, ...]:
        """The components of the aspects, each once, in order."""
        return tuple(dict.fromkeys(aspect.component for aspect in self.aspects))

    @property
    def views(self) -> tuple[View, ...]:
        """All views that are asked for, main ones first."""
        return tuple(ask.view for ask in (*self.main, *self.wanted))


_WATCH = Requirements(
    main=(Ask(view=View.DIAL, why="photograph the dial straight from the front: most of an examination rests on it"),),
    main_component=Component.DIAL,
    wanted=(
        Ask(view=View.CASEBACK, why="photograph the case back: its engraving is often where copies differ"),
        Ask(
            view=View.MOVEMENT,
            why="photograph the movement if the back is glass, or when a watchmaker opens it: "
            "it is the hardest part to copy",
        ),
        Ask(view=View.PAPERS, why="photograph the papers or warranty card: reference and serial can be compared"),
        Ask(view=View.CROWN, why="photograph the crown from the side: its logo and edges show the finish"),
        Ask(view=View.CLASP, why="photograph the clasp, open: its stampings and finish can be judged"),
        Ask(view=View.SERIAL, why="photograph the serial number on the watch: it can be compared with the claim"),
    ),
    aspects=(
        Aspect(component=Component.DIAL, weight=24),
        Aspect(component=Component.CASEBACK, weight=20),
        Aspect(component=Component.MOVEMENT, weight=11),
        Aspect(component=Component.CASE, weight=10),
        Aspect(component=Component.HANDS, weight=8),
        Aspect(component=Component.PAPERS, weight=6),
        Aspect(component=Component.CROWN, weight=5),
        Aspect(component=Component.BEZEL, weight=5),
        Aspect(component=Component.WHOLE, weight=5),
        Aspect(component=Component.SERIAL, weight=2),
        Aspect(component=Component.BRACELET, weight=2),
        Aspect(component=Component.CLASP, weight=2),
    ),
)

_ON_DIALS = "dial"
"""The examiner that measures dials: of a part that is none of a dial's it could say nothing."""


def examiners_of(
    profile: Profile, challenge: Challenge | None = None, part: Component | None = None
) -> tuple[str, ...]:
    """Return the names of the examiners that a case of this profile is shown to, in order.

    ``possession`` looks only where the owner was asked for something, ``dial`` only where there is one to measure.

    :param part: of the claim; counts for the profile ``part`` alone.
    """
    asked = tuple(name for name in EXAMINERS if challenge is not None or name != "possession")
    match profile:
        case Profile.WATCH:
            return asked
        case Profile.PART:
            measurable = part is None or PARTS[part].on_dial
            return tuple(name for name in asked if measurable or name != _ON_DIALS)
        case _:
            assert_never(profile)


def requirements(profile: Profile, claim: Claim) -> Requirements:
    """Return what ``profile`` asks of a case with this claim.

    :raises SubmissionError: ``claim:part_missing`` where a part is to be examined and the claim names none.
    """
    match profile:
        case Profile.WATCH:
            return _WATCH
        case Profile.PART:
            if claim.part is None:
                names = ", ".join(part.value for part in PARTS)
                raise SubmissionError("claim:part_missing", f"say which part it is; one of: {names}")
            return _part(claim.part, PARTS[claim.part])
        case _:
            assert_never(profile)


def _part(component: Component, part: Part) -> Requirements:
    return Requirements(
        main=tuple(Ask(view=photo.view, why=photo.why) for photo in part.main),
        main_component=component,
        part=component,
        wanted=tuple(Ask(view=photo.view, why=photo.why) for photo in part.wanted),
        aspects=tuple(_aspect(component, facet) for facet in part.facets),
    )


def _aspect(component: Component, facet: Facet) -> Aspect:
    own, *others = facet.criteria
    return Aspect(component=component, criterion=own, also=frozenset({*others, GENUINENESS}), weight=1)
