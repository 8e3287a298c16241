import json
import time

import pytest

from models.prompts import current
from models.vocabulary.examination import Usage
from models.vocabulary.views import Component, Profile
from pipeline.examiners.contract import VisionPlan
from pipeline.examiners.vision.exhibits import Exhibit, Exhibition
from pipeline.examiners.vision.looks import Looks, Purse, components_in_turn, look, ordered
from pipeline.ports import Answered, NoAnswer, Question
from tests.support.vision_case import CLAIM, PASS, Reply, Scripted, answer, answered, observation

GOOD = answered(answer(observation()))
WHOLE = (0.0, 0.0, 1.0, 1.0)
SHOWN = Exhibition(
    tuple(Exhibit(label, "0" * 64, WHOLE, b"jpeg") for label in ("dial", "dial-closeup", "caseback", "papers")), ()
)
COMPARED = Exhibition(SHOWN.exhibits, (), (Exhibit("reference-dial", "1" * 64, WHOLE, b"jpeg", beside="dial"),))


def no(why: str, *, passing: bool, usage: Usage | None = None) -> NoAnswer:
    return NoAnswer(why=why, passing=passing, usage=usage)


def looked(*replies: Reply, shown: Exhibition = SHOWN, **plan: float) -> tuple[Looks, Purse, Scripted]:
    model, prompt = Scripted(list(replies)), current(Profile.WATCH)
    purse = Purse(model, VisionPlan(**plan))  # type: ignore[arg-type]
    return look(purse, prompt, CLAIM, prompt.components, shown), purse, model


def test_the_same_question_is_put_in_another_order_each_time() -> None:
    looks, _, model = looked(GOOD)
    assert len(looks.heard) == 3
    orders = [[each.label for each in question.pictures] for question in model.asked]
    assert orders == [
        ["dial", "dial-closeup", "caseback", "papers"],
        ["papers", "caseback", "dial", "dial-closeup"],
        ["caseback", "papers", "dial", "dial-closeup"],
    ]
    assert len({question.system for question in model.asked}) == 1
    assert len({question.text.split("PHOTOS")[0] for question in model.asked}) == 1


def test_reference_photos_stand_behind_their_view_and_are_listed_apart() -> None:
    _, _, model = looked(GOOD, shown=COMPARED)
    assert [each.label for each in model.asked[1].pictures] == [
        "papers", "caseback", "dial", "dial-closeup", "reference-dial",
    ]  # fmt: skip
    assert 'PHOTOS: ["papers", "caseback", "dial", "dial-closeup"]' in model.asked[1].text
    assert 'REFERENCE PHOTOS: ["reference-dial"]' in model.asked[1].text


def test_an_answer_can_name_no_reference_photo() -> None:
    _, _, model = looked(GOOD, shown=COMPARED)
    assert "reference-dial" not in json.dumps(model.asked[0].answer_schema)


def test_components_are_gone_through_in_another_order_each_time_and_the_whole_comes_last() -> None:
    components = current(Profile.WATCH).components
    orders = [components_in_turn(components, number) for number in (1, 2, 3)]
    assert orders[0] == list(components)
    assert len({tuple(order) for order in orders}) == 3
    assert all(order[-1] is Component.WHOLE and set(order) == set(components) for order in orders)


@pytest.mark.parametrize("photos", range(1, 13))
def test_no_pass_loses_or_repeats_a_picture(photos: int) -> None:
    shown = Exhibition(tuple(Exhibit(f"dial-{n}", "0" * 64, WHOLE, b"") for n in range(photos)), ())
    orders = [[each.label for each in ordered(shown, number)] for number in range(1, 7)]
    assert all(sorted(order) == sorted(each.label for each in shown.exhibits) for order in orders)
    if photos >= 3:
        assert len({tuple(order) for order in orders}) == 6


def test_usage_is_summed_over_all_passes_also_the_failed_ones() -> None:
    _, purse, _ = looked(GOOD, no("truncated", passing=False, usage=PASS), GOOD)
    assert purse.usage == Usage(requests=3, input_tokens=30_000, output_tokens=15_000, cost_usd=0.09)


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
    looks, _, model = looked(*replies)
    assert (len(model.asked), len(looks.heard)) == (asked, heard)
    assert len(looks.failed) >= asked - heard


@pytest.mark.parametrize(("budget", "asked"), [(0.0, 0), (0.03, 1), (0.059, 1), (0.06, 2), (0.09, 3), (1.0, 3)])
def test_no_pass_begins_that_would_exceed_the_budget(budget: float, asked: int) -> None:
    looks, purse, model = looked(GOOD, budget_usd=budget)
    assert len(model.asked) == asked
    assert (purse.usage.cost_usd if purse.usage else 0.0) <= budget
    assert [each.why for each in looks.failed] == (["over budget"] if asked < 3 else [])


def test_no_pass_begins_after_the_deadline_of_the_case() -> None:
    def slowly(_question: Question) -> Answered:
        time.sleep(0.15)
        return GOOD

    looks, _, model = looked(slowly, case_seconds=0.2)
    assert len(model.asked) == 2
    assert [(each.why, each.passing) for each in looks.failed] == [("out of time", True)]
    assert model.deadlines[1] <= 0.06


def test_a_pass_has_its_own_deadline() -> None:
    _, _, model = looked(GOOD, pass_seconds=7.0)
    assert model.deadlines == [7.0] * 3


def test_a_plan_without_passes_is_refused() -> None:
    with pytest.raises(ValueError, match="at least once"):
        VisionPlan(passes=0)
