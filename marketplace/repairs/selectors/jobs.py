"""Which repairs somebody may see."""

from django.db.models import Q, QuerySet

from marketplace.repairs.models import Repair
from marketplace.users.models import User


def of_customer(user: User) -> QuerySet[Repair]:
    """Return the repairs of an account's own watches, and those of which its address is asked."""
    return Repair.objects.filter(Q(customer=user) | Q(customer=None, email=user.email))


def of_shops(user: User) -> QuerySet[Repair]:
    """Return the repairs of the shops that an account belongs to."""
    return Repair.objects.filter(shop__in=user.memberships.values("organisation"))


def visible_to(user: User) -> QuerySet[Repair]:
    """Return the repairs that an account may see."""
    return (of_customer(user) | of_shops(user)).select_related("shop", "case")
