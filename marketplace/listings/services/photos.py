"""Photos of a listing: announced, uploaded, drawn by a worker, put in order, taken out."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from marketplace.common.problems import Problem
from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.listings import gateway
from marketplace.listings.models import Listing, ListingEvent, ListingPhoto
from marketplace.listings.services import attaching, events, flagging
from marketplace.listings.states import CHANGEABLE
from marketplace.listings.states import State as Standing
from marketplace.users.models import User
from pipeline import listing_photos

MOST = 24
"""Photos of a listing: as many as the sites have on which watches are sold."""

OVERDUE = timedelta(seconds=60)
"""After which a photo that no worker spoke of is sent again."""

AT_ONCE = 200
"""Photos that one look of the clock sees to."""

State = ListingPhoto.State


def announce(*, listing_id: str, content_type: str) -> ListingPhoto:
    """Note that a photo is to come, as the last one, under a key that nobody guesses.

    :raises Problem: the listing may not be changed where it stands, or has as many as it may.
    """
    with transaction.atomic():
        listing = _changeable(listing_id)
        taken = list(listing.photos.values_list("position", flat=True))
        if len(taken) >= MOST:
            raise Problem("listing:too_many_photos")
        return ListingPhoto.objects.create(
            listing=listing, position=max(taken, default=0) + 1, content_type=content_type
        )


def uploaded(*, photo: ListingPhoto) -> None:
    """Have a worker look at a file that was sent. Said again, nothing happens.

    :raises Problem: nothing was sent.
    """
    with transaction.atomic():
        held = ListingPhoto.objects.select_for_update().get(pk=photo.pk)
        if held.state != State.ALLOWED:
            return
        if not blobs().exists(place(held.key)):
            raise Problem("photo:missing")
        ListingPhoto.objects.filter(pk=held.pk).update(state=State.WORKED_ON)
        gateway.draw(held.key)


def remove(*, photo: ListingPhoto, actor: User) -> None:
    """Take a photo out, and erase it.

    :raises Problem: the listing may not be changed where it stands, or is shown and would be left without one.
    """
    with transaction.atomic():
        listing = _changeable(photo.listing_id)
        rest = listing.photos.filter(state=State.READY).exclude(pk=photo.pk)
        if listing.standing in CHANGEABLE - {Standing.DRAFT} and not rest.exists():
            raise Problem("listing:incomplete", errors={"photos": ["Add another one first."]})
        ListingPhoto.objects.filter(pk=photo.pk).delete()
        _changed(listing, actor)
        transaction.on_commit(lambda: listing_photos.erase(blobs(), photo.key), robust=True)


def order(*, listing_id: str, keys: Sequence[str], actor: User) -> None:
    """Show the photos in another order.

    :param keys: of all of them.
    :raises Problem: some are left out, or named twice, or are none of this listing's.
    """
    with transaction.atomic():
        listing = _changeable(listing_id)
        known = {each.key: each for each in listing.photos.all()}
        if sorted(keys) != sorted(known):
            raise Problem("request:invalid", errors={"photos": ["Name every photo of the listing once."]})
        for position, key in enumerate(keys, 1):
            known[key].position = position
        ListingPhoto.objects.bulk_update(known.values(), ["position"])
        _changed(listing, actor)


def take_over(key: str) -> None:
    """Take over what became of a photo. Done again, nothing changes."""
    made = listing_photos.result(blobs(), key)
    photo = ListingPhoto.objects.filter(key=key, state=State.WORKED_ON).first()
    if made is None or photo is None:
        return
    with transaction.atomic():
        listing = events.locked(photo.listing_id)
        upright = made.turned[0] if made.turned else None
        taken = ListingPhoto.objects.filter(pk=photo.pk, state=State.WORKED_ON).update(
            state=State.REFUSED if made.refused else State.READY,
            refusal=made.refused or "",
            sha256=made.sha256 or "",
            pdq=upright.pdq if upright else "",
            pdq_quality=upright.quality if upright else 0,
            width=made.width,
            height=made.height,
        )
        if taken:
            _changed(listing, None)
    if taken and not made.refused:
        flagging.look(photo=ListingPhoto.objects.select_related("listing").get(pk=photo.pk), cases=made.cases)


def settle() -> None:
    """Take over what was not heard of; send again what no worker spoke of for a while."""
    waiting = ListingPhoto.objects.filter(state=State.WORKED_ON).order_by("created_at")[:AT_ONCE]
    for photo in waiting:
        if listing_photos.result(blobs(), photo.key) is not None:
            take_over(photo.key)
        elif photo.created_at < timezone.now() - OVERDUE:
            gateway.draw(photo.key)


def is_awaited(key: str) -> bool:
    """Return whether a file is to come under a key."""
    return ListingPhoto.objects.filter(key=key, state=State.ALLOWED).exists()


def _changeable(listing_id: str) -> Listing:
    listing = events.locked(listing_id)
    if listing.standing not in CHANGEABLE:
        raise Problem("listing:state")
    return listing


def _changed(listing: Listing, actor: User | None) -> None:
    """Say of a held listing that its photos are others; what a badge says of them is found anew."""
    listing.version += 1
    listing.save()
    events.append(listing, ListingEvent.Kind.CHANGED, note=f"version:{listing.version}", actor=actor)
    attaching.compare(listing)
