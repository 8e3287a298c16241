"""What an expert may write, and what is refused before it is pinned."""

from typing import Any

import pytest
from pydantic import ValidationError

from models.vocabulary.review import MAX_REMARK, Decision, Review, ReviewSet

DECISION = {"component": "dial", "says": "genuine", "reason": "The print is crisp."}
REVIEW = {"reviewer": "a" * 64, "at": "2026-03-14T09:26:53Z", "decisions": [DECISION]}
SET = {"reviews": [REVIEW], "wanted": 1}
SQUARE = [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2]]


@pytest.mark.parametrize(
    "changes",
    [
        {"says": "fake"},
        {"reason": "  "},
        {"reason": "x" * (MAX_REMARK + 1)},
        {"reason": "right\u202eleft"},
        {"photo": "../dial"},
        {"region": SQUARE},
        {"photo": "dial", "region": SQUARE[:2]},
        {"photo": "dial", "region": [[0.1, 0.1], [1.2, 0.1], [0.2, 0.2]]},
        {"component": "strap"},
    ],
)
def test_a_decision_that_could_not_be_shown_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Decision.model_validate(DECISION | changes)


def test_a_reason_is_put_on_one_line() -> None:
    assert Decision.model_validate(DECISION | {"reason": " Crisp\r\n print.\t"}).reason == "Crisp print."


@pytest.mark.parametrize("changes", [{"decisions": []}, {"decisions": [DECISION, DECISION]}, {"reviewer": "Ada"}])
def test_a_review_decides_once_about_something_and_names_nobody(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Review.model_validate(REVIEW | changes)


@pytest.mark.parametrize("at", ["yesterday", "2026-02-30T09:26:53Z", "2026-03-14T09:26:53", "2026-03-14 09:26:53Z"])
def test_a_time_that_is_none_is_refused(at: str) -> None:
    with pytest.raises(ValidationError):
        Review.model_validate(REVIEW | {"at": at})


@pytest.mark.parametrize("at", ["2026-03-14T09:26:53Z", "2026-03-14T09:26:53.123456+00:00"])
def test_a_time_with_its_zone_is_taken(at: str) -> None:
    assert Review.model_validate(REVIEW | {"at": at}).at == at


@pytest.mark.parametrize(
    "changes", [{"reviews": []}, {"reviews": [REVIEW, REVIEW]}, {"reviews": [REVIEW] * 3}, {"wanted": 3}]
)
def test_a_set_is_of_one_or_two_experts(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ReviewSet.model_validate(SET | changes)


@pytest.mark.parametrize(("wanted", "experts", "complete"), [(1, "a", True), (2, "a", False), (2, "ab", True)])
def test_a_set_is_complete_when_as_many_decided_as_were_wanted(wanted: int, experts: str, *, complete: bool) -> None:
    reviews = [REVIEW | {"reviewer": each * 64} for each in experts]
    assert ReviewSet.model_validate({"reviews": reviews, "wanted": wanted}).is_complete is complete
