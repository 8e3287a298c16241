"""The page's tables of words, from where they stand: the page and the command line say the same."""

from models.vocabulary.verdict import Outcome
from models.vocabulary.views import Component
from models.vocabulary.words import COMPONENT
from pipeline.certificate import words
from pipeline.certificate.proof import ProofFault
from pipeline.certificate.verification import NOT_COVERED
from pipeline.lifecycle.notices import SUCCESSION

AROUND = {
    "pdf": "the pages of the PDF: only the document attached to it was checked, and anyone can draw other pages "
    "around it",
    "png": "the picture itself: only the certificate that it carries was checked, and anyone can draw another "
    "around it",
}
"""What of the file that carried a document was not looked at: a doctored PDF around a genuine one is a known trick."""


def tables() -> dict[str, object]:
    """Return each table as JSON."""
    return {
        "proof": {fault.name: fault.value for fault in ProofFault},
        "outcomes": _outcomes(None),
        "outcomesOfPart": {part.value: _outcomes(part) for part in Component},
        "assurances": {assurance.value: told for assurance, told in words.ASSURANCE.items()},
        "components": {component.value: told for component, told in COMPONENT.items()},
        "developmentKey": words.DEVELOPMENT_KEY,
        "standIn": words.STAND_IN,
        "notCovered": NOT_COVERED,
        "around": AROUND,
        "succession": {because.value: told for because, told in SUCCESSION.items()},
    }


def _outcomes(part: Component | None) -> dict[str, dict[str, str]]:
    return {each.value: {"title": words.title(each, part), "meaning": words.meaning(each, part)} for each in Outcome}
