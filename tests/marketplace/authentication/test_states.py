"""The state machine, as a table."""

import pytest

from marketplace.authentication.states import CONCLUSIONS, TRANSITIONS, UNDER_WAY, Action, NotAllowed, State, after
from models.vocabulary.verdict import Outcome


def test_every_state_but_withdrawn_leads_on():
    assert {state for state, _ in TRANSITIONS} == set(State) - {State.WITHDRAWN}


def test_every_outcome_of_the_pipeline_moves_a_running_case():
    assert set(CONCLUSIONS) == {outcome.value for outcome in Outcome}
    assert {after(State.RUNNING, action).value for action in CONCLUSIONS.values()} == set(CONCLUSIONS)


@pytest.mark.parametrize("state", sorted(UNDER_WAY))
def test_what_is_under_way_can_always_end(state):
    assert after(state, Action.FAIL) is State.FAILED


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (State.DRAFT, Action.DISPATCH),
        (State.RUNNING, Action.SUBMIT),
        (State.WITHDRAWN, Action.SUBMIT),
        (State.AUTHENTIC, Action.FIND_COUNTERFEIT),
    ],
)
def test_what_the_table_does_not_name_is_refused(state, action):
    with pytest.raises(NotAllowed, match="cannot"):
        after(state, action)
