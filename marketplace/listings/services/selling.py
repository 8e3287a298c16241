"""What a seller and a buyer do with a listing, from the draft to the sale. Each holds the listing's row while it works.

Of two who do what excludes each other at the same time, the first wins and the other meets a conflict: the row is read
again once it is held, and the table of states says what is still possible.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.common.problems import Problem
from marketplace.directory.models import Dealing
from marketplace.directory.services.reviewing import dealt
from marketplace.listings.models import Listing, ListingEvent, ListingPhoto, PriceChange
from marketplace.listings.services import events
from marketplace.listings.states import CHANGEABLE, Action, NotAllowed, State
from marketplace.users.models import Organisation, User

MOST_DRAFTS = 200
"""That one account, or one store, may have: whoever has more to sell publishes some first."""


def create(*, seller: User, fields: Mapping[str, Any], organisation: UUID | None = None) -> Listing:
    """Write a listing as a draft.

    :param organisation: the store for which it is; its staff act for it from then on.
    :raises Problem: the seller does not belong to that store, there are too many drafts, or its own name is taken.
    """
    store = _store(seller, organisation)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=seller.pk)
        drafts = Listing.objects.filter(state=State.DRAFT, organisation=store)
        if (drafts if store else drafts.filter(seller=seller)).count() >= MOST_DRAFTS:
            raise Problem("listing:too_many_drafts")
        return _saved(Listing(seller=seller, organisation=store, **fields))


def change(*, listing_id: str, version: int, changes: Mapping[str, Any], actor: User) -> Listing:
    """Change what a buyer reads; what is not named stays.

    :param version: the one that whoever changes it has seen.
    :raises Problem: it has another version by now, may not be changed where it stands, or would lack what it needs.
    """
    with transaction.atomic():
        listing = events.locked(listing_id)
        if listing.version != version:
            raise Problem("request:conflict")
        if listing.standing not in CHANGEABLE:
            raise Problem("listing:state")
        for name, value in changes.items():
            setattr(listing, name, value)
        listing.version += 1
        if listing.standing is not State.DRAFT:
            check_complete(listing)
            _note_price(listing)
        _saved(listing)
        events.append(listing, ListingEvent.Kind.CHANGED, note=f"version:{listing.version}", actor=actor)
    return listing


def publish(*, listing_id: str, actor: User) -> Listing:
    """Show a draft to everybody.

    :raises Problem: it lacks a price or a photo. :raises NotAllowed: it is no draft.
    """
    with transaction.atomic():
        listing = events.locked(listing_id)
        if listing.standing is not State.DRAFT:
            raise NotAllowed(listing.standing, Action.PUBLISH)
        check_complete(listing)
        listing.published_at = timezone.now()
        events.move(listing, Action.PUBLISH, actor=actor)
        _note_price(listing)
    return listing


def move(*, listing_id: str, action: Action, actor: User) -> Listing:
    """Unpublish, release, sell or withdraw a listing for its seller.

    Whoever had reserved what is sold stays named as its buyer, and may review the store; with a release or a withdrawal
    they are let go.

    :raises NotAllowed: not where it stands.
    """
    with transaction.atomic():
        listing = events.locked(listing_id)
        if action is not Action.SELL:
            listing.reserved_for = None
        events.move(listing, action, actor=actor)
        if action is Action.SELL and listing.organisation and listing.reserved_for:
            buyer = listing.reserved_for
            dealt(organisation=listing.organisation, customer=buyer, kind=Dealing.Kind.SALE, reference=listing.pk)
    return listing


def reserve(*, listing_id: str, buyer: User) -> Listing:
    """Reserve a listing for a buyer. Of two at once one does.

    :raises NotAllowed: it is reserved already, or not for sale.
    """
    with transaction.atomic():
        listing = events.locked(listing_id)
        listing.reserved_for = buyer
        events.move(listing, Action.RESERVE, actor=buyer)
    return listing


def release(*, listing_id: str, buyer: User) -> Listing:
    """Let a buyer go back from what they have reserved.

    :raises Problem: it is not reserved for them.
    """
    with transaction.atomic():
        listing = events.locked(listing_id)
        if listing.standing is not State.RESERVED or listing.reserved_for_id != buyer.pk:
            raise Problem("listing:not_reserved")
        listing.reserved_for = None
        events.move(listing, Action.RELEASE, actor=buyer)
    return listing


def check_complete(listing: Listing) -> None:
    """Refuse what a buyer could not decide on, naming each thing that is missing.

    :raises Problem: ``listing:incomplete``.
    """
    lacks = {
        "price_minor": not listing.price_minor,
        "currency": not listing.currency,
        "country": not listing.country,
        "photos": not listing.photos.filter(state=ListingPhoto.State.READY).exists(),
    }
    if missing := {name: ["Give it first."] for name, is_missing in lacks.items() if is_missing}:
        raise Problem("listing:incomplete", errors=missing)


def _store(seller: User, organisation: UUID | None) -> Organisation | None:
    if organisation is None:
        return None
    found = seller.organisations.filter(pk=organisation, kind=Organisation.Kind.STORE).first()
    if not isinstance(found, Organisation):
        raise Problem("request:invalid", errors={"organisation": ["Name a store that you belong to."]})
    return found


def _saved(listing: Listing) -> Listing:
    """Save a listing; the database knows whether its seller has another one of the same name."""
    try:
        with transaction.atomic():
            listing.save()
    except IntegrityError as fault:
        if "one_listing_a_name_of_its_seller" not in str(fault):
            raise
        raise Problem("listing:name_taken") from None
    return listing


def _note_price(listing: Listing) -> None:
    """Keep what a listing costs from now on, where that is something new."""
    if listing.price_minor is None:
        return
    last = listing.prices.order_by("at", "id").last()
    if last is None or (last.price_minor, last.currency) != (listing.price_minor, listing.currency):
        PriceChange.objects.create(
            listing=listing, at=timezone.now(), price_minor=listing.price_minor, currency=listing.currency
        )
