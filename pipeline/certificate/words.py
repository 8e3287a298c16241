"""The sentences of report and certificate, one table for each code. A test checks that no code lacks its words."""

from models.vocabulary.verdict import Assurance, Outcome
from models.vocabulary.views import Component, Profile
from models.vocabulary.words import COMPONENT, capital, the, this

TITLE: dict[Outcome, str] = {
    Outcome.AUTHENTIC: "Authentic",
    Outcome.COUNTERFEIT: "Counterfeit",
    Outcome.INCONCLUSIVE: "Inconclusive",
    Outcome.NEEDS_PHOTOS: "Better photos needed",
}

MEANING: dict[Outcome, str] = {
    Outcome.AUTHENTIC: "What the photos show fits the claim, and enough of the watch was seen to say so.",
    Outcome.COUNTERFEIT: "What the photos show contradicts the claim.",
    Outcome.INCONCLUSIVE: "What the photos show does not decide it. That is an answer, not a suspicion.",
    Outcome.NEEDS_PHOTOS: "Nothing was examined yet: better photos are needed first.",
}

MEANING_OF_PART: dict[Outcome, str] = {
    Outcome.AUTHENTIC: "What the photos show of {this} fits the claim, and enough of {it} was seen to say so. "
    "Nothing is said about any watch around {it}.",
    Outcome.COUNTERFEIT: "What the photos show of {this} contradicts the claim. "
    "Nothing is said about any watch around {it}.",
    Outcome.INCONCLUSIVE: "What the photos show of {this} does not decide it. That is an answer, not a suspicion.",
    Outcome.NEEDS_PHOTOS: "Nothing was examined yet: better photos of {this} are needed first.",
}
"""The same of one part, which alone was examined."""

ASSURANCE: dict[Assurance, str] = {
    Assurance.NONE: "Nobody has looked yet.",
    Assurance.LOCAL: "Measured and read by software alone. No vision model and no person has looked.",
    Assurance.VISION: "Measured by software and looked at by a vision model. No person has looked.",
    Assurance.EXPERT: "Looked at by one or two experts, with the machine's findings at hand. "
    "How much their word counts was declared by judgement.",
}

ADVICE: dict[Outcome, str] = {
    Outcome.AUTHENTIC: "What would make it surer",
    Outcome.COUNTERFEIT: "What to do next",
    Outcome.INCONCLUSIVE: "What would decide it",
    Outcome.NEEDS_PHOTOS: "What is needed",
}
"""What stands above the advice."""

LIMIT = (
    "This is an opinion on photos. Nobody held or opened the watch, and photos cannot show that they are of the watch "
    "that is handed over."
)

LIMIT_OF_PART = (
    "This is an opinion on photos of {the} alone. An original part may sit in any watch, and nothing was examined of "
    "any watch around {it}. Nobody held {it}, and photos cannot show that they are of the part that is handed over."
)

DEVELOPMENT_KEY = (
    "Signed with a development key: UNSAFE. Anyone with access to that machine could have made this document; "
    "it proves nothing to others."
)

STAND_IN = (
    "Made for a trial: in place of the vision model a stand-in answered, which has looked at nothing. "
    "This document proves nothing about the watch."
)


def examined_part(profile: Profile, claimed: Component | None) -> Component | None:
    """Return the one part that was examined; None where it was a whole watch, whatever part its claim may name."""
    return claimed if profile is Profile.PART else None


def meaning(outcome: Outcome, part: Component | None) -> str:
    """Return what an outcome means, of a watch or of the one part that was examined."""
    return MEANING[outcome] if part is None else MEANING_OF_PART[outcome].format(this=this(part), it=_it(part))


def limit(part: Component | None) -> str:
    """Return what no photo can show, of a watch or of the one part that was examined."""
    return LIMIT if part is None else LIMIT_OF_PART.format(the=the(part), it=_it(part))


def title(outcome: Outcome, part: Component | None) -> str:
    """Return the outcome in a word or two; of a part it names the part, so that nobody takes it for the watch's."""
    named = part is not None and outcome in {Outcome.AUTHENTIC, Outcome.COUNTERFEIT}
    return f"{TITLE[outcome]} {COMPONENT[part]}" if part is not None and named else TITLE[outcome]


def claim_title(part: Component | None) -> str:
    """Return what stands above the claim in a report."""
    return "The claim" if part is None else f"The claim, about {this(part)} alone"


def claimed(part: Component | None) -> str:
    """Return what stands above the claim on a certificate."""
    return f"{'The watch' if part is None else f'{capital(this(part))} alone'}, as claimed"


def _it(part: Component) -> str:
    return "them" if part is Component.HANDS else "it"
