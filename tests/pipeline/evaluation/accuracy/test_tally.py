"""The figures of a set, counted by hand."""

import pytest

from models.scoring.labelled import Severity
from models.vocabulary.examination import Unavailable
from models.vocabulary.views import Component
from pipeline.evaluation.accuracy.cases import ExaminedCase
from pipeline.evaluation.accuracy.tally import scored_without, tally
from tests.support.examined import examined

WRONG = (Component.DIAL, Component.CASEBACK)


def a_set() -> list[ExaminedCase]:
    return [
        *(examined(f"genuine-{k}", genuine=True) for k in range(6)),
        examined("slight", genuine=True, severity=Severity.SLIGHT, defect="marker_angle"),
        *(
            examined(f"severe-{k}", genuine=False, severity=Severity.SEVERE, defect="x", against=WRONG)
            for k in range(3)
        ),
        examined("missed", genuine=False, severity=Severity.MODERATE, defect="marker_angle"),
    ]


def test_cases_are_counted_by_what_is_true_of_them() -> None:
    figures = tally("a set", a_set(), {})
    assert (figures.cases, figures.watches, figures.references) == (11, 11, 1)
    assert (figures.genuine.total, figures.slight.total) == (6, 1)
    assert (figures.false_authentic_severe.trials, figures.false_authentic_moderate.trials) == (3, 1)
    assert {(group.defect, group.severity): group.outcomes.total for group in figures.groups} == {
        ("marker_angle", Severity.SLIGHT): 1,
        ("marker_angle", Severity.MODERATE): 1,
        ("x", Severity.SEVERE): 3,
    }


def test_a_defect_that_nobody_saw_scores_like_a_genuine_watch_and_one_that_was_seen_below_it() -> None:
    figures = tally("a set", a_set(), {})
    auc = {(group.defect, group.severity): group.auc for group in figures.groups}
    assert auc[("marker_angle", Severity.MODERATE)] == pytest.approx(0.5)
    assert auc[("x", Severity.SEVERE)] == 1.0
    assert figures.quality.auc == pytest.approx((3 * 1.0 + 1 * 0.5) / 4)
    assert figures.quality.min_cllr <= figures.quality.cllr


def test_the_defects_own_component_counts_as_named_where_a_finding_contradicts_on_it() -> None:
    groups = {(group.defect, group.severity): group.named for group in tally("a set", a_set(), {}).groups}
    assert groups[("x", Severity.SEVERE)].events == 3
    assert groups[("marker_angle", Severity.MODERATE)].events == 0


def test_without_an_examiner_its_findings_weigh_nothing() -> None:
    scored = scored_without(a_set(), ("vision",))
    assert {each.log10_lr for each in scored} == {0.0}
    assert {each.verdict.outcome.value for each in scored} == {"inconclusive"}


def test_a_verdict_that_changes_with_how_the_case_is_handed_in_is_counted() -> None:
    cases = a_set()
    changed = [examined("genuine-0", genuine=True), examined("severe-0", genuine=False, against=())]
    before = {each.case.name: each.verdict.outcome for each in scored_without(cases, ())}
    after = {each.case.name: each.verdict.outcome for each in scored_without(changed, ())}
    (stability,) = tally("a set", cases, {"halved": changed}).stability
    assert (stability.variant, stability.same.trials) == ("halved", 2)
    assert stability.same.events == sum(before[name] is after[name] for name in after)


def test_the_first_lines_say_that_rendered_watches_are_no_counterfeits() -> None:
    assert tally("a set", a_set(), {}).cannot_show[0].startswith("Rendered watches are not counterfeits")


def test_an_examiner_that_gave_no_answer_is_counted_and_a_model_without_a_key_is_not() -> None:
    case = a_set()[0]
    silent = (
        Unavailable(examiner="reference", version="1", why="internal fault", passing=True, patient=False),
        Unavailable(examiner="vision", version="1", why="no key", passing=True, patient=False),
    )
    faulty = case.model_copy(update={"examinations": (*case.examinations, *silent)})
    assert tally("a set", [faulty, *a_set()[1:]], {}).faults == {"reference": 1}
    assert tally("a set", a_set(), {}).faults == {}
