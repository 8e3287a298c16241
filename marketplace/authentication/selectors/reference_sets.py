"""Which reference sets there are, and which one a new case is compared with."""

from django.db.models import QuerySet

from marketplace.authentication.models import ReferenceSet
from marketplace.users.models import User
from models import catalogue
from models.catalogue.spelling import fold, skeleton
from models.vocabulary.claim import Claim


def fits(brand: str, reference: str) -> str:
    """Return what is the same for all spellings of one reference; empty where the words hold no letter or digit.

    What the catalogue lists is named as it lists it: an alias of the brand, or a strap's number behind the reference,
    makes no difference. What it does not list is compared by its letters and digits.
    """
    known = catalogue.load()
    entry = known.find_reference(brand, reference)
    if entry is not None:
        return f"{fold(entry.brand.name)}/{skeleton(entry.reference.reference)}"
    maker = known.brand(brand)
    parts = fold(maker.name if maker else brand), skeleton(reference)
    return "/".join(parts) if all(parts) else ""


def for_claim(claim: Claim) -> str | None:
    """Return the digest of the set that a new case with this claim is compared with: the newest that is in use."""
    key = fits(claim.brand, claim.reference) if claim.reference else ""
    return in_use().filter(fits=key).values_list("digest", flat=True).first() if key else None


def in_use() -> QuerySet[ReferenceSet]:
    """Return what new cases may be compared with, the newest first."""
    published = ReferenceSet.objects.filter(state=ReferenceSet.State.PUBLISHED, retired_at=None)
    return published.order_by("-published_at", "-pk")


def visible_to(user: User) -> QuerySet[ReferenceSet]:
    """Return what an expert may see: every set that was published, and their own drafts."""
    if not user.is_expert:
        return ReferenceSet.objects.none()
    return ReferenceSet.objects.filter(kept_by=user) | ReferenceSet.objects.filter(published_at__isnull=False)
