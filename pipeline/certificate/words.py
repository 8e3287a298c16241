"""The sentences of report and certificate, one table for each code. A test checks that no code lacks its words."""

from models.vocabulary.verdict import Assurance, Outcome

MEANING: dict[Outcome, str] = {
    Outcome.AUTHENTIC: "What the photos show fits the claim, and enough of the watch was seen to say so.",
    Outcome.COUNTERFEIT: "What the photos show contradicts the claim.",
    Outcome.INCONCLUSIVE: "What the photos show does not decide it. That is an answer, not a suspicion.",
    Outcome.NEEDS_PHOTOS: "Nothing was examined yet: better photos are needed first.",
}

ASSURANCE: dict[Assurance, str] = {
    Assurance.NONE: "Nobody has looked yet.",
    Assurance.LOCAL: "Measured and read by software alone. No vision model and no person has looked.",
    Assurance.VISION: "Measured by software and looked at by a vision model. No person has looked.",
    Assurance.EXPERT: "Looked at by an expert, with the machine's findings at hand.",
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

DEVELOPMENT_KEY = (
    "Signed with a development key: UNSAFE. Anyone with access to that machine could have made this document; "
    "it proves nothing to others."
)
