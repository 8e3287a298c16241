"""Which measures somebody may see."""

from django.db.models import Q, QuerySet

from marketplace.moderation.models import Measure
from marketplace.users.models import Membership, User


def about(user: User) -> QuerySet[Measure]:
    """Return the measures against what is an account's, or an organisation's that it belongs to."""
    return Measure.objects.filter(Q(owner=user) | Q(organisation__in=user.memberships.values("organisation")))


def appealable(user: User) -> QuerySet[Measure]:
    """Return those which an account may appeal against: its own, and as a manager its organisations'."""
    managed = user.memberships.filter(kind=Membership.Kind.MANAGER).values("organisation")
    return Measure.objects.filter(Q(owner=user) | Q(organisation__in=managed))


def every(state: str = "", kind: str = "") -> QuerySet[Measure]:
    """Return, for operations, all of them, or those in a state or against a kind of thing."""
    given = {name: value for name, value in {"state": state, "kind": kind}.items() if value}
    return Measure.objects.filter(**given).prefetch_related("events")
