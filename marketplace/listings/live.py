"""Sends events of a listing to the pages that are open on it."""

from typing import TypedDict

from marketplace.authentication import live
from marketplace.listings.models import ListingEvent


class Message(TypedDict):
    """An event as pages get it: see ``ListingEvent``. Never who did it."""

    number: int
    kind: str
    at: str
    action: str
    state: str
    note: str


def group(listing: str) -> str:
    """Return the name under which the channel layer knows a listing's open pages."""
    return f"listing.{listing}"


def as_message(event: ListingEvent) -> Message:
    """Return an event as pages get it."""
    return {
        "number": event.number,
        "kind": event.kind,
        "at": event.at.isoformat(timespec="milliseconds"),
        "action": event.action,
        "state": event.state,
        "note": event.note,
    }


def announce(event: ListingEvent) -> None:
    """Send an event to every open page. One that is lost is noticed by its number. Never raises."""
    live.send({group(event.listing_id): {"type": "listing.event", "event": as_message(event)}})
