"""What becomes of listings as an account is removed. Called in that transaction."""

from functools import partial

from django.db import transaction

from marketplace.common.stores import blobs
from marketplace.listings.models import Attachment, Listing, ListingEvent, PossessionAsk
from marketplace.listings.services import events, selling
from marketplace.listings.states import TRANSITIONS, Action, State
from marketplace.users.models import User
from pipeline import listing_photos, listing_possession


def as_buyer(user: User) -> None:
    """Go back from every reservation, and ask for no fresh photo any more. What was bought stays bought."""
    for listing in user.reservations.filter(state=State.RESERVED).order_by("pk").values_list("pk", flat=True):
        selling.release(listing_id=listing, buyer=user)
    PossessionAsk.objects.filter(asked_by=user, state=PossessionAsk.State.ASKED).update(
        state=PossessionAsk.State.LAPSED
    )


def as_seller(user: User) -> None:
    """Withdraw a person's own listings, and erase what they wrote and photographed; that something was sold stays."""
    for pk in user.listings.filter(organisation=None).order_by("pk").values_list("pk", flat=True):
        listing = events.locked(pk)
        if (listing.standing, Action.WITHDRAW) in TRANSITIONS:
            listing = selling.move(listing_id=pk, action=Action.WITHDRAW, actor=user)
        _erase(listing)


def _erase(listing: Listing) -> None:
    """Erase what is personal of a held listing: words, place, photos, and the certificate beside it."""
    photos = list(listing.photos.values_list("key", flat=True))
    fresh = list(listing.asks.values_list("key", flat=True))
    listing.photos.all().delete()
    listing.asks.all().delete()
    Attachment.objects.filter(listing=listing).delete()
    listing.description = listing.city = listing.external_id = ""
    listing.latitude = listing.longitude = None
    listing.version += 1
    listing.save()
    events.append(listing, ListingEvent.Kind.CHANGED, note=f"version:{listing.version}")
    transaction.on_commit(partial(_erase_files, photos, fresh), robust=True)


def _erase_files(photos: list[str], fresh: list[str]) -> None:
    for key in photos:
        listing_photos.erase(blobs(), key)
    for key in fresh:
        listing_possession.erase(blobs(), key)
