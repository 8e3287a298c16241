"""What may be read of a listing's events, by anybody."""

from marketplace.listings.live import Message, as_message
from marketplace.listings.models import ListingEvent
from marketplace.listings.selectors.searching import shown

PAGE = 200
"""Events that are read at once."""


def last_of_shown(listing: str) -> int | None:
    """Return the number of the newest event of a listing that anybody may look at; None where there is none such."""
    return shown().filter(pk=listing).values_list("last_event", flat=True).first()


def after(listing: str, number: int) -> list[Message]:
    """Return a listing's events after a number, in their order, as many as are read at once."""
    return [as_message(row) for row in ListingEvent.objects.filter(listing=listing, number__gt=number)[:PAGE]]
