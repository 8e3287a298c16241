import tomllib

import numpy as np
import pytest

from models.scoring import measures, tables
from models.scoring.cover import unmet
from models.scoring.fit.build import fit
from models.scoring.fit.fitted import Fitted, Unfit
from models.scoring.fit.gather import Key
from models.scoring.fit.writing import toml
from models.scoring.labelled import LabelledCase
from models.scoring.table import Consequence, Costs, Domain, Table
from models.scoring.weigh import weigh
from models.vocabulary.finding import Bearing
from models.vocabulary.verdict import Assurance
from models.vocabulary.views import Component, Profile
from tests.support.labelled import labelled
from tests.support.watch_case import finding

DECLARED = tables.load("judgement-2")
COSTS = Costs(false_authentic=20, false_counterfeit=50, abstention=1, reason="because it is tried here")


def fitted(cases: list[LabelledCase]) -> Fitted:
    return fit(cases, DECLARED, COSTS, "tried", 3, lambda *_: None)


@pytest.fixture(scope="module")
def found() -> Fitted:
    return fitted(labelled(120))


def log10_lr(table: Table, case: LabelledCase, domain: Domain = Domain.RENDERED) -> float:
    shown = frozenset(case.shown)
    complete = not unmet(case.findings, shown, table)
    return weigh(case.findings, shown, table, domain, complete=complete).log10_lr


def test_cases_that_were_not_fitted_on_are_told_apart_at_the_cost_that_was_announced(found: Fitted) -> None:
    others = labelled(300, seed=7)
    genuine = np.array([log10_lr(found.table, each) for each in others if each.truth.genuine])
    false = np.array([log10_lr(found.table, each) for each in others if not each.truth.genuine])
    assert measures.cllr(genuine, false) == pytest.approx(found.whole.after, abs=0.08)
    assert found.whole.after <= found.whole.before
    assert found.whole.least <= found.whole.after + 1e-9


def test_the_table_says_what_it_was_fitted_on(found: Fitted) -> None:
    table = found.table
    assert (table.title, table.domain, table.sample_size) == ("tried 3", Domain.RENDERED, 120)
    assert "720 cases of 120 rendered watches" in table.basis
    assert table.thresholds.authentic.value == 0.95
    assert table.thresholds.counterfeit.value == 0.02


def test_the_file_reads_as_the_same_table(found: Fitted) -> None:
    assert Table.model_validate(tomllib.loads(toml(found.table))) == found.table


def test_the_same_cases_give_the_same_table(found: Fitted) -> None:
    assert fitted(labelled(120)).table == found.table


def test_what_no_case_showed_weighs_nothing_and_keeps_what_its_contradiction_does(found: Fitted) -> None:
    row = found.table.row("vision", "wording")
    assert row is not None
    assert (row.log10_supports, row.log10_contradicts) == (0.0, 0.0)
    assert row.consequence is Consequence.BARS_AUTHENTIC
    assert Key("vision", "wording") in found.unfitted
    assert not row.sees  # an examiner that was never tried covers nothing


@pytest.mark.parametrize(("examiner", "criterion"), [("dial", "marker_positions"), ("reference", "displacement")])
def test_one_clear_contradiction_stops_a_confirmation(found: Fitted, examiner: str, criterion: str) -> None:
    flaw = finding(examiner, Component.DIAL, criterion, Bearing.CONTRADICTS, 0.75)
    weighed = weigh([flaw], frozenset(Component), found.table, Domain.RENDERED, complete=True)
    assert weighed.contradicts[Component.DIAL] >= found.table.thresholds.against_authentic.value


def test_no_case_weighs_more_than_all_cases_support(found: Fitted) -> None:
    perfect = [each.model_copy(update={"strength": 1.0}) for each in labelled(1)[0].findings]
    weighed = weigh(perfect * 9, frozenset(Component), found.table, Domain.RENDERED, complete=True)
    assert weighed.log10_lr <= found.whole.bounds[0] + 1e-6


def test_what_was_fitted_on_drawings_lends_a_real_watch_weak_support_at_most(found: Fitted) -> None:
    strongest = max(log10_lr(found.table, each, Domain.REAL) for each in labelled(20))
    assert strongest <= 1.0
    assert found.table.bound(Bearing.SUPPORTS) > 1.0


def test_programs_alone_may_confirm_a_drawing_and_never_a_real_watch(found: Fitted) -> None:
    assert Assurance.LOCAL in found.table.assurances
    real = fitted(labelled(8, domain=Domain.REAL)).table
    assert Assurance.LOCAL not in real.assurances


def test_few_cases_give_ratios_near_one() -> None:
    few = fitted(labelled(3))
    assert few.whole.bounds[0] < 1.2
    assert few.table.bound(Bearing.SUPPORTS) < few.table.needed_for


def test_what_would_be_confirmed_is_counted_by_kind(found: Fitted) -> None:
    counts = {each.kind: each.cases for each in found.confirmed}
    assert counts == {"genuine": 240, "severe defect": 480}


def test_the_costlier_a_false_confirmation_the_fewer_there_are(found: Fitted) -> None:
    false, genuine = ([getattr(each, side) for each in found.at_costs] for side in ("false", "genuine"))
    assert false == sorted(false, reverse=True)
    assert genuine == sorted(genuine, reverse=True)
    assert genuine[0] > 0.9


@pytest.mark.parametrize(
    ("cases", "why"),
    [
        ([], "no cases"),
        ([*labelled(1), *labelled(1, domain=Domain.REAL)], "several domains"),
        (labelled(2, domain=Domain.JUDGEMENT), "no domain of watches"),
        ([each for each in labelled(2) if each.truth.genuine], "needs both kinds"),
    ],
)
def test_cases_that_cannot_be_fitted_on_are_refused(cases: list[LabelledCase], why: str) -> None:
    with pytest.raises(Unfit, match=why):
        fitted(cases)


def test_what_was_announced_of_confirmations_is_what_the_table_does(found: Fitted) -> None:
    needed, bar = found.table.needed_for, found.table.thresholds.against_authentic.value
    passed = 0
    for case in labelled(120):
        weighed = weigh(case.findings, frozenset(case.shown), found.table, Domain.RENDERED, complete=True)
        barred = any(f.criterion == "serial_matches" and f.bearing is Bearing.CONTRADICTS for f in case.findings)
        against = max(weighed.contradicts.values(), default=0.0)
        passed += weighed.log10_lr >= needed and against < bar and not barred and not case.truth.genuine
    false = next(each for each in found.confirmed if each.kind == "severe defect")
    assert passed == pytest.approx(false.confirmed, abs=6)


def test_a_flaw_that_could_not_be_looked_at_is_no_confirmation() -> None:
    compared = finding("reference", Component.HANDS, "form", Bearing.SUPPORTS, 0.9)

    def all_right(case: LabelledCase) -> bool:
        return all(each.bearing is Bearing.SUPPORTS for each in case.findings)

    cases = [
        case
        if not case.truth.genuine and all_right(case)
        else case.model_copy(update={"findings": (*case.findings, compared)})
        for case in labelled(120)
    ]
    hidden = fitted(cases)
    (asked,) = hidden.table.requires
    assert (asked.examiner, asked.criterion, asked.component) == ("reference", "form", Component.HANDS)
    assert hidden.required[0].lost == 0
    assert next(each.confirmed for each in hidden.confirmed if each.kind == "severe defect") == 0
    bounds = hidden.table.bounds
    assert bounds is not None
    assert bounds.incomplete is not None
    assert bounds.incomplete < bounds.supports
    assert hidden.table.profiles == (Profile.WATCH,)
