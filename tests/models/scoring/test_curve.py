import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from models.scoring.curve import Curve, Knot
from models.scoring.sample import Sample
from models.scoring.table import Row

BIG = Sample(genuine=9999, genuine_contradicted=0, counterfeit=9999, counterfeit_supported=0)


def knot(signed: float, log10_lr: float) -> Knot:
    return Knot(signed=signed, log10_lr=log10_lr, low=log10_lr - 0.1, high=log10_lr + 0.1)


CURVE = Curve(method="by hand", knots=(knot(-0.9, -1.2), knot(-0.4, -0.5), knot(0.6, 0.1), knot(1.0, 0.3)))


@pytest.mark.parametrize(
    ("signed", "log10"),
    [
        (-1.0, -1.2),  # level beyond the last knot
        (-0.9, -1.2),
        (-0.65, -0.85),
        (-0.2, -0.25),  # straight to nothing
        (0.0, 0.0),
        (0.3, 0.05),
        (0.8, 0.2),
        (1.0, 0.3),
    ],
)
def test_a_curve_is_straight_between_its_knots_and_through_nothing(signed: float, log10: float) -> None:
    assert CURVE.at(signed) == pytest.approx(log10)


def test_a_curve_without_knots_weighs_exactly_nothing() -> None:
    assert [Curve(method="none").at(each) for each in (-1.0, 0.0, 1.0)] == [0.0, 0.0, 0.0]


@settings(deadline=None)
@given(st.floats(-1, 1), st.floats(-1, 1))
def test_a_clearer_support_never_weighs_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert CURVE.at(low) <= CURVE.at(high) + 1e-12


@pytest.mark.parametrize(
    ("knots", "message"),
    [
        ((knot(0.5, 0.3), knot(0.9, 0.2)), "does not rise"),
        ((knot(0.5, 0.3), knot(0.5, 0.4)), "does not rise"),
        ((knot(0.5, -0.3),), "weighs against"),
        ((knot(0.0, 0.3),), "weighs against"),
        ((Knot(signed=0.5, log10_lr=0.3, low=0.4, high=0.5),), "outside its interval"),
    ],
)
def test_a_curve_that_cannot_be_right_is_refused(knots: tuple[Knot, ...], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Curve(method="by hand", knots=knots)


def row(**changes: object) -> Row:
    given = {"examiner": "dial", "criterion": "minute_track", "reason": "because it is tried here", "sample": BIG}
    return Row.model_validate({**given, **changes})


def test_both_forms_of_row_are_asked_in_one_way() -> None:
    judged = row(supports=10.0, contradicts=0.01)
    assert [judged.weight(each) for each in (-0.5, 0.0, 0.5)] == pytest.approx([-1.0, 0.0, 0.5])
    fitted = row(curve=CURVE)
    assert [fitted.weight(each) for each in (-0.9, 0.0, 0.8)] == pytest.approx([-1.2, 0.0, 0.2])


def test_a_curve_never_exceeds_what_its_sample_supports() -> None:
    few = Sample(genuine=5, genuine_contradicted=0, counterfeit=5, counterfeit_supported=0)
    fitted = row(curve=CURVE, sample=few)
    assert fitted.weight(-1.0) == pytest.approx(-0.346, abs=1e-3)  # 1 / 2.2
    assert fitted.log10_contradicts == pytest.approx(fitted.weight(-1.0), abs=1e-6)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "states both ratios, or has a curve"),
        ({"supports": 2.0}, "states both ratios, or has a curve"),
        ({"supports": 2.0, "contradicts": 0.5, "curve": CURVE}, "not both"),
        ({"curve": CURVE, "sample": None}, "has no sample"),
    ],
)
def test_a_row_of_no_form_or_of_two_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        row(**changes)
