"""More like a listing: what shares its title first, then its brand and model, then its brand."""

from collections.abc import Iterator

from psycopg import sql

from marketplace.listings.models import Listing
from marketplace.listings.search import words
from marketplace.listings.search.conditions import Condition, Filters, titled
from marketplace.listings.search.database import searching
from marketplace.listings.search.walking import NEWEST, Walk

SHOWN = 12
COMPARED = 200
"""The newest of each kind, of which the nearest in price and condition are taken."""


def like(listing: Listing) -> list[int]:
    """Return the entries of what is for sale and like a listing, the most alike first.

    :raises Problem: it takes too long.
    """
    found: list[int] = []
    with searching():
        for conditions in _kinds(listing):
            found += [doc for doc in _nearest(listing, conditions) if doc not in found]
            if len(found) >= SHOWN:
                break
    return found[:SHOWN]


def _kinds(listing: Listing) -> Iterator[list[Condition]]:
    for title in (f"{listing.brand} {listing.model} {listing.reference}", f"{listing.brand} {listing.model}"):
        if meant := words.read(title):
            yield [titled(words.Words(meant.all, begins=False))]
    yield Filters({"brand": (listing.brand,)}).conditions()


def _nearest(listing: Listing, conditions: list[Condition]) -> list[int]:
    """Return those of one kind: as worn before others, then by how far the price is off, as a factor."""
    other = Condition(sql.SQL("listing_id <> %(listing)s"), {"listing": listing.pk})
    off = Condition(
        sql.SQL(
            "CASE WHEN facets @> ARRAY['condition:' || %(condition)s] THEN 0 ELSE 1 END,"
            " CASE WHEN currency = %(currency)s THEN abs(ln(price_minor::float / %(price)s)) ELSE 10 END"
        ),
        {"condition": listing.condition, "currency": listing.currency, "price": listing.price_minor or 1},
    )
    found = Walk([*conditions, other], NEWEST, off).first(COMPARED)
    return [doc for doc, *_ in sorted(found, key=lambda each: (*each[1:], -each[0]))]
