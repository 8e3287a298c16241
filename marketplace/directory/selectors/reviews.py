"""Which reviews and dealings somebody may see."""

import uuid

from django.db.models import QuerySet

from marketplace.directory.models import Dealing, Review
from marketplace.users.models import User


def shown_of(organisation: uuid.UUID) -> QuerySet[Review]:
    """Return the reviews of an organisation that anybody may see."""
    found = Review.objects.filter(dealing__organisation=organisation, hidden_at=None)
    return found.select_related("dealing__customer")


def dealings_of(user: User) -> QuerySet[Dealing]:
    """Return an account's own dealings, each with its organisation and its review."""
    return user.dealings.select_related("organisation", "review")
