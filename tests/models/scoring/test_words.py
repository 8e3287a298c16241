import pytest

from models.scoring.words import chance, likelihood, percent


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.0, "below 1 %"),
        (0.01, "below 1 %"),
        (0.0101, "about 2 %"),
        (0.259, "about 25 %"),
        (0.5, "about 50 %"),
        (0.545, "about 55 %"),
        (0.741, "about 75 %"),
        (0.97, "about 97 %"),
        (0.98999, "about 98 %"),
        (0.99, "above 99 %"),
        (1.0, "above 99 %"),
    ],
)
def test_a_probability_is_told_no_finer_than_it_is_known(probability: float, said: str) -> None:
    assert chance(probability) == said


def test_a_probability_near_certainty_is_never_told_larger_than_it_is() -> None:
    for thousandth in range(900, 990):
        told = int(chance(thousandth / 1000).split()[1])
        assert told <= thousandth / 10


@pytest.mark.parametrize(("fraction", "said"), [(0.699, "69 %"), (0.57, "57 %"), (0.29, "29 %"), (1.0, "100 %")])
def test_a_share_is_never_rounded_up(fraction: float, said: str) -> None:
    assert percent(fraction) == said


@pytest.mark.parametrize(
    ("log10_lr", "said"),
    [
        (0.1, "about as well"),
        (-0.1, "about as well"),
        (0.46, "about 3 times likelier if the claim is true"),
        (2.96, "about 900 times likelier if the claim is true"),
        (-4.3, "about 20,000 times likelier if the claim is false"),
    ],
)
def test_a_ratio_is_told_in_one_figure(log10_lr: float, said: str) -> None:
    assert said in likelihood(log10_lr)
