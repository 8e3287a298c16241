"""What owners are told where Gemini could not be asked: because it is away, or because the day's budget is spent."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import timezone

from benchmarks.empty_stages import EmptyStages
from marketplace.authentication.models import Examination
from marketplace.authentication.services import quotas
from marketplace.authentication.states import State
from models.vocabulary import words
from pipeline.adapters.clock import SystemClock
from pipeline.assembly import RealStages
from pipeline.steps import StillUnavailable
from pipeline.wiring import Workshop
from tests.support.api_case import examine, member, photographed, submitted

pytestmark = pytest.mark.django_db


class Later(SystemClock):
    def __init__(self, minutes):
        self._minutes = minutes

    def now(self):
        return super().now() + timedelta(minutes=self._minutes)


class GeminiAlone(RealStages):
    """Real stages, whose local examiners find nothing: what they would find takes its time and is not asked here."""

    def examine(self, name, case, photos, knowledge):
        return (super() if name == "vision" else EmptyStages()).examine(name, case, photos, knowledge)


def shop_after(minutes):
    """Return a workshop whose Gemini nobody answers for, and whose clock shows a later time."""
    nowhere = {"GEMINI_API_KEY": "stand-in", "GEMINI_BASE_URL": "http://127.0.0.1:1"}
    shop = Workshop(settings=settings.PIPELINE, stages=GeminiAlone(), environment=nowhere)
    vars(shop)["clock"] = Later(minutes)
    return shop


def test_after_ten_minutes_a_case_ends_without_gemini_says_so_and_offers_another_examination():
    ada = member()
    case = photographed(ada)
    submitted(ada, case)
    for minutes in (0, 9):
        with pytest.raises(StillUnavailable, match=r"unreachable|circuit open"):
            examine(case, shop_after(minutes))
    assert ada.get(f"/api/v1/cases/{case}").json()["state"] == State.RUNNING
    examine(case, shop_after(10.5))

    said = ada.get(f"/api/v1/cases/{case}").json()
    assert (said["state"], said["examine_again"]) == (State.INCONCLUSIVE, True)
    (why,) = said["examinations"][0]["without"].values()
    assert why in {words.unavailable("unreachable"), words.unavailable("circuit open")}
    assert "submit" in said["offers"]
    report = ada.get(f"/api/v1/cases/{case}/examinations/1/report.json").json()
    assert [each["what"] for each in report["not_examined"] if each["kind"] == "examiner"] == ["vision"]

    again = submitted(ada, case).json()
    assert (again["examination"], again["state"], again["examinations"][1]["without"]) == (2, State.RUNNING, {})


@pytest.mark.parametrize(("spent", "ended", "left_out"), [("5", 0, True), ("4.99", 0, False), ("9", 1, False)])
def test_gemini_is_left_out_once_what_all_cases_of_the_day_cost_reaches_the_budget(settings, spent, ended, left_out):
    settings.GEMINI_DAILY_BUDGET_USD = 5.0
    ada = member()
    case = photographed(ada)
    submitted(ada, case)
    when = timezone.now() - timedelta(days=ended)
    Examination.objects.update(cost_usd=Decimal(spent), ended_at=when)
    assert quotas.left_out() == ({"vision": "daily budget"} if left_out else {})
