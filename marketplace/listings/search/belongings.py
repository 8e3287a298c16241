"""What searching keeps of an account: handed over, and let go of."""

from typing import Any

from marketplace.users.models import User


def export(user: User) -> dict[str, Any]:
    """Return the searches and the favourites that an account keeps."""
    return {
        "searches": [
            {"name": each.name, "asked": each.asked, "created_at": each.created_at.isoformat()}
            for each in user.saved_searches.order_by("created_at")
        ],
        "favourites": [
            {"listing": each.listing_id, "created_at": each.created_at.isoformat()}
            for each in user.favourites.order_by("created_at")
        ],
    }


def let_go(user: User) -> None:
    """Forget both."""
    user.saved_searches.all().delete()
    user.favourites.all().delete()
