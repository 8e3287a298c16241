import math

import numpy as np
import pytest

from models.scoring.fit.gather import Key, Observed, observed
from models.scoring.fit.rows import METHODS, curve_of, fit_row
from models.scoring.sample import upper_rate
from tests.support.labelled import IMAGINED, MISSED, labelled

KEY = Key("dial", "marker_positions")


def seen(watches: int = 60) -> Observed:
    return observed(labelled(watches))[KEY]


def made(genuine: list[float], other: list[float]) -> Observed:
    signed = np.array([*genuine, *other])
    number = np.arange(len(signed))
    true = np.array([1.0] * len(genuine) + [0.0] * len(other))
    return Observed(signed, true, number, number)


def test_a_fitted_curve_finds_the_rates_that_the_cases_were_drawn_with() -> None:
    at = fit_row(seen(150)).curve.at
    flawed = 1 / 4  # of the false cases, by this criterion
    right = (1 - IMAGINED) / ((1 - flawed) * (1 - IMAGINED) + flawed * MISSED)
    assert at(0.8) == pytest.approx(math.log10(right), abs=0.06)
    assert at(-0.8) < -1.0  # flaws are seen so clearly, and genuine watches never
    assert at(-0.8) < at(-0.35) <= 0  # what is imagined is seen faintly


@pytest.mark.parametrize("method", METHODS)
def test_each_method_rises_and_leaves_nothing_at_nothing(method: str) -> None:
    curve = curve_of(seen(), method)
    values = [curve.at(each / 20) for each in range(-20, 21)]
    assert values == sorted(values)
    assert curve.at(0.0) == 0.0


def test_the_simplest_method_that_costs_as_little_is_taken_and_all_costs_are_told() -> None:
    row = fit_row(seen())
    assert list(row.cost) == list(METHODS)
    assert row.cost[row.curve.method] <= min(row.cost.values()) + 0.003


def test_where_how_clearly_something_looks_right_is_chance_all_supports_weigh_alike() -> None:
    curve = fit_row(seen(150)).curve
    assert curve.at(0.5) == curve.at(0.95) > 0


def test_where_how_clearly_something_looks_right_tells_the_curve_says_so() -> None:
    steps = [each / 100 for each in range(100)]
    curve = fit_row(made([0.5 + each / 2 for each in steps], [0.2 + each / 2 for each in steps])).curve
    assert curve.at(0.95) > curve.at(0.6) + 0.1


def test_intervals_hold_what_the_cases_were_drawn_with() -> None:
    flawed = 1 / 4
    right = math.log10((1 - IMAGINED) / ((1 - flawed) * (1 - IMAGINED) + flawed * MISSED))
    supports = [knot for knot in fit_row(seen(150)).curve.knots if knot.signed > 0]
    assert supports
    assert all(knot.low < knot.high and knot.low <= right <= knot.high for knot in supports)


def test_the_same_cases_give_the_same_curve() -> None:
    assert fit_row(seen(20)) == fit_row(seen(20))


def test_perfect_separation_gives_no_more_than_the_sample_supports() -> None:
    curve = curve_of(made([0.9] * 12, [-0.9] * 12), "isotonic")
    assert -curve.at(-0.9) <= -math.log10(upper_rate(0, 12)) + 1e-6
    assert curve.at(0.9) <= -math.log10(upper_rate(0, 12)) + 1e-6


def test_more_contradictions_on_genuine_watches_than_on_others_weigh_nothing() -> None:
    curve = curve_of(made([-0.8] * 10 + [0.8] * 10, [0.8] * 20), "isotonic")
    assert [curve.at(each) for each in (-0.8, 0.8)] == [0.0, 0.0]


@pytest.mark.parametrize(
    "nothing",
    [made([0.9] * 5, []), made([], [0.9] * 5), made([0.0] * 5, [0.0] * 5)],
    ids=["no false claims", "no true claims", "all neutral"],
)
def test_where_nothing_can_be_told_the_row_weighs_nothing(nothing: Observed) -> None:
    row = fit_row(nothing)
    assert (row.curve.knots, row.cost) == ((), {})
    assert row.curve.method.startswith("none")
