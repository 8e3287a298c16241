"""Whose a thing is: nobody of operations decides about what is their own."""

from marketplace.moderation.kinds import Kind
from marketplace.moderation.models import Measure
from marketplace.moderation.things import HANDLERS
from marketplace.users.models import User


def owned_by(user: User, kind: str, about: str) -> bool:
    """Return whether a thing, seen or not, belongs to an account, or to an organisation of its."""
    thing = HANDLERS[Kind(kind)].find(about, hidden=True)
    return thing is not None and thing.is_of(user)


def concerns(measure: Measure, user: User) -> bool:
    """Return whether a measure is about what belongs to an account, or to an organisation of its."""
    if measure.organisation is not None:
        return measure.organisation.memberships.filter(user=user).exists()
    return measure.owner_id == user.pk
