"""The sentences of report and certificate, one table for each code. A test checks that no code lacks its words."""

from models.scoring.words import percent as in_tenths
from models.vocabulary.verdict import Assurance, Outcome
from models.vocabulary.views import Component

_ALMOST_ONE = 0.999
"""Above this a figure would promise more than a calibration table can carry."""

MEANING: dict[Outcome, str] = {
    Outcome.AUTHENTIC: "What the photos show fits the claim, and enough of the watch was seen to say so.",
    Outcome.COUNTERFEIT: "What the photos show contradicts the claim.",
    Outcome.INCONCLUSIVE: "The photos neither bear the claim out nor refute it. That is an answer, not a suspicion.",
    Outcome.NEEDS_PHOTOS: "Nothing was examined yet: better photos are needed first.",
}

ASSURANCE: dict[Assurance, str] = {
    Assurance.NONE: "Nobody has looked yet.",
    Assurance.LOCAL: "Measured and read by software alone. No vision model and no person has looked.",
    Assurance.VISION: "Measured by software and looked at by a vision model. No person has looked.",
    Assurance.EXPERT: "Looked at by an expert, with the machine's findings at hand.",
}

LIMIT = (
    "This is an opinion on photos, made by the procedure that the versions name. Nobody held or opened the watch, "
    "and photos cannot show that they are of the watch that is handed over."
)

UNAVAILABLE: dict[str, str] = {
    "no key": "no access to a vision model was configured",
    "bad key": "the vision model did not accept the access that was configured",
    "refused": "the vision model declined to answer",
    "blocked": "the vision model's filter withheld an answer",
    "empty answer": "the vision model's answer was empty",
    "malformed answer": "the vision model's answer did not have the form that was asked for",
    "truncated": "the vision model's answer was cut off",
    "rate limited": "the vision model was too busy",
    "server error": "the vision model had a fault",
    "timeout": "the vision model did not answer in time",
    "unreachable": "the vision model could not be reached",
    "circuit open": "the vision model had failed so often that it was not asked",
    "bad request": "the vision model could not take the question",
    "over budget": "the case's budget was spent",
    "time limit": "looking took longer than it may",
    "internal fault": "it had a fault of its own, which was reported",
}

UNSEEN = "nothing that was submitted let it be judged"

DEVELOPMENT_KEY = (
    "Signed with a development key: UNSAFE. Anyone with access to that machine could have made this document; "
    "it proves nothing to others."
)

COMPONENT: dict[Component, str] = {
    Component.DIAL: "Dial",
    Component.HANDS: "Hands",
    Component.CROWN: "Crown",
    Component.BEZEL: "Bezel",
    Component.CASE: "Case",
    Component.CASEBACK: "Case back",
    Component.MOVEMENT: "Movement",
    Component.BRACELET: "Bracelet",
    Component.CLASP: "Clasp",
    Component.SERIAL: "Serial number",
    Component.PAPERS: "Papers",
    Component.WHOLE: "Watch as a whole",
}


def unavailable(why: str) -> str:
    """Return why an examiner could not look, for a person. A code without words is shown as it is."""
    return UNAVAILABLE.get(why, f"it could not look ({why})")


def percent(probability: float) -> str:
    """Return a probability as people read it. Never ``100 %`` nor ``0 %``: photos do not make certain."""
    if probability > _ALMOST_ONE:
        return "above 99.9 %"
    if probability < 1 - _ALMOST_ONE:
        return "below 0.1 %"
    return in_tenths(probability)
