import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from models.scoring.sample import Sample, upper_rate


@pytest.mark.parametrize(
    ("events", "trials", "rate"),
    [
        (0, 1, 0.95),
        (0, 10, 0.2589),  # 1 - 0.05 ** (1 / 10)
        (0, 100, 0.0295),  # the rule of three: about 3 / 100
        (0, 1000, 0.0030),
        (1, 10, 0.3942),  # Clopper and Pearson's tables
        (5, 10, 0.7776),
        (10, 10, 1.0),
        (0, 0, 1.0),
    ],
)
def test_a_rate_is_bounded_by_what_was_counted(events: int, trials: int, rate: float) -> None:
    assert upper_rate(events, trials) == pytest.approx(rate, abs=1e-4)


def test_no_counterexample_in_few_watches_supports_little() -> None:
    few = Sample(genuine=20, genuine_contradicted=0, counterfeit=20, counterfeit_supported=0)
    assert few.largest_support == pytest.approx(7.19, abs=0.01)
    assert few.least_contradiction == pytest.approx(1 / 7.19, abs=0.001)


def test_no_sample_supports_nothing() -> None:
    none = Sample(genuine=0, genuine_contradicted=0, counterfeit=0, counterfeit_supported=0)
    assert none.largest_support == none.least_contradiction == 1.0


def test_more_events_than_watches_are_refused() -> None:
    with pytest.raises(ValidationError, match="more events"):
        Sample(genuine=1, genuine_contradicted=2, counterfeit=1, counterfeit_supported=0)


@settings(deadline=None, max_examples=50)  # the machine may be shared
@given(st.integers(0, 300), st.integers(0, 300))
def test_the_bound_is_a_rate_above_what_was_seen_and_falls_with_the_sample(events: int, more: int) -> None:
    trials = events + more
    assert (events / trials if trials else 0) <= upper_rate(events, trials) <= 1
    assert upper_rate(events, trials + 1) <= upper_rate(events, trials) + 1e-12
