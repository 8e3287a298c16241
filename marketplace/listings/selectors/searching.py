"""The listings behind what a search found, and those that anybody may look at."""

from collections.abc import Sequence

from django.db.models import QuerySet
from psycopg import sql

from marketplace.directory.geography import Place
from marketplace.listings.models import Favourite, Listing
from marketplace.listings.search.conditions import DISTANCE
from marketplace.listings.search.database import rows
from marketplace.listings.states import FOR_SALE, SHOWN, State
from marketplace.users.models import User

FAR = sql.SQL("SELECT listing_id, {} FROM listings_searchentry WHERE doc = ANY(%(docs)s) AND latitude IS NOT NULL")


def of_entries(docs: Sequence[int]) -> list[Listing]:
    """Return the listings of entries, in their order; without what was sold or taken away a moment ago."""
    found = Listing.objects.filter(search_entry__doc__in=docs, state__in=FOR_SALE).select_related("search_entry")
    by_doc = {each.search_entry.doc: each for each in found}
    return [by_doc[doc] for doc in docs if doc in by_doc]


def distances(docs: Sequence[int], near: Place) -> dict[str, float]:
    """Return how far those of some entries are that say where they are: kilometres, by listing."""
    given = {"docs": list(docs), "latitude": near.latitude, "longitude": near.longitude}
    return dict(rows(FAR.format(DISTANCE), given))


def shown() -> QuerySet[Listing]:
    """Return the listings that anybody may look at."""
    return Listing.objects.filter(state__in=SHOWN)


def favourites_of(user: User) -> QuerySet[Favourite]:
    """Return an account's favourites that can still be looked at, or were taken down, each with its listing."""
    return user.favourites.filter(listing__state__in=SHOWN | {State.TAKEN_DOWN}).select_related("listing")
