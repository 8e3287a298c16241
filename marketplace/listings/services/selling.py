"""What a seller and a buyer do with a listing, from the draft to the sale. Each holds the listing's row while it works.

Of two who do what excludes each other at the same time, the first wins and the other meets a conflict: the row is read
again once it is held, and the table of states says what is still possible.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from marketplace.common.problems import Problem
from marketplace.directory.models import Dealing
from marketplace.directory.selectors.profiles import is_verified
from marketplace.directory.services.reviewing import dealt
from marketplace.listings.models import Listing, ListingEvent, ListingPhoto, PriceChange
from marketplace.listings.services import events
from marketplace.listings.states import CHANGEABLE, Action, NotAllowed, State
from marketplace.users.models import Organisation, User
from marketplace.users.services import allowances
from marketplace.users.services.allowances import Act
from marketplace.users.services.organisations import own_store

MOST_DRAFTS = 200
"""That one person may have: whoever has more to sell publishes some first. A store's number is a setting."""


@dataclass(frozen=True)
class Known:
    """A listing that has the name already by which another one was to be written.

    :ivar pk: its id.
    """

    pk: str


def create(*, seller: User, fields: Mapping[str, Any], organisation: UUID | None = None) -> Listing:
    """Write a listing as a draft.

    :param organisation: the store for which it is; its staff act for it from then on.
    :raises Problem: the seller does not belong to that store, there are too many drafts, or its own name is taken.
    """
    store = own_store(user=seller, organisation=organisation)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=seller.pk)
        if _room(seller, store) < 1:
            raise Problem("listing:too_many_drafts")
        return _saved(Listing(seller=seller, organisation=store, **fields))


def create_many(
    *, seller: User, many: Sequence[Mapping[str, Any]], organisation: UUID | None = None
) -> list[Listing | Known | Problem]:
    """Write many listings as drafts at once, each with a name of its seller's own; return what became of each.

    :raises Problem: the seller does not belong to that store.
    :raises IntegrityError: somebody gives one of the names at the same moment. Nothing is written then; try again.
    """
    store = own_store(user=seller, organisation=organisation)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=seller.pk)
        outcomes = _prepared(seller, store, many)
        Listing.objects.bulk_create(each for each in outcomes if isinstance(each, Listing))
    return outcomes


def _prepared(
    seller: User, store: Organisation | None, many: Sequence[Mapping[str, Any]]
) -> list[Listing | Known | Problem]:
    """Return what becomes of each: what has a new name is to be written, as long as there is room."""
    names = [fields["external_id"] for fields in many]
    theirs = _theirs(seller, store).filter(external_id__in=names).values_list("external_id", "pk")
    known = {name: Known(pk) for name, pk in theirs}
    room = _room(seller, store)
    outcomes: list[Listing | Known | Problem] = []
    for fields in many:
        name = fields["external_id"]
        if name in known:
            outcomes.append(known[name])
        elif room < 1:
            outcomes.append(Problem("listing:too_many_drafts"))
        else:
            outcomes.append(listing := Listing(seller=seller, organisation=store, **fields))
            known[name], room = Known(listing.pk), room - 1
    return outcomes


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

    :raises Problem: it lacks a price or a photo; the account has published as many as it may in a day.
    :raises NotAllowed: it is no draft.
    """
    with transaction.atomic():
        _check_allowance(listing_id, actor)
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


def _theirs(seller: User, store: Organisation | None) -> QuerySet[Listing]:
    """Return a store's listings, or a person's own."""
    theirs = Listing.objects.filter(organisation=store)
    return theirs if store else theirs.filter(seller=seller)


def _room(seller: User, store: Organisation | None) -> int:
    """Return how many more drafts there may be."""
    most: int = settings.DRAFTS_OF_A_STORE if store else MOST_DRAFTS
    return most - _theirs(seller, store).filter(state=State.DRAFT).count()


def _check_allowance(listing_id: str, actor: User) -> None:
    """Refuse more than an account of this age may publish; for a verified store age is no matter."""
    store = Listing.objects.values_list("organisation", flat=True).get(pk=listing_id)
    published = ListingEvent.objects.filter(actor=actor, action=Action.PUBLISH)
    allowances.check(Act.PUBLISH, user=actor, done=published, at="at", trusted=is_verified(store))


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
