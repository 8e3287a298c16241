"""Searches that accounts keep, and how many listings are new since they looked."""

from typing import Any

from django.db import transaction
from psycopg import sql

from marketplace.common.problems import Problem
from marketplace.listings.models import SavedSearch
from marketplace.listings.search.conditions import Condition
from marketplace.listings.search.database import searching
from marketplace.listings.search.found import Asked, conditions, newest, understood
from marketplace.listings.search.walking import Walk
from marketplace.users.models import User

MOST = 20
"""Of an account."""
COUNTED = 100
"""What is new is counted up to here."""


def save(*, owner: User, name: str, asked: dict[str, Any]) -> SavedSearch:
    """Keep a search; what is there now is not new.

    :raises Problem: the account has as many as it may.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner.pk)
        if owner.saved_searches.count() >= MOST:
            raise Problem("search:too_many_saved")
        return SavedSearch.objects.create(owner=owner, name=name, asked=asked, seen=newest())


def look(saved: SavedSearch) -> None:
    """Take what is there now as seen."""
    saved.seen = newest()
    saved.save(update_fields=["seen"])


def new_since(saved: SavedSearch, asked: Asked) -> int:
    """Return how many listings a saved search finds that were published since its owner looked, up to ``COUNTED``.

    :raises Problem: it takes too long.
    """
    with searching():
        meant, _ = understood(asked)
        if asked.text and meant is None:
            return 0
        since = Condition(sql.SQL("doc > %(seen)s"), {"seen": saved.seen}, "doc")
        return len(Walk([*conditions(meant, asked.filters), since]).first(COUNTED))
