"""What operations do with a listing that should not stand there. Each holds the listing's row while it works."""

from django.db import transaction

from marketplace.common.problems import Problem
from marketplace.listings.models import Listing
from marketplace.listings.services import events
from marketplace.listings.services.selling import check_complete
from marketplace.listings.states import Action, State
from marketplace.users.models import User


def take_down(*, listing_id: str, actor: User) -> State:
    """Take a listing down, and return where it stood. Whoever had reserved it is let go; whoever bought it is not.

    :raises NotAllowed: it is withdrawn, or taken down already.
    """
    with transaction.atomic():
        listing = events.locked(listing_id)
        before = listing.standing
        if before is not State.SOLD:
            listing.reserved_for = None
        events.move(listing, Action.TAKE_DOWN, actor=actor)
    return before


def give_back(*, listing_id: str, before: State, actor: User) -> tuple[State, str]:
    """Give a listing back that was taken down.

    :param before: where it stood then.
    :return: where it stands now, and a code where that is elsewhere: ``reservation_released`` (whoever had reserved it
        was let go) or ``incomplete`` (it lacks what a listing for sale needs by now).
    :raises NotAllowed: it is not taken down.
    """
    with transaction.atomic():
        listing = events.locked(listing_id)
        action, why = _way_back(listing, before)
        events.move(listing, action, actor=actor)
    return listing.standing, why


def _way_back(listing: Listing, before: State) -> tuple[Action, str]:
    """Return how a listing comes back, and why not to where it was."""
    match before:
        case State.SOLD:
            return Action.RESTORE_SOLD, ""
        case State.PUBLISHED | State.RESERVED:
            try:
                check_complete(listing)
            except Problem:
                return Action.GIVE_BACK, "incomplete"
            return Action.RESTORE, "reservation_released" if before is State.RESERVED else ""
        case _:
            return Action.GIVE_BACK, ""
