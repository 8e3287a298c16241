"""From where a code was seen to a finding about the code that was asked for."""

from collections.abc import Sequence

from models.vocabulary.finding import Bearing, Finding
from models.vocabulary.views import Component
from pipeline.examiners.possession.codes import Found, Sighting
from pipeline.examiners.possession.version import NAME, VERSION

CRITERION = "challenge_code"

_SAID = {
    Found.RIGHT: (Bearing.SUPPORTS, "the code asked for", "The code that was asked for lies in the frame."),
    Found.OTHER: (
        Bearing.CONTRADICTS,
        "another code",
        "A code lies in the frame, but not the one that was asked for.",
    ),
    Found.UNSURE: (
        Bearing.UNREADABLE,
        "code not read",
        "Something like a code lies in the frame, but two readings of it do not agree.",
    ),
}


def judge_code(sightings: Sequence[Sighting]) -> Finding:
    """Return the finding about the code: one right one outweighs whatever else was read."""
    for kind in Found:
        seen = [each for each in sightings if each.found is kind]
        if seen:
            return _made(kind, max(seen, key=lambda each: each.confidence))
    return Finding(
        examiner=NAME,
        version=VERSION,
        component=Component.WHOLE,
        criterion=CRITERION,
        observed="no code found",
        bearing=Bearing.UNREADABLE,
        strength=0.0,
        sentence="The code that was asked for could not be read in any photo.",
    )


def _made(kind: Found, best: Sighting) -> Finding:
    bearing, observed, sentence = _SAID[kind]
    return Finding(
        examiner=NAME,
        version=VERSION,
        component=Component.WHOLE,
        criterion=CRITERION,
        observed=observed,
        bearing=bearing,
        strength=0.0 if bearing is Bearing.UNREADABLE else round(min(best.confidence, 0.98), 4),
        region=best.region,
        sentence=sentence,
    )
