"""What is kept of listings. Django finds every table of the app here."""

from marketplace.listings.models.attachments import Attachment
from marketplace.listings.models.events import ListingEvent
from marketplace.listings.models.flags import PhotoFlag
from marketplace.listings.models.listings import Listing, PriceChange
from marketplace.listings.models.photos import ListingPhoto
from marketplace.listings.models.possession import PossessionAsk
from marketplace.listings.models.search import Favourite, SavedSearch, SearchEntry, SearchWord

__all__ = [
    "Attachment",
    "Favourite",
    "Listing",
    "ListingEvent",
    "ListingPhoto",
    "PhotoFlag",
    "PossessionAsk",
    "PriceChange",
    "SavedSearch",
    "SearchEntry",
    "SearchWord",
]
