"""What was reported and taken down in the world that is attacked."""

from collections.abc import Mapping
from typing import Any

from marketplace.moderation.services import measures, reporting
from marketplace.users.models import Role, User
from tests.support import accounts
from tests.support.for_sale import for_sale
from tests.support.shops import reviewed, shop


def moderated(people: Mapping[str, User]) -> dict[str, list[Any]]:
    """Report a listing of the member's, take two more down, and have them appeal against one; return the ids."""
    shown, *down = (for_sale(seller=people["member"]) for _ in range(3))
    said, _ = reporting.report(by=people["expert"], kind="listing", about=shown.pk, reason="photos", text="Mine.")
    by = accounts.new(role=Role.OPERATIONS)
    given = {"by": by, "kind": "listing", "reason": "stolen", "words": "It was reported stolen."}
    taken = [measures.take_down(about=each.pk, **given) for each in down]
    measures.appeal(measure=taken[0].pk, by=people["member"], text="I have the papers.")
    review = reviewed(shop())
    return {
        "matter": [str(said.matter_id)],
        "measure": [str(each.pk) for each in taken],
        "about": [shown.pk, str(review.pk), str(review.dealing.organisation_id), str(people["member"].pk)],
    }
