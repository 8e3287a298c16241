"""What can be reported and taken down: one handler a kind, in one table.

A handler SHALL find a thing only where somebody can see it, unless it is asked for one that is hidden; SHALL take it
down so that nobody but whoever it belongs to and operations see it, and return what it comes back to; and SHALL give it
back, saying where it is not as it was. It MAY refuse with a ``Problem``. It is called in the measure's transaction.
"""

from marketplace.moderation.kinds import Kind, Named
from marketplace.moderation.things.accounts import Accounts
from marketplace.moderation.things.answers import Answers
from marketplace.moderation.things.base import GivenBack, Handler, Thing
from marketplace.moderation.things.listings import Listings
from marketplace.moderation.things.profiles import Profiles
from marketplace.moderation.things.reviews import Reviews

__all__ = ["HANDLERS", "GivenBack", "Handler", "Thing", "named"]

HANDLERS: dict[Kind, Handler] = {
    Kind.LISTING: Listings(),
    Kind.PROFILE: Profiles(),
    Kind.REVIEW: Reviews(),
    Kind.ANSWER: Answers(),
    Kind.ACCOUNT: Accounts(),
}


def named(kind: Named, about: str) -> Thing | None:
    """Return the thing that somebody named, where they can see it: a person by where they are seen."""
    match kind:
        case Named.AUTHOR | Named.SELLER:
            seen = HANDLERS[Kind.REVIEW if kind is Named.AUTHOR else Kind.LISTING].find(about)
            return HANDLERS[Kind.ACCOUNT].find(str(seen.person)) if seen else None
        case _:
            return HANDLERS[Kind(kind.value)].find(about)
