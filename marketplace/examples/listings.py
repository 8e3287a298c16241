"""The listings: written as drafts with their photos, and moved once workers have looked at those."""

from collections.abc import Iterable

from django.db import transaction

from marketplace.common.stores import blobs
from marketplace.common.uploads import place
from marketplace.examples import directory, kept, pictures, proof
from marketplace.examples.goods import CERTIFIED, SELLERS, Offer, offers
from marketplace.examples.identity import id_of
from marketplace.examples.people import organisation, somebody
from marketplace.listings.models import Listing, ListingPhoto
from marketplace.listings.services import photos, selling
from marketplace.listings.states import Action, State
from marketplace.users.models import User

OPEN = (ListingPhoto.State.ALLOWED, ListingPhoto.State.WORKED_ON)
"""States of a photo that a worker has not looked at."""


def write() -> None:
    """Write the listings that are not there yet, each whole or not at all, and have workers look at their photos."""
    there = set(Listing.objects.filter(pk__in=[id_of(each.name) for each in offers()]).values_list("pk", flat=True))
    for offer in offers():
        if id_of(offer.name) not in there:
            _write(offer, _photos(offer))


def show() -> bool:
    """Move listings whose photos were looked at to where they are to stand; return whether none is left to wait for."""
    waiting = False
    for offer in offers():
        listing = Listing.objects.filter(pk=id_of(offer.name), state=State.DRAFT, published_at=None).first()
        if listing is None or offer.state is State.DRAFT:
            continue
        states = set(listing.photos.values_list("state", flat=True))
        waiting = waiting or not states.isdisjoint(OPEN)
        if states == {ListingPhoto.State.READY}:
            _move(offer, listing)
    return not waiting


def _photos(offer: Offer) -> tuple[bytes, ...]:
    if offer.number == CERTIFIED:
        return pictures.examined()
    return tuple(pictures.photo(each) for each in pictures.shots(offer.watch, offer.number))


@transaction.atomic
def _write(offer: Offer, files: Iterable[bytes]) -> None:
    fields = {**offer.fields, "id": id_of(offer.name), "price_minor": offer.before or offer.fields["price_minor"]}
    store = organisation(offer.store).pk if offer.store else None
    listing = selling.create(seller=somebody(offer.seller), organisation=store, fields=fields)
    for file in files:
        photo = photos.announce(listing_id=listing.pk, content_type="image/jpeg")
        blobs().create(place(photo.key), file)
        photos.uploaded(photo=photo)


@transaction.atomic
def _move(offer: Offer, listing: Listing) -> None:
    """Publish a listing, and do with it at once what is to be done, so that nobody finds it halfway."""
    seller, buyer = somebody(offer.seller), somebody(offer.buyer)
    selling.publish(listing_id=listing.pk, actor=seller)
    if offer.before:
        _lower(offer, listing, seller)
    kept.favour(offer.number, listing)
    proof.ask(offer, listing)
    if offer.state in {State.RESERVED, State.SOLD}:
        selling.reserve(listing_id=listing.pk, buyer=buyer)
    if offer.state is State.SOLD:
        selling.move(listing_id=listing.pk, action=Action.SELL, actor=seller)
        if offer.store:
            directory.review(listing.pk, offer.number // len(SELLERS))
    if offer.state is State.WITHDRAWN:
        selling.move(listing_id=listing.pk, action=Action.WITHDRAW, actor=seller)


def _lower(offer: Offer, listing: Listing, seller: User) -> None:
    listing.refresh_from_db()
    changes = {"price_minor": offer.fields["price_minor"]}
    selling.change(listing_id=listing.pk, version=listing.version, changes=changes, actor=seller)
