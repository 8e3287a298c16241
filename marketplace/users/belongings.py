"""What other apps keep of an account: they say how to hand it over, and how to let go of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from marketplace.users.models import User


@dataclass(frozen=True, slots=True)
class Belongings:
    """What one app keeps.

    :ivar export: returns it as JSON: everything that its owner may have.
    :ivar let_go: called in the transaction that removes an account: ends what is open, removes what is personal.
    :ivar holds: columns by which a row is an account's, as ``app.Model.column``: exported, and let go of.
    :ivar stays: columns that name an account and are neither, each with the reason. A test finds those left out.
    """

    export: Callable[[User], Any]
    let_go: Callable[[User], None]
    holds: frozenset[str] = frozenset()
    stays: Mapping[str, str] = field(default_factory=dict)


ACCOUNTS = frozenset(
    {
        "users.User.email",
        "users.User.pending_email",
        "users.User.display_name",
        "users.User_groups.user",
        "users.User_user_permissions.user",
        "users.Membership.user",
        "users.Invitation.email",
        "users.Invitation.invited_by",
        "otp_static.StaticDevice.user",
        "otp_totp.TOTPDevice.user",
        "token_blacklist.OutstandingToken.user",
    }
)
"""What accounts themselves hold: ``selectors.export`` and ``services.leaving`` see to it."""

STAYS = {
    "admin.LogEntry.user": "what operations did in the admin stays written",
    "axes.AccessAttempt.username": "stays empty: failed log-ins are counted in the cache, for minutes",
    "axes.AccessFailureLog.username": "stays empty",
    "axes.AccessLog.username": "stays empty",
}
"""The same as ``Belongings.stays``, of packages that we use."""

_KEPT: dict[str, Belongings] = {}


def register(name: str, belongings: Belongings) -> None:
    """Add what an app keeps: called when it is ready.

    :raises ValueError: another app has that name.
    """
    if _KEPT.setdefault(name, belongings) != belongings:
        raise ValueError(f"the name {name} is taken")


def export(user: User) -> dict[str, Any]:
    """Return, by name, what every app keeps of an account."""
    return {name: each.export(user) for name, each in _KEPT.items()}


def let_go(user: User) -> None:
    """Have every app let go of an account."""
    for each in _KEPT.values():
        each.let_go(user)


def columns() -> dict[str, str]:
    """Return every column that is known to name an account, with why its rows stay; empty where they do not."""
    known = dict.fromkeys(ACCOUNTS, "") | STAYS
    for each in _KEPT.values():
        known |= dict.fromkeys(each.holds, "") | dict(each.stays)
    return known
