"""Where else the same photo stands: in listings, by PDQ."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from marketplace.authentication.models import Case
from marketplace.listings.models import Listing, ListingPhoto
from marketplace.listings.states import SHOWN, State
from models.vocabulary.photo import Perceptual

DIFFERING = "bit_count(('x' || pdq)::bit(256) # ('x' || %s)::bit(256))"
"""Bits in which two hashes differ, as PostgreSQL counts them: a third of a microsecond a photo, in a worker."""

MOST = 20
"""Of one photo: a dealer's stock picture must not flag a thousand listings."""


def in_listings(photo: ListingPhoto) -> list[ListingPhoto]:
    """Return the same photo in listings of other people and stores that are shown or being written, the oldest first.

    The same picture by PDQ's authors' threshold; what has too little detail to be compared is the same as nothing.
    """
    if photo.pdq_quality < Perceptual.LEAST_QUALITY:
        return []
    telling = ListingPhoto.objects.filter(state=ListingPhoto.State.READY, pdq_quality__gte=Perceptual.LEAST_QUALITY)
    live = telling.filter(listing__state__in=SHOWN | {State.DRAFT}).exclude(_same_seller(photo.listing))
    near = live.annotate(differing=RawSQL(DIFFERING, (photo.pdq,))).filter(differing__lte=Perceptual.SAME)  # noqa: S611 - the hash is a parameter
    return list(near.select_related("listing").order_by("created_at")[:MOST])


def others_cases(listing: Listing, cases: Sequence[str]) -> QuerySet[Case]:
    """Return those of some cases that are neither the seller's nor the store's of a listing."""
    own = Q(owner=listing.seller_id)
    if listing.organisation_id is not None:
        own |= Q(organisation=listing.organisation_id)
    return Case.objects.filter(pk__in=cases[:MOST]).exclude(own)


def _same_seller(listing: Listing) -> Q:
    own = Q(listing__seller=listing.seller_id)
    return own if listing.organisation_id is None else own | Q(listing__organisation=listing.organisation_id)
