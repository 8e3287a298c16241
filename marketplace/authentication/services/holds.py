"""What other apps have to say before a case is submitted: somebody else may have to consent first."""

from collections.abc import Callable

from marketplace.authentication.models import Case

Hold = Callable[[Case], None]
_HOLDS: dict[str, Hold] = {}


def register(name: str, hold: Hold) -> None:
    """Add what is asked of every case: called when an app is ready.

    :param hold: raises ``Problem`` where a case may not be submitted now. It is called while the case's row is held.
    :raises ValueError: another app has that name.
    """
    if _HOLDS.setdefault(name, hold) != hold:
        raise ValueError(f"the name {name} is taken")


def check(case: Case) -> None:
    """Let every app speak.

    :raises Problem: one of them holds the case.
    """
    for hold in _HOLDS.values():
        hold(case)
