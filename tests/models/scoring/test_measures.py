"""Figures counted by hand, and what each measure says where nothing can be measured."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.scoring import measures

NOTHING = np.array([], dtype=np.float64)
llrs = st.lists(st.floats(-4, 4), min_size=1, max_size=30).map(np.array)


def test_saying_nothing_costs_one_bit() -> None:
    zeros = np.zeros(3)
    assert measures.cllr(zeros, zeros) == pytest.approx(1.0)
    assert measures.min_cllr(zeros, zeros) == pytest.approx(1.0)


def test_the_cost_is_what_the_formula_gives() -> None:
    # LR 10 for the one genuine case, 1/4 and 2 for the others
    by_hand = (math.log2(1.1) + (math.log2(1.25) + math.log2(3)) / 2) / 2
    assert measures.cllr(np.array([1.0]), np.log10([0.25, 2.0])) == pytest.approx(by_hand)


def test_a_strong_answer_that_misleads_costs_more_than_silence() -> None:
    assert measures.cllr(np.array([-3.0, 3.0]), np.array([-3.0])) > 1


def test_perfect_order_leaves_no_cost_whatever_the_figures() -> None:
    assert measures.min_cllr(np.array([0.2, 0.3]), np.array([0.0, 0.1])) == 0.0


def test_the_least_cost_pools_what_is_out_of_order() -> None:
    # rising: other, (genuine, other) pooled to one half, genuine: one of two cases on each side costs a bit
    genuine, other = np.array([0.1, 0.9]), np.array([-0.5, 0.4])
    assert measures.min_cllr(genuine, other) == pytest.approx((1 / 2 + 1 / 2) / 2)


@settings(deadline=None)
@given(llrs, llrs)
def test_the_least_cost_is_never_above_the_cost(genuine: np.ndarray, other: np.ndarray) -> None:
    assert measures.min_cllr(genuine, other) <= min(1.0, measures.cllr(genuine, other)) + 1e-9


def test_equal_scores_count_half() -> None:
    assert measures.auc(np.array([1.0, 2.0]), np.array([1.0, 0.0])) == pytest.approx((0.5 + 1 + 1 + 1) / 4)


@settings(deadline=None)
@given(llrs, llrs)
def test_the_area_under_the_curve_is_the_chance_to_be_in_order(genuine: np.ndarray, other: np.ndarray) -> None:
    points = np.array(measures.roc(genuine, other))
    area = float(((points[1:, 0] - points[:-1, 0]) * (points[1:, 1] + points[:-1, 1]) / 2).sum())
    assert area == pytest.approx(measures.auc(genuine, other))
    assert points[0].tolist() == [0, 0]
    assert points[-1].tolist() == [1, 1]


def test_cases_with_equal_scores_pass_together() -> None:
    points = measures.roc(np.array([2.0, 1.0]), np.array([1.0, 0.0]))
    assert points == ((0.0, 0.0), (0.0, 0.5), (0.5, 1.0), (1.0, 1.0))


def test_the_calibration_error_is_the_mean_distance_of_the_bins_true_and_false_claims_alike() -> None:
    stated = np.array([0.95, 0.95, 0.95, 0.95, 0.15])
    true = np.array([True, True, True, False, False])
    found = measures.ece(stated, true)
    # of the upper bin three true claims weigh a sixth each and the false one a quarter, as does the one in the lower
    assert found.value == pytest.approx(0.75 * (0.95 - 0.5 / 0.75) + 0.25 * 0.15)
    assert [each.count for each in found.bins] == [1, 4]
    assert [each.happened for each in found.bins] == pytest.approx([0.0, 0.5 / 0.75])


def test_how_many_claims_are_true_does_not_change_the_calibration_error() -> None:
    stated, true = np.array([0.8, 0.8, 0.2, 0.2]), np.array([True, False, True, False])
    few = np.concatenate([np.arange(4), [1] * 20, [3] * 20])  # the same, with many more false claims
    assert measures.ece(stated[few], true[few]).value == pytest.approx(measures.ece(stated, true).value)


def test_certainty_falls_into_the_last_bin() -> None:
    assert measures.ece(np.array([1.0]), np.array([True])) == measures.Calibration(
        0.0, (measures.Bin(stated=1.0, happened=1.0, count=1),)
    )


@pytest.mark.parametrize(
    ("events", "trials", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),
        (1, 10, 0.0025, 0.4450),  # Clopper and Pearson's tables, two-sided
        (5, 10, 0.1871, 0.8129),
        (10, 10, 0.6915, 1.0),
        (0, 0, 0.0, 1.0),
        (0, 400, 0.0, 0.0092),
    ],
)
def test_a_rate_has_its_exact_interval(events: int, trials: int, low: float, high: float) -> None:
    assert measures.interval(events, trials) == pytest.approx((low, high), abs=1e-4)


def test_the_most_certain_are_answered_first() -> None:
    points = measures.abstention(np.array([0.99, 0.9, 0.2, 0.5]), np.array([True, False, False, True]))
    assert points == (
        (0.25, 0.0),
        (0.5, 0.5),
        (0.75, pytest.approx(1 / 3)),
        (1.0, pytest.approx((1 + 0.5) / 4)),  # one half is no answer, and counts half
    )


def test_equally_certain_cases_are_answered_together() -> None:
    assert measures.abstention(np.array([0.9, 0.1]), np.array([True, True])) == ((1.0, 0.5),)


def test_where_a_side_is_empty_every_measure_says_that_nothing_is_known() -> None:
    some = np.array([1.0])
    for genuine, other in ((some, NOTHING), (NOTHING, some), (NOTHING, NOTHING)):
        assert measures.cllr(genuine, other) == measures.min_cllr(genuine, other) == 1.0
        assert measures.auc(genuine, other) == 0.5
        assert measures.roc(genuine, other) == ((0.0, 0.0), (1.0, 1.0))
    assert measures.ece(NOTHING, NOTHING.astype(bool)).value == 0.0
    assert measures.abstention(NOTHING, NOTHING.astype(bool)) == ()
