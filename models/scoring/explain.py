"""One paragraph that a buyer understands: what was claimed, what was seen, how sure that is, and on what it rests."""

from collections.abc import Iterator

from models.scoring import experts, words
from models.scoring.decide import Decision, Evidence, not_one_watch
from models.scoring.table import Domain, Table
from models.scoring.weigh import Sides
from models.vocabulary.claim import Claim
from models.vocabulary.finding import Bearing
from models.vocabulary.verdict import Assurance, Outcome
from models.vocabulary.views import Component
from models.vocabulary.words import COMPONENT, the

NOTHING_EXAMINED = "Nothing was examined yet: the photos do not show enough of the watch."

_TELLING = 0.02
"""log10: below, what was seen of a component is not worth a word for either side."""

_NAMED = 4
"""Components that are named on a side, those first that tell most; a paragraph is no list."""

_ANSWER: dict[Outcome, str] = {
    Outcome.AUTHENTIC: "That is enough to confirm the claim",
    Outcome.COUNTERFEIT: "That is enough to say that the claim is not true",
    Outcome.INCONCLUSIVE: "That is not enough for an answer either way",
}

_LOOKED: dict[Assurance, str] = {
    Assurance.NONE: "Nobody has looked at the photos.",
    Assurance.LOCAL: "Programs read and measured the photos; no vision model and no person has looked.",
    Assurance.VISION: "Programs read and measured the photos and a vision model looked; no person has.",
    Assurance.EXPERT: "An expert has looked at the photos, with what programs read and measured.",
}


_TWO = 2


def explain(claim: Claim, evidence: Evidence, decision: Decision) -> str:
    """Return the paragraph. It names no serial number, and quotes nothing that was read."""
    claimed = f"The claim: {_claimed(claim)}."
    if not_one_watch(evidence):
        return f"{claimed} The photos do not certainly show one watch alone, so that nothing can be said of it."
    sentences = (
        claimed,
        *_seen(evidence),
        f"{_concluded(evidence, decision)}.",
        grounds(evidence.table),
        *_not_seen(evidence),
        _looked(evidence),
    )
    return " ".join(sentences)


def grounds(table: Table) -> str:
    """Return what the table rests on, in a sentence for whoever reads a certificate."""
    match table.domain:
        case Domain.JUDGEMENT:
            return (
                "How much each sign counts was declared by judgement and waits to be checked on watches whose truth is "
                "known."
            )
        case Domain.RENDERED:
            return (
                f"How much each sign counts was learnt from {table.sample_size} drawn watches, and holds for drawn "
                "watches only."
            )
        case Domain.REAL:
            return f"How much each sign counts was learnt from {table.sample_size} real watches whose truth is known."


def _looked(evidence: Evidence) -> str:
    """Say who looked, and of two experts whether they agreed."""
    if evidence.review_missing:
        return "Programs read and measured the photos; experts were asked, and what they decided is not known."
    if experts.count(evidence.findings) < _TWO:
        return _LOOKED[evidence.assurance]
    disputed = experts.disputed(evidence.findings)
    agreed = f"and disagreed about {words.components(disputed)}" if disputed else "and agreed"
    return f"Two experts have looked at the photos, with what programs read and measured, {agreed}."


def _claimed(claim: Claim) -> str:
    name = f"{claim.brand} {claim.model}" if claim.model else f"a watch by {claim.brand}"
    subject = f"the {COMPONENT[claim.part]} of {name}" if claim.part else name
    rest = [f"reference {claim.reference}"] if claim.reference else []
    rest += [f"calibre {claim.calibre}"] if claim.calibre else []
    rest += [f"made in {claim.year}"] if claim.year else []
    return ", ".join([subject, *rest])


def _seen(evidence: Evidence) -> Iterator[str]:
    against = _telling(evidence.weighed.contradicts)
    right = [each for each in _telling(evidence.weighed.supports) if each not in against]
    if right:
        yield f"In its favour {_speak(right)}."
    if against:
        yield f"Against it {_speak(against)}{_clearest(evidence)}."
    if not right and not against:
        yield "Nothing that was seen speaks clearly for it or against it."
    elif not against:
        yield "Nothing that counts speaks against it."


def _telling(sides: Sides) -> list[Component]:
    telling = [each for each in sides if sides[each] >= _TELLING]
    return sorted(telling, key=lambda each: (-sides[each], list(Component).index(each)))


def _speak(components: list[Component]) -> str:
    more = len(components) - _NAMED
    names = words.components(components[:_NAMED])
    if more > 0:
        names = f"{', '.join(map(the, components[:_NAMED]))} and {more} more"
    plural = len(components) > 1 or components[0] in {Component.HANDS, Component.PAPERS}
    return f"{'speak' if plural else 'speaks'} {names}"


def _clearest(evidence: Evidence) -> str:
    """Say how many signs speak against it: which they are stands in the report."""
    count = sum(each.bearing is Bearing.CONTRADICTS and each.strength > 0 for each in evidence.findings)
    return f" ({count} sign{'' if count == 1 else 's'} in all)"


def _concluded(evidence: Evidence, decision: Decision) -> str:
    if evidence.review_missing or experts.disputed(evidence.findings):
        return "What experts said does not settle it, so that nothing is concluded, whatever else was seen"
    return f"{_ANSWER[decision.outcome]}{_how_sure(evidence, decision)}"


def _how_sure(evidence: Evidence, decision: Decision) -> str:
    chance = words.chance(evidence.weighed.posterior)
    before = words.percent(evidence.weighed.prior)
    if decision.outcome is Outcome.INCONCLUSIVE:
        return f"; by itself it would make the claim {chance} likely, from {before} before anyone looked"
    return f": it makes the claim {chance} likely, from {before} before anyone looked"


def _not_seen(evidence: Evidence) -> Iterator[str]:
    unseen = evidence.coverage.unseen
    if unseen:
        more = len(unseen) - _NAMED
        names = words.components(unseen[:_NAMED]) if more <= 0 else f"{', '.join(map(the, unseen[:_NAMED]))} and more"
        yield f"Not seen: {names}."
