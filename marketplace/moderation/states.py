"""The state machine of a measure, as one table. Pure: it touches nothing.

::

    standing ──appeal──► appealed ──uphold──► upheld
       │                    │                   │
       └──────restore───────┴──────restore──────┴──► restored
"""

from django.db.models import TextChoices

from marketplace.common.problems import Conflicting


class State(TextChoices):
    """Where a measure stands."""

    STANDING = "standing", "standing"
    APPEALED = "appealed", "appealed against"
    UPHELD = "upheld", "upheld"
    RESTORED = "restored", "restored"


class Action(TextChoices):
    """What moves a measure."""

    TAKE = "take", "take"
    APPEAL = "appeal", "appeal"
    UPHOLD = "uphold", "uphold"
    RESTORE = "restore", "restore"


S, A = State, Action

IN_FORCE = frozenset({S.STANDING, S.APPEALED, S.UPHELD})
"""What keeps a thing from being seen."""

TRANSITIONS: dict[tuple[State, Action], State] = {
    (S.STANDING, A.APPEAL): S.APPEALED,
    (S.APPEALED, A.UPHOLD): S.UPHELD,
    **{(state, A.RESTORE): S.RESTORED for state in IN_FORCE},
}


class NotAllowed(Conflicting):
    """A measure in this state cannot be moved so."""

    code = "moderation:state"


def after(state: State, action: Action) -> State:
    """Return the state that follows.

    :raises NotAllowed: where none does.
    """
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise NotAllowed(state, action) from None
