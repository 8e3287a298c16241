"""The events of a listing: numbered under the lock of its row, so that none is missing and none is there twice."""

from django.db import transaction
from django.utils import timezone

from marketplace.connections.services import outbox
from marketplace.listings import live
from marketplace.listings.models import Listing, ListingEvent
from marketplace.listings.states import Action, after
from marketplace.users.models import User


def locked(listing: str) -> Listing:
    """Return a listing whose row is held until the transaction ends. Everything that writes about one begins here.

    :raises Listing.DoesNotExist: there is none.
    """
    return Listing.objects.select_for_update(of=("self",)).get(pk=listing)


def move(listing: Listing, action: Action, *, actor: User | None = None, note: str = "") -> None:
    """Move a locked listing, and say so in its events. The caller has set what the new state needs.

    :raises NotAllowed: a listing that stands where this one does cannot be moved so.
    """
    listing.state = after(listing.standing, action)
    listing.version += 1
    listing.save()
    append(listing, ListingEvent.Kind.STATE, action=action, state=listing.state, note=note, actor=actor)
    said = {"listing": listing.pk, "external_id": listing.external_id, "state": listing.state}
    outbox.announce("listing.moved", said, owner=listing.seller_id, organisation=listing.organisation_id)


def append(
    listing: Listing,
    kind: ListingEvent.Kind,
    *,
    action: str = "",
    state: str = "",
    note: str = "",
    actor: User | None = None,
) -> ListingEvent:
    """Number and store an event of a locked listing, and send it to the pages that are open on it, on commit."""
    listing.last_event += 1
    listing.save(update_fields=["last_event"])
    event = ListingEvent.objects.create(
        listing=listing,
        number=listing.last_event,
        kind=kind,
        at=timezone.now(),
        action=action,
        state=state,
        note=note,
        actor=actor,
    )
    transaction.on_commit(lambda: live.announce(event), robust=True)
    return event
