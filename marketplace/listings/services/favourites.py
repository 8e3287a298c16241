"""Favourites: as many as somebody can look through."""

from django.db import transaction

from marketplace.common.problems import Problem
from marketplace.listings.models import Favourite, Listing
from marketplace.users.models import User

MOST = 500
"""Of an account."""


def keep(*, owner: User, listing: Listing) -> None:
    """Make a listing a favourite; one that is stays as it is.

    :raises Problem: the account has as many as it may.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner.pk)
        if owner.favourites.exclude(listing=listing).count() >= MOST:
            raise Problem("listing:too_many_favourites")
        Favourite.objects.get_or_create(owner=owner, listing=listing)
