"""What is kept of cases. Django finds every table of the app here."""

from marketplace.authentication.models.cases import Case, Examination
from marketplace.authentication.models.events import CaseEvent, StreamPosition
from marketplace.authentication.models.holdings import Holding
from marketplace.authentication.models.photos import Photo
from marketplace.authentication.models.references import ReferencePhoto, ReferenceSet
from marketplace.authentication.models.reviews import Appeal, Review

__all__ = [
    "Appeal",
    "Case",
    "CaseEvent",
    "Examination",
    "Holding",
    "Photo",
    "ReferencePhoto",
    "ReferenceSet",
    "Review",
    "StreamPosition",
]
