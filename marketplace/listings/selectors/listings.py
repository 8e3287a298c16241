"""Which listings an account may act for, and which it may look at."""

from django.db.models import Q, QuerySet

from marketplace.listings.models import Listing
from marketplace.listings.states import SHOWN
from marketplace.users.models import Organisation, User


def managed_by(user: User) -> QuerySet[Listing]:
    """Return the listings that an account acts for: its own, and those of a store that it belongs to.

    What was written for a store is the store's: whoever has left it acts for none of it, not for what they wrote.
    """
    stores = user.memberships.filter(organisation__kind=Organisation.Kind.STORE).values("organisation")
    return Listing.objects.filter(Q(seller=user, organisation=None) | Q(organisation__in=stores))


def visible_to(user: User) -> QuerySet[Listing]:
    """Return the listings that an account may look at: what anybody may, what it acts for, and what it has reserved."""
    managed = Q(pk__in=managed_by(user).values("pk"))
    return Listing.objects.filter(Q(state__in=SHOWN) | managed | Q(reserved_for=user))
