"""A case examined in the test's own process, with the product's stages and examiners."""

from pathlib import Path

from models.scoring.labelled import Truth
from models.scoring.table import Domain
from models.vocabulary.case import Challenge
from models.vocabulary.claim import Claim
from models.vocabulary.views import Profile, View
from pipeline.evaluation.accuracy.cases import KnownCase, Photo


def known(
    photos: dict[View, bytes] | tuple[Photo, ...],
    claim: Claim,
    *,
    name: str = "case",
    genuine: bool = True,
    references: Path | None = None,
    challenge: Challenge | None = None,
    profile: Profile = Profile.WATCH,
    examiners: tuple[str, ...] | None = None,
) -> KnownCase:
    """Return a case of these photos; one a view, unless they are listed."""
    listed = tuple((view, 1, data) for view, data in photos.items()) if isinstance(photos, dict) else photos
    return KnownCase(
        name=name,
        truth=Truth(genuine=genuine, watch=name, reference=claim.reference or claim.brand, domain=Domain.REAL),
        claim=claim,
        photos=lambda: listed,
        references=(lambda: references) if references else None,
        challenge=challenge,
        profile=profile,
        examiners=examiners,
    )
