"""What people keep of what is for sale: searches, and favourites as they are published."""

from typing import Any

from django.db import transaction

from marketplace.examples.people import somebody
from marketplace.listings.models import Listing
from marketplace.listings.search import saved
from marketplace.listings.services import favourites

FAVOURITES = {"ada": (2, 5, 9, 12, 30), "ben": (6, 8, 21)}
"""By whose they are: numbers of listings."""

SEARCHES: dict[str, dict[str, dict[str, Any]]] = {
    "ada": {"A Deepvane below 3,000 euros": {"q": "deepvane", "price_max": 300_000, "currency": "EUR"}},
    "ben": {
        "Anything of Ostrelund": {"brand": ["Ostrelund"]},
        "Near Zürich": {"lat": 47.37, "lon": 8.54, "km": 50},
    },
}
"""By whose they are: what is asked, by what it is called."""


@transaction.atomic
def load() -> None:
    """Save the searches of whoever has none. What is published afterwards is new to them."""
    for name, searches in SEARCHES.items():
        owner = somebody(name)
        if not owner.saved_searches.exists():
            for called, asked in searches.items():
                saved.save(owner=owner, name=called, asked=asked)


def favour(number: int, listing: Listing) -> None:
    """Make a listing the favourite of those whose favourite it is to be."""
    for name, numbers in FAVOURITES.items():
        if number in numbers:
            favourites.keep(owner=somebody(name), listing=listing)
