"""Findings from what the passes agreed on, and what remains unseen."""

from collections.abc import Collection, Sequence
from typing import assert_never

from models.prompts.answer_v1 import Answer
from models.vocabulary.claim import Claim
from models.vocabulary.examination import NotExamined
from models.vocabulary.finding import Bearing, Finding, Region
from models.vocabulary.views import Component
from pipeline.examiners.vision.agreement import Accord, Agreed
from pipeline.examiners.vision.exhibits import Exhibit
from pipeline.examiners.vision.words import fit_to_show

NAME = "vision"
VERSION = "2"

_OBSERVED = 300
_SENTENCE = 400
"""Characters: the vocabulary's bounds, less the room for how far the passes agree."""


def findings(claim: Claim, exhibits: Sequence[Exhibit], agreed: Sequence[Agreed]) -> tuple[Finding, ...]:
    """Return a finding for each component and criterion that any pass spoke of."""
    shown = {each.label: each for each in exhibits}
    return tuple(_finding(claim, shown, each) for each in agreed)


def _finding(claim: Claim, shown: dict[str, Exhibit], agreed: Agreed) -> Finding:
    spoken = agreed.spoken
    return Finding(
        examiner=NAME,
        version=VERSION,
        component=spoken.component,
        criterion=spoken.criterion,
        observed=fit_to_show(spoken.observed, claim, longest=_OBSERVED),
        bearing=agreed.bearing,
        strength=agreed.strength,
        region=_region(shown, agreed),
        sentence=_sentence(agreed, fit_to_show(spoken.sentence, claim, longest=_SENTENCE)),
    )


def _region(shown: dict[str, Exhibit], agreed: Agreed) -> Region | None:
    exhibit = shown.get(agreed.spoken.photo)
    return exhibit.region(agreed.spoken.box) if exhibit else None


def _sentence(agreed: Agreed, said: str) -> str:
    """Add how far the looks agree, where that changes what the sentence is worth."""
    count = agreed.votes(agreed.bearing)
    match agreed.accord:
        case Accord.OPPOSED:
            pro, contra = agreed.votes(Bearing.SUPPORTS), agreed.votes(Bearing.CONTRADICTS)
            return f"Looks at this disagree ({pro} for the claim, {contra} against); it is not known. One says: {said}"
        case Accord.UNCONFIRMED:
            return f"Only some of {agreed.answered} looks saw this; it is not taken as known: {said}"
        case Accord.SETTLED:
            return f"{said} ({count} of {agreed.answered} looks agree, the last of them from nearer.)"
        case Accord.ALONE:
            return f"Only a nearer look could make this out, so that it counts little: {said}"
        case Accord.AGREED:
            return said if count == agreed.answered else f"{said} ({count} of {agreed.answered} looks agree.)"
        case _:
            assert_never(agreed.accord)


def steering(answers: Sequence[Answer]) -> tuple[Finding, ...]:
    """Return a finding that says so, where most passes saw text that tries to steer whoever reads it."""
    if 2 * sum(each.text_addressed_to_reader for each in answers) <= len(answers):
        return ()
    return (
        Finding(
            examiner=NAME,
            version=VERSION,
            component=Component.WHOLE,
            criterion="wording",
            observed="text that addresses whoever examines the watch",
            bearing=Bearing.UNREADABLE,  # about the submission, not the watch: it must cover no component
            strength=0.0,
            sentence="A photo or the claim holds text that tries to steer the examination; it was not followed.",
        ),
    )


def unseen(asked: Sequence[Component], agreed: Sequence[Agreed], poorly: Collection[Component]) -> list[NotExamined]:
    """Return the components that had to be seen and of which nothing is known.

    :param poorly: those of which a pass said that a photo shows them too poorly to be judged.
    """
    known = {each.spoken.component for each in agreed if each.bearing is not Bearing.UNREADABLE}
    shown = {*(each.spoken.component for each in agreed), *poorly}
    return [
        NotExamined(what=part.value, why=_UNREADABLE if part in shown else _UNSHOWN)
        for part in asked
        if part not in known
    ]


_UNREADABLE = "shown, but not well enough to be judged"
_UNSHOWN = "no photo shows it"
