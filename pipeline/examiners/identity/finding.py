"""How this examiner writes a finding."""

from models.catalogue import Judgement, Plausibility
from models.vocabulary.finding import Bearing, Finding, Region
from models.vocabulary.views import Component
from pipeline.examiners.identity.reading import Place
from pipeline.examiners.identity.version import NAME, VERSION

LEGIBLE = 0.8
"""Confidence of a line that may support a claim. On the real photos names of brands and models scored above 0.93, print
of 20 pixels above 0.82; what was no word at all mostly fell below."""

CLEAR = 0.9
"""Confidence of a line that may contradict a claim."""

NOT_EXACT = 0.85
"""Strength is lowered by it where letters had to be taken for others that look alike."""

_OBSERVED, _SENTENCE = 300, 500
"""Characters: the vocabulary's bounds."""

BEARING = {
    Plausibility.PLAUSIBLE: Bearing.SUPPORTS,
    Plausibility.IMPLAUSIBLE: Bearing.CONTRADICTS,
    Plausibility.UNKNOWN: Bearing.NEUTRAL,
}


def finding(
    component: Component,
    criterion: str,
    bearing: Bearing,
    strength: float,
    observed: str,
    sentence: str,
    region: Region | None = None,
) -> Finding:
    """Write a finding."""
    return Finding(
        examiner=NAME,
        version=VERSION,
        component=component,
        criterion=criterion,
        observed=_cut(observed, _OBSERVED),
        bearing=bearing,
        strength=round(min(max(strength, 0.0), 1.0), 3),
        region=region,
        sentence=_cut(sentence, _SENTENCE),
    )


def unreadable(component: Component, criterion: str, sentence: str) -> Finding:
    """Write that something was looked for and could not be read: not knowing, with no strength."""
    return finding(component, criterion, Bearing.UNREADABLE, 0.0, "not legible", sentence)


def ruled(
    judgement: Judgement, component: Component, criterion: str, about: str, *, read: Place | None = None
) -> Finding:
    """Write what a rule of the catalogue answers about something claimed, or about something read on a photo."""
    bearing = BEARING[judgement.plausibility]
    strength = 0.0 if bearing is Bearing.NEUTRAL else 1.0 if read is None else strength_of(read)
    source = f" (Source: {judgement.source}.)" if judgement.source else ""
    sentence = f"{about}: {judgement.why}.{source}"
    return finding(component, criterion, bearing, strength, str(judgement.plausibility), sentence, _region(read))


def strength_of(place: Place) -> float:
    """How clearly a place was read."""
    return place.confidence if place.exact else place.confidence * NOT_EXACT


def _region(place: Place | None) -> Region | None:
    return place.region if place is not None else None


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
