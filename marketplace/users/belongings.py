"""What other apps keep of an account: they say how to hand it over, and how to let go of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marketplace.users.models import User


@dataclass(frozen=True, slots=True)
class Belongings:
    """What one app keeps.

    :ivar export: returns it as JSON: everything that its owner may have.
    :ivar let_go: called in the transaction that removes an account: ends what is open, removes what is personal.
    """

    export: Callable[[User], Any]
    let_go: Callable[[User], None]


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
