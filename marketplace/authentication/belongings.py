"""What cases keep of an account: how it is handed over to its owner, and let go of."""

from typing import Any

from marketplace.authentication.models import Case
from marketplace.authentication.services import holding
from marketplace.authentication.services.withdrawing import withdraw
from marketplace.authentication.states import State
from marketplace.users.models import User

HOLDS = frozenset({"authentication.Case.owner"})
HELD = frozenset({"authentication.Holding.holder"})
STAYS = {
    "authentication.CaseEvent.actor": "events are never changed; the id names nobody once the account is gone",
    "authentication.Review.expert": "what experts decided is part of the case",
    "authentication.ReferenceSet.kept_by": "verified photos of a reference are ours, whoever keeps them",
}
COLUMNS = (
    "id",
    "profile",
    "claim",
    "serial",
    "state",
    "challenge_time",
    "challenge_code",
    "created_at",
    "submitted_at",
    "erased_at",
)


def export(user: User) -> list[dict[str, Any]]:
    """Return an account's cases: what its owner said, and what was found."""
    cases = user.cases.order_by("created_at").prefetch_related("examinations", "photos", "appeals")
    return [_case(each) for each in cases]


def _case(case: Case) -> dict[str, Any]:
    return {
        **{name: getattr(case, name) for name in COLUMNS},
        "photos": [
            {"label": each.label, "sha256": each.sha256, "created_at": each.created_at} for each in case.photos.all()
        ],
        "examinations": [
            {"number": each.number, "outcome": each.outcome, "certificate": each.certificate, "ended_at": each.ended_at}
            for each in case.examinations.all()
        ],
        "appeals": [{"reason": each.reason, "created_at": each.created_at} for each in case.appeals.all()],
    }


def let_go(user: User) -> None:
    """Withdraw every case, and with it photos and serial numbers. Certificates stay: they name nobody."""
    for case in user.cases.exclude(state=State.WITHDRAWN).order_by("pk").values_list("pk", flat=True):
        withdraw(case_id=case, actor=user)


def export_held(user: User) -> list[dict[str, Any]]:
    """Return the certificates that an account took over; never their secrets, which are kept nowhere."""
    return [dict(each) for each in user.holdings.values("certificate", "replaces", "organisation_id", "created_at")]


def let_go_held(user: User) -> None:
    """End what is offered, and forget who took it over. A store's certificates stay the store's."""
    holding.let_go(user=user)
