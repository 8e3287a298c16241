import time

import pytest

from models.prompts import current
from models.vocabulary.examination import Usage
from models.vocabulary.views import Profile
from pipeline.examiners.contract import VisionPlan
from pipeline.examiners.vision.exhibits import Exhibit
from pipeline.examiners.vision.looks import Looks, look, ordered
from pipeline.ports import Answered, NoAnswer, Question
from tests.support.vision_case import CLAIM, PASS, Reply, Scripted, answer, answered, observation

GOOD = answered(answer(observation()))
SHOWN = [
    Exhibit(label, "0" * 64, (0.0, 0.0, 1.0, 1.0), b"jpeg") for label in ("dial", "dial-closeup", "caseback", "papers")
]


def no(why: str, *, passing: bool, usage: Usage | None = None) -> NoAnswer:
    return NoAnswer(why=why, passing=passing, usage=usage)


def looked(*replies: Reply, **plan: float) -> tuple[Looks, Scripted]:
    model = Scripted(list(replies))
    return look(model, current(Profile.WATCH), CLAIM, SHOWN, VisionPlan(**plan)), model  # type: ignore[arg-type]


def test_the_same_question_is_put_in_another_order_each_time() -> None:
    looks, model = looked(GOOD)
    assert len(looks.heard) == 3
    orders = [[each.label for each in question.pictures] for question in model.asked]
    assert orders == [
        ["dial", "dial-closeup", "caseback", "papers"],
        ["papers", "caseback", "dial", "dial-closeup"],
        ["caseback", "papers", "dial", "dial-closeup"],
    ]
    assert len({question.system for question in model.asked}) == 1
    assert len({question.text.split("PHOTOS")[0] for question in model.asked}) == 1


@pytest.mark.parametrize("photos", range(1, 13))
def test_no_pass_loses_or_repeats_a_picture(photos: int) -> None:
    shown = [Exhibit(f"dial-{n}", "0" * 64, (0.0, 0.0, 1.0, 1.0), b"") for n in range(photos)]
    orders = [[each.label for each in ordered(shown, number)] for number in range(1, 7)]
    assert all(sorted(order) == sorted(each.label for each in shown) for order in orders)
    if photos >= 3:
        assert len({tuple(order) for order in orders}) == 6


def test_usage_is_summed_over_all_passes_also_the_failed_ones() -> None:
    looks, _ = looked(GOOD, no("truncated", passing=False, usage=PASS), GOOD)
    assert looks.usage == Usage(requests=3, input_tokens=30_000, output_tokens=15_000, cost_usd=0.09)


@pytest.mark.parametrize(
    ("replies", "asked", "heard"),
    [
        ([no("no key", passing=True)], 1, 0),
        ([no("bad key", passing=True)], 1, 0),
        ([no("bad request", passing=False)], 1, 0),
        ([no("blocked", passing=False)], 1, 0),
        ([no("server error", passing=True)], 1, 0),
        ([no("circuit open", passing=True)], 1, 0),
        ([no("rate limited", passing=True)], 1, 0),
        ([no("refused", passing=False)], 3, 0),
        ([no("empty answer", passing=True), GOOD], 3, 2),
        ([answered("not the shape"), GOOD], 3, 2),
        ([GOOD, no("server error", passing=True), GOOD], 3, 2),
        ([GOOD, no("blocked", passing=False), GOOD], 2, 1),
        ([GOOD, no("bad key", passing=True), GOOD], 3, 2),
    ],
)
def test_another_pass_follows_where_it_may_bring_more(replies: list[Reply], asked: int, heard: int) -> None:
    looks, model = looked(*replies)
    assert (len(model.asked), len(looks.heard)) == (asked, heard)
    assert len(looks.failed) >= asked - heard


@pytest.mark.parametrize(("budget", "asked"), [(0.0, 0), (0.03, 1), (0.059, 1), (0.06, 2), (0.09, 3), (1.0, 3)])
def test_no_pass_begins_that_would_exceed_the_budget(budget: float, asked: int) -> None:
    looks, model = looked(GOOD, budget_usd=budget)
    assert len(model.asked) == asked
    assert (looks.usage.cost_usd if looks.usage else 0.0) <= budget
    assert [each.why for each in looks.failed] == (["over budget"] if asked < 3 else [])


def test_no_pass_begins_after_the_deadline_of_the_case() -> None:
    def slowly(_question: Question) -> Answered:
        time.sleep(0.15)
        return GOOD

    looks, model = looked(slowly, case_seconds=0.2)
    assert len(model.asked) == 2
    assert [(each.why, each.passing) for each in looks.failed] == [("out of time", True)]
    assert model.deadlines[1] <= 0.06


def test_a_pass_has_its_own_deadline() -> None:
    _, model = looked(GOOD, pass_seconds=7.0)
    assert model.deadlines == [7.0] * 3


def test_a_plan_without_passes_is_refused() -> None:
    with pytest.raises(ValueError, match="at least once"):
        VisionPlan(passes=0)
