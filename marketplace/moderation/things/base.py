"""What a handler of things is."""

import uuid
from dataclasses import dataclass
from typing import Protocol

from marketplace.moderation.kinds import Kind
from marketplace.users.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that people see.

    :ivar about: its id. :ivar person: id of whoever wrote it. :ivar owner: whose it is; None where it is the
        ``organisation``'s. :ivar says: what people read there. :ivar pictures: addresses of what they look at.
    """

    kind: Kind
    about: str
    person: uuid.UUID | None
    owner: User | None
    organisation: Organisation | None
    says: str
    pictures: tuple[str, ...] = ()

    def is_of(self, user: User) -> bool:
        """Return whether it belongs to an account, or to an organisation of its."""
        if self.organisation is not None:
            return self.organisation.memberships.filter(user=user).exists()
        return self.owner == user


@dataclass(frozen=True, slots=True)
class GivenBack:
    """How a thing came back. :ivar state: as what. :ivar why: a code, where that is not what it was before."""

    state: str
    why: str = ""


class Handler(Protocol):
    """What is done with things of one kind."""

    def find(self, about: str, *, hidden: bool = False) -> Thing | None:
        """Return a thing that somebody can see; None where there is none of that id.

        :param hidden: one that nobody sees will do, too: for operations, who decide on it.
        """

    def take_down(self, about: str, by: User) -> str:
        """Take a thing down; return what it comes back to.

        :raises Problem: it cannot be, where it stands.
        """

    def give_back(self, about: str, before: str, by: User) -> GivenBack:
        """Give a thing back."""


NOBODY = uuid.UUID(int=0)
"""An id that nothing has."""


def as_uuid(about: str) -> uuid.UUID:
    """Return an id; ``NOBODY`` where it is none."""
    try:
        return uuid.UUID(about)
    except ValueError:
        return NOBODY
