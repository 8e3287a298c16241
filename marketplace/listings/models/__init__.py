"""What is kept of listings. Django finds every table of the app here."""

from marketplace.listings.models.events import ListingEvent
from marketplace.listings.models.listings import Listing, PriceChange
from marketplace.listings.models.photos import ListingPhoto

__all__ = ["Listing", "ListingEvent", "ListingPhoto", "PriceChange"]
