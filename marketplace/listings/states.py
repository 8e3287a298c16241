"""The state machine of a listing, as one table. Pure: it touches nothing.

::

    draft ──publish──► published ──reserve──► reserved ──sell──► sold
      ▲                 │  │  ▲                  │
      └────unpublish────┘  │  └─────release──────┘
                           └──sell──► sold

A listing that is neither sold nor gone may be *withdrawn* by its seller. What is not withdrawn may be *taken down* by
operations, who alone give it back: as a draft, published or sold. Whoever had reserved it is let go.
"""

from django.db.models import TextChoices

from marketplace.common.problems import Conflicting


class State(TextChoices):
    """Where a listing stands."""

    DRAFT = "draft", "draft"
    PUBLISHED = "published", "published"
    RESERVED = "reserved", "reserved"
    SOLD = "sold", "sold"
    WITHDRAWN = "withdrawn", "withdrawn"
    TAKEN_DOWN = "taken_down", "taken down"


class Action(TextChoices):
    """What moves a listing."""

    PUBLISH = "publish", "publish"
    UNPUBLISH = "unpublish", "unpublish"
    RESERVE = "reserve", "reserve"
    RELEASE = "release", "release"
    SELL = "sell", "sell"
    WITHDRAW = "withdraw", "withdraw"
    TAKE_DOWN = "take_down", "take down"
    GIVE_BACK = "give_back", "give back"
    RESTORE = "restore", "restore"
    RESTORE_SOLD = "restore_sold", "restore as sold"


S, A = State, Action

SHOWN = frozenset({S.PUBLISHED, S.RESERVED, S.SOLD})
"""What a stranger may see."""
FOR_SALE = frozenset({S.PUBLISHED, S.RESERVED})
"""What a search finds."""
CHANGEABLE = frozenset({S.DRAFT, S.PUBLISHED})
"""What its seller may still change: a buyer who has reserved gets what they saw."""

TRANSITIONS: dict[tuple[State, Action], State] = {
    (S.DRAFT, A.PUBLISH): S.PUBLISHED,
    (S.PUBLISHED, A.UNPUBLISH): S.DRAFT,
    (S.PUBLISHED, A.RESERVE): S.RESERVED,
    (S.RESERVED, A.RELEASE): S.PUBLISHED,
    (S.PUBLISHED, A.SELL): S.SOLD,
    (S.RESERVED, A.SELL): S.SOLD,
    **{(state, A.WITHDRAW): S.WITHDRAWN for state in (S.DRAFT, S.PUBLISHED, S.RESERVED)},
    **{(state, A.TAKE_DOWN): S.TAKEN_DOWN for state in (S.DRAFT, S.PUBLISHED, S.RESERVED, S.SOLD)},
    (S.TAKEN_DOWN, A.GIVE_BACK): S.DRAFT,
    (S.TAKEN_DOWN, A.RESTORE): S.PUBLISHED,
    (S.TAKEN_DOWN, A.RESTORE_SOLD): S.SOLD,
}


class NotAllowed(Conflicting):
    """A listing in this state cannot be moved so.

    :param state: where it stands. :param action: what was tried.
    """

    code = "listing:state"

    def __init__(self, state: State, action: Action) -> None:
        super().__init__(state, action)
        self.state, self.action = state, action

    def __str__(self) -> str:
        return f"a listing that is {self.state.label} cannot {self.action.label}"


def after(state: State, action: Action) -> State:
    """Return the state that follows.

    :raises NotAllowed: where none does.
    """
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise NotAllowed(state, action) from None
