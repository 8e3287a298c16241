import math

import numpy as np
import pytest

from models.scoring.fit.case import Parts, totals
from models.scoring.fit.whole import MOST_SCALE, barrier, empirical_bounds, fit_scale, fit_whole
from models.vocabulary.views import Component

EVERY = np.ones(200, dtype=np.bool_)


def parts(supports: list[float], contradicts: list[float], *, withheld: bool = False) -> Parts:
    return Parts({Component.DIAL: supports}, {Component.DIAL: contradicts}, barred=withheld, withheld=withheld)


def test_totals_discount_what_is_said_again_of_a_component() -> None:
    case = parts([0.4, 0.2], [0.8, 0.1])
    assert totals([case], 0.0).supports[0] == pytest.approx(0.4)
    assert totals([case], 1.0).supports[0] == pytest.approx(0.6)
    assert totals([case], 0.5).log10_lr()[0] == pytest.approx(0.5 - 0.85)


def test_while_a_claimed_fact_is_contradicted_supports_outweigh_nothing() -> None:
    assert totals([parts([2.0], [0.5], withheld=True)], 0.5).log10_lr(3.0, 1.0)[0] == 0.0


def test_signs_that_repeat_each_other_are_discounted_and_those_that_do_not_are_not() -> None:
    random = np.random.default_rng(5)
    genuine, watch = (np.arange(600) % 2).astype(np.float64), np.arange(600)
    complete = np.ones(600, dtype=np.bool_)

    def cases(*, same: bool) -> list[Parts]:
        found = []
        for true in genuine:
            right = random.random(3) < (0.9 if true else 0.4)
            right = np.repeat(right[:1], 3) if same else right
            # log10 of 0.9 / 0.4 and of 0.1 / 0.6
            found.append(parts([0.352] * int(right.sum()), [0.778] * int((~right).sum())))
        return found

    repeated, independent = (fit_whole(cases(same=each), genuine, watch, complete) for each in (True, False))
    assert repeated.dependence <= 0.1
    assert independent.dependence >= 0.8
    naive, strongest, fitted = repeated.effects
    assert (naive.dependence, strongest.dependence) == (1.0, 0.0)
    assert fitted.scaled <= min(naive.scaled, strongest.scaled) + 1e-9
    assert strongest.unscaled < naive.unscaled


def test_small_supports_that_mean_more_together_are_scaled_up() -> None:
    sums = totals([parts([0.2], [])] * 50 + [parts([0.15], [1.0])] * 50, 0.5)
    genuine = np.array([1.0] * 50 + [0.0] * 50)
    supports, contradicts = fit_scale(sums, genuine)
    assert 2 < supports <= MOST_SCALE
    assert contradicts > 1


def test_misleading_figures_are_scaled_down() -> None:
    sums = totals([parts([2.0], []), parts([], [2.0])] * 50, 0.5)
    genuine = np.array([1.0, 1.0, 0.0, 0.0] * 25)
    assert max(fit_scale(sums, genuine)) < 0.1


def test_perfect_cases_support_what_their_number_does() -> None:
    log10 = np.array([5.0] * 100 + [-5.0] * 100)
    genuine = np.array([1.0] * 100 + [0.0] * 100)
    assert empirical_bounds(log10, genuine, EVERY)[:2] == pytest.approx((math.log10(101), math.log10(101)), abs=1e-3)


def test_one_case_that_misleads_halves_what_the_others_support() -> None:
    log10 = np.array([5.0] * 100 + [-5.0] * 99 + [5.0])
    genuine = np.array([1.0] * 100 + [0.0] * 100)
    assert empirical_bounds(log10, genuine, EVERY)[0] == pytest.approx(math.log10(101 / 2), abs=1e-3)


def test_cases_that_tell_nothing_support_nothing() -> None:
    assert empirical_bounds(np.zeros(10), np.array([1.0, 0.0] * 5), EVERY[:10]) == (0.0, 0.0, 0.0)


def test_what_lacks_something_is_bounded_by_what_else_lacks_it() -> None:
    genuine = np.array([1.0] * 100 + [0.0] * 100)
    lacking = np.array([place % 100 < 20 for place in range(200)])  # a fifth of each kind
    log10 = np.where((genuine > 0) | lacking, 5.0, -5.0)  # and a false claim that lacks it seems true
    bounds = empirical_bounds(log10, genuine, ~lacking)
    assert bounds.supports == pytest.approx(math.log10(0.8 * 101), abs=1e-3)
    assert bounds.incomplete < 0.05
    held = bounds.hold(log10, ~lacking)
    assert held[lacking].max() == bounds.incomplete
    assert held[0] < held[99] == bounds.supports


def test_the_bar_is_lowered_where_a_false_confirmation_costs_more_than_abstaining() -> None:
    sums = totals([parts([3.0], [])] * 50 + [parts([3.0], [0.22])], 0.5)
    log10, genuine = np.array([2.5] * 51), np.array([1.0] * 50 + [0.0])
    assert barrier(sums, log10, genuine, 2.0, (100.0, 1.0)) == 0.2
    assert barrier(sums, log10, np.ones(51), 2.0, (100.0, 1.0)) == 0.3
