"""Which cases somebody may see, and how much of them."""

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


def may_see_serial(user: User, case: Case) -> bool:
    """Return whether the serial number, typed or readable in a photo, may be shown to an account.

    To the case's owner, and to an expert for as long as they hold it. To nobody else: not to operations either.
    """
    if case.owner_id == user.pk:
        return True
    held = Review.objects.filter(case=case, expert=user, released_at=None, decided_at=None)
    return user.is_expert and held.filter(examination=case.examination).exists()
