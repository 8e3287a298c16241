"""The state machine of a case, as one table. Pure: it touches nothing.

::

    draft ──submit──► submitted ──dispatch──► running ──find──► needs_photos | authentic | counterfeit | inconclusive
                       ▲     ▲                   │                    │                        │
                       │     │                   └──fail──► failed    ├──submit──► submitted   └──review──► in_review
                       │     └────────requeue─────────────────┘       (examined again)                          │
                       └────────────────────────────────decide──────────────────────────────────────────────────┘

A case that its owner withdraws, or whose photos they delete, is *withdrawn* for good.
"""

from django.db.models import TextChoices

from marketplace.common.problems import Conflicting


class State(TextChoices):
    """Where a case stands."""

    DRAFT = "draft", "draft"
    SUBMITTED = "submitted", "submitted"
    RUNNING = "running", "running"
    NEEDS_PHOTOS = "needs_photos", "needs photos"
    AUTHENTIC = "authentic", "authentic"
    COUNTERFEIT = "counterfeit", "counterfeit"
    INCONCLUSIVE = "inconclusive", "inconclusive"
    IN_REVIEW = "in_review", "in review"
    FAILED = "failed", "failed"
    WITHDRAWN = "withdrawn", "withdrawn"


class Action(TextChoices):
    """What moves a case."""

    SUBMIT = "submit", "submit"
    DISPATCH = "dispatch", "dispatch"
    ASK_FOR_PHOTOS = "ask_for_photos", "ask for photos"
    FIND_AUTHENTIC = "find_authentic", "find authentic"
    FIND_COUNTERFEIT = "find_counterfeit", "find counterfeit"
    FIND_INCONCLUSIVE = "find_inconclusive", "find inconclusive"
    FAIL = "fail", "fail"
    REQUEUE = "requeue", "re-queue"
    REVIEW = "review", "review"
    DECIDE = "decide", "decide"
    WITHDRAW = "withdraw", "withdraw"


S, A = State, Action

EXAMINED = frozenset({S.AUTHENTIC, S.COUNTERFEIT, S.INCONCLUSIVE})
UNDER_WAY = frozenset({S.SUBMITTED, S.RUNNING})
"""Something of ours is to happen next: what the reaper looks at."""
OPEN = UNDER_WAY | {S.DRAFT, S.IN_REVIEW}
"""What counts against an account's quota."""

TRANSITIONS: dict[tuple[State, Action], State] = {
    (S.DRAFT, A.SUBMIT): S.SUBMITTED,
    (S.NEEDS_PHOTOS, A.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, A.DISPATCH): S.RUNNING,
    (S.RUNNING, A.DISPATCH): S.RUNNING,
    (S.RUNNING, A.ASK_FOR_PHOTOS): S.NEEDS_PHOTOS,
    (S.RUNNING, A.FIND_AUTHENTIC): S.AUTHENTIC,
    (S.RUNNING, A.FIND_COUNTERFEIT): S.COUNTERFEIT,
    (S.RUNNING, A.FIND_INCONCLUSIVE): S.INCONCLUSIVE,
    (S.SUBMITTED, A.FAIL): S.FAILED,
    (S.RUNNING, A.FAIL): S.FAILED,
    (S.FAILED, A.REQUEUE): S.SUBMITTED,
    (S.FAILED, A.SUBMIT): S.SUBMITTED,
    (S.IN_REVIEW, A.DECIDE): S.SUBMITTED,
    **{(state, A.SUBMIT): S.SUBMITTED for state in EXAMINED},
    **{(state, A.REVIEW): S.IN_REVIEW for state in EXAMINED},
    **{(state, A.WITHDRAW): S.WITHDRAWN for state in S if state is not S.WITHDRAWN},
}

CONCLUSIONS: dict[str, Action] = {
    "needs_photos": A.ASK_FOR_PHOTOS,
    "authentic": A.FIND_AUTHENTIC,
    "counterfeit": A.FIND_COUNTERFEIT,
    "inconclusive": A.FIND_INCONCLUSIVE,
}
"""What a report's outcome does to its case."""


CHANGEABLE_BY_OWNER: dict[State, list[str]] = {
    state: [each.value for each in (A.SUBMIT, A.REVIEW, A.WITHDRAW) if (state, each) in TRANSITIONS] for state in State
}
"""What an owner may do with a case that stands there."""


class NotAllowed(Conflicting):
    """A case in this state cannot be moved so.

    :param state: where it stands. :param action: what was tried.
    """

    code = "case:state"

    def __init__(self, state: State, action: Action) -> None:
        super().__init__(state, action)
        self.state, self.action = state, action

    def __str__(self) -> str:
        return f"a case that is {self.state.label} cannot {self.action.label}"


def after(state: State, action: Action) -> State:
    """Return the state that follows.

    :raises NotAllowed: where none does.
    """
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise NotAllowed(state, action) from None
