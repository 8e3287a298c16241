"""A fresh photo that shows that the watch is at hand: asked for by a buyer, sent by the seller, read by a worker."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.listings import gateway
from marketplace.listings.models import Listing, ListingEvent, PossessionAsk
from marketplace.listings.services import events
from marketplace.listings.states import FOR_SALE
from marketplace.users.models import User
from marketplace.users.services import allowances
from marketplace.users.services.allowances import Act
from pipeline import listing_possession

WAITS = timedelta(days=3)
"""For which an ask that nobody answers stands in the way of another one."""

State = PossessionAsk.State


def ask(*, listing_id: str, buyer: User) -> PossessionAsk:
    """Draw a time that the seller is to set the hands to.

    :raises Problem: the listing is not for sale, a photo was asked for already and is not there yet, or the account has
        asked for as many as it may in a day.
    """
    with transaction.atomic():
        asked = PossessionAsk.objects.filter(asked_by=buyer)
        allowances.check(Act.ASK, user=buyer, done=asked, at="asked_at")
        listing = events.locked(listing_id)
        if listing.standing not in FOR_SALE:
            raise Problem("listing:state")
        old = PossessionAsk.objects.filter(listing=listing, state=State.ASKED, asked_at__lt=timezone.now() - WAITS)
        old.update(state=State.LAPSED)
        if _open(listing) is not None:
            raise Problem("possession:asked")
        made = PossessionAsk.objects.create(listing=listing, asked_by=buyer, time=_drawn())
        events.append(listing, ListingEvent.Kind.NOTE, note="possession:asked")
    return made


def awaited(*, listing: Listing) -> PossessionAsk:
    """Return the ask that is to be answered.

    :raises Problem: there is none.
    """
    found = _open(listing)
    if found is None or found.state != State.ASKED:
        raise Problem("possession:not_asked")
    return found


def sent(*, listing: Listing) -> None:
    """Have a worker read the photo that was sent.

    :raises Problem: nothing was asked, or nothing was sent.
    """
    with transaction.atomic():
        held = awaited(listing=events.locked(listing.pk))
        if not blobs().exists(place(held.key)):
            raise Problem("photo:missing")
        PossessionAsk.objects.filter(pk=held.pk).update(state=State.WORKED_ON)
        gateway.read_hands(held.key, held.time)


def take_over(key: str) -> None:
    """Take over what a worker read. Done again, nothing changes."""
    found, asked = listing_possession.result(blobs(), key), PossessionAsk.objects.filter(key=key).first()
    if found is None or asked is None:
        return
    with transaction.atomic():
        listing = events.locked(asked.listing_id)
        taken = PossessionAsk.objects.filter(pk=asked.pk, state=State.WORKED_ON).update(
            state=State.ANSWERED,
            bearing=found.bearing,
            said=found.said,
            has_picture=found.has_picture,
            answered_at=timezone.now(),
        )
        if taken:
            events.append(listing, ListingEvent.Kind.NOTE, note="possession:answered")


def settle() -> None:
    """Take over what was not heard of, and send again what no worker has read."""
    for asked in PossessionAsk.objects.filter(state=State.WORKED_ON)[:100]:
        if listing_possession.result(blobs(), asked.key) is not None:
            take_over(asked.key)
        else:
            gateway.read_hands(asked.key, asked.time)


def is_awaited(key: str) -> bool:
    """Return whether a photo is to come under a key."""
    return PossessionAsk.objects.filter(key=key, state=State.ASKED).exists()


def _open(listing: Listing) -> PossessionAsk | None:
    return PossessionAsk.objects.filter(listing=listing, state__in=(State.ASKED, State.WORKED_ON)).first()


def _drawn() -> str:
    return f"{secrets.randbelow(12) + 1:02}:{secrets.randbelow(60):02}"
