"""Tells whoever something belongs to what operations did: by letter, which says to log in and read it."""

from marketplace.moderation.models import Measure
from marketplace.users.letters import Letter
from marketplace.users.models import Membership, User
from marketplace.users.tasks import write


def tell(measure: Measure, letter: Letter) -> None:
    """Have a letter sent to the owner, or to the managers of the organisation, once the transaction is committed."""
    for each in _concerned(measure):
        write(letter, each)


def _concerned(measure: Measure) -> list[User]:
    if measure.organisation is None:
        return [measure.owner] if measure.owner else []
    managers = measure.organisation.memberships.filter(kind=Membership.Kind.MANAGER)
    return list(User.objects.filter(pk__in=managers.values("user")))
