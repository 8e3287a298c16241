"""Which service books somebody may read."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from marketplace.listings.models import Listing
from marketplace.listings.states import SHOWN
from marketplace.repairs.models import BookReader, BookShown, ServiceBook
from marketplace.repairs.services import links
from marketplace.users.models import User


def of(user: User) -> QuerySet[ServiceBook]:
    """Return an account's own books."""
    return ServiceBook.objects.filter(owner=user)


def named_for(user: User) -> QuerySet[ServiceBook]:
    """Return the books that an account owns, or is named as a reader of."""
    named = _counting().filter(email=user.email).exclude(email="").values("book")
    return ServiceBook.objects.filter(Q(owner=user) | Q(pk__in=named))


def readable(user: User | None, link: str) -> QuerySet[ServiceBook]:
    """Return the books that somebody may read.

    :param user: None for a stranger. :param link: what a link holds; empty without one.
    """
    may = Q(pk__in=[])
    if link:
        may |= Q(pk__in=_counting().filter(link_hash=links.hashed("book", link)).values("book"))
    if user is not None:
        on_a_listing = BookShown.objects.filter(readable=True, listing__state__in=SHOWN).values("book")
        may |= Q(pk__in=named_for(user).values("pk")) | Q(pk__in=on_a_listing)
    return ServiceBook.objects.filter(may)


def shown_on(listing: str) -> BookShown | None:
    """Return the book that stands on a listing that anyone may see; None where there is none."""
    rows = BookShown.objects.filter(listing=listing, listing__state__in=SHOWN).select_related("book")
    return rows.first()


def own_listing(user: User, listing: str) -> Listing | None:
    """Return a listing that an account wrote itself."""
    return Listing.objects.filter(pk=listing, seller=user).first()


def _counting() -> QuerySet[BookReader]:
    return BookReader.objects.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))
