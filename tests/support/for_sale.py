"""Listings that are for sale, written as simply as possible."""

from typing import Any

from django.utils import timezone

from marketplace.listings.models import Listing
from marketplace.users.models import User
from tests.support.accounts import new


def prepared(title: str, *, seller: User, **fields: Any) -> Listing:
    """Return a listing that is for sale, not yet written; the title is brand, model and reference."""
    brand, model, reference = (*title.split(" ", 2), "", "")[:3]
    given = {
        "brand": brand,
        "model": model,
        "reference": reference,
        "condition": "good",
        "price_minor": 100_000,
        "currency": "EUR",
        "country": "CH",
        "state": "published",
        "published_at": timezone.now(),
    }
    return Listing(seller=seller, **{**given, **fields})


def for_sale(title: str = "Aldenmoor Tidewater AM-100", *, seller: User | None = None, **fields: Any) -> Listing:
    """Publish a listing."""
    listing = prepared(title, seller=seller or new(), **fields)
    listing.save(force_insert=True)
    return listing
