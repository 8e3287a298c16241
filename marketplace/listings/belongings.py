"""What listings keep of an account: how it is handed over to its owner, and let go of."""

from typing import Any

from marketplace.listings.models import Listing, PossessionAsk
from marketplace.listings.services import leaving
from marketplace.users.models import User

HOLDS = frozenset(
    {
        "listings.Listing.seller",
        "listings.Listing.reserved_for",
        "listings.PossessionAsk.asked_by",
        "listings.SavedSearch.owner",
        "listings.Favourite.owner",
    }
)
"""Searches and favourites are in ``search.belongings``."""

STAYS = {
    "listings.ListingEvent.actor": "events are never changed; the id names nobody once the account is gone",
    "listings.Attachment.attached_by": "goes with a person's own listing; one of a store's is the store's",
}

COLUMNS = (
    "id",
    "state",
    "brand",
    "model",
    "reference",
    "year",
    "condition",
    "has_box",
    "has_papers",
    "description",
    "price_minor",
    "currency",
    "country",
    "city",
    "latitude",
    "longitude",
    "external_id",
    "created_at",
    "published_at",
)


def export(user: User) -> dict[str, Any]:
    """Return the listings that an account wrote, a store's too, what it has reserved or bought, and what it asked."""
    written = user.listings.order_by("created_at").select_related("organisation", "attachment")
    asked = PossessionAsk.objects.filter(asked_by=user).order_by("asked_at")
    return {
        "written": [_listing(each) for each in written.prefetch_related("photos", "prices", "asks")],
        "reserved": list(user.reservations.order_by("created_at").values("id", "state", "brand", "model", "reference")),
        "fresh_photos_asked_for": list(asked.values("listing_id", "time", "state", "asked_at", "answered_at")),
    }


def _listing(listing: Listing) -> dict[str, Any]:
    attached = getattr(listing, "attachment", None)
    return {
        **{name: getattr(listing, name) for name in COLUMNS},
        "store": listing.organisation.name if listing.organisation else None,
        "certificate": attached.certificate if attached else None,
        "prices": [
            {"at": each.at, "price_minor": each.price_minor, "currency": each.currency} for each in listing.prices.all()
        ],
        "photos": [
            {"sha256": each.sha256, "state": each.state, "created_at": each.created_at} for each in listing.photos.all()
        ],
        "fresh_photos": [
            {"time": each.time, "bearing": each.bearing, "asked_at": each.asked_at} for each in listing.asks.all()
        ],
    }


def let_go(user: User) -> None:
    """Go back from what is reserved, and take a person's own listings away. What was written for a store stays its."""
    leaving.as_buyer(user)
    leaving.as_seller(user)
