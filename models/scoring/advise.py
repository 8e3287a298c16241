"""What would decide a case, most useful first."""

from collections.abc import Sequence

from models.profiles import SHOWS
from models.scoring import experts, words
from models.scoring.decide import Decision, Evidence, not_one_watch, subject
from models.vocabulary.admission import Wanted
from models.vocabulary.examination import Unavailable
from models.vocabulary.finding import Bearing
from models.vocabulary.photo import Flaw
from models.vocabulary.verdict import Outcome
from models.vocabulary.views import View
from models.vocabulary.words import FLAW_REMEDY, VIEW

_EXPERT = "Ask for an expert's review: it can decide what photos and programs cannot."

_IN_HAND = "Have {subject} itself examined by its maker or a watchmaker: experts have looked at these photos already."

_AGAIN: dict[str, str] = {
    "identity": "Have the case examined again: text and numbers were not read.",
    "vision": "Have the case examined again with a vision model: none has looked.",
    "expert": "Have the case examined again by an expert.",
}
"""What to do where an examiner gave no answer. ``not_examined`` says why it gave none."""


def advise(
    decision: Decision, evidence: Evidence, gaps: Sequence[Wanted], unavailable: Sequence[Unavailable]
) -> tuple[str, ...]:
    """Return the advice that goes with a decision.

    :param gaps: views that are missing or poor, each with its remedy.
    """
    match decision.outcome:
        case Outcome.AUTHENTIC | Outcome.NEEDS_PHOTOS:
            return ()
        case Outcome.COUNTERFEIT:
            more = f"If you know more about {subject(evidence)} than the photos show, ask for an expert's review."
            return (_further(evidence, more),)
        case Outcome.INCONCLUSIVE:
            advice = (
                *_alone(evidence),
                *_check_claim(evidence),
                *_ask_again(unavailable),
                *_compare_again(evidence),
                *_photograph(evidence, gaps),
                *([] if unavailable else _look_closer(evidence, gaps)),
                _further(evidence, _EXPERT),
            )
            return tuple(dict.fromkeys(advice))


def _further(evidence: Evidence, first: str) -> str:
    """Who else may know: an expert, and where one has looked at the photos, whoever holds the watch itself."""
    return _IN_HAND.format(subject=subject(evidence)) if experts.count(evidence.findings) else first


def _alone(evidence: Evidence) -> tuple[str, ...]:
    if not not_one_watch(evidence):
        return ()
    view = evidence.needs.main[0].view
    return (f"Photograph the {VIEW[view]} again: {FLAW_REMEDY[Flaw.SEVERAL_DIALS]}.",)


def _ask_again(unavailable: Sequence[Unavailable]) -> tuple[str, ...]:
    names = sorted(each.examiner for each in unavailable)
    return tuple(_AGAIN.get(name, f"Have the case examined again: {name} was not available.") for name in names)


def _compare_again(evidence: Evidence) -> tuple[str, ...]:
    """What a confirmation rests on was photographed, and could not be compared: mostly hands lie over it."""
    missing = tuple(dict.fromkeys(each.component for each in evidence.unmet))
    if not missing:
        return ()
    how = "straight from the front in soft light, the hands set apart from each other and clear of the words"
    return (f"Photograph {words.components(missing)} once more, {how}.",)


def _photograph(evidence: Evidence, gaps: Sequence[Wanted]) -> tuple[str, ...]:
    """The gaps, those first that would show most of what was not seen."""
    ranked = sorted(gaps, key=lambda gap: -_gain(evidence, gap.view))
    return tuple(gap.advice for gap in ranked)


def _look_closer(evidence: Evidence, gaps: Sequence[Wanted]) -> tuple[str, ...]:
    """Components that no gap explains: they were photographed, everybody looked, and nobody made them out."""
    explained = frozenset().union(*(SHOWS[gap.view] for gap in gaps))
    dim = [each for each in evidence.coverage.unseen if each not in explained]
    return (f"Photograph closer, sharp and in soft light: {words.components(dim)}.",) if dim else ()


def _check_claim(evidence: Evidence) -> tuple[str, ...]:
    if not any(each.bearing is Bearing.CONTRADICTS for each in evidence.findings):
        return ()
    itself = f"{subject(evidence)} itself"
    return (f"Compare the claim with {itself}: if something in it was mistyped, submit it again corrected.",)


def _gain(evidence: Evidence, view: View) -> int:
    unseen = SHOWS[view] & set(evidence.coverage.unseen)
    return sum(aspect.weight for aspect in evidence.needs.aspects if aspect.component in unseen)
