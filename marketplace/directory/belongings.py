"""What the directory keeps of an account: how it is handed over to its owner, and let go of."""

from typing import Any

from marketplace.directory.models import Dealing, Review
from marketplace.directory.services import reviewing
from marketplace.users.models import User

HOLDS = frozenset({"directory.Dealing.customer"})
STAYS = {
    "directory.Review.answered_by": "the answer is the shop's",
    "directory.Verification.by": "who of operations saw what stays written",
    "directory.Verification.ended_by": "likewise",
    "directory.ShownMember.membership": "goes with the membership",
    "directory.Profile.email": "an address that the shop itself makes public; its managers change it",
}


def export(user: User) -> list[dict[str, Any]]:
    """Return an account's dealings, each with what its owner said of it."""
    return [_dealing(each) for each in user.dealings.order_by("at").select_related("review")]


def _dealing(dealing: Dealing) -> dict[str, Any]:
    review: Review | None = getattr(dealing, "review", None)
    said = {"rating": review.rating, "text": review.text, "created_at": review.created_at} if review else None
    return {"kind": dealing.kind, "reference": dealing.reference, "at": dealing.at, "review": said}


def let_go(user: User) -> None:
    """Take back every review of the account's: what remains says nothing of a person."""
    reviewing.forget(customer=user)
