"""What moderation keeps of an account: how it is handed over to its owner, and let go of."""

from typing import Any

from marketplace.moderation.kinds import Kind
from marketplace.moderation.models import Measure, Report
from marketplace.users.models import User

HOLDS = frozenset({"moderation.Report.by", "moderation.Measure.owner"})
_OPERATIONS = "who of operations did what stays written"
STAYS = {
    "moderation.Measure.by": _OPERATIONS,
    "moderation.Measure.decided_by": _OPERATIONS,
    "moderation.MeasureEvent.actor": _OPERATIONS,
    "moderation.Matter.taken_by": _OPERATIONS,
    "moderation.Matter.closed_by": _OPERATIONS,
}
MEASURE = ("kind", "about", "reason", "words", "state", "created_at", "appeal", "appealed_at", "decision", "decided_at")


def export(user: User) -> dict[str, Any]:
    """Return what an account reported, and what was taken down of what is its own; never who decided."""
    return {
        "reports": list(user.reports.order_by("created_at").values("kind", "about", "reason", "text", "created_at")),
        "measures": list(user.measures.order_by("created_at").values(*MEASURE)),
    }


def let_go(user: User) -> None:
    """Forget the account's own words, and a name that was taken away. That something was reported stays."""
    Report.objects.filter(by=user).update(text="")
    Measure.objects.filter(owner=user).update(appeal="")
    Measure.objects.filter(owner=user, kind=Kind.ACCOUNT).update(before="")
