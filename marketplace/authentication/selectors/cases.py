"""Which cases somebody may see."""

from django.db.models import Q, QuerySet

from marketplace.authentication.models import Case, Review
from marketplace.authentication.states import State
from marketplace.users.models import User


def visible_to(user: User) -> QuerySet[Case]:
    """Return the cases that an account may see.

    Their own, those of their organisations; operations all; experts those that they hold or held, and the queue.
    """
    if user.is_operations:
        return Case.objects.all()
    seen = Q(owner=user) | Q(organisation__in=user.memberships.values("organisation"))
    if user.is_expert:
        held = Review.objects.filter(expert=user, released_at=None).values("case")
        seen |= Q(state=State.IN_REVIEW) | Q(pk__in=held)
    return Case.objects.filter(seen)
